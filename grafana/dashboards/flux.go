package dashboards

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// fluxQuery is a Flux script that is being put together.
type fluxQuery struct {
	steps []string
	w     fluxWriter
	dims  dims
	// value is the column that holds the one column there is; "" while rows have all.
	value string
}

func (q *fluxQuery) pipe(format string, args ...any) {
	q.steps = append(q.steps, "  |> "+fmt.Sprintf(format, args...))
}

// flux writes the Flux script of one column. Its times are the ends of windows,
// as those of the rule.
func (r *relation) flux(column string, vars *variables) (rendered, error) {
	out := rendered{notes: slices.Clone(r.notes)}
	if r.src.flux {
		if len(r.ops) > 0 {
			return out, because("what the rule does with the rows of its Flux query is not put into the query")
		}
		out.text = r.src.text
		return out, nil
	}
	if r.src.stmt != nil {
		return out, because("the rule asks in InfluxQL")
	}
	need := r.needed(column)
	for _, name := range need[0] {
		if why, ok := r.missing[name]; ok {
			return out, because("%s", why)
		}
	}
	q := &fluxQuery{w: fluxWriter{missing: r.missing, imports: map[string]bool{}}, dims: r.dims}
	if err := q.source(r, need[0], vars); err != nil {
		return out, err
	}
	for i, o := range r.ops {
		if err := q.apply(o, need[i+1], &out); err != nil {
			return out, err
		}
	}
	if q.value != column {
		// Still rows with all their columns.
		q.grouped(r.dims)
		q.pipe(`filter(fn: (r) => exists %s)`, fluxRef(column))
		q.pipe(`rename(columns: {%s: "_value"})`, fluxStr(column))
	}
	q.keep(r.dims)
	head := ""
	imports := []string{}
	for name := range q.w.imports {
		imports = append(imports, name)
	}
	slices.Sort(imports)
	for _, name := range imports {
		head += "import " + fluxStr(name) + "\n"
	}
	if head != "" {
		head += "\n"
	}
	out.text = head + strings.Join(q.steps, "\n")
	return out, nil
}

func (q *fluxQuery) source(r *relation, columns []string, vars *variables) error {
	if len(r.src.dbrps) > 1 {
		return because("the rule reads several databases, a Flux query one bucket")
	}
	bucket := "${" + vars.bucketName() + "}"
	if len(r.src.dbrps) == 1 {
		bucket = vars.bucket(r.src.dbrps[0])
		if err := literal(bucket); err != nil {
			return err
		}
		bucket = strings.Trim(fluxStr(bucket), `"`)
	}
	q.steps = append(q.steps, `from(bucket: "`+bucket+`")`)
	q.pipe(`range(start: v.timeRangeStart, stop: v.timeRangeStop)`)
	if r.src.measurement != "" {
		if err := literal(r.src.measurement); err != nil {
			return err
		}
		q.pipe(`filter(fn: (r) => r["_measurement"] == %s)`, fluxStr(r.src.measurement))
	}
	for _, tag := range r.dims.tags {
		if v := vars.of(tag); v != "" && !r.made[tag] {
			q.pipe(`filter(fn: (r) => not exists %[1]s or %[1]s =~ /^${%[2]s:regex}$/)`, fluxRef(tag), v)
		}
	}
	var fields []string
	for _, c := range columns {
		if err := literal(c); err != nil {
			return err
		}
		fields = append(fields, `r["_field"] == `+fluxStr(c))
	}
	q.pipe(`filter(fn: (r) => %s)`, strings.Join(fields, " or "))
	q.pipe(`pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`)
	return nil
}

// grouped groups rows as the rule does. A stream that is grouped by everything
// stays as it is.
func (q *fluxQuery) grouped(d dims) {
	if d.all && len(d.exclude) == 0 {
		return
	}
	if d.all {
		except := []string{`"_time"`, `"_value"`, `"_start"`, `"_stop"`}
		for _, tag := range d.exclude {
			except = append(except, fluxStr(tag))
		}
		q.pipe(`group(columns: [%s], mode: "except")`, strings.Join(except, ", "))
		return
	}
	q.pipe(`group(columns: [%s])`, quoted(d.tags))
	q.pipe(`sort(columns: ["_time"])`)
}

func quoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = fluxStr(n)
	}
	return strings.Join(out, ", ")
}

// keep leaves the time, the value and the tags that rows are grouped by.
func (q *fluxQuery) keep(d dims) {
	if d.all {
		return
	}
	q.pipe(`keep(columns: [%s])`, quoted(append([]string{"_time", "_value"}, d.tags...)))
}

