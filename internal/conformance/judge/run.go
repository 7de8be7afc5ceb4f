package judge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
)

var validName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// chunkLines is how many points one write carries.
const chunkLines = 5000

// Run asks the daemon. What the daemon refuses or breaks on is part of the answer; the error is for what
// kept the question from being asked.
func (j *Judge) Run(ctx context.Context, c Case) (Answer, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	if !validName.MatchString(c.Name) {
		return Answer{}, fmt.Errorf("run case %q: the name is also a task id: use letters, digits, - and _", c.Name)
	}
	dir, err := os.MkdirTemp(j.dir, "case-")
	if err != nil {
		return Answer{}, err
	}
	defer os.RemoveAll(dir)
	r := &asking{Judge: j, Case: c, caseDir: dir, logStart: j.server.LogSize()}
	r.placeAll(dir)
	j.capture.take()
	err = r.ask(ctx)
	if errors.Is(err, errClosed) {
		// A dying daemon prints for a while after it has closed its port.
		select {
		case <-j.server.Done():
		case <-time.After(5 * time.Second):
		}
	}
	if j.died() {
		err = r.crashed(ctx)
	} else if err != nil {
		// The task may run on and disturb the next one.
		if again := r.restart(context.WithoutCancel(ctx)); again != nil {
			err = errors.Join(err, again)
		}
	} else {
		err = r.clean(ctx)
	}
	if err != nil {
		return Answer{}, fmt.Errorf("run case %s: %w", c.Name, err)
	}
	return r.answer, nil
}

// asking is one case on its way.
type asking struct {
	*Judge
	Case
	places
	answer   Answer
	caseDir  string
	logStart int64
	// later are the placed scripts of redefinitions that are yet to come.
	later []string
}

func (r *asking) ask(ctx context.Context) error {
	r.answer.Version, r.answer.Server = "kapacitord "+kapacitord.Version, Info
	for i, b := range r.Beside {
		p := r.place(b.Script, filepath.Join(r.caseDir, fmt.Sprint(i)))
		if err := os.MkdirAll(filepath.Join(r.caseDir, fmt.Sprint(i)), 0o755); err != nil {
			return err
		}
		r.logs = append(r.logs, p.logs...)
		in := map[string]any{"id": b.Name, "type": "stream", "dbrps": b.DBRPs, "script": p.script, "status": "enabled"}
		if err := r.call(ctx, http.MethodPost, "/tasks", in, nil); err != nil {
			return fmt.Errorf("start the task beside it: %w", err)
		}
	}
	defined, err := r.define(ctx)
	if err != nil || !defined {
		return err
	}
	if r.Recording != nil {
		err = r.replay(ctx)
	} else {
		err = r.live(ctx)
	}
	if err != nil {
		return err
	}
	return r.collect()
}

// define creates the task without starting it, and notes how the daemon prints it.
func (r *asking) define(ctx context.Context) (bool, error) {
	in := map[string]any{
		"id": r.Name, "type": r.Type, "dbrps": r.DBRPs, "script": r.places.script, "status": "disabled",
	}
	if len(r.Vars) > 0 {
		in["vars"] = r.Vars
	}
	text, err := answered(r.call(ctx, http.MethodPost, "/tasks", in, nil))
	if err != nil {
		return false, err
	}
	if text != "" {
		r.answer.DefineError = r.back.Replace(text)
		return false, nil
	}
	t, err := r.task(ctx, r.Name)
	if err != nil {
		return false, err
	}
	r.answer.Formatted, r.answer.Dot = r.back.Replace(t.Script), t.Dot
	return true, nil
}

// answered splits an error into what the daemon said and what kept it from saying anything.
func answered(err error) (string, error) {
	var e *serverError
	switch {
	case errors.As(err, &e):
		return e.message, nil
	case errors.Is(err, errClosed):
		return errClosed.Error(), nil
	default:
		return "", err
	}
}

// live enables the task, writes the points, and stops it when everything has come through.
func (r *asking) live(ctx context.Context) error {
	id := "/tasks/" + url.PathEscape(r.Name)
	text, err := answered(r.call(ctx, http.MethodPatch, id, map[string]any{"status": "enabled"}, nil))
	if err != nil {
		return err
	}
	if text != "" {
		r.answer.StartError = r.back.Replace(text)
		return nil
	}
	for _, d := range r.Data {
		if d.Before != nil {
			if _, err := r.quiet(ctx); err != nil {
				return err
			}
			if err := r.redefine(ctx, id, *d.Before); err != nil || r.answer.StartError != "" {
				return err
			}
		}
		if err := r.write(ctx, d); err != nil {
			return err
		}
	}
	t, err := r.settled(ctx)
	if err != nil {
		return err
	}
	r.answer.TaskError = r.back.Replace(t.Error)
	r.answer.NodeStats = t.Stats.Nodes
	for _, stats := range r.answer.NodeStats {
		delete(stats, "avg_exec_time_ns")
	}
	for _, name := range r.HTTPOuts {
		var body []byte
		text, err := answered(r.call(ctx, http.MethodGet, id+"/"+name, nil, &body))
		if err != nil {
			return err
		}
		if r.answer.HTTPOuts == nil {
			r.answer.HTTPOuts = map[string]string{}
		}
		if text != "" {
			body = []byte("error: " + text)
		}
		r.answer.HTTPOuts[name] = string(body)
	}
	before, err := r.read()
	if err != nil {
		return err
	}
	if err := r.call(ctx, http.MethodPatch, id, map[string]any{"status": "disabled"}, nil); err != nil {
		if _, err := answered(err); err != nil {
			return err
		}
	}
	if err := r.still(ctx, Quiet/2); err != nil {
		return err
	}
	after, err := r.read()
	if err != nil {
		return err
	}
	for i := range after {
		after[i].AtStop = len(after[i].Lines) - len(before[i].Lines)
	}
	r.answer.Logs = after
	return nil
}

