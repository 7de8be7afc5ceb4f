package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// Random is a task of n random pipelines over random points, the same for the same seed. keep is asked for each
// pipeline's script; those that it refuses are replaced by others. Each pipeline has a .log() file of its own.
//
// The pipelines avoid what kills the server (division of integers, combine with a tolerance) and what it orders by chance
// (batches that are grouped again). Seeds that are even have no late points, and
// pipelines of two sources: with late ones it is chance how far each source has come when they meet.
func Random(seed uint64, n int, keep func(script string) bool) (c judge.Case, pipelines []string) {
	r := &random{Rand: rand.New(rand.NewPCG(seed, 7)), pairs: seed%2 == 0}
	data := r.data(400)
	for try := 0; len(pipelines) < n && try < 40*n; try++ {
		log := fmt.Sprintf("/%d.log", len(pipelines))
		var script string
		if r.pairs && r.IntN(2) == 0 {
			script = r.pair(len(pipelines), log)
		} else {
			script = r.pipeline(log)
		}
		if keep(script) {
			pipelines = append(pipelines, script)
		}
	}
	return stream(fmt.Sprintf("random-%d", seed), "random pipelines", strings.Join(pipelines, "\n"), data), pipelines
}

type random struct {
	*rand.Rand
	pairs bool
	// stateless keeps stateful functions out of predicates.
	stateless bool
}

// pick is one of the given texts.
func (r *random) pick(of ...string) string { return of[r.IntN(len(of))] }

// maybe is text in p of 100 cases, else "".
func (r *random) maybe(p int, text string) string {
	if r.IntN(100) < p {
		return text
	}
	return ""
}

// data are points of three hosts with ties, gaps, equal and late times, missing fields and changing types.
func (r *random) data(n int) judge.Data {
	var b strings.Builder
	now := int64(1700000000)
	for range n {
		switch x := r.IntN(100); {
		case r.pairs:
			// Each time once, so that nothing depends on which of two points came first.
			now += 1 + int64(r.IntN(4))
		case x < 70:
			now += int64(r.IntN(4))
		case x < 73:
			now += int64(r.IntN(60))
		}
		t := now
		if !r.pairs && r.IntN(100) < 6 {
			t -= int64(r.IntN(25))
		}
		fmt.Fprintf(&b, "m%s%s", r.pick("", ",host=a", ",host=a", ",host=b", ",host=b", ",host=c\\ d"), r.maybe(60, r.pick(",zone=x", ",zone=y")))
		fields := []string{"k=1i"}
		if r.IntN(100) < 95 {
			v := float64(r.IntN(41)) / 2
			if r.IntN(100) < 3 {
				fields = append(fields, fmt.Sprintf("v=%di", int(v)))
			} else {
				fields = append(fields, fmt.Sprintf("v=%g", v))
			}
		}
		if r.IntN(100) < 90 {
			fields = append(fields, fmt.Sprintf("i=%di", r.IntN(9)-2))
		}
		if r.IntN(100) < 70 {
			fields = append(fields, "s="+r.pick(`"a"`, `"b"`, `"<c> & d"`, `""`))
		}
		if r.IntN(100) < 70 {
			fields = append(fields, "b="+r.pick("true", "false"))
		}
		r.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
		fmt.Fprintf(&b, " %s %d\n", strings.Join(fields, ","), t)
	}
	return judge.Data{DBRP: testDB, Precision: "s", Lines: []byte(b.String())}
}

// pipeline is one chain from a source to an alert.
func (r *random) pipeline(log string) string {
	s := r.from(r.grouping()) + r.maybe(8, r.pick(".truncate(3s)", ".round(5s)", ".truncate(4s).round(10s)"))
	batch := false
	for range r.IntN(4) {
		var step string
		step, batch = r.step(batch)
		s += step
	}
	return s + r.alert(log) + "\n"
}

func (r *random) grouping() string {
	return r.pick("", ".groupBy('host')", ".groupBy('host')", ".groupBy('host', 'zone')", ".groupBy(*)", ".groupBy('zone').groupByMeasurement()")
}

func (r *random) from(grouping string) string {
	return "stream|from()" + r.maybe(90, ".measurement('m')") + r.maybe(25, ".where("+r.predicate()+")") + grouping
}

