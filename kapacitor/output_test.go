package kapacitor_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// TestTaskOutputIsTyped: integers keep their digits, and a column of another type is an error that names it.
func TestTaskOutputIsTyped(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "/kapacitor/v1/tasks/disk/top", r.URL.Path)
		_, _ = w.Write([]byte(`{"series":[{"name":"disk","tags":{"host":"a"},"columns":["time","n","s","b","v","none"],
			"values":[["2026-01-02T03:04:05.000000006Z",9007199254740993,"x",true,1.5,null],["2026-01-02T03:04:06Z",2,"y",false,2,null]]}]}`))
	})
	out, err := c.TaskOutput(t.Context(), "disk", "top")
	require.NoError(t, err)
	require.Len(t, out.Series, 1)
	var rows []kapacitor.Row
	for r, err := range out.Series[0].Rows() {
		require.NoError(t, err)
		rows = append(rows, r)
	}
	require.Len(t, rows, 2)
	require.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), rows[0].Time)
	n, err := rows[0].Int("n")
	require.NoError(t, err)
	require.Equal(t, int64(9007199254740993), n)
	s, err := rows[1].Text("s")
	require.NoError(t, err)
	b, err := rows[0].Bool("b")
	require.NoError(t, err)
	v, err := rows[1].Float("v")
	require.NoError(t, err)
	require.Equal(t, []any{"y", true, 2.0, "a", ""}, []any{s, b, v, rows[0].Tag("host"), rows[0].Tag("no")})

	_, err = rows[0].Int("v")
	require.Error(t, err, "1.5 is no integer")
	for _, column := range []string{"s", "none", "missing"} {
		_, err = rows[0].Float(column)
		require.ErrorContains(t, err, column)
	}
	_, err = rows[0].Text("n")
	require.ErrorContains(t, err, "not a string")
	_, err = rows[0].Bool("n")
	require.ErrorContains(t, err, "not a boolean")

	bad := kapacitor.Series{Name: "m", Columns: []string{"v"}, Values: [][]any{{1}}}
	for _, err := range bad.Rows() {
		require.ErrorContains(t, err, "row 0 of m")
	}
}

// TestTaskOutputOfNothing: a node that has seen no data answers null.
func TestTaskOutputOfNothing(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(`{"series":null}`)) })
	out, err := c.TaskOutput(t.Context(), "disk", "top")
	require.NoError(t, err)
	require.Empty(t, out.Series)
}
