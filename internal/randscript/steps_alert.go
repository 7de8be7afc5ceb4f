package randscript

import (
	"fmt"
	"slices"
	"strings"
)

func init() {
	Register(
		Step{Node: "alert", Weight: 10, Write: alertNode},
		Step{Node: "alert", Weight: 10, Risky: true, Write: func(r *Rand, in Shape) (string, Shape) {
			// A template that fails stops the task; so does a threshold above 1.
			text := "|alert()" + levels(r, in, true) + fmt.Sprintf(".%s('%s')", r.Pick("id", "message", "details"), failing(r))
			return text + r.Maybe(20, ".flapping(0.5, 1.5)") + eventsHere, in
		}},
	)
}

// eventsHere logs a node's events to a file of its own; Pipeline.Text names it.
const eventsHere = ".log('$EVENTS')"

// Alerts makes a pipeline of one chain with at least one alert node.
func Alerts(r *Rand, o Options) *Pipeline {
	src, shape := source(r, r.Pick(measurements...), grouping(r), false)
	chain := []string{src}
	add := func(text string, out Shape) {
		if text != "" {
			chain, shape = append(chain, text), out
		}
	}
	rest, out := o.chain(r, shape, 1)
	chain, shape = append(chain, rest...), out
	if r.IntN(5) < 2 {
		add(window(r, shape))
	}
	add(alertNode(r, shape))
	rest, _ = o.chain(r, shape, o.Length-2)
	return &Pipeline{Chains: [][]string{append(chain, rest...)}}
}

func alertNode(r *Rand, in Shape) (string, Shape) {
	if in.Nulls {
		return "", in
	}
	// All groups share the state of the level expressions, and ids restore levels from group to group.
	text := "|alert()" + levels(r, in, !in.Several)
	switch {
	case in.Several:
		text += ".id('{{ .Name }}:{{ .Group }}:{{ .TaskName }}')"
	case r.IntN(2) == 0:
		text += ".id('" + template(r, in, idPieces) + "')"
	}
	text += r.Maybe(60, ".message('"+template(r, in, messagePieces)+"')")
	text += r.Maybe(60, ".details('"+template(r, in, detailsPieces)+"')")
	text += r.Maybe(35, ".stateChangesOnly("+r.Pick("", "", "5s", "10s", "1m")+")")
	text += r.Maybe(25, fmt.Sprintf(".flapping(%s, %s)", r.Pick("0.0", "0.1", "0.25", "0.4"), r.Pick("0.05", "0.3", "0.5", "0.9")))
	text += r.Maybe(30, fmt.Sprintf(".history(%d)", r.IntN(12)))
	text += r.Maybe(20, ".noRecoveries()") + r.Maybe(25, ".all()")
	text += r.Maybe(4, ".flapLow(0.2)") + r.Maybe(4, ".flapHigh(0.6)") + r.Maybe(4, ".stateChangesOnlyDuration(7s)")
	text += r.Maybe(5, ".topic('topic$N')")
	if !in.Several && r.IntN(12) == 0 {
		// Groups of one node that silence each other; other nodes run at their own pace.
		c := fmt.Sprintf("c%d", r.Uint32())
		text += fmt.Sprintf(".category('%s').inhibit('%s'%s)", c, c, r.Pick("", ", 'zone'", ", 'host'"))
	}
	added, out := augmented(r, in)
	return text + added + r.Maybe(85, eventsHere), out
}

// Handlers makes a pipeline of one chain that ends with an alert node of several event handlers.
func Handlers(r *Rand, o Options) *Pipeline {
	src, shape := source(r, r.Pick(measurements...), grouping(r), false)
	rest, shape := o.chain(r, shape, 1)
	chain := append([]string{src}, rest...)
	text, out := alertNode(r, shape)
	if text == "" {
		return Handlers(r, o)
	}
	for range 1 + r.IntN(5) {
		text += handler(r, shape)
	}
	return &Pipeline{Chains: [][]string{append(chain, text)}, Several: out.Several}
}

// levels are one to three levels, with resets.
func levels(r *Rand, in Shape, stateful bool) string {
	pick := func() string {
		if stateful {
			return alertPredicate(r, in)
		}
		return fmt.Sprintf(`lambda: "%s" > %d.25`, in.Field(r), r.IntN(8))
	}
	var b strings.Builder
	if stateful && r.IntN(3) == 0 {
		// Thresholds that rise, with resets below them: what rules are made of.
		f, at := in.Field(r), float64(r.IntN(4))/2
		for _, l := range []string{"info", "warn", "crit"} {
			fmt.Fprintf(&b, `.%s(lambda: "%s" > %.2f)`, l, f, at)
			b.WriteString(r.Maybe(60, fmt.Sprintf(`.%sReset(lambda: "%s" < %.2f)`, l, f, at-float64(r.IntN(4))/2)))
			at += float64(1+r.IntN(4)) / 2
		}
		return b.String()
	}
	for _, l := range []string{"info", "warn", "crit"} {
		if r.IntN(100) < 60 {
			b.WriteString("." + l + "(" + pick() + ")")
		}
		// A reset without its level is allowed.
		b.WriteString(r.Maybe(30, "."+l+"Reset("+pick()+")"))
	}
	return b.String()
}

func alertPredicate(r *Rand, in Shape) string {
	f := in.Field(r)
	switch r.IntN(8) {
	case 0:
		return fmt.Sprintf(`lambda: sigma("%s") > 1.0`, f)
	case 1:
		return fmt.Sprintf(`lambda: spread("%s") > 2.0`, f)
	case 2:
		return fmt.Sprintf(`lambda: abs("%s") >= %d.0`, f, r.IntN(6))
	case 3:
		return fmt.Sprintf(`lambda: stateCount("%s" > 1.0) > 1`, f)
	}
	return Predicate(r, in)
}

// augmented adds an event's parts to what goes on.
func augmented(r *Rand, in Shape) (string, Shape) {
	out, text := in, ""
	out.Tags, out.Fields, out.Group = slices.Clone(in.Tags), slices.Clone(in.Fields), slices.Clone(in.Group)
	for _, p := range []string{"levelTag", "idTag"} {
		if r.IntN(4) != 0 {
			continue
		}
		tag := p
		if !in.Several && r.IntN(6) == 0 {
			tag = r.Pick("host", "zone") // groups become one
			out.GroupOrder = in.InOrder
		}
		text += fmt.Sprintf(".%s('%s')", p, tag)
		out.Tags = append(out.Tags, tag)
		if in.Batch {
			out.Group = append(out.Group, tag)
		}
	}
	for _, p := range []string{"levelField", "messageField", "idField", "durationField"} {
		if r.IntN(4) == 0 {
			field := r.Pick(p, p, "s", "v")
			text += fmt.Sprintf(".%s('%s')", p, field)
			out.Fields = append(out.Fields, field)
		}
	}
	return text, out
}
