package engdiff

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/compare"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/randscript"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Outcome is an answer, taken apart by pipelines.
type Outcome struct {
	Crashed, Refused, Failed string
	// name is the task's; each question about a pipeline has another.
	name string
	// Parts holds, by what is observed, the task's as the first and then each pipeline's.
	Parts []map[string][]string
	// Events counts all that was observed.
	Events int
	// Errors are what nodes logged, to be shown.
	Errors []judge.NodeError
}

func outcome(c judge.Case, pipelines []*randscript.Pipeline, a judge.Answer) (*Outcome, error) {
	o := &Outcome{Refused: a.DefineError + a.StartError, Failed: a.TaskError, name: c.Name, Errors: a.NodeErrors}
	if a.Crashed {
		o.Crashed = "crash: " + a.Panic
	}
	for range len(pipelines) + 1 {
		o.Parts = append(o.Parts, map[string][]string{})
	}
	if o.Crashed+o.Refused+o.Failed != "" {
		return o, nil
	}
	for _, l := range a.Logs {
		if l.Path == "/loop.log" {
			o.looped(l.Lines)
			continue
		}
		n, err := strconv.Atoi(strings.TrimLeft(strings.SplitN(l.Path, ".", 2)[0], "/"))
		if err != nil {
			return nil, err
		}
		lines := l.Lines
		if pipelines[n].Several {
			lines = byID(lines)
		}
		o.add(n, "events "+l.Path, lines...)
	}
	for name, body := range a.HTTPOuts {
		n, _ := strconv.Atoi(strings.SplitN(strings.TrimPrefix(name, "out"), "_", 2)[0])
		if strings.HasPrefix(body, "error: ") {
			body = "error" // what a body with NaN cannot be encoded for
		}
		lines := series(body)
		if pipelines[n].Several {
			slices.Sort(lines)
		}
		o.add(n, "httpOut "+name, lines...)
	}
	for listener, list := range a.Requests {
		for _, r := range list {
			o.request(pipelines, listener, r)
		}
	}
	for n := range o.Parts {
		for key, lines := range o.Parts[n] {
			if strings.HasPrefix(key, "written ") {
				slices.Sort(lines)
			}
			if strings.HasPrefix(key, "sent ") && (n == 0 || pipelines[n-1].Several || !strings.HasPrefix(key, "sent post") || handles(pipelines[n-1])) {
				slices.Sort(lines)
			}
		}
	}
	return o, o.nodes(c, pipelines, a)
}

func (o *Outcome) add(n int, key string, lines ...string) {
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], o.name, "TASK")
	}
	o.Parts[n+1][key] = append(o.Parts[n+1][key], lines...)
	o.Events += len(lines)
}

// handles tells whether alert handlers send something: they run side by side.
func handles(p *randscript.Pipeline) bool { return strings.Contains(p.Text(0, "/"), ".post(") }

// series are the rows of what an httpOut node serves.
func series(body string) []string {
	var v struct{ Series []json.RawMessage }
	if json.Unmarshal([]byte(body), &v) != nil {
		return []string{body}
	}
	out := []string{fmt.Sprint(len(v.Series), " series")}
	for _, s := range v.Series {
		out = append(out, string(s))
	}
	return out
}

// looped are the points that came back; the tag from names the node that wrote them.
func (o *Outcome) looped(lines []string) {
	for _, line := range lines {
		var e struct{ ID string }
		n := task
		if json.Unmarshal([]byte(line), &e) == nil {
			if m := wroteBack.FindStringSubmatch(e.ID); m != nil {
				n, _ = strconv.Atoi(m[1])
			}
		}
		if n+1 >= len(o.Parts) {
			n = task
		}
		o.add(n, "loopback "+e.ID, line)
	}
}

var (
	wroteBack = regexp.MustCompile(`from=l(\d+)_`)
	ownPath   = regexp.MustCompile(`^/p(\d+)_`)
	ownDB     = regexp.MustCompile(`^d(\d+)_`)
	serverURL = regexp.MustCompile(`\$SERVER|http://server\.invalid`)
	hostURL   = regexp.MustCompile(`\$POST|http://judge\.invalid/post`)
)

