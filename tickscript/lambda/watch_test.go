package lambda

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// watchedTexts are expressions of every kind.
func watchedTexts() []string {
	list := []string{
		`count() > 2`, `rand(10) + rand(10)`, `sigma("a")`, `"a" > 1 OR rand(3) > 1`, `if("a" > 1.0, "b", 3)`, `now() > now()`, `1 / "a"`, `"a" / "b" == 1`,
		`"a" > 1 AND ("b" < 2 OR isPresent("c"))`, `-"a" + abs("b") * 2.0`, `string("a") =~ /1/`, `!"a"`,
	}
	for _, c := range functionCases {
		list = append(list, c.text)
	}
	for _, c := range steady {
		list = append(list, c.text)
	}
	return list
}

// TestWatchAnswersAlike: an evaluation that is watched gives the answer of one
// that is not, time after time, and the explanation ends in that answer.
func TestWatchAnswersAlike(t *testing.T) {
	n := 0
	for _, text := range watchedTexts() {
		e := compile(t, text)
		for _, predicate := range []bool{false, true} {
			r := rand.New(rand.NewPCG(1, 2))
			plain, watched := e.NewState().Fork(), e.NewState()
			var seen []Evaluation
			watched.Watch(func(ev Evaluation) { seen = append(seen, ev) })
			watched = watched.Fork()
			envs := [2]*Env{testEnv(), testEnv()}
			for i := range 24 {
				args := make([]Value, len(e.refs))
				for k := range args {
					args[k] = randomValue(r)
				}
				var want, got Value
				var wantErr, gotErr error
				traced := watched.Trace(args, testEnvAt(envs[1]))
				if predicate {
					var a, b bool
					a, wantErr = plain.Bool(args, envs[0])
					b, gotErr = watched.Bool(args, envs[1])
					want, got = BoolValue(a), BoolValue(b)
				} else {
					want, wantErr = plain.Value(args, envs[0])
					got, gotErr = watched.Value(args, envs[1])
				}
				require.Equal(t, wantErr, gotErr, "%s, %v", text, args)
				require.Equal(t, want.Bits(), got.Bits(), "%s, %v", text, args)
				require.Equal(t, want.Str(), got.Str(), "%s, %v", text, args)
				require.Len(t, seen, i+1, text)
				last := seen[i].Values[len(seen[i].Values)-1]
				require.Equal(t, e.root.src, last.X)
				require.Equal(t, wantErr, last.Err)
				if wantErr == nil {
					require.Equal(t, want.Bits(), last.Value.Bits())
					// What the steps come to, before the answer is put in its place.
					step := traced[len(traced)-1]
					require.NoError(t, step.Err, "%s, %v", text, args)
					require.Equal(t, want.Bits(), step.Value.Bits(), "%s, %v", text, args)
					require.Equal(t, want.Str(), step.Value.Str(), "%s, %v", text, args)
					n++
				}
			}
		}
	}
	require.Greater(t, n, 1000, "too few evaluations succeed to say anything")
}

// testEnvAt is an environment that gives what env is about to give.
func testEnvAt(env *Env) *Env {
	e := *env
	var list []uint64
	at := 0
	draw := env.Rand
	env.Rand = func() uint64 {
		if len(list) > 0 {
			v := list[0]
			list = list[1:]
			return v
		}
		return draw()
	}
	e.Rand = func() uint64 {
		at++
		v := draw()
		list = append(list, v)
		return v
	}
	return &e
}

func TestWatchShowsTheSteps(t *testing.T) {
	e := compile(t, `"a" > 1 AND rand(4) >= 0`)
	s := e.NewState()
	var got []Evaluation
	s.Watch(func(ev Evaluation) { got = append(got, ev) })
	env := testEnv()
	ok, err := s.Bool([]Value{FloatValue(3)}, env)
	require.NoError(t, err)
	require.True(t, ok)
	require.Len(t, got, 1)
	require.Len(t, got[0].Values, 5) // "a", >, rand, >=, AND
	require.Equal(t, FloatValue(3), got[0].Values[0].Value)
	require.Equal(t, uint64(2<<62), env.Rand(), "watching draws no number of its own")
}

// BenchmarkWatch shows what watching costs, and that not watching costs nothing.
func BenchmarkWatch(b *testing.B) {
	e := compile(b, `"a" > 90 AND "b" < 10`)
	args := []Value{FloatValue(95), FloatValue(5)}
	for _, watch := range []bool{false, true} {
		b.Run(map[bool]string{false: "watch=no", true: "watch=yes"}[watch], func(b *testing.B) {
			s := e.NewState()
			if watch {
				s.Watch(func(Evaluation) {})
			}
			b.ReportAllocs()
			for b.Loop() {
				_, _ = s.Bool(args, nil)
			}
		})
	}
}
