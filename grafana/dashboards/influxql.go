package dashboards

import (
	"fmt"
	"strings"
	"time"

	"github.com/influxdata/influxql"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// rendered is a query with what sets it apart from what the rule does.
type rendered struct {
	text  string
	notes []string
}

// block is a SELECT statement that is being put together.
type block struct {
	from  string
	where []string
	cols  map[string]string
	// open says that columns that are not in cols are those of from.
	open bool
	// summed says that the columns are aggregates, changed that they are made from
	// row to row.
	summed, changed bool
	group           string
	fill            string
	dims            dims
}

func (b *block) column(name string) (string, error) {
	if c, ok := b.cols[name]; ok {
		return c, nil
	}
	if !b.open {
		return "", because("%q is not among the columns that are left", name)
	}
	return ident(name), literal(name)
}

// influxQL writes the query of one column. Tags that variables select by are
// filtered with them.
func (r *relation) influxQL(column string, vars *variables) (rendered, error) {
	if r.src.flux {
		return rendered{}, because("the rule asks in Flux")
	}
	out := rendered{notes: append([]string(nil), r.notes...)}
	need := r.needed(column)
	for _, name := range need[0] {
		if why, ok := r.missing[name]; ok {
			return out, because("%s", why)
		}
	}
	b, direct, err := r.first(need[0], vars, &out)
	if err != nil {
		return out, err
	}
	if direct != "" && len(r.ops) == 0 {
		out.text = direct
		return out, nil
	}
	for i, o := range r.ops {
		if err := b.apply(o, need[i], need[i+1], &out); err != nil {
			return out, err
		}
	}
	b.dims = r.dims
	out.text, err = b.text([]string{column}, r.made)
	return out, err
}

// influxQLCount counts every field of the source's points over intervals.
func (r *relation) influxQLCount(interval time.Duration, vars *variables) (rendered, error) {
	out := rendered{notes: append([]string(nil), r.notes...)}
	if r.src.stmt != nil || r.src.flux {
		return out, because("the rule asks for what is counted with a query of its own")
	}
	b, _, err := r.first(nil, vars, &out)
	if err != nil {
		return out, err
	}
	for _, o := range r.ops {
		f, ok := o.(filterOp)
		if !ok {
			return out, because("what is counted is computed")
		}
		if err := b.apply(f, nil, nil, &out); err != nil {
			return out, err
		}
	}
	b.group, b.fill = "time("+duration(interval)+")", "fill(0)"
	out.text = b.selecting("count(*)", r.made)
	return out, nil
}

// first is the source as a block; direct is the query itself where nothing is
// done to its rows.
func (r *relation) first(columns []string, vars *variables, out *rendered) (b *block, direct string, err error) {
	filters := []string{"$timeFilter"}
	for _, tag := range r.dims.tags {
		if v := vars.of(tag); v != "" && !r.made[tag] {
			filters = append(filters, fmt.Sprintf("%s =~ /^$%s$/", ident(tag), v))
		}
	}
	b = &block{cols: map[string]string{}, open: true, dims: r.dims}
	if r.src.stmt == nil {
		b.from, err = measurements(r.src.dbrps, r.src.measurement)
		b.where = filters
		return b, "", err
	}
	direct, err = r.statement(columns, filters, out)
	b.from = "(" + direct + ")"
	return b, direct, err
}

// measurements names what is read.
func measurements(dbrps []graph.DBRP, measurement string) (string, error) {
	name := "/.*/"
	if measurement != "" {
		if err := literal(measurement); err != nil {
			return "", err
		}
		name = ident(measurement)
	}
	if len(dbrps) == 0 {
		return name, nil
	}
	parts := make([]string, len(dbrps))
	for i, d := range dbrps {
		if err := literal(d.Database + d.RetentionPolicy); err != nil {
			return "", err
		}
		rp := ""
		if d.RetentionPolicy != "" {
			rp = ident(d.RetentionPolicy)
		}
		parts[i] = ident(d.Database) + "." + rp + "." + name
	}
	return strings.Join(parts, ", "), nil
}

// statement is a batch query's own statement with the range of the panel and the
// dimensions of the node.
func (r *relation) statement(columns, filters []string, out *rendered) (string, error) {
	stmt := r.src.stmt.Clone()
	fields, err := pick(stmt, columns)
	if err != nil {
		return "", err
	}
	where := filters
	if stmt.Condition != nil {
		where = append([]string{"(" + stmt.Condition.String() + ")"}, where...)
	}
	group, fill := "", ""
	if summed(stmt) {
		step := r.src.step
		if step == 0 {
			step = r.src.win.period
			if r.src.win.every != step {
				out.notes = append(out.notes, fmt.Sprintf("the rule sums up the last %s every %s, the picture each %s once",
					duration(step), duration(r.src.win.every), duration(step)))
			}
		}
		if step > 0 {
			group = "time(" + duration(step)
			if r.src.offset != 0 {
				group += ", " + duration(r.src.offset)
			}
			group += ")"
			fill = fillText(r.src.fill, r.src.fillValue)
			if r.src.step == 0 {
				fill = "fill(none)"
				if selects(stmt) {
					out.notes = append(out.notes, "a value stands at the beginning of its "+duration(step)+", in the rule at its own time")
				}
			}
		}
	}
	b := block{from: stmt.Sources.String(), where: where, group: group, fill: fill, dims: r.dims}
	return b.selecting(fields, r.made), nil
}

// pick returns the columns of a statement that are asked for, all where one of
// them is not among the named ones.
func pick(stmt *influxql.SelectStatement, columns []string) (string, error) {
	names := stmt.ColumnNames()
	var fields []string
	var have []string
	for i, f := range stmt.Fields {
		name := f.Name()
		if len(names) == len(stmt.Fields)+1 {
			name = names[i+1] // the first is time
		}
		if contains(columns, name) {
			fields = append(fields, f.String())
			have = append(have, name)
		}
	}
	for _, c := range columns {
		if !contains(have, c) {
			return stmt.Fields.String(), nil
		}
	}
	return strings.Join(fields, ", "), nil
}

func fillText(f influxql.FillOption, value any) string {
	switch f {
	case influxql.NoFill:
		return "fill(none)"
	case influxql.PreviousFill:
		return "fill(previous)"
	case influxql.LinearFill:
		return "fill(linear)"
	case influxql.NumberFill:
		return fmt.Sprintf("fill(%v)", value)
	}
	return "fill(null)"
}

// apply does one operation: need are the columns that it works with, after those
// that must leave it.
func (b *block) apply(o op, need, after []string, out *rendered) error {
	switch o := o.(type) {
	case filterOp:
		if b.summed || b.changed {
			if err := b.flush(need); err != nil {
				return err
			}
		}
		cond, err := influxQLCondition(o.x, b.column, false)
		if err != nil {
			out.notes = append(out.notes, fmt.Sprintf("the query takes also what is not `%s`: %s", text(o.x), err))
			return nil
		}
		b.where = append(b.where, cond)
	case evalOp:
		return b.eval(o, after)
	case funcOp:
		return b.sum(o, need, out)
	case changeOp:
		return b.change(o, need)
	}
	return nil
}

func (b *block) eval(o evalOp, after []string) error {
	made := map[string]string{}
	of := func(name string) (string, error) {
		if c, ok := made[name]; ok {
			return c, nil
		}
		return b.column(name)
	}
	failed := map[string]error{}
	for i, name := range o.names {
		c, err := influxQLValue(o.exprs[i], func(ref string) (string, error) {
			if err := failed[ref]; err != nil {
				return "", err
			}
			return of(ref)
		})
		if err != nil {
			failed[name] = err
			continue
		}
		made[name] = c
	}
	for _, name := range after {
		if err := failed[name]; err != nil {
			return err
		}
	}
	cols := map[string]string{}
	if o.keep {
		for k, v := range b.cols {
			cols[k] = v
		}
	}
	for k, v := range made {
		cols[k] = v
	}
	if !o.keep {
		// Tags are still there, and a name that is no tag yields nothing.
		for _, name := range after {
			if _, ok := cols[name]; ok {
				continue
			}
			if c, err := b.column(name); err == nil {
				cols[name] = c
			}
		}
	}
	b.cols = cols
	return nil
}

// influxQLFuncs are InfluxQL's names of the functions of a window.
var influxQLFuncs = map[string]string{
	"count": "count", "mean": "mean", "median": "median", "mode": "mode", "spread": "spread", "sum": "sum", "first": "first", "last": "last",
	"min": "min", "max": "max", "percentile": "percentile", "top": "top", "bottom": "bottom", "stddev": "stddev", "distinct": "distinct",
}

func (b *block) sum(o funcOp, need []string, out *rendered) error {
	fn, ok := influxQLFuncs[o.fn]
	if !ok {
		return because("InfluxQL has no %s", o.fn)
	}
	field, err := b.column(o.field)
	if err != nil {
		return err
	}
	if b.summed || b.changed || !plain.MatchString(field) {
		if err := b.flush(need); err != nil {
			return err
		}
		if field, err = b.column(o.field); err != nil {
			return err
		}
	}
	call := func(fn string) string {
		args := []string{field}
		for _, a := range o.args {
			switch {
			case a.Float != 0:
				args = append(args, number(a.Float))
			case a.Int != 0:
				args = append(args, fmt.Sprint(a.Int))
			}
		}
		return fn + "(" + strings.Join(args, ", ") + ")"
	}
	expr := call(fn)
	w := o.win
	step := w.period
	switch {
	case w.every == w.period || w.query && w.every == 0:
		if !w.aligned && !w.query {
			out.notes = append(out.notes, fmt.Sprintf("windows of the picture begin at multiples of %s, those of the rule with a group's first point", duration(step)))
		}
	case w.every == 0:
		out.notes = append(out.notes, fmt.Sprintf("the rule moves its window of %s with every point, the picture by its length", duration(step)))
	case w.every < w.period && w.period%w.every == 0 && (fn == "mean" || fn == "sum" || fn == "count"):
		// A moving window is put together from slots of the length of its steps.
		k := int64(w.period / w.every)
		step = w.every
		moving := func(fn string) string { return fmt.Sprintf("moving_average(%s, %d)", call(fn), k) }
		if fn == "mean" {
			expr = "(" + moving("sum") + " / " + moving("count") + ")"
		} else {
			expr = fmt.Sprintf("(%s * %d)", moving(fn), k)
		}
		b.changed = true
		out.notes = append(out.notes, fmt.Sprintf("windows of %s are put together from slots of %s that have points", duration(w.period), duration(w.every)))
	case w.every < w.period:
		out.notes = append(out.notes, fmt.Sprintf("the rule looks at the last %s every %s, the picture at each %s once", duration(w.period), duration(w.every), duration(step)))
	default:
		out.notes = append(out.notes, fmt.Sprintf("the rule looks only at the last %s of every %s", duration(w.period), duration(w.every)))
	}
	if step <= 0 {
		return because("the length of the window is not known")
	}
	b.cols, b.open, b.summed = map[string]string{o.as: expr}, false, true
	b.group, b.fill, b.dims = "time("+duration(step)+")", "fill(none)", o.dims
	if o.zeros {
		b.fill = "fill(0)"
	}
	return nil
}

func (b *block) change(o changeOp, need []string) error {
	field, err := b.column(o.field)
	if err != nil {
		return err
	}
	if b.changed || !b.summed && !plain.MatchString(field) {
		if err := b.flush(need); err != nil {
			return err
		}
		if field, err = b.column(o.field); err != nil {
			return err
		}
	}
	var expr string
	prefix := ""
	if o.nonNegative {
		prefix = "non_negative_"
	}
	switch o.fn {
	case "derivative":
		expr = fmt.Sprintf("%sderivative(%s, %s)", prefix, field, duration(o.unit))
	case "difference":
		expr = fmt.Sprintf("%sdifference(%s)", prefix, field)
	case "elapsed":
		expr = fmt.Sprintf("elapsed(%s, %s)", field, duration(o.unit))
	case "movingAverage":
		expr = fmt.Sprintf("moving_average(%s, %d)", field, o.n)
	case "cumulativeSum":
		expr = fmt.Sprintf("cumulative_sum(%s)", field)
	default:
		return because("InfluxQL has no %s", o.fn)
	}
	b.cols, b.open, b.changed = map[string]string{o.as: expr}, false, true
	b.dims = o.dims
	return nil
}

// flush makes a subquery of what there is so far.
func (b *block) flush(columns []string) error {
	inner, err := b.text(columns, nil)
	if err != nil {
		return err
	}
	*b = block{from: "(" + inner + ")", cols: map[string]string{}, open: true, dims: b.dims}
	return nil
}

// text writes the statement with some of its columns.
func (b *block) text(columns []string, made map[string]bool) (string, error) {
	var fields []string
	for _, name := range columns {
		if contains(b.dims.tags, name) && len(columns) > 1 {
			continue // a subquery passes the tags on that it groups by
		}
		c, err := b.column(name)
		if err != nil {
			return "", err
		}
		if c != ident(name) {
			c += " AS " + ident(name)
		}
		fields = append(fields, c)
	}
	return b.selecting(strings.Join(fields, ", "), made), nil
}

func (b *block) selecting(fields string, made map[string]bool) string {
	var s strings.Builder
	s.WriteString("SELECT " + fields + " FROM " + b.from)
	if len(b.where) > 0 {
		s.WriteString(" WHERE " + strings.Join(b.where, " AND "))
	}
	var groups []string
	if b.group != "" {
		groups = append(groups, b.group)
	}
	if b.dims.all {
		groups = append(groups, "*")
	}
	for _, tag := range b.dims.tags {
		if !made[tag] {
			groups = append(groups, ident(tag))
		}
	}
	if len(groups) > 0 {
		s.WriteString(" GROUP BY " + strings.Join(groups, ", "))
	}
	if b.group != "" && b.fill != "" {
		s.WriteString(" " + b.fill)
	}
	return s.String()
}
