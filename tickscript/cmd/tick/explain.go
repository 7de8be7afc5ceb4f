package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/ticktest"
)

// explainFlags are the arguments of tick explain.
type explainFlags struct {
	tick, data, at, group, precision, task string
	dbrps                                  dbrpList
	vars                                   listFlag
}

func explain(e *env, args []string) int {
	var f explainFlags
	fs := flags(e, "explain")
	fs.StringVar(&f.tick, "tick", "", "the script's `file`")
	fs.StringVar(&f.data, "data", "", "the points' `file`: line protocol, or a recording by its name, .srpl or .brpl, also with .gz; - is standard input")
	fs.StringVar(&f.at, "at", "", "the `time` that is asked about: RFC 3339, or nanoseconds since 1970")
	fs.StringVar(&f.group, "group", "", "the group's `tags`, such as host=a,cluster=b; default: all groups")
	fs.Var(&f.dbrps, "dbrp", "`db.rp` that the points were written to and the task subscribes to; the points go to the first; default: where the script looks")
	fs.Var(&f.vars, "var", "`name=value` for a variable of the script")
	fs.StringVar(&f.precision, "precision", "ns", "`unit` of the timestamps of line protocol: ns, us, ms, s, m or h")
	fs.StringVar(&f.task, "task", "", "the task's `id` as templates show it; default: the script file's name")
	if status, done := parse(fs, args); done {
		return status
	}
	if f.tick == "" || f.data == "" || f.at == "" || fs.NArg() > 0 {
		fmt.Fprintln(e.stderr, "tick explain: -tick, -data and -at are needed, and nothing else")
		fs.Usage()
		return exitUsage
	}
	at, err := instant(f.at)
	if err != nil {
		fmt.Fprintf(e.stderr, "tick explain: -at: %v\n", err)
		return exitUsage
	}
	prec, err := point.ParsePrecision(f.precision)
	if err != nil {
		fmt.Fprintf(e.stderr, "tick explain: -precision: %v\n", err)
		return exitUsage
	}
	w := &ticktest.Why{At: at, File: f.tick}
	if w.Group, err = ticktest.ParseGroup(f.group); err != nil {
		fmt.Fprintf(e.stderr, "tick explain: -group: %v\n", err)
		return exitUsage
	}
	src, err := os.ReadFile(f.tick)
	if err == nil {
		w.Source = string(src)
		err = f.run(e, w, prec)
	}
	if err != nil {
		complain(e.stderr, string(src), err)
		return exitBad
	}
	fmt.Fprintln(e.stdout, w)
	return exitOK
}

// instant reads a time.
func instant(s string) (time.Time, error) {
	if ns, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Unix(0, ns).UTC(), nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return t, fmt.Errorf("%q is neither a time such as 2024-01-01T10:00:00Z nor nanoseconds since 1970", s)
	}
	return t.UTC(), nil
}

// run judges the points, with a clock that follows them, as far as the instant
// and a little beyond: what comes after it is told too.
func (f *explainFlags) run(e *env, w *ticktest.Why, prec point.Precision) error {
	vars, err := varsOf(w.Source, f.vars)
	if err != nil {
		return err
	}
	r := replayFlags{data: f.data, dbrps: f.dbrps, task: f.task}
	if r.task == "" {
		r.task = strings.TrimSuffix(filepath.Base(f.tick), filepath.Ext(f.tick))
	}
	prog, err := engine.Compile(w.Source, engine.Options{File: f.tick, Task: r.task, Vars: vars})
	if err != nil {
		return err
	}
	w.Graph = prog.Graph()
	run := prog.NewRun(engine.RunOptions{Follow: true, DBRPs: f.dbrps, Explain: w.Visit})
	err = r.feed(e, prog, run, prec)
	if err == nil {
		err = run.Advance(context.Background(), latest(run, w.At))
	}
	if err == nil {
		err = run.Close()
	}
	if err == nil {
		idleNote(e, run)
	}
	var crash *engine.CrashError
	var failed *engine.FailedError
	if errors.As(err, &crash) || errors.As(err, &failed) {
		// It is part of the explanation; so is what came before it.
		fmt.Fprintln(e.stderr, err)
		return nil
	}
	return err
}

// latest is the later of the last point's time and another: a silence goes on
// until the instant that is asked about.
func latest(run *engine.Run, t time.Time) time.Time {
	if _, last, ok := run.Span(); ok && last.After(t) {
		return last
	}
	return t
}