// pair is two chains from the same points that meet. Nothing after that keeps state over groups, since their order is chance.
func (r *random) pair(n int, log string) string {
	grouping, window := r.grouping(), ""
	if r.IntN(2) == 0 {
		window = "|window().period(" + r.pick("10s", "20s") + ").every(10s)" + r.maybe(70, ".align()")
	}
	union := window == "" && r.IntN(2) == 0
	sides := [2]string{}
	for i := range sides {
		step := r.pick("", "|where("+r.predicate()+")", "|eval("+r.number()+").as('v')", "|eval("+r.number()+").as('v').keep()", "|sample(2)", "|delete().field('s')")
		if union {
			// No time on both sides: which of two equal times comes first differs from run to run.
			step = [2]string{`|where(lambda: isPresent("i") AND "i" > 2)`, `|where(lambda: !isPresent("i") OR "i" <= 2)`}[i] + step
		}
		if window != "" && r.IntN(2) == 0 {
			sides[i] = r.from(grouping) + step + window
		} else {
			sides[i] = r.from(grouping) + window + step
		}
		if window != "" {
			sides[i] += "|" + r.pick("mean", "max", "count", "last") + "('v').as('v')"
		}
	}
	r.stateless = true
	defer func() { r.stateless = false }()
	s := fmt.Sprintf("var a%d = %s\nvar b%d = %s\na%d", n, sides[0], n, sides[1], n)
	if union {
		return s + fmt.Sprintf("|union(b%d)", n) + r.maybe(30, ".rename('u')") + r.maybe(30, "|window().period(10s).every(10s)|sum('v').as('v')") + r.alert(log) + "\n"
	}
	s += fmt.Sprintf("|join(b%d).as('l', 'r')", n) + r.maybe(40, ".tolerance("+r.pick("1s", "2s", "5s")+")") +
		r.maybe(50, ".fill("+r.pick("'null'", "0.0", "7", "'none'")+")") + r.maybe(20, ".streamName('j')") + r.maybe(10, ".delimiter('#')")
	s += r.maybe(40, "|eval(lambda: "+r.pick(`"l.v" + "r.v"`, `float("l.v") - float("r.v")`, `if(isPresent("r.v"), 1, 0)`)+").as('v').keep()")
	return s + r.alert(log) + "\n"
}

// step is one node, and whether a batch leaves it.
func (r *random) step(batch bool) (string, bool) {
	if !batch && r.IntN(100) < 40 {
		return r.window(), true
	}
	if batch && r.IntN(100) < 50 {
		return r.reduce()
	}
	field := r.pick("v", "v", "i", "s", "b", "nosuch")
	step := r.pick(
		"|where("+r.predicate()+")",
		"|where("+r.predicate()+")",
		"|eval("+r.number()+").as('v')"+r.pick("", ".keep()", ".keep('v', 'i')", ".quiet()"),
		"|eval("+r.number()+", "+r.predicate()+").as('x', 'b').keep()",
		"|eval(lambda: string(\"k\"), lambda: \"v\").as('zone', 'v').tags('zone').keep()",
		fmt.Sprintf("|sample(%s)", r.pick("1", "2", "3", "2s", "5s")),
		"|derivative('v')"+r.maybe(40, ".unit("+r.pick("1s", "10s", "1m")+")")+r.maybe(40, ".nonNegative()")+r.maybe(40, ".as('d')"),
		"|changeDetect('"+field+"')",
		"|changeDetect('b', 'i')",
		"|stateCount("+r.predicate()+")"+r.maybe(40, ".as('v')"),
		"|stateDuration("+r.predicate()+")"+r.maybe(40, ".unit(1m)"),
		"|shift("+r.pick("3s", "-7s", "1h")+")",
		"|default().field('"+field+"', "+r.pick("1.5", "2", "'d'", "TRUE")+")"+r.maybe(40, ".tag('host', 'none')"),
		"|delete().field('"+r.pick("s", "b", "k")+"')"+r.maybe(30, ".tag('zone')"),
		"|difference('"+field+"').as('v')",
		"|elapsed('"+field+"', "+r.pick("1s", "500ms")+").as('v')",
		fmt.Sprintf("|movingAverage('%s', %d).as('v')", r.pick("v", "i"), 1+r.IntN(4)),
		"|cumulativeSum('"+field+"').as('v')",
	)
	if !batch && r.IntN(100) < 8 {
		step = r.pick(
			"|flatten().on('zone')"+r.maybe(40, ".tolerance(2s)"),
			"|flatten().on('host', 'zone').delimiter('_')",
			"|combine("+r.predicate()+", "+r.predicate()+").as('p', 'q')",
			"|combine(lambda: TRUE, lambda: TRUE).as('p', 'q').delimiter('_').max(100)",
		)
	} else if !batch && r.IntN(100) < 12 {
		step = r.pick("|groupBy('zone')", "|groupBy(*)", "|groupBy(*).exclude('host')", "|groupBy('host').byMeasurement()")
	}
	return step, batch
}

