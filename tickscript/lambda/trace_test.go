package lambda

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestTrace(t *testing.T) {
	trace := func(text string, p point) []string {
		e := compile(t, text)
		var lines []string
		for _, s := range e.NewState().Trace(p.args(e), testEnv()) {
			result := fmt.Sprint(show(s.Value))
			if s.Err != nil {
				result = s.Err.Error()
			}
			lines = append(lines, text[s.Range.Start.Offset:s.Range.End.Offset]+" = "+result)
		}
		return lines
	}
	for _, c := range []struct {
		text string
		p    point
		want []string
	}{
		{`"x" > 5 AND abs("y") < 2.0`, point{"x": 6, "y": -1.5}, []string{
			`"x" = 6`, `"x" > 5 = true`, `"y" = -1.5`, `abs("y") = 1.5`, `abs("y") < 2.0 = true`,
			`"x" > 5 AND abs("y") < 2.0 = true`,
		}},
		{`"x" > 5 AND "y" < 2.0`, point{"x": 5}, []string{
			`"x" = 5`, `"x" > 5 = false`, `"x" > 5 AND "y" < 2.0 = false`,
		}},
		{`1 / "z" + "z"`, point{"z": 0}, []string{
			`"z" = 0`, `1 / "z" = runtime error: integer divide by zero`, `1 / "z" + "z" = runtime error: integer divide by zero`,
		}},
		{`"x" + 1`, nil, []string{`"x" + 1 = invalid math operator + for type missing`}},
		{`isPresent("x") OR count() > 0`, nil, []string{
			`isPresent("x") = false`, `count() = 1`, `count() > 0 = true`, `isPresent("x") OR count() > 0 = true`,
		}},
	} {
		require.Empty(t, cmp.Diff(c.want, trace(c.text, c.p)), c.text)
	}
}

func TestTraceLeavesTheStateAlone(t *testing.T) {
	s := compile(t, `count()`).NewState()
	for range 3 {
		list := s.Trace(nil, nil)
		require.Equal(t, IntValue(1), list[len(list)-1].Value)
	}
	v, err := s.Value(nil, nil)
	require.NoError(t, err)
	require.Equal(t, IntValue(1), v)
}

func TestTraceOfWrongValues(t *testing.T) {
	list := compile(t, `"x" > 1`).NewState().Trace(nil, nil)
	require.Len(t, list, 1)
	require.Error(t, list[0].Err)
}
