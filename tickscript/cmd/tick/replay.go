package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// replayFlags are the arguments of tick replay.
type replayFlags struct {
	tick, data, typ, httpout, precision, task string
	dbrps                                     dbrpList
	vars                                      listFlag
	stats                                     bool
	server                                    alert.ServerInfo
}

// dbrpList collects -dbrp db.rp flags.
type dbrpList []graph.DBRP

func (l *dbrpList) String() string { return fmt.Sprint(*l) }

func (l *dbrpList) Set(s string) error {
	db, rp, ok := strings.Cut(s, ".")
	if !ok || db == "" {
		return fmt.Errorf("want database.retentionpolicy, got %q", s)
	}
	*l = append(*l, graph.DBRP{Database: strings.Trim(db, `"`), RetentionPolicy: strings.Trim(rp, `"`)})
	return nil
}

// listFlag collects a flag that may be given several times.
type listFlag []string

func (l *listFlag) String() string     { return strings.Join(*l, ",") }
func (l *listFlag) Set(s string) error { *l = append(*l, s); return nil }

func replay(e *env, args []string) int {
	var f replayFlags
	fs := flags(e, "replay")
	fs.StringVar(&f.tick, "tick", "", "the script's `file`")
	fs.StringVar(&f.data, "data", "", "the points' `file`: line protocol, or a recording by its name, .srpl or .brpl, also with .gz; - is standard input")
	fs.Var(&f.dbrps, "dbrp", "`db.rp` that the points were written to and the task subscribes to; the points go to the first; default: where the script looks")
	fs.StringVar(&f.typ, "type", "", "task type, `stream or batch`; inferred from the script when left out")
	fs.Var(&f.vars, "var", "`name=value` for a variable of the script")
	fs.StringVar(&f.precision, "precision", "ns", "`unit` of the timestamps of line protocol: ns, us, ms, s, m or h")
	fs.StringVar(&f.httpout, "httpout", "", "print the final answer of this httpOut `endpoint` instead of events")
	fs.StringVar(&f.task, "task", "", "the task's `id` as templates show it; default: the script file's name")
	fs.StringVar(&f.server.Hostname, "hostname", "localhost", "the server's `name` as templates show it")
	fs.StringVar(&f.server.ClusterID, "cluster", "", "the server's cluster `id` as templates show it")
	fs.StringVar(&f.server.ServerID, "server", "", "the server's `id` as templates show it")
	fs.BoolVar(&f.stats, "stats", false, "print counts and speed on standard error")
	if status, done := parse(fs, args); done {
		return status
	}
	if f.tick == "" || f.data == "" || fs.NArg() > 0 {
		fmt.Fprintln(e.stderr, "tick replay: -tick and -data are needed, and nothing else")
		fs.Usage()
		return exitUsage
	}
	typ, ok := taskTypes[f.typ]
	if !ok {
		fmt.Fprintf(e.stderr, "tick replay: -type is stream or batch, not %q\n", f.typ)
		return exitUsage
	}
	prec, err := point.ParsePrecision(f.precision)
	if err != nil {
		fmt.Fprintf(e.stderr, "tick replay: -precision: %v\n", err)
		return exitUsage
	}
	src, err := os.ReadFile(f.tick)
	if err == nil {
		err = f.run(e, string(src), typ, prec)
	}
	if err != nil {
		complain(e.stderr, string(src), err)
		return exitBad
	}
	return exitOK
}

// complain prints an error; diagnostics are printed with their source lines.
func complain(w io.Writer, src string, err error) {
	var list diag.List
	if errors.As(err, &list) {
		_ = diag.Render(w, src, list) // nothing can be done about a broken stderr
		return
	}
	fmt.Fprintf(w, "tick: %v\n", err)
}

// varsOf reads -var flags: the type of each is that of the script's variable.
func varsOf(src string, list []string) (map[string]graph.Value, error) {
	if len(list) == 0 {
		return nil, nil
	}
	g, _ := graph.Parse(src, graph.Options{Template: true})
	vars := map[string]graph.Value{}
	for _, def := range list {
		name, text, ok := strings.Cut(def, "=")
		if !ok {
			return nil, fmt.Errorf("-var %s: want name=value", def)
		}
		found := false
		if g != nil {
			for _, v := range g.Vars {
				if v.Name != name {
					continue
				}
				found = true
				val, err := graph.ParseVar(v.Type, text)
				if err != nil {
					return nil, fmt.Errorf("-var %s: %w", name, err)
				}
				vars[name] = val
			}
		}
		if !found {
			return nil, fmt.Errorf("-var %s: the script has no such variable", name)
		}
	}
	return vars, nil
}

