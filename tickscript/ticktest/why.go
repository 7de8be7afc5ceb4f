package ticktest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Why collects, while a rule runs, what explains one instant of one group: why
// an alert fired, or why it did not. Its Visit goes to RunOptions.Explain; when
// the run is over, String tells.
type Why struct {
	// At is the instant, Group the tags that name the group; no tags mean all groups.
	At    time.Time
	Group []alert.Tag
	// Graph is the rule's pipeline, Source its text and File the text's name, for
	// the places in the explanation.
	Graph        *graph.Graph
	Source, File string
	// Start is what times are told relative to; with the zero Time they are absolute.
	Start time.Time

	// Visits are those of the instant and the group, with what led to them and what
	// came of them.
	Visits []*engine.Visit

	// before and after are the messages of the group nearest to the instant, by alert
	// node.
	before, after map[string]*engine.Visit
	// seen says that the group had a message at all; reached is which alert nodes
	// decided something at the instant, groups is about which groups.
	seen bool
	// others are groups that the alert nodes decided about, a few of them.
	others  []string
	reached map[string]bool
	groups  map[string]bool
}

// maxWhy bounds the visits that are kept.
const maxWhy = 200

// maxOthers bounds the groups that are listed.
const maxOthers = 5

// Visit takes what became of a message.
func (w *Why) Visit(v *engine.Visit) {
	if w.before == nil {
		w.before, w.after, w.reached, w.groups = map[string]*engine.Visit{}, map[string]*engine.Visit{}, map[string]bool{}, map[string]bool{}
	}
	if kept := w.prune(v, false); kept != nil && len(w.Visits) < maxWhy {
		w.Visits = append(w.Visits, kept)
	}
	w.note(v)
}

// prune keeps the visits of the instant, what led to them and what came of them.
func (w *Why) prune(v *engine.Visit, below bool) *engine.Visit {
	group := ofGroup(v, w.Group)
	w.seen = w.seen || group
	here := below || group && atTime(v, w.At)
	c := *v
	c.Next = nil
	for _, n := range v.Next {
		if k := w.prune(n, here); k != nil {
			c.Next = append(c.Next, k)
		}
	}
	if !here && len(c.Next) == 0 {
		return nil
	}
	if here && v.Node.Kind() == alertKind {
		w.reached[v.Node.Name], w.groups[v.Group] = true, true
	}
	return &c
}

// note remembers what reached the alert nodes before and after the instant.
func (w *Why) note(v *engine.Visit) {
	if v.Node.Kind() == alertKind && v.Group != "" && len(w.others) <= maxOthers && !slices.Contains(w.others, v.Group) {
		w.others = append(w.others, v.Group)
	}
	if v.Node.Kind() == alertKind && ofGroup(v, w.Group) {
		switch {
		case v.Time.Before(w.At):
			w.before[v.Node.Name] = v
		case v.Time.After(w.At) && w.after[v.Node.Name] == nil:
			w.after[v.Node.Name] = v
		}
	}
	for _, n := range v.Next {
		w.note(n)
	}
}

// String tells what was collected.
func (w *Why) String() string {
	t := &teller{start: w.Start, relative: !w.Start.IsZero(), at: w.At}
	var b strings.Builder
	fmt.Fprintf(&b, "at %s", t.time(w.At))
	if len(w.Group) > 0 {
		fmt.Fprintf(&b, ", group %s", tagText(w.Group))
	}
	b.WriteString(":")
	if !w.seen {
		if len(w.Group) == 0 {
			b.WriteString("\n  no message reached any node")
		} else {
			b.WriteString("\n  no message of the group reached any node" + w.known())
		}
	}
	for _, v := range w.Visits {
		w.tell(&b, t, v, 1)
	}
	if len(w.Visits) == 0 && w.seen {
		b.WriteString("\n  no message has that time")
	}
	if len(w.Visits) == maxWhy {
		fmt.Fprintf(&b, "\n  and more, which are left out")
	}
	if len(w.groups) > 1 {
		fmt.Fprintf(&b, "\n  these are %d groups; name one for less", len(w.groups))
	}
	for _, n := range alerts(w.Graph) {
		if w.reached[n.Name] {
			continue
		}
		fmt.Fprintf(&b, "\n  %s\n    decided nothing then", placeOf(w.Source, w.File, n))
		if v := w.before[n.Name]; v != nil {
			fmt.Fprintf(&b, "\n    before, at %s: %s", t.time(v.Time), t.text(v.Reason))
		} else {
			b.WriteString("\n    before, nothing had reached it")
		}
		if v := w.after[n.Name]; v != nil {
			fmt.Fprintf(&b, "\n    after, at %s: %s", t.time(v.Time), t.text(v.Reason))
		} else {
			b.WriteString("\n    after, nothing reaches it")
		}
	}
	return b.String()
}

