package lambda

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// randomValue draws a value of any type that a reference can have.
func randomValue(r *rand.Rand) Value {
	switch r.IntN(8) {
	case 0:
		return Value{}
	case 1:
		return NilValue()
	case 2:
		return FloatValue(r.NormFloat64() * 100)
	case 3:
		return IntValue(r.Int64N(7) - 3)
	case 4:
		return StringValue([]string{"", "a", "server01", "1", "1h"}[r.IntN(5)])
	case 5:
		return BoolValue(r.IntN(2) == 0)
	case 6:
		return DurationValue(r.Int64N(7) - 3)
	default:
		return TimeValue(r.Int64N(2e18))
	}
}

// FuzzEvaluate evaluates whatever parses: nothing may panic, an error is an
// *Error, and the paths agree on booleans.
func FuzzEvaluate(f *testing.F) {
	for _, c := range functionCases {
		f.Add(c.text, uint64(1))
	}
	for _, c := range steady {
		f.Add(c.text, uint64(2))
	}
	f.Add(`-'a' == "b"`, uint64(3))
	f.Add(`!("x" / 0 == count(1,2,3,4,5))`, uint64(4))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		x, errs := syntax.ParseLambda(text)
		if errs.HasErrors() {
			return
		}
		e, err := Compile(x, Options{Match: seed%5 == 0})
		if err != nil {
			var le *Error
			require.True(t, errors.As(err, &le))
			return
		}
		r := rand.New(rand.NewPCG(seed, 0))
		p, v := e.NewState(), e.NewState()
		for range 4 {
			args := make([]Value, len(e.refs))
			for i := range args {
				args[i] = randomValue(r)
			}
			v.Trace(args, testEnv())
			got, err := v.Value(args, testEnv())
			ok, perr := p.Bool(args, testEnv())
			require.True(t, err == nil || errors.As(err, new(*Error)))
			require.True(t, perr == nil || errors.As(perr, new(*Error)))
			if perr == nil && !e.match && !e.Stateful() {
				require.NoError(t, err)
				require.Equal(t, ok, got.Bool())
			}
		}
	})
}

// TestConcurrentStates lets states of one expression make and share programs.
func TestConcurrentStates(t *testing.T) {
	e := compile(t, `"a" > 1 AND ("b" > 2 OR isPresent("c"))`)
	var wg sync.WaitGroup
	for g := range uint64(4) {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(g, 0))
			s := e.NewState()
			for range 2000 {
				args := []Value{randomValue(r), randomValue(r), randomValue(r)}
				_, _ = s.Bool(args, nil)
				_, _ = s.Value(args, nil)
			}
		})
	}
	wg.Wait()
	require.LessOrEqual(t, e.programs[predicateMode].n, maxPrograms)
}
