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
	"sync"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/backtest"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// backtestFlags are the arguments of tick backtest.
type backtestFlags struct {
	tick, old, typ, precision, task, format, html, title, until string
	data, vars                                                  listFlag
	dbrps                                                       dbrpList
	opts                                                        backtest.Options
}

func backtestScript(e *env, args []string) int {
	var f backtestFlags
	fs := flags(e, "backtest")
	fs.StringVar(&f.tick, "tick", "", "the script's `file`")
	fs.StringVar(&f.old, "old", "", "the `file` of the script that it replaces: what changes is reported")
	fs.Var(&f.data, "data", "a `file` of points: line protocol, also with .gz, or a recording by its name, .srpl or .brpl; may be given several times, in the order of time")
	fs.Var(&f.dbrps, "dbrp", "`db.rp` that the points were written to and the task subscribes to; the points go to the first; default: where the script looks")
	fs.StringVar(&f.typ, "type", "", "task type, `stream or batch`; inferred from the script when left out")
	fs.Var(&f.vars, "var", "`name=value` for a variable of the scripts")
	fs.StringVar(&f.precision, "precision", "ns", "`unit` of the timestamps of line protocol: ns, us, ms, s, m or h")
	fs.StringVar(&f.task, "task", "", "the task's `id` as templates show it; default: the script file's name")
	fs.StringVar(&f.format, "format", "text", "what is printed: `text or json`")
	fs.StringVar(&f.html, "html", "", "also write a page with a timeline for each alert to this `file`")
	fs.StringVar(&f.title, "title", "", "the page's `title`; default: the task's id")
	fs.StringVar(&f.until, "until", "", "let the clock run on to this `time`, RFC 3339, when the points have ended")
	fs.DurationVar(&f.opts.FlapWindow, "flap", 10*time.Minute, "a firing this soon after a recovery is a flap")
	fs.DurationVar(&f.opts.Tolerance, "tolerance", 0, "with -old: how far an episode's begin or end may be off")
	fs.DurationVar(&f.opts.Near, "near", 5*time.Minute, "with -old: how far apart episodes may be and still be the same one")
	if status, done := parse(fs, args); done {
		return status
	}
	if f.tick == "" || len(f.data) == 0 || fs.NArg() > 0 {
		fmt.Fprintln(e.stderr, "tick backtest: -tick and -data are needed, and nothing else")
		fs.Usage()
		return exitUsage
	}
	if err := f.check(); err != nil {
		fmt.Fprintln(e.stderr, "tick backtest:", err)
		return exitUsage
	}
	if err := f.run(e); err != nil {
		var bad *badScript
		if errors.As(err, &bad) {
			complain(e.stderr, bad.src, bad.err)
		} else {
			complain(e.stderr, "", err)
		}
		return exitBad
	}
	return exitOK
}

func (f *backtestFlags) check() error {
	if _, ok := taskTypes[f.typ]; !ok {
		return fmt.Errorf("-type is stream or batch, not %q", f.typ)
	}
	if f.format != "text" && f.format != "json" {
		return fmt.Errorf("-format is text or json, not %q", f.format)
	}
	if _, err := point.ParsePrecision(f.precision); err != nil {
		return fmt.Errorf("-precision: %w", err)
	}
	if f.opts.FlapWindow < 0 || f.opts.Tolerance < 0 || f.opts.Near < 0 {
		return errors.New("-flap, -tolerance and -near cannot be negative")
	}
	if f.until != "" {
		t, err := time.Parse(time.RFC3339, f.until)
		if err != nil {
			return fmt.Errorf("-until: want a time such as 2024-01-31T12:00:00Z, got %q", f.until)
		}
		f.opts.Until = t
	}
	return nil
}

var taskTypes = map[string]graph.TaskType{"": graph.UnknownType, "stream": graph.StreamTask, "batch": graph.BatchTask}

// badScript is an error of a script with its text.
type badScript struct {
	src string
	err error
}

func (b *badScript) Error() string { return b.err.Error() }
func (b *badScript) Unwrap() error { return b.err }

