package diag

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func at(line, col, endLine, endCol int) Range {
	return Range{Start: Pos{Line: line, Col: col}, End: Pos{Line: endLine, Col: endCol}}
}

func TestRender(t *testing.T) {
	src := "stream\n\t|from(x and y)\r\n'über' 'a\nb'\n" + strings.Repeat("ü", 100) + "here" + strings.Repeat("x", 100)
	cases := []struct {
		name string
		d    Diagnostic
		want string
	}{
		{"caret behind a tab", Diagnostic{
			File: "cpu.tick", Range: at(2, 10, 2, 13), Code: "parse", Message: "unexpected and", Hint: "write AND",
			Kapacitor: "parser: unexpected identifier",
		}, "cpu.tick:2:10: error: unexpected and [parse]\n" +
			"    2 | \t|from(x and y)\n" +
			"      | \t        ^^^\n" +
			"  hint: write AND\n" +
			"  kapacitor: parser: unexpected identifier\n"},
		{"columns are bytes, carets are runes", Diagnostic{Range: at(3, 1, 3, 8), Severity: Warning, Code: "c", Message: "m"},
			"3:1: warning: m [c]\n    3 | 'über' 'a\n      | ^^^^^^\n"},
		{"a range over lines ends with its first", Diagnostic{Range: at(3, 9, 4, 3), Severity: Info, Message: "m"},
			"3:9: info: m\n    3 | 'über' 'a\n      |        ^^\n"},
		{"an empty range has one caret", Diagnostic{Range: at(1, 7, 1, 7), Message: "m"},
			"1:7: error: m\n    1 | stream\n      |       ^\n"},
		{"a long line is cut", Diagnostic{Range: at(5, 201, 5, 205), Message: "m"},
			"5:201: error: m\n    5 | ..." + strings.Repeat("ü", 60) + "here" + strings.Repeat("x", 56) + "...\n" +
				"      | " + strings.Repeat(" ", 63) + "^^^^\n"},
		{"no place", Diagnostic{File: "f", Message: "m"}, "f: error: m\n"},
		{"a line the source lacks", Diagnostic{Range: at(99, 1, 99, 2), Message: "m"}, "99:1: error: m\n"},
		{"a column the line lacks", Diagnostic{Range: at(1, 99, 1, 100), Message: "m"},
			"1:99: error: m\n    1 | stream\n      |       ^\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			require.NoError(t, Render(&b, src, List{c.d}))
			require.Empty(t, cmp.Diff(c.want, b.String()))
		})
	}
}

func TestRenderDisarmsControlCharacters(t *testing.T) {
	var b strings.Builder
	require.NoError(t, Render(&b, "a\x1b[2Jb", List{{Range: at(1, 1, 1, 2), Message: "m"}}))
	require.NotContains(t, b.String(), "\x1b")
}

func TestJSONReadsBack(t *testing.T) {
	list := List{
		{File: "a.tick", Range: at(1, 2, 3, 4), Severity: Warning, Code: "c", Message: "<m>", Hint: "h", Kapacitor: "k"},
		{Message: "m"},
	}
	var b strings.Builder
	require.NoError(t, WriteJSON(&b, list))
	require.Contains(t, b.String(), `"severity": "warning"`)
	var got List
	require.NoError(t, json.Unmarshal([]byte(b.String()), &got))
	require.Empty(t, cmp.Diff(list, got))

	b.Reset()
	require.NoError(t, WriteJSON(&b, nil))
	require.Equal(t, "[]\n", b.String())
}

func TestSARIF(t *testing.T) {
	list := List{
		{File: "rules/cpu alert.tick", Range: at(1, 7, 1, 8), Code: "parse", Message: "m", Hint: "h", Kapacitor: "k"},
		{File: "b.tick", Severity: Info, Code: "unused", Message: "n"},
		{Severity: Warning, Code: "parse", Message: "o"},
	}
	tool := Tool{Name: "tick", Version: "1", Rules: []Rule{{Code: "unused", Description: "a var nobody reads"}}}
	var b strings.Builder
	require.NoError(t, WriteSARIF(&b, tool, list, func(file string) string {
		return map[string]string{"rules/cpu alert.tick": "'ü' = 5"}[file]
	}))
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID, Level string
				RuleIndex     int
				Message       struct{ Text string }
				Properties    map[string]string
				Locations     []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           map[string]int
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(b.String()), &log))
	require.Equal(t, "2.1.0", log.Version)
	run := log.Runs[0]
	require.Len(t, run.Results, 3)
	require.Equal(t, []struct{ ID string }{{"unused"}, {"parse"}}, run.Tool.Driver.Rules)
	first := run.Results[0]
	require.Equal(t, "error", first.Level)
	require.Equal(t, 1, first.RuleIndex)
	require.Equal(t, "m (h)", first.Message.Text)
	require.Equal(t, "k", first.Properties["kapacitor"])
	require.Equal(t, "rules/cpu%20alert.tick", first.Locations[0].PhysicalLocation.ArtifactLocation.URI)
	// ü takes two bytes and is one character.
	require.Equal(t, map[string]int{"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 7},
		first.Locations[0].PhysicalLocation.Region)
	require.Equal(t, "note", run.Results[1].Level)
	require.Nil(t, run.Results[1].Locations[0].PhysicalLocation.Region)
	require.Empty(t, run.Results[2].Locations)
}

func TestSortAndErr(t *testing.T) {
	place := func(off int) Range { return Range{Start: Pos{Offset: off, Line: 1, Col: off + 1}} }
	list := List{
		{File: "b", Range: place(0)}, {File: "a", Range: place(5), Severity: Warning}, {File: "a", Range: place(5)},
		{File: "a", Range: place(1), Code: "z"}, {File: "a", Range: place(1), Code: "y"},
	}
	list.Sort()
	var got []string
	for _, d := range list {
		got = append(got, d.File+d.Range.Start.String()+d.Severity.String()+d.Code)
	}
	require.Equal(t, []string{"a1:2errory", "a1:2errorz", "a1:6error", "a1:6warning", "b1:1error"}, got)

	require.NoError(t, List{{Severity: Warning}, {Severity: Info}}.Err())
	var back List
	require.True(t, errors.As(list.Err(), &back))
	require.Len(t, back, 5)
	require.Equal(t, "x", List{{}}.WithFile("x")[0].File)
}

func TestSeverityText(t *testing.T) {
	for _, s := range []Severity{Error, Warning, Info} {
		b, err := s.MarshalText()
		require.NoError(t, err)
		var got Severity
		require.NoError(t, got.UnmarshalText(b))
		require.Equal(t, s, got)
	}
	var s Severity
	require.ErrorContains(t, s.UnmarshalText([]byte("fatal")), `unknown severity "fatal"`)
}
