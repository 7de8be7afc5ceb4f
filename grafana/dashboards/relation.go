package dashboards

import (
	"fmt"
	"time"

	"github.com/influxdata/influxql"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// relation is what leaves a node of the pipeline as far as a query can say it: a
// source and what is done to its rows. It is not changed once it is made.
type relation struct {
	src  *source
	ops  []op
	dims dims
	// pending is the window whose rows leave the node, waiting for a function.
	pending *window
	// missing are columns that are not in the database, with the reason.
	missing map[string]string
	// made are tags that the pipeline makes itself.
	made map[string]bool
	// notes are differences between the rows and what the rule sees.
	notes []string
}

// source is where rows come from: points of a measurement, or a query.
type source struct {
	dbrps       []graph.DBRP
	measurement string
	// stmt is the statement of a batch query, flux the text of a Flux one.
	stmt *influxql.SelectStatement
	text string
	flux bool
	fill influxql.FillOption
	// fillValue is the number of a fill(number).
	fillValue any
	// step is the length of the groups of time in a query, win its range.
	step, offset time.Duration
	win          window
}

// dims say how rows are grouped.
type dims struct {
	all           bool
	tags, exclude []string
}

// window are the rows that a function sums up.
type window struct {
	period, every time.Duration
	// aligned says that windows end at multiples of every.
	aligned bool
	// query says that it is the range of a batch query.
	query bool
}

// op is something done to rows.
type op interface{ isOp() }

type (
	// filterOp keeps rows.
	filterOp struct{ x syntax.Expr }
	// evalOp computes columns.
	evalOp struct {
		names []string
		exprs []syntax.Expr
		// keep leaves the other columns; only, when not empty, these.
		keep bool
		only []string
	}
	// funcOp is an InfluxQL function over a window.
	funcOp struct {
		fn, field, as string
		args          []graph.Value
		win           window
		dims          dims
		// zeros says that a window without points counts, as none.
		zeros bool
	}
	// changeOp is a function from row to row.
	changeOp struct {
		fn, field, as string
		unit          time.Duration
		n             int64
		nonNegative   bool
		dims          dims
	}
)

func (filterOp) isOp() {}
func (evalOp) isOp()   {}
func (funcOp) isOp()   {}
func (changeOp) isOp() {}

// with returns the relation with one more operation.
func (r *relation) with(o op) *relation {
	c := *r
	c.ops = append(append([]op(nil), r.ops...), o)
	return &c
}

// noted returns the relation with one more note.
func (r *relation) noted(format string, args ...any) *relation {
	c := *r
	c.notes = append(append([]string(nil), r.notes...), fmt.Sprintf(format, args...))
	return &c
}

// without returns the relation with a column that is not in the database.
func (r *relation) without(column, reason string) *relation {
	c := *r
	c.missing = map[string]string{}
	for k, v := range r.missing {
		c.missing[k] = v
	}
	c.missing[column] = reason
	return &c
}

// needed returns, for each operation, the columns that must leave it, and first
// those that the source must have.
func (r *relation) needed(column string) [][]string {
	out := make([][]string, len(r.ops)+1)
	need := []string{column}
	out[len(r.ops)] = need
	for i := len(r.ops) - 1; i >= 0; i-- {
		switch o := r.ops[i].(type) {
		case filterOp:
			order, _ := names(o.x)
			need = merge(need, order)
		case evalOp:
			// Expressions see the results of those before them.
			rest := need
			for j := len(o.names) - 1; j >= 0; j-- {
				if !contains(rest, o.names[j]) {
					continue
				}
				order, _ := names(o.exprs[j])
				rest = merge(remove(rest, o.names[j]), order)
			}
			need = rest
		case funcOp:
			need = merge(remove(need, o.as), []string{o.field})
		case changeOp:
			need = merge(remove(need, o.as), []string{o.field})
		}
		out[i] = need
	}
	return out
}

// origin follows a column to the field of the source that it was made from, when
// it is one; change says that a function made something else of its unit.
func (r *relation) origin(column string) (field string, changed []string) {
	for i := len(r.ops) - 1; i >= 0; i-- {
		switch o := r.ops[i].(type) {
		case evalOp:
			for j := len(o.names) - 1; j >= 0; j-- {
				if o.names[j] != column {
					continue
				}
				order, _ := names(o.exprs[j])
				if len(order) != 1 {
					return "", nil
				}
				if l, ok := linearOf(o.exprs[j]); !ok || l.factor != 1 && l.factor != -1 {
					changed = append(changed, "eval")
				} else if l.factor != 1 || l.offset != 0 {
					changed = append(changed, "shifted")
				}
				column = order[0]
			}
		case funcOp:
			if o.as == column {
				column = o.field
				changed = append(changed, o.fn)
			}
		case changeOp:
			if o.as == column {
				column = o.field
				changed = append(changed, o.fn)
			}
		}
	}
	if r.src.stmt == nil {
		return column, changed
	}
	for _, f := range r.src.stmt.Fields {
		if f.Name() != column {
			continue
		}
		x := f.Expr
		if call, ok := x.(*influxql.Call); ok && len(call.Args) > 0 {
			changed = append(changed, call.Name)
			x = call.Args[0]
		}
		ref, ok := x.(*influxql.VarRef)
		if !ok {
			return "", nil
		}
		return ref.Val, changed
	}
	return column, changed
}

// describe says what a column is: the functions of its field, or its name.
func (r *relation) describe(column string) string {
	field, changed := r.origin(column)
	if field == "" || contains(changed, "eval") || contains(changed, "shifted") {
		return column
	}
	for i := len(changed) - 1; i >= 0; i-- {
		field = changed[i] + "(" + field + ")"
	}
	return field
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func merge(a, b []string) []string {
	out := append([]string(nil), a...)
	for _, s := range b {
		if !contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func remove(list []string, s string) []string {
	var out []string
	for _, x := range list {
		if x != s {
			out = append(out, x)
		}
	}
	return out
}
