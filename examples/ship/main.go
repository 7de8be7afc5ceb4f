// Command ship brings a folder of rules to a Kapacitor and keeps it there: it plans, applies, changes a rule and shows what that would do
// to the alerts of a recorded day before it does it.
//
//	go run ./examples/ship
//
// Without arguments the Kapacitor is one in this process. With -url it is a real one, and only the plan is made, unless -apply is given:
//
//	go run ./examples/ship -url http://127.0.0.1:9092 -rules examples/ship/rules [-apply]
package main

import (
	"bytes"
	"context"
	"embed"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing/fstest"
	"time"

	"github.com/tickwright/tickwright/kapacitor"
	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
	"github.com/tickwright/tickwright/tickscript/backtest"
	"github.com/tickwright/tickwright/tickscript/engine"
)

//go:embed rules
var embedded embed.FS

// owner marks what is ours on the server: nothing without it is ever touched.
const owner = "ship-"

func main() {
	url := flag.String("url", "", "`URL` of a Kapacitor; default: one in this process")
	rules := flag.String("rules", "", "`folder` of rules; default: the one that is part of this program")
	apply := flag.Bool("apply", false, "apply the plan to the Kapacitor at -url")
	flag.Parse()
	var err error
	if *url == "" {
		err = story(context.Background(), os.Stdout)
	} else {
		err = ship(context.Background(), os.Stdout, *url, *rules, *apply)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// ship plans a folder and, if asked to, applies the plan.
func ship(ctx context.Context, out io.Writer, url, folder string, apply bool) error {
	c, err := kapacitor.New(url)
	if err != nil {
		return err
	}
	dir, err := fs.Sub(embedded, "rules")
	if err != nil {
		return err
	}
	if folder != "" {
		dir = os.DirFS(folder)
	}
	return step(ctx, out, c, dir, nil, apply)
}

// step brings the server to what a folder says.
func step(ctx context.Context, out io.Writer, c *kapacitor.Client, dir fs.FS, judge *kapacitor.Judge, apply bool) error {
	set, err := kapacitor.LoadDir(dir)
	if err != nil {
		return err
	}
	plan, err := c.Plan(ctx, set, kapacitor.PlanOptions{Owner: owner, Judge: judge})
	if err != nil {
		return err
	}
	if err := plan.WriteText(out); err != nil || !apply {
		return err
	}
	done, err := c.Apply(ctx, plan, kapacitor.ApplyOptions{})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "applied: %d created, %d changed, %d deleted\n", done.Created, done.Changed, done.Deleted)
	return err
}

// story ships the folder to a Kapacitor in this process, lets a point through, and changes a rule.
func story(ctx context.Context, out io.Writer) error {
	srv := kapacitortest.New(kapacitortest.Config{RealTime: true})
	defer srv.Close()
	c, err := kapacitor.New(srv.URL)
	if err != nil {
		return err
	}
	dir, err := writable()
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "# an empty server")
	if err := step(ctx, out, c, dir, nil, true); err != nil {
		return err
	}

	fmt.Fprintln(out, "\n# the rules run")
	if err := c.WriteLines(ctx, "telegraf", "autogen", 0, []byte("mem,host=a used=95,total=100 1767225600000000000\n")); err != nil {
		return err
	}
	events, err := c.ListTopicEvents(ctx, "machines", "")
	if err != nil {
		return err
	}
	for _, e := range events {
		fmt.Fprintln(out, e.State.Message)
	}

	fmt.Fprintln(out, "\n# once more: nothing to do")
	if err := step(ctx, out, c, dir, nil, true); err != nil {
		return err
	}

	fmt.Fprintln(out, "\n# another threshold: the change, and what it does to the alerts of a recorded day")
	rule := dir["tasks/disk.tick"]
	rule.Data = bytes.Replace(rule.Data, []byte("> 80"), []byte("> 90"), 1)
	if err := step(ctx, out, c, dir, day(), true); err != nil {
		return err
	}

	fmt.Fprintln(out, "\n# a mistake is found before anything is sent")
	good := rule.Data
	rule.Data = bytes.Replace(good, []byte(".groupBy"), []byte(".groupby"), 1)
	if err := step(ctx, out, c, dir, nil, true); err == nil {
		return fmt.Errorf("the mistake was not found")
	} else {
		fmt.Fprintln(out, err)
	}

	fmt.Fprintln(out, "\n# all rules are withdrawn")
	return step(ctx, out, c, fstest.MapFS{"tasks": {Mode: fs.ModeDir}}, nil, true)
}

// writable is a copy of the embedded folder that can be edited.
func writable() (fstest.MapFS, error) {
	dir := fstest.MapFS{}
	err := fs.WalkDir(embedded, "rules", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := embedded.ReadFile(name)
		dir[strings.TrimPrefix(name, "rules/")] = &fstest.MapFile{Data: raw}
		return err
	})
	return dir, err
}

// day is a day on which a disk fills up twice, once a little and once a lot.
func day() *kapacitor.Judge {
	var lines strings.Builder
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for hour, used := range []int{50, 60, 85, 70, 60, 50, 50, 92, 97, 85, 60, 50} {
		fmt.Fprintf(&lines, "disk,host=a used_percent=%d %d\n", used, at.Add(time.Duration(hour)*time.Hour).UnixNano())
	}
	open := func() (io.Reader, error) { return strings.NewReader(lines.String()), nil }
	return &kapacitor.Judge{Input: backtest.Lines("a day", open, engine.ReadOptions{DB: "telegraf", RP: "autogen"})}
}
