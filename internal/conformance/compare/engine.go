// Package compare asks tickwright what a real kapacitord was asked, and lays the two answers side by side.
package compare

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// ErrUnsupported says that the engine cannot run the case, and says so itself.
var ErrUnsupported = errors.New("the engine does not support it")

// Engine asks tickwright. The answer has the judge's shape; a script that does not compile has its diagnostics in
// DefineError, since the engine reports what Kapacitor refuses at definition and at start at once.
func Engine(ctx context.Context, c judge.Case) (judge.Answer, error) { return ask(ctx, c, nil, nil) }

// ask is Engine with a configuration of the handlers and with more options of the run, where they are given.
func ask(ctx context.Context, c judge.Case, handlers *alert.Config, more func(*engine.RunOptions), points ...lp.Point) (judge.Answer, error) {
	a := judge.Answer{Version: "tickwright"}
	// The server infers the type of a task from its script, whatever it is told.
	opts := engine.Options{Task: c.Name, Server: alert.ServerInfo(judge.Info), DBRPs: dbrpsOf(c), Handlers: handlers}
	if len(c.Vars) > 0 {
		text, err := json.Marshal(c.Vars)
		if err != nil {
			return a, err
		}
		if opts.Vars, err = graph.ParseVarsJSON(text); err != nil {
			a.DefineError = err.Error()
			return a, nil
		}
	}
	if file, diags := syntax.Parse(c.Script); !diags.HasErrors() {
		a.Formatted = syntax.Print(file)
	}
	prog, err := engine.Compile(c.Script, opts)
	if err != nil {
		return refusal(a, err)
	}
	a.Dot = prog.Graph().Dot(c.Name)
	r := &running{case_: c, answer: a, files: files(prog.Graph()), more: more, points: points}
	return r.run(ctx, prog)
}

// refusal turns diagnostics into an answer, or into ErrUnsupported when one of them says that the engine lacks something.
func refusal(a judge.Answer, err error) (judge.Answer, error) {
	var list diag.List
	if !errors.As(err, &list) {
		return a, err
	}
	var texts []string
	for _, d := range list {
		if d.Severity != diag.Error {
			continue
		}
		if d.Code == "not-supported" || strings.HasPrefix(d.Message, "not supported") {
			return a, fmt.Errorf("%w: %s", ErrUnsupported, d.Message)
		}
		text := d.Kapacitor
		if text == "" {
			text = d.Message
		}
		texts = append(texts, text)
	}
	a.DefineError = strings.Join(texts, "\n")
	return a, nil
}

// files finds the paths of the .log() handlers: in the order of the script, and by node, one entry per handler.
func files(g *graph.Graph) (f struct {
	order []string
	nodes map[string][]string
}) {
	f.nodes = map[string][]string{}
	seen := map[string]bool{}
	for _, n := range g.Nodes {
		for _, h := range n.Handlers {
			if h.Spec.Kind != "log" || len(h.Args) == 0 {
				continue
			}
			path := h.Args[0].Str
			f.nodes[n.Name] = append(f.nodes[n.Name], path)
			if !seen[path] {
				seen[path] = true
				f.order = append(f.order, path)
			}
		}
	}
	return f
}

// running is one run of the engine.
type running struct {
	case_  judge.Case
	answer judge.Answer
	files  struct {
		order []string
		nodes map[string][]string
	}
	more   func(*engine.RunOptions)
	points []lp.Point
	lines  map[string][]string
	errors map[judge.NodeError]int
	order  []judge.NodeError
}

func dbrpsOf(c judge.Case) []graph.DBRP {
	out := make([]graph.DBRP, len(c.DBRPs))
	for i, d := range c.DBRPs {
		out[i] = graph.DBRP{Database: d.DB, RetentionPolicy: d.RP}
	}
	return out
}

// answer stands for the judge's listeners: the one that plays Alerta answers 201, the others 200; nothing listens at an
// address that is not a placeholder of theirs, or of an endpoint in the judge's configuration.
func answer(p *engine.Post) (engine.PostAnswer, error) {
	switch {
	case strings.HasPrefix(p.URL, "http://127.0.0.1"):
		return engine.PostAnswer{}, errors.New("connection refused")
	case strings.HasPrefix(p.URL, "$HTTP/alerta"):
		return engine.PostAnswer{Status: 201}, nil
	}
	return engine.PostAnswer{Status: 200}, nil
}

