package randscript

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

func init() {
	Register(
		Step{Node: "eval", Weight: 10, Write: evals},
		Step{Node: "default", Weight: 5, Write: defaults},
		Step{Node: "delete", Weight: 4, Write: deletes},
		Step{Node: "derivative", Weight: 6, Write: derivative},
		Step{Node: "changeDetect", Weight: 5, Write: func(r *Rand, in Shape) (string, Shape) {
			in.Hintless = true
			names := []string{in.Field(r)}
			for r.IntN(4) == 0 {
				names = append(names, in.Field(r))
			}
			return "|changeDetect('" + strings.Join(names, "', '") + "')", in
		}},
		Step{Node: "stateDuration", Weight: 5, Write: func(r *Rand, in Shape) (string, Shape) {
			return tracked(r, in, "stateDuration", "state_duration", r.Maybe(50, ".unit("+r.Pick("1ms", "1m", "7s")+")"))
		}},
		Step{Node: "stateCount", Weight: 5, Write: func(r *Rand, in Shape) (string, Shape) {
			return tracked(r, in, "stateCount", "state_count", "")
		}},
	)
}

// regrouped is the shape after a tag was changed or removed: where that was a dimension, groups may become one.
func regrouped(in Shape, tag string) (Shape, bool) {
	if !slices.Contains(in.Group, tag) && !in.Batch {
		return in, true
	}
	if in.Several {
		return in, false // the order of what comes together is chance
	}
	in.GroupOrder = in.InOrder
	if in.Batch {
		in.InOrder, in.GroupOrder = false, false
	}
	return in, true
}

// evals computes one to three results, later ones from earlier ones, some of them tags.
func evals(r *Rand, in Shape) (string, Shape) {
	out := in
	out.Hintless, out.Nulls = true, false
	var lambdas, as []string
	scope := in
	scope.Fields = slices.Clone(in.Fields)
	var tags []string
	for range 1 + r.IntN(3) {
		text, t := value(r, scope)
		name := r.nameFor(t)
		if slices.Contains(as, name) {
			continue
		}
		if t == catalog.Duration {
			name = "d"
		}
		if t == catalog.String && r.IntN(3) == 0 {
			tag := r.Pick("zone", "extra", "host")
			if next, ok := regrouped(out, tag); ok && !slices.Contains(as, tag) {
				out, name = next, tag
				tags = append(tags, tag)
				out.Tags = append(slices.Clone(out.Tags), tag)
			}
		}
		lambdas, as = append(lambdas, "lambda: "+text), append(as, name)
		scope.Fields = append(scope.Fields, name)
	}
	text := "|eval(" + strings.Join(lambdas, ", ") + ").as('" + strings.Join(as, "', '") + "')"
	results := slices.DeleteFunc(slices.Clone(as), func(n string) bool { return slices.Contains(tags, n) })
	if len(tags) > 0 {
		text += ".tags('" + strings.Join(tags, "', '") + "')"
	}
	switch r.IntN(5) {
	case 0, 1:
		out.Fields = append(slices.Clone(in.Fields), results...)
		return text + ".keep()", out
	case 2:
		if len(in.Fields) == 0 {
			break
		}
		keep := append([]string{in.Fields[r.IntN(len(in.Fields))]}, results...)
		out.Fields = keep
		return text + ".keep('" + strings.Join(keep, "', '") + "')", out
	}
	out.Fields = results
	if len(results) == 0 {
		out.Fields = []string{"v"}
	}
	return text, out
}

func defaults(r *Rand, in Shape) (string, Shape) {
	out := in
	out.Fields, out.Tags = slices.Clone(in.Fields), slices.Clone(in.Tags)
	text := "|default()"
	for range 1 + r.IntN(3) {
		if r.IntN(3) == 0 {
			tag := r.Pick("host", "zone", "extra")
			next, ok := regrouped(out, tag)
			if !ok {
				continue
			}
			out = next
			out.Tags = append(out.Tags, tag)
			if in.Batch {
				out.Group = append(slices.Clone(out.Group), tag)
			}
			text += ".tag('" + tag + "', '" + r.Pick("d", "x", "a b") + "')"
			continue
		}
		f := r.Pick(in.Field(r), "v", "i", "s", "b", "new")
		v := map[catalog.Type]string{catalog.Float: r.Pick("1.5", "-2.0"), catalog.Int: "7", catalog.String: "'dflt'", catalog.Bool: "TRUE"}[typeOf(f)]
		if r.IntN(8) == 0 {
			v = r.Pick("1", "2.0", "'z'", "FALSE")
		}
		text += ".field('" + f + "', " + v + ")"
		out.Fields = append(out.Fields, f)
	}
	if text == "|default()" {
		return "", in
	}
	return text, out
}

func deletes(r *Rand, in Shape) (string, Shape) {
	out, text := in, "|delete()"
	for range 1 + r.IntN(2) {
		if r.IntN(3) == 0 {
			tag := in.Tag(r)
			next, ok := regrouped(out, tag)
			if !ok {
				continue
			}
			out = next
			drop := func(n string) bool { return n == tag }
			out.Tags, out.Group = slices.DeleteFunc(slices.Clone(out.Tags), drop), slices.DeleteFunc(slices.Clone(out.Group), drop)
			text += ".tag('" + tag + "')"
			continue
		}
		f := r.Pick(in.Field(r), "s", "b")
		out.Fields = slices.DeleteFunc(slices.Clone(out.Fields), func(n string) bool { return n == f })
		text += ".field('" + f + "')"
	}
	if text == "|delete()" {
		return "", in
	}
	return text, out
}

func derivative(r *Rand, in Shape) (string, Shape) {
	f := in.Field(r)
	text := fmt.Sprintf("|derivative('%s')", f)
	if r.IntN(12) == 0 {
		f = in.Field(r)
		text += ".field('" + f + "')"
	}
	as := f
	if r.IntN(2) == 0 {
		as = r.Pick("v", "x")
		text += ".as('" + as + "')"
	}
	in.Fields = append(slices.Clone(in.Fields), as)
	return text + r.Maybe(50, ".unit("+r.Pick("1m", "100ms", "10s")+")") + r.Maybe(40, ".nonNegative()"), in
}

// tracked adds how long or how often a predicate has held.
func tracked(r *Rand, in Shape, node, as, more string) (string, Shape) {
	if in.Several && in.Nulls {
		return "", in
	}
	text := "|" + node + "(" + Predicate(r, in) + ")" + more
	if r.IntN(12) == 0 {
		text += ".lambda(" + Predicate(r, in) + ")"
	}
	if r.IntN(2) == 0 {
		as = r.Pick("v", "i", "x")
		text += ".as('" + as + "')"
	}
	in.Fields = append(slices.Clone(in.Fields), as)
	return text, in
}