func (f *backtestFlags) compile(file string) (*engine.Program, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	vars, err := varsOf(string(src), f.vars)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	// Both versions are the same task: templates see one name.
	task := f.task
	if task == "" {
		task = strings.TrimSuffix(filepath.Base(f.tick), filepath.Ext(f.tick))
	}
	prog, err := engine.Compile(string(src), engine.Options{File: file, Task: task, Type: taskTypes[f.typ], Vars: vars})
	if err != nil {
		return nil, &badScript{string(src), err}
	}
	return prog, nil
}

func (f *backtestFlags) run(e *env) error {
	prog, err := f.compile(f.tick)
	if err != nil {
		return err
	}
	var old *engine.Program
	if f.old != "" {
		if old, err = f.compile(f.old); err != nil {
			return err
		}
	}
	in, done, err := f.input(e, prog, old != nil)
	if err != nil {
		return err
	}
	defer done()
	f.opts.Run.DBRPs = f.dbrps
	ctx := context.Background()
	var result interface {
		WriteText(io.Writer) error
		WriteJSON(io.Writer) error
		WriteHTML(io.Writer, backtest.Page) error
	}
	if old != nil {
		result, err = backtest.Compare(ctx, old, prog, in, f.opts)
	} else {
		result, err = backtest.Run(ctx, prog, in, f.opts)
	}
	done()
	if err != nil {
		return err
	}
	if f.html != "" {
		if err := writeFile(f.html, 0o644, func(w io.Writer) error { return result.WriteHTML(w, backtest.Page{Title: f.title}) }); err != nil {
			return fmt.Errorf("writing the page: %w", err)
		}
	}
	if f.format == "json" {
		return result.WriteJSON(e.stdout)
	}
	return result.WriteText(e.stdout)
}

// writeFile writes a file whole or not at all.
func writeFile(name string, mode os.FileMode, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone once it is renamed
	b := bufio.NewWriter(tmp)
	err = write(b)
	if err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = tmp.Chmod(mode)
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// input opens the data files as they are needed; a comparison reads them twice, at
// the same time. done removes the progress line.
func (f *backtestFlags) input(e *env, prog *engine.Program, twice bool) (in backtest.Input, done func(), err error) {
	var size int64
	for _, name := range f.data {
		if name == "-" {
			if twice {
				return in, nil, errors.New("-data -: standard input can be read once, and a comparison reads twice; give a file")
			}
			continue
		}
		st, err := os.Stat(name)
		if err != nil {
			return in, nil, err
		}
		size += st.Size()
	}
	var read func(int64)
	done = func() {}
	if e.progress {
		if twice {
			size *= 2
		}
		p := newProgress(e.stderr, size, time.Now)
		var mu sync.Mutex
		read = func(n int64) {
			mu.Lock()
			defer mu.Unlock()
			p.add(n)
		}
		done = sync.OnceFunc(p.done)
	}
	var all []backtest.Input
	for _, name := range f.data {
		x, err := f.file(e, prog, name, read)
		if err != nil {
			return in, nil, err
		}
		all = append(all, x)
	}
	if len(all) == 1 {
		return all[0], done, nil
	}
	return backtest.Chain(all...), done, nil
}

func (f *backtestFlags) file(e *env, prog *engine.Program, name string, read func(int64)) (backtest.Input, error) {
	if isRecording(name) {
		return backtest.Recording(name, func() (*engine.Recording, error) {
			// The file stays open until the process ends: a recording reads it as it goes.
			file, err := os.Open(name)
			if err != nil {
				return nil, err
			}
			st, err := file.Stat()
			if err != nil {
				return nil, err
			}
			rec, err := engine.OpenRecording(name, file, st.Size())
			if err != nil {
				return nil, err
			}
			rec.Progress = read
			return rec, nil
		}), nil
	}
	if prog.Type() == graph.BatchTask {
		return backtest.Input{}, fmt.Errorf("%s: a batch task is fed with the answers to its queries, which line protocol does not hold; give a .brpl recording", name)
	}
	prec, _ := point.ParsePrecision(f.precision) // checked with the arguments
	opts := engine.ReadOptions{Precision: prec}
	opts.DB, opts.RP = written(f.dbrps, prog)
	return backtest.Lines(name, func() (io.Reader, error) { return openData(e, name, read) }, opts), nil
}
