// Quickstart judges an hour of recorded disk metrics with a TICKscript rule,
// offline: it prints the alert events a real Kapacitor would have raised, and
// draws them.
//
//	go run ./examples/quickstart [-svg quickstart.svg]
package main

import (
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

//go:generate go run ./gen disk.lp

var (
	//go:embed disk.tick
	rule string
	//go:embed disk.lp
	metrics []byte
)

func main() {
	svg := flag.String("svg", "quickstart.svg", "write the picture to this `file`; empty writes none")
	flag.Parse()
	story, err := judge(rule, metrics)
	if err != nil {
		log.Fatal(err)
	}
	story.print(os.Stdout)
	if *svg == "" {
		return
	}
	f, err := os.Create(*svg)
	if err != nil {
		log.Fatal(err)
	}
	if err := story.draw(f); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("\nthe picture: %s\n", *svg)
}

// sample is the judged value of one window.
type sample struct {
	at time.Time
	v  float64
}

// track is everything about one host.
type track struct {
	host, cluster string
	samples       []sample
	events        []*alert.Event
}

// story is what the rule made of the metrics.
type story struct {
	tracks []*track
	byHost map[string]*track
	events []*alert.Event
	points int64
}

func judge(script string, data []byte) (*story, error) {
	prog, err := engine.Compile(script, engine.Options{File: "disk.tick", Task: "disk"})
	if err != nil {
		return nil, err
	}
	s := &story{byHost: map[string]*track{}}
	run := prog.NewRun(engine.RunOptions{
		OnEvent: func(e *alert.Event) {
			e = e.Clone()
			s.events = append(s.events, e)
			t := s.track(e.Tags)
			t.events = append(t.events, e)
		},
		Trace: func(m *engine.Message) {
			if m.Node.Kind() != "mean" {
				return
			}
			t := s.track(m.GroupTags())
			for _, f := range m.PointFields(0) {
				if f.Name == "stat" {
					t.samples = append(t.samples, sample{m.Time(), f.Value.Float()})
				}
			}
		},
	})
	if err := run.ReadFrom(context.Background(), bytes.NewReader(data), engine.ReadOptions{DB: "telegraf", RP: "autogen"}); err != nil {
		return nil, err
	}
	s.points = run.Points()
	return s, run.Close()
}

func (s *story) track(tags []alert.Tag) *track {
	m := alert.TagMap(tags)
	t := s.byHost[m["host"]]
	if t == nil {
		t = &track{host: m["host"], cluster: m["cluster"]}
		s.byHost[t.host] = t
		s.tracks = append(s.tracks, t)
	}
	return t
}

// print writes the timeline: every change of level, and how each host ended.
func (s *story) print(w io.Writer) {
	fmt.Fprintf(w, "%d points, %d alert events\n\n", s.points, len(s.events))
	last := map[string]alert.Level{}
	for _, e := range s.events {
		if last[e.ID] == e.Level {
			continue
		}
		v, _ := e.Field("stat")
		note := ""
		if e.Level == alert.OK {
			note = "  after " + e.Duration.String()
		}
		fmt.Fprintf(w, "%s  %-8s %-8s -> %-8s %6.2f %%  %s%s\n", e.Time.Format("15:04:05"), e.Tag("host"), last[e.ID], e.Level, v.Float(), bar(v.Float()), note)
		last[e.ID] = e.Level
	}
	fmt.Fprintln(w)
	end := s.end()
	for _, t := range s.tracks {
		at := t.samples[len(t.samples)-1].at
		if end.Sub(at) < time.Minute {
			continue
		}
		l := alert.OK
		if n := len(t.events); n > 0 {
			l = t.events[n-1].Level
		}
		fmt.Fprintf(w, "%s  %-8s %s was silent from here on, its alert still %s\n", at.Format("15:04:05"), t.host, t.cluster, l)
	}
	fmt.Fprintln(w, "\nThe rule cannot tell the scaled-down batch cluster from the dead host log-2:\nthat is what package kube is for.")
}

func (s *story) end() time.Time {
	var end time.Time
	for _, t := range s.tracks {
		if at := t.samples[len(t.samples)-1].at; at.After(end) {
			end = at
		}
	}
	return end
}

func bar(v float64) string {
	n := int(v / 5)
	return strings.Repeat("#", n) + strings.Repeat(".", 20-min(n, 20))
}
