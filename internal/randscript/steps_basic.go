package randscript

import (
	"fmt"
	"slices"
)

func init() {
	Register(
		Step{Node: "where", Weight: 8, Write: where},
		Step{Node: "eval", Weight: 5, Write: eval},
		Step{Node: "window", Weight: 14, Write: window},
		Step{Node: "groupBy", Weight: 4, Write: groupBy},
		Step{Node: "log", Weight: 3, Write: func(r *Rand, in Shape) (string, Shape) {
			in.Hintless = false
			return "|log()" + r.Maybe(30, ".level('"+r.Pick("ERROR", "DEBUG", "INFO", "warn")+"')") + r.Maybe(30, ".prefix('p $N')"), in
		}},
	)
}

// Predicate is a lambda that is mostly a boolean.
func Predicate(r *Rand, in Shape) string {
	f := in.Field(r)
	if r.IntN(2) == 0 {
		return "lambda: " + condition(r, in)
	}
	return "lambda: " + r.Pick(
		fmt.Sprintf(`"%s" > %d.25`, f, r.IntN(8)), fmt.Sprintf(`"%s" <= %d`, f, r.IntN(5)), fmt.Sprintf(`isPresent("%s")`, f),
		fmt.Sprintf(`"%s" != 'x'`, in.Tag(r)), "TRUE", `"b"`, `"i" >= 0`, fmt.Sprintf(`"%s" == 'p'`, f), fmt.Sprintf(`count() %% %d == 0`, 2+r.IntN(3)),
	)
}

func where(r *Rand, in Shape) (string, Shape) {
	if in.Several && in.Nulls {
		return "", in // a missing side may hide what is wrong with the other
	}
	in.Hintless = true
	text := "|where(" + Predicate(r, in) + ")"
	if r.IntN(12) == 0 {
		text += ".lambda(" + Predicate(r, in) + ")"
	}
	return text, in
}

func eval(r *Rand, in Shape) (string, Shape) {
	f := in.Field(r)
	number := r.Pick(`"%s" * 2.0`, `"%s" + 1`, `sqrt("%s")`, `float("%s") / 3.0`, `abs("%s")`, `"%s"`)
	as := r.Pick("v", "x", "i")
	text := fmt.Sprintf("|eval(lambda: "+number+").as('%s')", f, as)
	in.Hintless, in.Nulls = true, false
	if r.IntN(2) == 0 {
		in.Fields = append(slices.Clone(in.Fields), as)
		return text + ".keep()", in
	}
	in.Fields = []string{as}
	return text, in
}

func window(r *Rand, in Shape) (string, Shape) {
	if in.Batch {
		return "", in
	}
	out := in
	out.Batch, out.Hintless = true, false
	// A window is emitted when its group goes on, and stamped with an earlier time.
	out.InOrder = in.InOrder && len(in.Group) == 0 && !in.ByName
	if r.IntN(5) == 0 && !in.Several {
		out.InOrder, out.GroupOrder = false, false
		return fmt.Sprintf("|window().periodCount(%d).everyCount(%d)", 1+r.IntN(6), 1+r.IntN(6)) + r.Maybe(30, ".fillPeriod()"), out
	}
	return "|window().period(" + r.Pick("3s", "10s", "10s", "30s", "1m") + ")" + r.Pick("", ".every(10s)", ".every(10s)", ".every(5s)", ".every(20s)") +
		r.Maybe(20, ".fillPeriod()") + r.Maybe(30, ".align()"), out
}

func groupBy(r *Rand, in Shape) (string, Shape) {
	if in.Several || len(in.Tags) == 0 || !in.Batch && !in.InOrder && in.GroupOrder {
		return "", in
	}
	if in.Batch {
		// Groups come in an order of chance, and so do points of one time.
		in.Several, in.InOrder, in.Hintless = true, false, false
		in.GroupOrder = false
	}
	if r.IntN(4) == 0 {
		in.Group = slices.Clone(in.Tags)
		return "|groupBy(*)" + r.Maybe(60, ".exclude('"+r.Pick("zone", "host")+"')") + r.Maybe(20, ".byMeasurement()"), in
	}
	in.Group = []string{in.Tags[r.IntN(len(in.Tags))]}
	return "|groupBy('" + in.Group[0] + "')" + r.Maybe(20, ".byMeasurement()"), in
}
