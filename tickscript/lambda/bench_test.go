package lambda

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// steady lists expressions that allocate nothing once their types have been
// seen.
var steady = []struct {
	name, text string
	p          point
}{
	{"compare=float>int", `"stat" > 80`, point{"stat": 81.5}},
	{"compare=int>int", `"stat" > 80`, point{"stat": 81}},
	{"compare=int>float", `"stat" > 80.0`, point{"stat": 81}},
	{"compare=string==string", `"host" == 'server01'`, point{"host": "server01"}},
	{"compare=ref>ref", `"a" > "b"`, point{"a": 1.0, "b": 2.0}},
	{"logic=and", `"a" > 80 AND "b" < 20`, point{"a": 81.0, "b": 10.0}},
	{"logic=guard", `isPresent("a") AND "a" > 80`, point{}},
	{"math=percent", `100.0 * "used" / "total" > 90.0`, point{"used": 95.0, "total": 100.0}},
	{"regex", `"host" =~ /^server/`, point{"host": "server01"}},
	{"stateful=sigma", `sigma("a") > 3.0`, point{"a": 1.0}},
	{"call=nested", `abs(float("a") - 3.0) > 2.0`, point{"a": 7}},
	{"call=hour", `hour("time") >= 8 AND hour("time") < 18`, point{}},
	{"error=missing", `"a" > 5`, point{}},
}

func steadyArgs(e *Expr, p point) []Value {
	args := p.args(e)
	for i, r := range e.Refs() {
		if r == "time" {
			args[i] = TimeValue(1_700_000_000e9)
		}
	}
	return args
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	for _, c := range steady {
		e := compile(t, c.text)
		s, args := e.NewState(), steadyArgs(e, c.p)
		require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = s.Bool(args, nil) }), "predicate %s", c.text)
		require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = s.Value(args, nil) }), "value %s", c.text)
	}
}

func BenchmarkBool(b *testing.B) {
	for _, c := range steady {
		b.Run(c.name, func(b *testing.B) {
			e := compile(b, c.text)
			s, args := e.NewState(), steadyArgs(e, c.p)
			b.ReportAllocs()
			for b.Loop() {
				_, _ = s.Bool(args, nil)
			}
		})
	}
}

func BenchmarkValue(b *testing.B) {
	for _, c := range steady {
		b.Run(c.name, func(b *testing.B) {
			e := compile(b, c.text)
			s, args := e.NewState(), steadyArgs(e, c.p)
			b.ReportAllocs()
			for b.Loop() {
				_, _ = s.Value(args, nil)
			}
		})
	}
}

// BenchmarkTypeChange alternates between two types, which looks programs up.
func BenchmarkTypeChange(b *testing.B) {
	s := compile(b, `"stat" > 80`).NewState()
	args := [2][]Value{{FloatValue(1)}, {IntValue(1)}}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		_, _ = s.Bool(args[i&1], nil)
		i++
	}
}

func BenchmarkCompile(b *testing.B) {
	x := parse(b, `isPresent("a") AND 100.0 * "used" / "total" > 90.0`)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = Compile(x, Options{})
	}
}

// BenchmarkBaseline is a comparison in Go behind one indirect call, to see how
// fast the machine is that the others ran on.
func BenchmarkBaseline(b *testing.B) {
	args := []Value{FloatValue(81.5)}
	f := compareFloatSlot(syntax.OpGt, 0, 80)
	m := &machine{args: args}
	for b.Loop() {
		f(m)
	}
}

// TestLongExpression: what an expression costs to specialise grows with its
// length and not with its square, which took three times the limit on a quick
// machine; what it takes now is a hundredth of it.
func TestLongExpression(t *testing.T) {
	e := compile(t, `"a"`+strings.Repeat(` + "a"`, 20_000)+" > 0.0")
	start := time.Now()
	ok, err := e.NewState().Bool([]Value{FloatValue(1)}, nil)
	require.NoError(t, err)
	require.True(t, ok)
	require.Less(t, time.Since(start), 5*time.Second)
}