func (r *random) window() string {
	if r.IntN(100) < 25 {
		return fmt.Sprintf("|window().periodCount(%d).everyCount(%d)", 1+r.IntN(6), 1+r.IntN(6)) + r.maybe(30, ".fillPeriod()")
	}
	return fmt.Sprintf("|window().period(%s)", r.pick("3s", "10s", "10s", "30s", "1m")) +
		r.pick("", ".every(10s)", ".every(10s)", ".every(5s)", ".every(20s)") + r.maybe(30, ".align()") + r.maybe(20, ".fillPeriod()")
}

// reduce is an InfluxQL node on a batch.
func (r *random) reduce() (string, bool) {
	field := r.pick("v", "v", "v", "i", "s", "b")
	times := r.maybe(25, ".usePointTimes()")
	switch r.IntN(10) {
	case 0:
		return fmt.Sprintf("|%s(%d, '%s').as('v')%s", r.pick("top", "bottom"), 1+r.IntN(3), r.pick("v", "i"), times), true
	case 1:
		return fmt.Sprintf("|percentile('%s', %s).as('v')%s", r.pick("v", "i"), r.pick("1.0", "50.0", "95.0"), times), false
	case 2:
		return "|distinct('" + field + "').as('v')" + times, true
	default:
		f := r.pick("count", "mean", "median", "mode", "spread", "sum", "first", "last", "min", "max", "stddev")
		return "|" + f + "('" + field + "').as('v')" + times, false
	}
}

// number is a lambda with a number, or an error on some points.
func (r *random) number() string {
	return "lambda: " + r.pick(
		`"v" * 2.0`, `"v" + 1.0`, `float("i") * 1.5`, `"i" + 3`, `"v" - 10.0`, `sigma("v")`, `count()`, `spread("v")`,
		`if("v" > 5.0, "v", 0.0)`, `abs("v" - 10.0)`, `floor("v")`, `-"v"`, `float("k") + "v" / 3.0`, `strLength("s")`, `max("v", 7.5)`,
	)
}

// predicate is a lambda with a boolean.
func (r *random) predicate() string {
	one := func() string {
		if !r.stateless && r.IntN(8) == 0 {
			return r.pick(`count() > 5`, `sigma("v") > 1.0`, `count() % 3 == 0`, `spread("v") > 10.0`)
		}
		return r.pick(
			fmt.Sprintf(`"v" > %d.5`, r.IntN(20)), fmt.Sprintf(`"v" <= %d`, r.IntN(20)), fmt.Sprintf(`"i" > %d`, r.IntN(6)-2),
			`"b"`, `"b" == TRUE`, `"s" == 'a'`, `"s" =~ /[ab]/`, `isPresent("v")`, `!isPresent("s")`, `"host" == 'a'`,
			`"v" > "i"`, `"l.v" > 3`, `"absent" > 1`, `"zone" != 'x'`, `TRUE`,
		)
	}
	switch r.IntN(3) {
	case 0:
		return "lambda: " + one()
	case 1:
		return "lambda: " + one() + r.pick(" AND ", " OR ") + one()
	default:
		return "lambda: (" + one() + r.pick(" AND ", " OR ") + one() + ")" + r.pick(" AND ", " OR ") + one()
	}
}

// id is an id; where two sources meet it names the group, since the order of groups that share an id is chance.
func (r *random) id() string {
	if r.stateless {
		return r.pick("", ".id('{{ .Group }}')")
	}
	return r.pick("", ".id('{{ .Group }}')", ".id('{{ .Name }}/{{ index .Tags \"host\" }}')", ".id('{{ .Name }}/{{ index .Tags \"zone\" }}')")
}

func (r *random) alert(log string) string {
	s := "|alert()" + r.id() +
		".message('" + r.pick("{{ .ID }} {{ .Level }} {{ index .Fields \"v\" }} {{ .Duration }}", "{{ .Time }} {{ .Fields }} {{ .Tags }}", "{{ .Name }}") + "')" +
		r.maybe(85, ".details('{{ .Message }}')")
	for _, l := range []string{"info", "warn", "crit"} {
		if r.IntN(100) < 65 {
			s += "." + l + "(" + r.predicate() + ")"
			s += r.maybe(25, "."+l+"Reset("+r.predicate()+")")
		}
	}
	s += r.maybe(25, r.pick(".stateChangesOnly()", ".stateChangesOnly(20s)", ".stateChangesOnly(1m)"))
	s += r.maybe(20, r.pick(".flapping(0.25, 0.5)", ".flapping(0.1, 0.3).history(8)", ".flapping(0.4, 0.6).history(4)"))
	s += r.maybe(10, ".noRecoveries()") + r.maybe(15, ".all()")
	return s + ".log('" + log + "')"
}