// known lists groups that there are, for somebody who asked about one that there is
// not.
func (w *Why) known() string {
	if len(w.others) == 0 {
		return ""
	}
	list := slices.Sorted(slices.Values(w.others[:min(len(w.others), maxOthers)]))
	more := ""
	if len(w.others) > maxOthers {
		more = ", and more"
	}
	return "; there are the groups " + strings.ReplaceAll(strings.Join(list, "; "), "\n", ",") + more
}

func (w *Why) tell(b *strings.Builder, t *teller, v *engine.Visit, depth int) {
	indent := "\n" + strings.Repeat("  ", depth)
	b.WriteString(indent + placeOf(w.Source, w.File, v.Node))
	if len(w.Group) == 0 && v.Group != "" {
		b.WriteString(indent + "  group " + strings.ReplaceAll(v.Group, "\n", " "))
	}
	for _, l := range t.visit(v) {
		b.WriteString(indent + "  " + l)
	}
	for _, n := range v.Next {
		w.tell(b, t, n, depth+1)
	}
}

func tagText(tags []alert.Tag) string {
	var parts []string
	for _, t := range tags {
		parts = append(parts, t.Key+"="+t.Value)
	}
	return strings.Join(parts, ",")
}

// ParseGroup reads tags such as host=a,cluster=b. An empty text names no group.
func ParseGroup(s string) ([]alert.Tag, error) {
	if s == "" {
		return nil, nil
	}
	sel, err := parseSelector(s)
	if err == nil && sel.tags == nil {
		err = errors.New("tags such as host=a,cluster=b are wanted")
	}
	if err != nil {
		return nil, fmt.Errorf("group %q: %w", s, err)
	}
	return sel.tags, nil
}

// Why explains why the rule fired, or did not, for a group at a time since the
// start: which nodes each message of that time reached, what the lambdas came to,
// what the alert nodes decided and why a message went no further. The group is
// named by tags, such as host=a,cluster=b; "" is all groups. It runs the test
// once more.
func (r *Result) Why(at time.Duration, group string) (*Why, error) {
	tags, err := ParseGroup(group)
	if err != nil {
		return nil, err
	}
	return r.why(context.Background(), at, tags)
}

func (r *Result) why(ctx context.Context, at time.Duration, tags []alert.Tag) (*Why, error) {
	switch {
	case r.live || r.plan == nil:
		return nil, errors.New("explain a test: it was not judged here")
	case r.spec.batches != nil:
		return nil, errors.New("explain a test: its queries cannot be asked again")
	}
	d := r.def(at)
	w := &Why{At: r.Start.Add(at), Group: tags, Graph: d.prog.Graph(), Source: d.source, File: d.file, Start: r.Start}
	if _, err := r.spec.execute(ctx, watching{visit: w.Visit}); err != nil {
		return nil, err
	}
	return w, nil
}

// Explain explains the instants at which the findings say that something else
// was expected; at most most of them.
func (o *Outcome) Explain(ctx context.Context, most int) ([]*Why, error) {
	var out []*Why
	var seen []string
	for _, a := range o.asks {
		key := fmt.Sprint(a.at, tagText(a.group))
		if slices.Contains(seen, key) {
			continue
		}
		if seen = append(seen, key); len(seen) > most {
			break
		}
		w, err := o.Result.why(ctx, a.at, a.group)
		if err != nil {
			return out, err
		}
		out = append(out, w)
	}
	return out, nil
}