func (r *running) run(ctx context.Context, prog *engine.Program) (judge.Answer, error) {
	r.lines, r.errors = map[string][]string{}, map[judge.NodeError]int{}
	o := engine.RunOptions{OnEvent: r.event, OnError: r.logged, OnPost: answer, DBRPs: dbrpsOf(r.case_)}
	if r.more != nil {
		r.more(&o)
	}
	run := prog.NewRun(o)
	err := run.Err()
	if r.case_.Recording != nil {
		err = replay(ctx, run, r.case_)
	}
	if len(r.points) > 0 {
		err = run.Write(r.case_.DBRPs[0].DB, r.case_.DBRPs[0].RP, r.points...)
	}
	for _, d := range r.case_.Data {
		// The server refuses a whole write because of one bad line.
		if bad := readable(ctx, d); bad != nil {
			r.answer.WriteErrors = append(r.answer.WriteErrors, bad.Error())
			continue
		}
		if err = feed(ctx, run, d); err != nil {
			break
		}
	}
	if err == nil && r.case_.Linger > 0 {
		err = run.Advance(ctx, o.Start.Add(r.case_.Linger))
	}
	var failed *engine.FailedError
	var crash *engine.CrashError
	switch {
	case errors.As(err, &failed):
		r.answer.TaskError = failed.Error()
	case errors.As(err, &crash):
		r.answer.Crashed, r.answer.Panic = true, crash.Error()
	case err != nil:
		return r.answer, err
	}
	for _, name := range r.case_.HTTPOuts {
		if r.answer.HTTPOuts == nil {
			r.answer.HTTPOuts = map[string]string{}
		}
		body, err := run.HTTPOut(name)
		if err != nil {
			body = []byte("error: " + err.Error())
		}
		r.answer.HTTPOuts[name] = string(body)
	}
	r.answer.NodeStats = map[string]map[string]float64{}
	for _, s := range run.Stats() {
		values := map[string]float64{}
		for name, n := range s.Values() {
			values[name] = float64(n)
		}
		r.answer.NodeStats[s.Node] = values
	}
	before := map[string]int{}
	for path, lines := range r.lines {
		before[path] = len(lines)
	}
	if err == nil {
		if err := run.Close(); err != nil {
			return r.answer, err
		}
	}
	for _, path := range r.files.order {
		r.answer.Logs = append(r.answer.Logs, judge.LogFile{Path: path, Lines: r.lines[path], AtStop: len(r.lines[path]) - before[path]})
	}
	for _, e := range r.order {
		n := r.errors[e]
		e.Count = n
		r.answer.NodeErrors = append(r.answer.NodeErrors, e)
	}
	return r.answer, nil
}

// event appends what the .log() handlers of the event's node would write. Nothing is written of an event with NaN; each
// handler logs that.
func (r *running) event(e *alert.Event) {
	line, err := e.AppendJSON(nil)
	if err != nil {
		for range r.files.nodes[e.Node] {
			r.logged(&engine.NodeError{Node: e.Node, Message: "failed to marshal alert data json " + err.Error()})
		}
		return
	}
	for _, path := range r.files.nodes[e.Node] {
		r.lines[path] = append(r.lines[path], string(line))
	}
}

func (r *running) logged(err error) {
	e := judge.NodeError{Message: err.Error()}
	var node *engine.NodeError
	if errors.As(err, &node) {
		e = judge.NodeError{Node: node.Node, Message: node.Message}
	}
	if r.errors[e] == 0 {
		r.order = append(r.order, e)
	}
	r.errors[e]++
}

// replay feeds the recording at its recorded times.
func replay(ctx context.Context, run *engine.Run, c judge.Case) error {
	in := bytes.NewReader(c.Recording)
	rec, err := engine.OpenStreamRecording(in)
	if c.Type == "batch" {
		rec, err = engine.OpenBatchRecording(in, in.Size())
	}
	if err != nil {
		return err
	}
	return run.Replay(ctx, rec)
}

func feed(ctx context.Context, run *engine.Run, d judge.Data) error {
	opts, err := readOptions(d)
	if err != nil {
		return err
	}
	return run.ReadFrom(ctx, bytes.NewReader(d.Lines), opts)
}

func readOptions(d judge.Data) (engine.ReadOptions, error) {
	precision, err := lp.ParsePrecision(d.Precision)
	return engine.ReadOptions{DB: d.DB, RP: d.RP, Precision: precision}, err
}

// readable reads the lines without a rule and returns the first bad one.
func readable(ctx context.Context, d judge.Data) error {
	prog, err := engine.Compile("stream|from()|httpOut('x')", engine.Options{})
	if err != nil {
		return err
	}
	run := prog.NewRun(engine.RunOptions{})
	if err := feed(ctx, run, d); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return run.Close()
}
