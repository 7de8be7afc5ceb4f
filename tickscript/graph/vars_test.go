package graph_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

const allVars = `{
	"b": {"type": "bool", "value": true},
	"i": {"type": "int", "value": 42, "description": "an int"},
	"f": {"type": "float", "value": 42},
	"s": {"type": "string", "value": "a 'b'"},
	"r": {"type": "regex", "value": "a/b.*"},
	"d": {"type": "duration", "value": "1h30m"},
	"n": {"type": "duration", "value": 1500000000},
	"l": {"type": "lambda", "value": "\"x\" > 5 AND TRUE"},
	"t": {"type": "list", "value": [{"type": "string", "value": "host"}, {"type": "string", "value": "cpu"}]},
	"a": {"type": "star"},
	"missing": {"type": "string", "value": null}
}`

func TestParseVarsJSON(t *testing.T) {
	vars, err := graph.ParseVarsJSON([]byte(allVars))
	require.NoError(t, err)
	require.Len(t, vars, 10)
	require.NotContains(t, vars, "missing")
	require.True(t, vars["b"].Bool)
	require.Equal(t, int64(42), vars["i"].Int)
	require.Equal(t, 42.0, vars["f"].Float)
	require.Equal(t, "a 'b'", vars["s"].Str)
	require.Equal(t, "a/b.*", vars["r"].Regex.String())
	require.Equal(t, 90*time.Minute, vars["d"].Dur)
	require.Equal(t, 1500*time.Millisecond, vars["n"].Dur)
	require.NotNil(t, vars["l"].Lambda)
	require.Len(t, vars["t"].List, 2)
	require.Equal(t, catalog.Star, vars["a"].Type)

	src := `var b bool
var i int
var f float
var s string
var r regex
var d duration
var n duration
var l lambda
var t list
var a star
stream|from().measurement(s).groupBy(t)|sample(i)|where(lambda: "x" =~ r AND "y" > f AND b)|where(l)|window().period(d).every(n)|groupBy(a)`
	g := mustBuild(t, src, graph.Options{Vars: vars})
	out, err := graph.MarshalVarsJSON(g.Vars)
	require.NoError(t, err)
	again, err := graph.ParseVarsJSON(out)
	require.NoError(t, err)
	require.Equal(t, g.Hash(), mustBuild(t, src, graph.Options{Vars: again}).Hash())
}

func TestParseVarsJSONErrors(t *testing.T) {
	for src, want := range map[string]string{
		`{"a": {"type": "integer", "value": 1}}`:                            `read var a: unknown type "integer"`,
		`{"a": {"type": "int", "value": 1.5}}`:                              "read var a: 1.5 is no int",
		`{"a": {"type": "int", "value": "1"}}`:                              "read var a: an int is given as a number, not as a text",
		`{"a": {"type": "duration", "value": "10"}}`:                        `read var a: "10" is no duration`,
		`{"a": {"type": "duration", "value": true}}`:                        "read var a: a duration is given as a number of nanoseconds",
		`{"a": {"type": "regex", "value": "("}}`:                            `read var a: "(" is no regular expression`,
		`{"a": {"type": "lambda", "value": "1 +"}}`:                         `read var a: "1 +" is no expression`,
		`{"a": {"type": "list", "value": ["x"]}}`:                           "read var a: item 0: want an object",
		`{"a": {"type": "list", "value": [{"type": "int", "value": "x"}]}}`: `read var a: item 0: type "int", want string or star`,
		`{"a": {"type": "list", "value": [{"type": "string"}]}}`:            "read var a: item 0: value is missing",
		`{} x`: "read vars: text after the object",
		`[]`:   "read vars: ",
	} {
		_, err := graph.ParseVarsJSON([]byte(src))
		require.ErrorContains(t, err, want, src)
	}
}

func TestParseVar(t *testing.T) {
	for _, tc := range []struct {
		t    catalog.Type
		text string
		want string
	}{
		{catalog.Int, "42", "42"},
		{catalog.Float, "42", "42.0"},
		{catalog.Float, "0.5", "0.5"},
		{catalog.String, "it's", `'it\'s'`},
		{catalog.Bool, "true", "TRUE"},
		{catalog.Duration, "90s", "90s"},
		{catalog.Duration, "1h30m", "90m"},
		{catalog.Regex, "/a\\/b/", `/a\/b/`},
		{catalog.Regex, "a.*", "/a.*/"},
		{catalog.Lambda, `lambda: "x" > 5`, `lambda: "x" > 5`},
		{catalog.Lambda, `"x" > 5`, `lambda: "x" > 5`},
		{catalog.List, "a, *", "['a', *]"},
		{catalog.List, "['a', 'b']", "['a', 'b']"},
		{catalog.List, "", "[]"},
		{catalog.Star, "*", "*"},
	} {
		v, err := graph.ParseVar(tc.t, tc.text)
		require.NoError(t, err, tc.text)
		require.Equal(t, tc.t, v.Type)
		require.Equal(t, tc.want, v.String())
	}
	for text, typ := range map[string]catalog.Type{
		"x": catalog.Int, "1.5": catalog.Int, "y": catalog.Float, "yes": catalog.Bool, "10": catalog.Duration,
		"(": catalog.Regex, "1 +": catalog.Lambda, "[1]": catalog.List, "['a'] x": catalog.List, "all": catalog.Star, "n": catalog.NodeRef,
	} {
		_, err := graph.ParseVar(typ, text)
		require.Error(t, err, text)
	}
}
