package ticktestdiff

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/ticktest"
)

// logPath is the file of an alert node's events.
func logPath(node string) string { return "/ticktest-" + node }

// listened is a script whose alert nodes write their events to files.
func listened(d *ticktest.Definition) string {
	src := d.Script.String()
	nodes := alertNodes(d)
	slices.SortFunc(nodes, func(a, b *graph.Node) int { return b.Range.End.Offset - a.Range.End.Offset })
	for _, n := range nodes {
		end := n.Range.End.Offset
		src = src[:end] + fmt.Sprintf(".log('%s')", logPath(n.Name)) + src[end:]
	}
	return src
}

func alertNodes(d *ticktest.Definition) []*graph.Node {
	var out []*graph.Node
	for _, n := range d.Script.Graph().Nodes {
		if n.Kind() == "alert" {
			out = append(out, n)
		}
	}
	return out
}

// unfit says why a plan cannot be carried out on a server; "" when it can.
func unfit(p *ticktest.Plan) string {
	if wall := p.Wall(); len(wall) > 0 {
		return "it follows the wall clock: " + strings.Join(wall, ", ")
	}
	restarts := false
	for _, a := range p.Acts {
		restarts = restarts || a.Define >= 0
	}
	for i := range p.Definitions {
		d := &p.Definitions[i]
		if strings.Contains(d.Script.String(), "TaskName") {
			return "its templates show the task's id, which is another one there"
		}
		if d.Script.Graph().Type == graph.BatchTask {
			return "a batch task asks a database"
		}
		for _, n := range alertNodes(d) {
			if restarts && len(n.Handlers) == 0 {
				return n.Name + " has no handler and forgets its levels with a restart; with the file from which its events are read it would not"
			}
		}
	}
	return ""
}

// asked numbers the questions.
var asked atomic.Int64

// caseOf is what the judge is asked. Each question has a task id of its own: the
// state of a task's alerts outlives the task (P034).
func caseOf(p *ticktest.Plan) (judge.Case, error) {
	dbrp := judge.DBRP{DB: p.DB, RP: p.RP}
	c := judge.Case{Name: fmt.Sprintf("test-%d", asked.Add(1)), Script: listened(&p.Definitions[0]), Type: "stream", DBRPs: []judge.DBRP{dbrp}}
	if len(p.Definitions[0].Script.Graph().DBRPs) > 0 {
		c.DBRPs = nil
	}
	var err error
	var enc point.Encoder
	if c.Vars, err = varsOf(p.Definitions[0].Vars); err != nil {
		return c, err
	}
	for _, a := range p.Acts {
		data := judge.Data{DBRP: dbrp, Precision: "n"}
		if a.Define >= 0 {
			d := &p.Definitions[a.Define]
			data.Before = &judge.Redefinition{Script: listened(d)}
			if data.Before.Vars, err = varsOf(d.Vars); err != nil {
				return c, err
			}
		}
		for i := range a.Points {
			if data.Lines, err = enc.Append(data.Lines, &a.Points[i]); err != nil {
				return c, err
			}
		}
		c.Data = append(c.Data, data)
	}
	for i := range p.Definitions {
		for _, n := range p.Definitions[i].Script.Graph().Nodes {
			if n.Kind() == "httpOut" && i == len(p.Definitions)-1 {
				c.HTTPOuts = append(c.HTTPOuts, n.Args[0].Str)
			}
		}
	}
	return c, nil
}

func varsOf(vars map[string]graph.Value) (map[string]judge.Var, error) {
	if len(vars) == 0 {
		return nil, nil
	}
	var list []graph.Var
	for name, v := range vars {
		list = append(list, graph.Var{Name: name, Type: v.Type, Value: v, HasValue: true})
	}
	text, err := graph.MarshalVarsJSON(list)
	if err != nil {
		return nil, err
	}
	out := map[string]judge.Var{}
	return out, json.Unmarshal(text, &out)
}

// answerOf is what the server did, in the order of time, and of one time in that
// of the nodes.
func answerOf(p *ticktest.Plan, a judge.Answer) (*ticktest.Answer, error) {
	out := &ticktest.Answer{HTTPOut: map[string][]byte{}}
	for _, l := range a.Logs {
		node, ours := strings.CutPrefix(l.Path, logPath(""))
		if !ours {
			continue
		}
		for _, line := range l.Lines {
			e, err := eventOf(line)
			if err != nil {
				return nil, fmt.Errorf("event %s: %w", line, err)
			}
			e.Node = node
			out.Events = append(out.Events, e)
		}
	}
	byTime(out.Events)
	for name, body := range a.HTTPOuts {
		out.HTTPOut[name] = []byte(body)
	}
	for _, n := range p.Definitions[len(p.Definitions)-1].Script.Graph().Nodes {
		s := a.NodeStats[n.Name]
		out.Stats = append(out.Stats, engine.NodeStats{
			Node: n.Name, Collected: int64(s["collected"]), Emitted: int64(s["emitted"]), Errors: int64(s["errors"]), Groups: int64(s["working_cardinality"]),
		})
	}
	return out, nil
}

func byTime(events []*alert.Event) {
	sort.SliceStable(events, func(i, j int) bool {
		a, b := events[i], events[j]
		if !a.Time.Equal(b.Time) {
			return a.Time.Before(b.Time)
		}
		return a.Node < b.Node
	})
}

// eventOf reads a line of a log handler.
func eventOf(line string) (*alert.Event, error) {
	var in struct {
		ID, Message, Details string
		Time                 time.Time
		Duration             time.Duration
		Level, PreviousLevel string
		Recoverable          bool
		Data                 struct {
			Series []struct {
				Name    string
				Tags    map[string]string
				Columns []string
				Values  [][]any
			}
		}
	}
	dec := json.NewDecoder(strings.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&in); err != nil {
		return nil, err
	}
	e := &alert.Event{ID: in.ID, Message: in.Message, Details: in.Details, Time: in.Time, Duration: in.Duration, Recoverable: in.Recoverable}
	for text, to := range map[string]*alert.Level{in.Level: &e.Level, in.PreviousLevel: &e.PreviousLevel} {
		l, err := alert.ParseLevel(text)
		if err != nil {
			return nil, err
		}
		*to = l
	}
	if in.Level == in.PreviousLevel {
		e.PreviousLevel = e.Level
	}
	for _, s := range in.Data.Series {
		e.Name = s.Name
		for k, v := range s.Tags {
			e.Tags = append(e.Tags, alert.Tag{Key: k, Value: v})
		}
		slices.SortFunc(e.Tags, func(a, b alert.Tag) int { return strings.Compare(a.Key, b.Key) })
		if len(s.Values) != 1 {
			continue // of a batch the line does not say which point decided
		}
		for i, c := range s.Columns {
			if c != "time" {
				e.Fields = append(e.Fields, alert.Field{Name: c, Value: valueOf(s.Values[0][i])})
			}
		}
	}
	return e, nil
}

// valueOf is a field as JSON has it, which does not tell integers from floats.
func valueOf(v any) lambda.Value {
	switch v := v.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return lambda.FloatValue(f)
		}
		return lambda.StringValue(v.String())
	case string:
		return lambda.StringValue(v)
	case bool:
		return lambda.BoolValue(v)
	}
	return lambda.NilValue()
}

// Ask carries a plan out on the judge's server.
func Ask(ctx context.Context, j *judge.Judge, p *ticktest.Plan) (judge.Answer, error) {
	c, err := caseOf(p)
	if err != nil {
		return judge.Answer{}, err
	}
	return j.Run(ctx, c)
}