func (o *Outcome) request(pipelines []*randscript.Pipeline, listener string, r judge.Request) {
	n := task
	own := func(m []string) {
		if m != nil {
			n, _ = strconv.Atoi(m[1])
		}
	}
	if listener == "influxdb" {
		o.written(r)
		return
	}
	body := serverURL.ReplaceAllString(r.Body, "SERVER")
	body = hostURL.ReplaceAllString(body, "POST")
	if listener == "alerta" {
		body = tagsInOrder(body)
	}
	key := "sent " + listener
	if listener == "post" {
		own(ownPath.FindStringSubmatch(r.Path))
		key += " " + strings.SplitN(r.Path, "?", 2)[0]
	}
	o.add(n, key, fmt.Sprintf("%s %s %v\n%s", r.Method, unescaped(r.Path), r.Header, body))
}

// tagsInOrder sorts an Alerta alert's list of tags, whose order is that of a map.
func tagsInOrder(body string) string {
	var alert map[string]any
	if json.Unmarshal([]byte(body), &alert) != nil {
		return body
	}
	if tags, ok := alert["tags"].([]any); ok {
		slices.SortFunc(tags, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
	text, err := json.Marshal(alert)
	if err != nil {
		return body
	}
	return string(text)
}

func unescaped(path string) string {
	if s, err := url.QueryUnescape(path); err == nil {
		return s
	}
	return path
}

// written is what came to InfluxDB: each database is one node's.
func (o *Outcome) written(r judge.Request) {
	n := task
	if r.Path == "/query" {
		if m := regexp.MustCompile(`DATABASE "?d(\d+)_`).FindStringSubmatch(r.Body); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		o.add(n, "created", r.Body)
		return
	}
	q, _ := url.ParseQuery(strings.TrimPrefix(r.Path, "/write?"))
	if m := ownDB.FindStringSubmatch(q.Get("db")); m != nil {
		n, _ = strconv.Atoi(m[1])
	}
	precision := q.Get("precision")
	if precision == "" {
		precision = "ns"
	}
	lines := compare.Lines(r.Body, precision)
	// Where one write ends is a matter of the clock.
	o.add(n, fmt.Sprintf("written to %s %s, consistency %s, precision %s", q.Get("db"), q.Get("rp"), q.Get("consistency"), precision), lines...)
}

// nodes takes the counters of the nodes, and how often each logged an error, by pipeline. The engine does not count
// points of other measurements that a from node refuses.
func (o *Outcome) nodes(c judge.Case, pipelines []*randscript.Pipeline, a judge.Answer) error {
	prog, err := engine.Compile(c.Script, engine.Options{})
	if err != nil {
		return err
	}
	var ends []int
	line := 0
	for i, p := range pipelines {
		line += strings.Count(p.Text(i, ""), "\n")
		ends = append(ends, line)
	}
	for _, n := range prog.Graph().Nodes {
		at := slices.IndexFunc(ends, func(end int) bool { return n.Range.Start.Line <= end })
		if at < 0 || n.Kind() == "stream" || n.Kind() == "batch" || n.Kind() == "noop" || c.Recording != nil {
			continue
		}
		var counts []string
		for _, key := range counted(n) {
			counts = append(counts, fmt.Sprintf("%s %v", key, a.NodeStats[n.Name][key]))
		}
		o.Parts[at+1]["node "+n.Name] = counts
	}
	return nil
}

// counted are the counters that are compared of a node.
func counted(n *graph.Node) []string {
	switch n.Kind() {
	case "from":
		return []string{"emitted", "errors"}
	case "alert":
		return nil
	case "influxDBOut", "kapacitorLoopback":
		return []string{"collected", "errors"} // the daemon counts what leaves by edges, and here is none
	}
	return []string{"collected", "emitted", "errors"}
}
