package engine_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/randscript"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// outputs is everything that a run hands out, in order: what it is, a blank, and its text.
type outputs struct{ list []string }

func (o *outputs) add(what, format string, args ...any) {
	o.list = append(o.list, what+" "+fmt.Sprintf(format, args...))
}

// of keeps only some kinds of outputs.
func (o *outputs) of(kinds ...string) []string {
	return slices.DeleteFunc(slices.Clone(o.list), func(s string) bool {
		what, _, _ := strings.Cut(s, " ")
		return !slices.Contains(kinds, what)
	})
}

// sharded sets the hooks of a run that may have shards.
func (o *outputs) sharded(opts *engine.RunOptions) {
	opts.OnEvent = func(e *alert.Event) {
		line, err := e.AppendJSON(nil)
		o.add("event", "%s %s %s %s %q %q %v %v %s %v", e.Node, e.Topic, e.Named, e.Name, e.Group, e.Category, e.Tags, texts(e.Fields), line, err)
	}
	opts.OnLine = func(n *graph.Node, line []byte) { o.add("line", "%s %s", n.Name, line) }
	opts.OnError = func(err error) { o.add("error", "%v", err) }
	opts.Start = start
	opts.Sideload = sideloaded
}

// whole sets all hooks for outputs.
func (o *outputs) whole(opts *engine.RunOptions) {
	o.sharded(opts)
	opts.OnPayload = func(d *alert.Delivery) {
		o.add("payload", "%s %d %s %s %s %v: %s", d.Node, d.Index, d.Topic, d.Handler, d.Kind, d.Err, payload(d.Payload))
	}
	opts.OnLog = func(l *engine.LogLine) {
		line := *l
		fields := texts(l.Fields)
		line.Fields = nil
		o.add("log", "%+v %v", line, fields)
	}
	opts.OnPost = func(p *engine.Post) (engine.PostAnswer, error) {
		o.add("post", "%s %s", p.Node, payload(p.HTTPRequest))
		if strings.HasPrefix(p.URL, "http://127.0.0.1") {
			return engine.PostAnswer{}, errors.New("connection refused")
		}
		return engine.PostAnswer{Status: 200}, nil
	}
	opts.OnWrite = func(w *engine.InfluxWrite) error {
		o.add("write", "%s %s %q %s %s %s %s %v", w.Node, w.Cluster, w.Create, w.DB, w.RP, w.Consistency, w.Precision, w.Points)
		return nil
	}
	opts.OnLoopback = func(l *engine.Loopback) error {
		o.add("loopback", "%s %s %s %v", l.Node, l.DB, l.RP, l.Point)
		return nil
	}
	opts.Scaler = scaling{o}
}

func payload(p alert.Payload) string {
	switch p := p.(type) {
	case *alert.HTTPRequest:
		var b strings.Builder
		fmt.Fprintf(&b, "%s %s", p.Method, p.URL)
		for _, h := range p.Header {
			fmt.Fprintf(&b, " %s=%s", h.Name, h.Value)
		}
		fmt.Fprintf(&b, " %s", p.Body)
		return b.String()
	case *alert.TCPMessage:
		return fmt.Sprintf("%s %s", p.Address, p.Data)
	case *alert.Mail:
		return string(p.Message(time.Unix(0, 0)))
	}
	return fmt.Sprintf("%+v", p)
}

// scaling plays the orchestrators.
type scaling struct{ o *outputs }

func (scaling) Replicas(engine.Resource) (int64, error) { return 3, nil }

func (s scaling) SetReplicas(r engine.Resource, from, to int64) error {
	s.o.add("scale", "%+v %d %d", r, from, to)
	return nil
}

func sideloaded(source string) (engine.SideloadSource, error) {
	if strings.HasPrefix(source, "http") {
		return engine.SideloadJSON([]byte(randscript.SideloadHTTP))
	}
	files := fstest.MapFS{}
	for name, text := range randscript.SideloadFiles {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return engine.SideloadFS(files)
}

// ended closes a run and adds what can be asked for at its end.
func (o *outputs) ended(run *engine.Run, script string, err error) {
	for i := 1; strings.Contains(script, fmt.Sprintf("out0_%d'", i)); i++ {
		body, err := run.HTTPOut(fmt.Sprintf("out0_%d", i))
		if err != nil {
			body = []byte(err.Error())
		}
		o.add("httpOut", "%d %s", i, body)
	}
	if err != nil {
		o.add("ended", "%v", err)
	}
	o.add("closed", "%v", run.Close())
	o.add("counts", "points %d events %d", run.Points(), run.Events())
	for _, s := range run.Stats() {
		o.add("stats", "%+v %v", s, s.Values())
	}
}

// texts are fields with values as they are written.
func texts(fields []alert.Field) (out []string) {
	for _, f := range fields {
		out = append(out, f.Name+":"+f.Value.Kind().String()+"="+text(f.Value))
	}
	return out
}

// decoded are the lines of a text that can be read, as points.
func decoded(text []byte) (list []point.Point) {
	for p, err := range point.NewReader(bytes.NewReader(text), point.Options{Precision: point.Millisecond, DefaultTime: now, Continue: true}).All() {
		if err == nil {
			list = append(list, p)
		}
	}
	return list
}

var start = time.Unix(1700000100, 0)

func now() int64 { return start.UnixNano() }
