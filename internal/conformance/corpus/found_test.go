package corpus

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFoundIsReadAgain: what a comparison keeps is read as it was, and asked as it was found.
func TestFoundIsReadAgain(t *testing.T) {
	for _, f := range []*Found{
		{Name: "p", About: "points", Script: "stream|from()|httpOut('out0_1')\n", Points: []string{"a v=1 1700000000000", "a v=2 1700000001000"}, Unordered: true},
		{Name: "b", About: "batches", Script: "var x = batch\n", Batches: [][]string{{"{\"name\":\"a\"}\n", "{}\n"}, {"{\"name\":\"b\"}\n"}}},
	} {
		again, err := ParseFound(f.Name, f.Text())
		require.NoError(t, err)
		require.Equal(t, f, again)
		c := f.Case()
		require.Equal(t, "found-"+f.Name, c.Name)
		require.Equal(t, len(f.Batches) > 0, c.Recording != nil)
	}
	c := (&Found{Script: "stream|from()|httpOut('out0_1')", Points: []string{"a v=1 1"}}).Case()
	require.Equal(t, []string{"out0_1"}, c.HTTPOuts)
	require.Equal(t, "a v=1 1\n", string(c.Data[0].Lines))
	for _, text := range []string{"", "stream|from()\n", "# about\n-- points --\na v=1 1\n", "# about\nstream|from()\n"} {
		_, err := ParseFound("bad", text)
		require.ErrorContains(t, err, "the case bad")
	}
	require.NotEmpty(t, found())
}