func (f *replayFlags) run(e *env, src string, typ graph.TaskType, prec point.Precision) error {
	vars, err := varsOf(src, f.vars)
	if err != nil {
		return err
	}
	task := f.task
	if task == "" {
		task = strings.TrimSuffix(filepath.Base(f.tick), filepath.Ext(f.tick))
	}
	prog, err := engine.Compile(src, engine.Options{File: f.tick, Task: task, Type: typ, Vars: vars, Server: f.server})
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(e.stdout, 64<<10)
	var failed error
	run := prog.NewRun(engine.RunOptions{
		Start: time.Now(), // what now() is in lambdas; nothing moves it
		DBRPs: f.dbrps,
		OnLine: func(_ *graph.Node, line []byte) {
			if f.httpout != "" {
				return
			}
			if _, err := out.Write(line); err != nil && failed == nil {
				failed = err
			}
		},
		OnError: func(err error) { fmt.Fprintln(e.stderr, err) },
	})
	if f.httpout != "" {
		// A name that the script lacks is told before the data is read.
		if _, err := run.HTTPOut(f.httpout); errors.Is(err, engine.ErrNoEndpoint) {
			return err
		}
	}
	start := time.Now()
	rerr := f.feed(e, prog, run, prec)
	if rerr == nil {
		rerr = run.Close()
	}
	if rerr == nil && f.httpout != "" {
		b, err := run.HTTPOut(f.httpout)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil && failed == nil {
		failed = err
	}
	if f.stats {
		sec := time.Since(start).Seconds()
		fmt.Fprintf(e.stderr, "points: %d\nevents: %d\nseconds: %.6f\npoints per second: %.0f\n", run.Points(), run.Events(), sec, float64(run.Points())/max(sec, 1e-9))
	}
	if rerr != nil {
		return rerr
	}
	idleNote(e, run)
	return failed
}

func (f *replayFlags) feed(e *env, prog *engine.Program, run *engine.Run, prec point.Precision) error {
	in := e.stdin
	var file *os.File
	var size int64
	if f.data != "-" {
		var err error
		if file, err = os.Open(f.data); err != nil {
			return err
		}
		defer file.Close()
		st, err := file.Stat()
		if err != nil {
			return err
		}
		size, in = st.Size(), file
	}
	var read func(int64)
	if e.progress {
		p := newProgress(e.stderr, size, time.Now)
		read = p.add
		defer p.done()
	}
	var err error
	switch {
	case isRecording(f.data):
		err = f.feedRecording(run, file, size, read)
	case prog.Type() == graph.BatchTask:
		err = errors.New("a batch task is fed with the answers to its queries, which line protocol does not hold; give a .brpl recording")
	default:
		opts := engine.ReadOptions{Precision: prec, Progress: read}
		opts.DB, opts.RP = written(f.dbrps, prog)
		err = run.ReadFrom(context.Background(), in, opts)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.data, err)
	}
	return nil
}

// written is where the points of line protocol were written to: the first -dbrp, or
// where the script looks.
func written(dbrps dbrpList, prog *engine.Program) (db, rp string) {
	if len(dbrps) > 0 {
		return dbrps[0].Database, dbrps[0].RetentionPolicy
	}
	d, _ := prog.Graph().Origin()
	return d.Database, d.RetentionPolicy
}

// idleNote says on standard error that none of the points was for the script: no
// output alone would look like a rule that did not fire.
func idleNote(e *env, run *engine.Run) {
	if run.Idle() {
		fmt.Fprintf(e.stderr, "tick: note: no from node let any of the %d points through; look at the database, retention policy (-dbrp), measurement and where\n", run.Points())
	}
}

// isRecording reports whether a file's name is that of one of Kapacitor's
// recordings.
func isRecording(name string) bool {
	name = strings.TrimSuffix(name, ".gz")
	return strings.HasSuffix(name, ".srpl") || strings.HasSuffix(name, ".brpl")
}

func (f *replayFlags) feedRecording(run *engine.Run, file *os.File, size int64, read func(int64)) error {
	rec, err := engine.OpenRecording(f.data, file, size)
	if err != nil {
		return err
	}
	rec.Progress = read
	return run.Replay(context.Background(), rec)
}
