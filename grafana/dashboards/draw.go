package dashboards

import (
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// drawn is one query of a panel.
type drawn struct {
	query rendered
	rel   *relation
	// column is the column that is asked for, judged the alert's column that it
	// stands for.
	column, judged string
	// exact says that its values are those that the alert judges.
	exact bool
	// held is the condition whose duration or count the alert judges, where the
	// column is part of it.
	held *syntax.LambdaExpr
}

// drawer makes queries of columns.
type drawer struct {
	*translator
	vars *variables
	// budget bounds the steps: branches that come together again are walked once
	// for each way.
	budget int
	// reasons are why something is not drawn as it is judged.
	reasons []string
}

func (d *drawer) because(why string) {
	if why != "" && !slices.Contains(d.reasons, why) {
		d.reasons = append(d.reasons, why)
	}
}

func (d *drawer) render(r *relation, column string) (rendered, error) {
	d.vars.add(r)
	if d.vars.language == Flux {
		return r.flux(column, d.vars)
	}
	return r.influxQL(column, d.vars)
}

// draw returns the queries for a column of what leaves a node. What cannot be
// asked for as it is, is drawn from what it is made of.
func (d *drawer) draw(n *graph.Node, column string) []drawn {
	if d.budget--; d.budget < 0 {
		d.because("the pipeline has too many branches to be drawn")
		return nil
	}
	r, err := d.of(n)
	if err == nil {
		var q rendered
		if q, err = d.render(r, column); err == nil {
			return []drawn{{query: q, rel: r, column: column, judged: column, exact: true}}
		}
	}
	why := err.Error()
	switch kind := n.Kind(); kind {
	case "from", "query", "queryFlux", "stats", "stream", "batch":
		d.because(why)
		return nil
	case "sideload", "alert":
		if r == nil || r.missing[column] == "" {
			break
		}
		d.because(why)
		return nil
	case "union":
		var out []drawn
		for _, p := range n.Parents {
			out = append(out, d.as(column, d.draw(p, column)...)...)
		}
		return out
	case "join":
		if i, field, ok := joined(n, column); ok {
			return d.as(column, d.draw(n.Parents[i], field)...)
		}
		// A tag, or a name that no branch has.
		d.because(why)
		return nil
	case "combine", "flatten":
		d.because(why)
		if i := strings.LastIndex(column, n.Str("delimiter", ".")); i >= 0 {
			column = column[i+len(n.Str("delimiter", ".")):]
		}
		return d.inexact(n, column)
	case "eval":
		names := n.Strings("as")
		i := slices.Index(names, column)
		if i < 0 {
			break
		}
		d.because(why)
		return d.parts(n, n.Args[i].Lambda)
	case "stateDuration", "stateCount":
		if column != stateColumn(n) {
			break
		}
		l := n.Args[0].Lambda
		d.because(why + ": the lines are that condition's")
		out := d.parts(n, l)
		for i := range out {
			out[i].held, out[i].judged = l, column
		}
		return out
	case "window":
		d.because(why)
		return d.inexact(n, column)
	case "derivative":
		if n.Str("as", n.Args[0].Str) == column {
			d.because(why)
			return d.inexact(n, n.Args[0].Str)
		}
		// The other fields of a point stay as they are.
		return d.as(column, d.draw(n.Parents[0], column)...)
	default:
		if !n.Spec.InfluxQL {
			break
		}
		for _, a := range n.Args {
			if a.Str != "" && n.Str("as", kind) == column {
				d.because(why)
				return d.inexact(n, a.Str)
			}
		}
	}
	if len(n.Parents) == 0 {
		d.because(why)
		return nil
	}
	if r == nil && len(n.Parents) == 1 && n.Kind() != "udf" {
		// The reason lies further up, and what has the column may be drawn there.
		return d.as(column, d.draw(n.Parents[0], column)...)
	}
	d.because(why)
	return d.inexact(n, column)
}

// as says which of the alert's columns queries stand for.
func (d *drawer) as(column string, list ...drawn) []drawn {
	for i := range list {
		list[i].judged = column
	}
	return list
}

// inexact draws a column of a node's parents, whose values are not those that
// are judged.
func (d *drawer) inexact(n *graph.Node, column string) []drawn {
	var out []drawn
	for _, p := range n.Parents {
		out = append(out, d.draw(p, column)...)
	}
	for i := range out {
		out[i].exact = false
	}
	return out
}

// parts draws what an expression of a node is made of.
func (d *drawer) parts(n *graph.Node, l *syntax.LambdaExpr) []drawn {
	var out []drawn
	for _, name := range columns(l) {
		out = append(out, d.inexact(n, name)...)
	}
	return out
}

// columns are the names in a lambda that are read as numbers, those that are
// read as booleans where there are none, and else the texts.
func columns(l *syntax.LambdaExpr) []string {
	if l == nil {
		return nil
	}
	order, uses := names(l)
	for _, u := range []use{asNumber, asBool, asText} {
		var out []string
		for _, name := range order {
			if uses[name] == u {
				out = append(out, name)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// joined finds the branch of a join that a column comes from.
func joined(n *graph.Node, column string) (branch int, field string, ok bool) {
	delimiter := n.Str("delimiter", ".")
	for i, prefix := range n.Strings("as") {
		if rest, found := strings.CutPrefix(column, prefix+delimiter); found && i < len(n.Parents) && rest != "" {
			return i, rest, true
		}
	}
	return 0, "", false
}
