package randscript

import (
	"fmt"
	"slices"
	"strings"
)

func init() {
	Register(
		Step{Node: "flatten", Weight: 5, Write: flatten},
		Step{Node: "combine", Weight: 4, Write: combine},
	)
}

func flatten(r *Rand, in Shape) (string, Shape) {
	if in.Several {
		return "", in // a missing tag leaks from group to group, whose order is chance
	}
	on := in.Tag(r)
	tags, before := "'"+on+"'", ""
	if !in.Batch && r.IntN(3) == 0 && slices.Contains(in.Tags, "host") && slices.Contains(in.Tags, "zone") {
		// What a point without the second tag leaves behind reaches the next instant by chance.
		tags, before = "'host', 'zone'", `|where(lambda: "host" != '' AND "zone" != '')`
	}
	if !in.Batch {
		in.InOrder = in.InOrder && len(in.Group) == 0
	}
	in.Hintless = true
	in.Tags = slices.Clone(in.Group)
	text := before + "|flatten().on(" + tags + ")" + r.Maybe(40, ".tolerance("+r.Pick("1s", "5s")+")")
	delimiter := "."
	if r.IntN(5) == 0 {
		text += ".delimiter('_')"
		delimiter = "_"
	}
	if r.IntN(12) == 0 {
		// Of two fields of one name the last in the order of a map stays.
		text = "|eval(lambda: \"v\").as('v')" + text + ".dropOriginalFieldName(" + r.Pick("", "TRUE", "FALSE") + ")"
	}
	in.Fields = []string{"x" + delimiter + "v", "k" + delimiter + "v", "y" + delimiter + "i", "v", "i"}
	return text, in
}

func combine(r *Rand, in Shape) (string, Shape) {
	if in.Several || in.Batch && in.Hintless {
		return "", in // see crashing
	}
	names, lambdas := []string{"p", "q", "r"}[:1+r.IntN(3)], []string{}
	for range names {
		lambdas = append(lambdas, Predicate(r, in))
	}
	text := "|combine(" + strings.Join(lambdas, ", ") + ").as('" + strings.Join(names, "', '") + "')" + r.Maybe(20, ".delimiter('_')") + r.Maybe(20, ".max(100000)")
	if in.Batch {
		text += r.Maybe(40, ".tolerance("+r.Pick("1s", "5s")+")")
	}
	in.Batch, in.InOrder = false, false
	in.Fields = []string{"p.v", "p.i", "q.v", "p.s"}
	in.Tags = append(slices.Clone(in.Group), "p.zone", "q.host")
	return text, in
}

// meet brings shapes together; "" when that is no fair question.
func meet(r *Rand, in []Shape, on string) (string, Shape) {
	out := in[0]
	ordered, grouped, others := true, true, []string{}
	names := []string{"l", "m", "r"}[:len(in)]
	var fields []string
	for i, s := range in {
		if s.Batch != out.Batch {
			return "", out
		}
		ordered, grouped = ordered && s.InOrder, grouped && s.GroupOrder
		if i > 0 {
			others = append(others, fmt.Sprintf("$%d", i))
		}
		for _, f := range s.Fields {
			fields = append(fields, names[i]+"."+f)
		}
	}
	out.Several, out.InOrder, out.Hintless = true, false, false
	if ordered && on == "" && r.IntN(3) == 0 {
		for _, s := range in {
			out.Fields = append(out.Fields, s.Fields...)
		}
		out.GroupOrder = false // of several measurements one group is made
		if !out.Batch {
			out.GroupOrder = true
		}
		return "|union(" + strings.Join(others, ", ") + ")" + r.Maybe(30, ".rename('u')") + r.Maybe(10, ".quiet()"), out
	}
	if !grouped {
		return "", out
	}
	delimiter := "."
	if r.IntN(6) == 0 {
		delimiter = "_"
		on += ".delimiter('_')"
	}
	for i := range fields {
		fields[i] = strings.Replace(fields[i], ".", delimiter, 1)
	}
	text := "|join(" + strings.Join(others, ", ") + ").as('" + strings.Join(names, "', '") + "')" +
		r.Maybe(60, ".tolerance("+r.Pick("1s", "3s", "5s", "20s")+")") + r.Maybe(10, ".deleteAll(TRUE)") + on
	if !out.ByName {
		text += r.Maybe(20, ".streamName('j')") // by name it would make one group of several
	}
	fill := r.Pick("", "", ".fill('null')", ".fill('none')", ".fill(0.5)", ".fill(7)")
	if on != "" {
		fill = "" // when one side counts as missing depends on how far the other has come
	}
	out.Nulls = fill == ".fill('null')"
	out.Fields, out.Tags = fields, slices.Clone(out.Group)
	return text + fill + r.Maybe(5, ".quiet()"), out
}
