package ticktest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// appendAlerts adds the visits at alert nodes that a visit led to.
func appendAlerts(list []*engine.Visit, v *engine.Visit) []*engine.Visit {
	if v.Node.Kind() == alertKind {
		list = append(list, v)
	}
	for _, n := range v.Next {
		list = appendAlerts(list, n)
	}
	return list
}

// decision shows the alert node of a row that differs, and what decided there.
func (r *Result) decision(row row) string {
	if r.live || r.plan == nil {
		return ""
	}
	if row.got != nil {
		at := row.got.Time.Sub(r.Start)
		d := r.def(at)
		for _, n := range alerts(d.prog.Graph()) {
			if n.Name == row.got.Node {
				return "\n      " + d.place(n) + r.decidedAt(n, at, row.got.Tags)
			}
		}
		return ""
	}
	s := ""
	d := r.def(row.want.at)
	for _, n := range alerts(d.prog.Graph()) {
		s += "\n      " + d.place(n) + r.decidedAt(n, row.want.at, nil)
	}
	return s
}

// decidedAt shows what an alert node made of what it got at a time.
func (r *Result) decidedAt(n *graph.Node, at time.Duration, group []alert.Tag) string {
	const most = 3
	t := r.Start.Add(at)
	say := &teller{start: r.Start, relative: true, at: t}
	var b strings.Builder
	count := 0
	var last *engine.Visit
	for _, v := range r.decided {
		if v.Node.Name != n.Name || !ofGroup(v, group) {
			continue
		}
		if !atTime(v, t) {
			if v.Time.Before(t) {
				last = v
			}
			continue
		}
		if count++; count > most {
			continue
		}
		for _, l := range say.visit(v) {
			b.WriteString("\n      " + l)
		}
	}
	switch {
	case count > most:
		fmt.Fprintf(&b, "\n      and %d messages more", count-most)
	case count == 0 && last != nil:
		fmt.Fprintf(&b, "\n      nothing reached it at %s; the last before was at %s: %s", offset(at), say.time(last.Time), say.text(last.Reason))
	case count == 0:
		fmt.Fprintf(&b, "\n      nothing reached it until %s%s", offset(at), r.shut())
	}
	return b.String()
}

// shut says that no from node let a point through: a name is wrong, more often than
// the rule.
func (r *Result) shut() string {
	written := 0
	for _, a := range r.plan.Acts {
		written += len(a.Points)
	}
	if written == 0 || len(r.defs) > 1 { // counters begin anew with a restart
		return ""
	}
	froms := 0
	for i, s := range r.Stats { // in the order of the graph
		if n := r.Graph.Nodes[i]; n.Kind() == "from" {
			if froms++; s.Emitted > 0 || len(n.Children) == 0 {
				return ""
			}
		}
	}
	if froms == 0 {
		return ""
	}
	return fmt.Sprintf(": no from node let any of the %d points through; look at their database, retention policy, measurement and where", written)
}

// ofGroup reports whether a message belongs to the group of some tags.
func ofGroup(v *engine.Visit, tags []alert.Tag) bool {
	return hasTags(v.GroupTags, tags) || slices.ContainsFunc(v.Points, func(p engine.VisitPoint) bool { return hasTags(p.Tags, tags) })
}

// atTime reports whether a message, or a point of it, has a time.
func atTime(v *engine.Visit, t time.Time) bool {
	return v.Time.Equal(t) || slices.ContainsFunc(v.Points, func(p engine.VisitPoint) bool { return p.Time.Equal(t) })
}

// teller puts visits into words.
type teller struct {
	// Times are written relative to the start where relative is set.
	start    time.Time
	relative bool
	// at is the time that the reader asks about.
	at time.Time
}

func (t *teller) time(x time.Time) string {
	if t.relative {
		return offset(x.Sub(t.start))
	}
	return x.UTC().Format(time.RFC3339Nano)
}

var timeRE = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

// text writes the times of a reason as all other times are written.
func (t *teller) text(s string) string {
	return timeRE.ReplaceAllStringFunc(s, func(m string) string {
		x, err := time.Parse(time.RFC3339Nano, m)
		if err != nil {
			return m
		}
		return t.time(x)
	})
}

// sample writes a point as a line of a node's expectation.
func (t *teller) sample(p engine.VisitPoint) string {
	return t.time(p.Time) + sample{tags: p.Tags, fields: p.Fields}.attrs()
}

// visit tells what arrived, what was evaluated, and what came of it.
func (t *teller) visit(v *engine.Visit) []string {
	const most, mostEvaluations = 4, 8
	var out []string
	points := slices.Clone(v.Points)
	if v.Batch {
		out = append(out, fmt.Sprintf("it saw a batch of %d points at %s", len(points), t.time(v.Time)))
		// The points that the reader asks about come first.
		slices.SortStableFunc(points, func(a, b engine.VisitPoint) int {
			switch x, y := a.Time.Equal(t.at), b.Time.Equal(t.at); {
			case x == y:
				return 0
			case x:
				return -1
			}
			return 1
		})
	}
	for _, p := range points[:min(len(points), most)] {
		if v.Batch {
			out = append(out, "  "+t.sample(p))
			continue
		}
		out = append(out, "it saw "+t.sample(p))
	}
	if n := len(points) - most; n > 0 {
		out = append(out, fmt.Sprintf("  and %d points more", n))
	}
	var said []string
	for _, e := range v.Evaluations {
		if s := t.evaluation(e); !slices.Contains(said, s) {
			said = append(said, s)
		}
	}
	out = append(out, said[:min(len(said), mostEvaluations)]...)
	if n := len(said) - mostEvaluations; n > 0 {
		out = append(out, fmt.Sprintf("and %d evaluations more", n))
	}
	for _, err := range v.Errors {
		out = append(out, "error: "+err.Error())
	}
	switch {
	case v.Reason != "":
		out = append(out, t.text(v.Reason))
	case v.Emitted > 0 && len(v.Node.Children) > 0:
		out = append(out, "passed on")
	}
	return out
}

// evaluation tells a lambda's result, and the values that it comes from.
func (t *teller) evaluation(e engine.Evaluation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Property, e.Text)
	if e.Err != nil {
		fmt.Fprintf(&b, " fails: %v", e.Err)
	} else {
		fmt.Fprintf(&b, " is %s", written(e.Result))
	}
	var said []string
	for _, s := range e.Values[:len(e.Values)-1] {
		if s.Err != nil {
			continue
		}
		text := syntax.PrintNode(s.X)
		if _, ref := s.X.(*syntax.Reference); ref {
			text += " = " + written(s.Value)
		} else {
			text += " is " + written(s.Value)
		}
		if !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	for i, s := range said {
		b.WriteString(map[bool]string{true: ", because ", false: ", "}[i == 0])
		b.WriteString(s)
	}
	return b.String()
}