func (r *asking) write(ctx context.Context, d Data) error {
	q := url.Values{"db": {d.DB}, "rp": {d.RP}, "precision": {d.Precision}}
	for chunk := range chunks(d.Lines) {
		text, err := answered(r.call(ctx, http.MethodPost, "/write?"+q.Encode(), chunk, nil))
		if err != nil {
			return err
		}
		if text != "" {
			r.answer.WriteErrors = append(r.answer.WriteErrors, text)
			if r.died() {
				return nil
			}
		}
	}
	return nil
}

// chunks cuts lines into requests, between lines.
func chunks(lines []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(lines) > 0 {
			end, n := 0, 0
			for end < len(lines) && n < chunkLines {
				i := bytes.IndexByte(lines[end:], '\n')
				if i < 0 {
					end = len(lines)
					break
				}
				end += i + 1
				n++
			}
			if !yield(lines[:end]) {
				return
			}
			lines = lines[end:]
		}
	}
}

// settled waits until the daemon is quiet, or, where the wall clock drives a node, for a while.
func (r *asking) settled(ctx context.Context) (task, error) {
	if r.Linger == 0 {
		return r.quiet(ctx)
	}
	select {
	case <-ctx.Done():
		return task{}, ctx.Err()
	case <-time.After(r.Linger):
	}
	return r.task(ctx, r.Name)
}

// quiet waits until neither the counters nor the log files nor the listeners have moved for Quiet.
func (r *asking) quiet(ctx context.Context) (task, error) {
	type state struct {
		nodes  map[string]map[string]float64
		size   int64
		posted int
	}
	var last state
	var t task
	since := time.Now()
	for {
		var err error
		if t, err = r.task(ctx, r.Name); err != nil {
			return t, err
		}
		now := state{maps.Clone(t.Stats.Nodes), r.sizes(), r.capture.seen()}
		for node, stats := range now.nodes {
			stats = maps.Clone(stats)
			delete(stats, "avg_exec_time_ns")
			now.nodes[node] = stats
		}
		if !reflect.DeepEqual(now, last) {
			last, since = now, time.Now()
		}
		if time.Since(since) >= Quiet {
			return t, nil
		}
		if err := pause(ctx); err != nil {
			return t, err
		}
	}
}

// still waits until neither the log files nor the listeners have moved for the given time.
func (r *asking) still(ctx context.Context, limit time.Duration) error {
	size, posted, since := r.sizes(), r.capture.seen(), time.Now()
	for time.Since(since) < limit {
		if err := pause(ctx); err != nil {
			return err
		}
		if s, p := r.sizes(), r.capture.seen(); s != size || p != posted {
			size, posted, since = s, p, time.Now()
		}
	}
	return nil
}

// pause is the time between two looks.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return fmt.Errorf("wait for the daemon to come to rest: %w", ctx.Err())
	case <-time.After(50 * time.Millisecond):
		return nil
	}
}

// collect takes over what the handlers sent and what the daemon logged.
func (r *asking) collect() error {
	if r.answer.Logs == nil {
		logs, err := r.read()
		if err != nil {
			return err
		}
		r.answer.Logs = logs
	}
	requests := r.capture.take()
	for name, list := range requests {
		for i := range list {
			list[i].Body = strings.ReplaceAll(r.back.Replace(list[i].Body), r.server.URL, "$SERVER")
		}
		requests[name] = list
	}
	if len(requests) > 0 {
		r.answer.Requests = requests
	}
	r.answer.NodeErrors = nodeErrors(r.server.LogFrom(r.logStart), r.Name, r.back)
	return nil
}

// clean removes the task and all topics.
func (r *asking) clean(ctx context.Context) error {
	for _, b := range r.Beside {
		if err := r.call(ctx, http.MethodDelete, "/tasks/"+url.PathEscape(b.Name), nil, nil); err != nil {
			return err
		}
	}
	if err := r.call(ctx, http.MethodDelete, "/tasks/"+url.PathEscape(r.Name), nil, nil); err != nil {
		return err
	}
	return r.deleteTopics(ctx)
}

// died tells whether the daemon ended, giving a dying one a moment.
func (j *Judge) died() bool {
	if j.server.Alive() {
		select {
		case <-j.server.Done():
		case <-time.After(30 * time.Millisecond):
		}
	}
	return !j.server.Alive()
}

// crashed notes the end of the daemon and starts a new one on an empty folder.
func (r *asking) crashed(ctx context.Context) error {
	r.answer.Crashed = true
	r.answer.Panic = panicText(r.server.LogFrom(r.logStart))
	if err := r.collect(); err != nil {
		return err
	}
	return r.restart(ctx)
}

// restart starts a new daemon on an empty folder.
func (r *asking) restart(ctx context.Context) error {
	r.server.Stop()
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(r.dir, e.Name())); err != nil {
			return err
		}
	}
	return r.start(ctx)
}
