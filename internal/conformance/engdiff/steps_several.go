package engdiff

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
	text := "|combine(" + strings.Join(lambdas, ", ") + ").as('" + strings.Join(names, "', '") + "')" + r.Maybe(20, ".delimiter('_')")
	if in.Batch {
		text += r.Maybe(40, ".tolerance("+r.Pick("1s", "5s")+")")
	}
	in.Batch, in.InOrder = false, false
	in.Fields = []string{"p.v", "p.i", "q.v", "p.s"}
	in.Tags = append(slices.Clone(in.Group), "p.zone", "q.host")
	return text, in
}

// meet brings shapes together; "" when that is no fair question.
func meet(r *Rand, in []Shape) (string, Shape) {
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
	if ordered && r.IntN(3) == 0 {
		for _, s := range in {
			out.Fields = append(out.Fields, s.Fields...)
		}
		out.GroupOrder = false // of several measurements one group is made
		if !out.Batch {
			out.GroupOrder = true
		}
		return "|union(" + strings.Join(others, ", ") + ")" + r.Maybe(30, ".rename('u')"), out
	}
	if !grouped {
		return "", out
	}
	text := "|join(" + strings.Join(others, ", ") + ").as('" + strings.Join(names, "', '") + "')" +
		r.Maybe(60, ".tolerance("+r.Pick("1s", "3s", "5s", "20s")+")")
	if !out.ByName {
		text += r.Maybe(20, ".streamName('j')") // by name it would make one group of several
	}
	fill := r.Pick("", "", ".fill('null')", ".fill('none')", ".fill(0.5)", ".fill(7)")
	out.Nulls = fill == ".fill('null')"
	out.Fields, out.Tags = fields, slices.Clone(out.Group)
	return text + fill, out
}