func (q *fluxQuery) apply(o op, after []string, out *rendered) error {
	switch o := o.(type) {
	case filterOp:
		q.unwrap()
		cond, err := q.w.condition(o.x)
		if err != nil {
			out.notes = append(out.notes, fmt.Sprintf("the query takes also what is not `%s`: %s", text(o.x), err))
			return nil
		}
		q.pipe("filter(fn: (r) => %s)", cond)
	case evalOp:
		q.unwrap()
		return q.eval(o, after)
	case funcOp:
		q.unwrap()
		return q.sum(o, out)
	case changeOp:
		return q.change(o)
	}
	return nil
}

// unwrap gives the value its name back.
func (q *fluxQuery) unwrap() {
	if q.value != "" {
		q.pipe(`rename(columns: {"_value": %s})`, fluxStr(q.value))
		q.value = ""
	}
}

func (q *fluxQuery) eval(o evalOp, after []string) error {
	failed := map[string]error{}
	w := q.w
	w.missing = map[string]string{}
	for k, v := range q.w.missing {
		w.missing[k] = v
	}
	for i, name := range o.names {
		c, err := w.number(o.exprs[i])
		if err != nil {
			failed[name] = err
			w.missing[name] = err.Error()
			continue
		}
		delete(w.missing, name)
		q.pipe("map(fn: (r) => ({r with %s: %s}))", fluxStr(name), c)
	}
	for _, name := range after {
		if err := failed[name]; err != nil {
			return err
		}
	}
	q.w.missing = w.missing
	return nil
}

func (q *fluxQuery) sum(o funcOp, out *rendered) error {
	call := o.fn + "()"
	switch o.fn {
	case "count", "mean", "median", "mode", "spread", "sum", "first", "last", "min", "max", "stddev":
	case "percentile":
		call = fmt.Sprintf(`quantile(q: %s, method: "exact_selector")`, number(o.args[0].Float/100))
		// Kapacitor and InfluxQL round n*p/100 to the nearest rank, Flux rounds it up.
		out.notes = append(out.notes, "Flux may take the next greater point of a window for its percentile")
	default:
		return because("%s in windows has no counterpart in Flux", o.fn)
	}
	w := o.win
	every := w.every
	switch {
	case w.period <= 0:
		return because("the length of the window is not known")
	case every == 0:
		every = w.period
		out.notes = append(out.notes, fmt.Sprintf("the rule moves its window of %s with every point, the picture by its length", duration(w.period)))
	case !w.aligned && !w.query:
		out.notes = append(out.notes, fmt.Sprintf("windows of the picture end at multiples of %s, those of the rule begin with a group's first point", duration(every)))
	}
	q.grouped(o.dims)
	q.pipe("filter(fn: (r) => exists %s)", fluxRef(o.field))
	q.pipe(`rename(columns: {%s: "_value"})`, fluxStr(o.field))
	switch {
	case every != w.period:
		// Windows that overlap: the aggregateWindow of InfluxDB 1.8 has no period.
		q.pipe("window(every: %s, period: %s)", fluxDuration(every), fluxDuration(w.period))
		q.pipe("%s", call)
		q.pipe(`duplicate(column: "_stop", as: "_time")`)
		q.pipe("window(every: inf)")
	case o.fn == "percentile":
		q.pipe("aggregateWindow(every: %s, fn: (column, tables=<-) => tables |> %s, createEmpty: %t)", fluxDuration(every), call, o.zeros)
	default:
		q.pipe("aggregateWindow(every: %s, fn: %s, createEmpty: %t)", fluxDuration(every), o.fn, o.zeros)
	}
	q.value = o.as
	return nil
}

func (q *fluxQuery) change(o changeOp) error {
	if q.value != o.field {
		q.unwrap()
		q.grouped(o.dims)
		q.pipe("filter(fn: (r) => exists %s)", fluxRef(o.field))
		q.pipe(`rename(columns: {%s: "_value"})`, fluxStr(o.field))
	}
	q.value = o.as
	switch o.fn {
	case "derivative":
		q.pipe("derivative(unit: %s, nonNegative: %t)", fluxDuration(o.unit), o.nonNegative)
	case "difference":
		q.pipe("difference(nonNegative: %t)", o.nonNegative)
	case "movingAverage":
		q.pipe("movingAverage(n: %d)", o.n)
	case "cumulativeSum":
		q.pipe("cumulativeSum()")
	case "elapsed":
		q.pipe(`elapsed(unit: %s)`, fluxDuration(o.unit))
		q.pipe(`drop(columns: ["_value"])`)
		q.pipe(`rename(columns: {"elapsed": "_value"})`)
	default:
		return because("%s has no counterpart in Flux", o.fn)
	}
	if o.nonNegative {
		// What was negative is null now, where the rule has no point.
		q.pipe(`filter(fn: (r) => exists r["_value"])`)
	}
	return nil
}

// dbrpBucket is the bucket that a database and retention policy are by default.
func dbrpBucket(d graph.DBRP) string {
	if d.RetentionPolicy == "" {
		return d.Database
	}
	return d.Database + "/" + d.RetentionPolicy
}
