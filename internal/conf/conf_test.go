package conf

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestPrint(t *testing.T) {
	want := Table{
		"text": "a\"b\\c\nd\te\r\x01ü", "bare_key-1": int64(-3), "a key": true, "": "empty", "f": 2.0, "list": []any{"x", int64(1)}, "none": []any{},
		"inside": Table{"b": false, "deeper": Table{"x": "y"}}, "many": []Table{{"n": int64(1)}, {"n": int64(2), "m": Table{"k": "v"}}},
	}
	var b strings.Builder
	require.NoError(t, Print(&b, []string{"inputs", "odd name"}, true, want))
	var got struct {
		Inputs map[string][]Table
	}
	_, err := toml.Decode(b.String(), &got)
	require.NoError(t, err, b.String())
	require.Empty(t, cmp.Diff(want, got.Inputs["odd name"][0]), b.String())
}

func TestSplit(t *testing.T) {
	type known struct {
		A string `toml:"a,omitempty"`
		N int    `toml:"n,omitzero"`
	}
	var k known
	rest, exact := Split(Table{"a": "x", "b": int64(1), "n": int64(0)}, &k)
	require.True(t, exact)
	require.Equal(t, known{A: "x"}, k)
	require.Equal(t, Table{"b": int64(1), "n": int64(0)}, rest, "a zero that is written is kept")
	joined, err := Join(&k, rest)
	require.NoError(t, err)
	require.True(t, Equal(Table{"a": "x", "b": int64(1), "n": int64(0)}, joined))
	_, exact = Split(Table{"a": int64(1)}, &known{})
	require.False(t, exact)
}
