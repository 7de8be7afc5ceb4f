package kapacitor_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// TestVarsKeepTheirTypes through JSON: a float without a fraction stays a float, an int keeps all digits, a duration is nanoseconds.
func TestVarsKeepTheirTypes(t *testing.T) {
	vars := kapacitor.Vars{
		"b": kapacitor.Bool(true), "i": kapacitor.Int(9007199254740993), "f": kapacitor.Float(80), "s": kapacitor.String("*"), "r": kapacitor.Regex(`^a/b$`),
		"d": kapacitor.DurationOf(90 * time.Second), "l": kapacitor.Lambda(`"v" > 3`), "list": kapacitor.List("host", "*"), "star": kapacitor.Star(),
		"none": {Type: kapacitor.FloatVar, Description: "no default"},
	}
	raw, err := json.Marshal(vars)
	require.NoError(t, err)
	var got kapacitor.Vars
	require.NoError(t, json.Unmarshal(raw, &got))
	require.Empty(t, cmp.Diff(vars, got))
	require.JSONEq(t, `{"type":"duration","value":90000000000,"description":""}`, string(mustJSON(t, vars["d"])))

	values, err := vars.Values()
	require.NoError(t, err)
	require.Equal(t, int64(9007199254740993), values["i"].Int)
	require.Equal(t, 80.0, values["f"].Float)
	require.NotContains(t, values, "none")

	var v kapacitor.Var
	require.NoError(t, json.Unmarshal([]byte(`{"type":"duration","value":"1m30s"}`), &v))
	require.Equal(t, 90*time.Second, v.Value)
}

func mustJSON(t *testing.T, v any) []byte {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return raw
}

// TestVarsRefuseOtherTypes says which type was expected.
func TestVarsRefuseOtherTypes(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{`{"type":"bool","value":1}`, "type bool"},
		{`{"type":"int","value":1.5}`, "type int"},
		{`{"type":"int","value":"1"}`, "type int"},
		{`{"type":"float","value":"1"}`, "type float"},
		{`{"type":"float","value":1e999}`, "type float"},
		{`{"type":"duration","value":"soon"}`, "type duration"},
		{`{"type":"duration","value":1.5}`, "type duration"},
		{`{"type":"string","value":1}`, "type string"},
		{`{"type":"list","value":"a"}`, "type list"},
		{`{"type":"list","value":[{"type":"int","value":"a"}]}`, "type list"},
		{`{"type":"bogus","value":1}`, `unknown type "bogus"`},
	} {
		var v kapacitor.Var
		require.ErrorContains(t, json.Unmarshal([]byte(c.raw), &v), c.want, c.raw)
	}
}
