// Annotate shows what a rule finds as regions on Grafana's dashboards: opened at the raise, closed at the recovery.
//
//	go run ./examples/annotate
//
// A rule judges the disks of three nodes. Its events become annotations; every event is told twice, by a program that starts anew in the
// middle, and still each alert has one region. A node that is drained takes its open region along, since nobody will ever report that it
// recovered. Grafana is the in-process server of this library; with -url and a token in GRAFANA_TOKEN it is your own.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/grafanatest"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

const rule = `stream|from().measurement('disk').groupBy('host')|alert().id('disk:{{ .Group }}').message('{{ .ID }} is {{ .Level }}')
	.warn(lambda: "used_percent" > 80.0).crit(lambda: "used_percent" > 90.0).stateChangesOnly()`

const disks = `disk,host=a used_percent=85 1700000000000000000
disk,host=b used_percent=95 1700000010000000000
disk,host=c used_percent=99 1700000015000000000
disk,host=a used_percent=96 1700000020000000000
disk,host=b used_percent=40 1700000030000000000
disk,host=a used_percent=50 1700000060000000000
`

func main() {
	url := flag.String("url", "", "Grafana to write to, with the token in GRAFANA_TOKEN; an in-process one when empty")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	auth := grafana.WithToken(os.Getenv("GRAFANA_TOKEN"))
	if *url == "" {
		srv := grafanatest.New(grafanatest.Config{})
		defer srv.Close()
		*url, auth = srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword)
	}
	if err := run(ctx, *url, auth, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "annotate:", err)
		os.Exit(1)
	}
}

// judge runs the rule over the data.
func judge(ctx context.Context) ([]*alert.Event, error) {
	prog, err := engine.Compile(rule, engine.Options{Task: "disks"})
	if err != nil {
		return nil, err
	}
	var events []*alert.Event
	r := prog.NewRun(engine.RunOptions{OnEvent: func(e *alert.Event) { events = append(events, e.Clone()) }})
	if err := r.ReadFrom(ctx, strings.NewReader(disks), engine.ReadOptions{}); err != nil {
		return nil, err
	}
	return events, nil
}

func run(ctx context.Context, url string, auth grafana.Option, out io.Writer) error {
	client, err := grafana.New(url, auth)
	if err != nil {
		return err
	}
	events, err := judge(ctx)
	if err != nil {
		return err
	}
	for _, e := range events {
		for range 2 { // whoever delivers events may deliver one twice
			annotator := grafana.NewAnnotator(client, grafana.AnnotatorOptions{Tags: []string{"example:annotate"}}) // and may have been restarted
			done, err := annotator.Event(ctx, e)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s: %s\n", e.Message, done.Change)
		}
	}
	annotator := grafana.NewAnnotator(client, grafana.AnnotatorOptions{Tags: []string{"example:annotate"}})
	done, err := annotator.Retired(ctx, grafana.Retirement{
		Kind: "node", Name: "c", Why: "drained", Time: time.Unix(1700000090, 0), Tags: map[string]string{"host": "c"},
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "node c is drained: %s\n", done.Change)

	var lines []string
	for a, err := range client.AllAnnotations(ctx, grafana.AnnotationQuery{Tags: []string{"example:annotate"}}) {
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%s +%-3s %s", a.Time.Format(time.TimeOnly), a.TimeEnd.Sub(a.Time.Time), strings.ReplaceAll(a.Text, "\n", " / ")))
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
	return nil
}
