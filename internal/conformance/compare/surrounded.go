package compare

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/randscript"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// Surrounded is Engine for a judge that was made with NewSurrounded: what nodes and handlers send is among the answer's
// requests, in the judge's form.
func Surrounded(ctx context.Context, c judge.Case, around judge.Around) (judge.Answer, error) {
	c.Script = randscript.Placed(c.Script)
	s := &surroundings{c: c, around: around, requests: map[string][]judge.Request{}}
	a, err := ask(ctx, c, randscript.HandlerConfig(), s.options)
	if err != nil {
		return a, err
	}
	if len(s.requests) > 0 {
		a.Requests = s.requests
	}
	for i, b := range c.Beside {
		beside := judge.Case{Name: b.Name, Script: b.Script, Type: "stream", DBRPs: b.DBRPs}
		x, err := ask(ctx, beside, nil, func(o *engine.RunOptions) { o.Start = time.Now() }, s.looped...)
		if err != nil {
			return a, fmt.Errorf("the task beside it, %d: %w", i, err)
		}
		a.Logs = append(a.Logs, x.Logs...)
	}
	return a, nil
}

type surroundings struct {
	c        judge.Case
	around   judge.Around
	requests map[string][]judge.Request
	looped   []lp.Point
}

func (s *surroundings) options(o *engine.RunOptions) {
	o.Start = time.Now()
	o.OnPayload = func(d *alert.Delivery) {
		if d.Payload != nil {
			if name, r, ok := sent(d.Payload); ok {
				s.requests[name] = append(s.requests[name], r)
			}
		}
	}
	o.OnPost = func(p *engine.Post) (engine.PostAnswer, error) {
		if strings.HasPrefix(p.URL, "http://127.0.0.1") {
			return engine.PostAnswer{}, fmt.Errorf("connection refused")
		}
		name, r, _ := sent(p.HTTPRequest)
		s.requests[name] = append(s.requests[name], r)
		return engine.PostAnswer{Status: 200}, nil
	}
	o.OnWrite = func(w *engine.InfluxWrite) error {
		r := judge.Request{Path: "/query", Body: w.Create}
		if w.Create == "" {
			q := url.Values{"db": {w.DB}, "rp": {w.RP}, "precision": {w.Precision}, "consistency": {w.Consistency}}
			r = judge.Request{Method: "POST", Path: "/write?" + q.Encode()}
			p, err := precision(w.Precision)
			if err != nil {
				return err
			}
			r.Body = string(encoded(p, w.Points))
		}
		s.requests["influxdb"] = append(s.requests["influxdb"], r)
		return nil
	}
	o.OnLoopback = func(l *engine.Loopback) error {
		s.looped = append(s.looped, l.Point)
		return nil
	}
	o.Rand = func() func() uint64 { return rand.Uint64 }
	o.Sideload = func(source string) (engine.SideloadSource, error) {
		if strings.HasPrefix(source, "http") {
			return engine.SideloadJSON([]byte(s.around.Values))
		}
		files := fstest.MapFS{}
		for name, text := range s.around.Sideload {
			files[name] = &fstest.MapFile{Data: []byte(text), Mode: fs.ModePerm}
		}
		return engine.SideloadFS(files)
	}
	o.Scaler = scaler{s}
}

// scaler plays the orchestrators.
type scaler struct{ s *surroundings }

func (scaler) Replicas(engine.Resource) (int64, error) { return judge.Replicas, nil }

func (x scaler) SetReplicas(r engine.Resource, _, to int64) error {
	if r.By == "swarmAutoscale" {
		x.s.requests["swarm"] = append(x.s.requests["swarm"], judge.Request{Method: "POST", Path: "/services/" + r.Name, Body: fmt.Sprint(uint64(to))})
		return nil
	}
	x.s.requests["kubernetes"] = append(x.s.requests["kubernetes"], judge.Request{
		Method: "PATCH", Path: "/apis/extensions/v1beta1/namespaces/" + r.Namespace + "/" + r.Kind + "/" + r.Name + "/scale",
		Body: fmt.Sprintf("[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":%d}]\n", int32(to)),
	})
	return nil
}

// sent is a payload in the form in which the judge records requests, and the listener it would come to.
func sent(p alert.Payload) (listener string, r judge.Request, ok bool) {
	switch p := p.(type) {
	case *alert.HTTPRequest:
		u, err := url.Parse(p.URL)
		if err != nil {
			return "unreadable", judge.Request{Path: p.URL}, true
		}
		name, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
		r = judge.Request{Method: p.Method, Path: "/" + rest, Body: string(p.Body)}
		if u.RawQuery != "" {
			r.Path += "?" + u.RawQuery
		}
		for _, k := range []string{"Content-Type", "Authorization"} {
			if v := p.Get(k); v != "" {
				if r.Header == nil {
					r.Header = map[string]string{}
				}
				r.Header[k] = v
			}
		}
		return name, r, true
	case *alert.TCPMessage:
		return "tcp", judge.Request{Body: string(p.Data)}, true
	case *alert.Mail:
		return "smtp", judge.Request{Body: string(p.Message(time.Unix(0, 0)))}, true
	}
	return "", r, false
}

// unwritable stands for a point with a value that line protocol does not have, such as NaN.
const unwritable = "unwritable\n"

func encoded(precision lp.Precision, points []lp.Point) []byte {
	var out []byte
	enc := lp.Encoder{Precision: precision}
	for i := range points {
		text, err := enc.Append(nil, &points[i])
		if err != nil {
			text = []byte(unwritable)
		}
		out = append(out, text...)
	}
	return out
}

// precision reads a precision as Kapacitor gives it to InfluxDB.
func precision(unit string) (lp.Precision, error) {
	switch unit {
	case "", "ns":
		return lp.Nanosecond, nil
	case "us":
		return lp.Microsecond, nil
	}
	return lp.ParsePrecision(unit)
}

// Lines are the lines of a write in one form: the server writes the fields in the order of a map, and values that line
// protocol does not have.
func Lines(body, unit string) []string {
	p, err := precision(unit)
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for point, err := range lp.NewReader(strings.NewReader(body), lp.Options{Precision: p, Continue: true}).All() {
		if err != nil {
			out = append(out, unwritable)
			continue
		}
		slices.SortFunc(point.Fields, func(a, b lp.Field) int { return strings.Compare(a.Key, b.Key) })
		out = append(out, string(encoded(lp.Nanosecond, []lp.Point{point})))
	}
	return out
}
