package graph_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var update = flag.Bool("update", false, "write what is said about the scripts of testdata/rows")

// rowCase is one case of testdata/rows.
type rowCase struct {
	name, src string
	opts      graph.Options
	lines     []string // as they stand in the file, without what is wanted
	want      string
}

func readRows(t *testing.T, path string) (head string, cases []*rowCase) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var cur *rowCase
	wanted := false
	for _, line := range strings.SplitAfter(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "== "):
			cur = &rowCase{name: strings.TrimSpace(line[3:])}
			cases = append(cases, cur)
			wanted = false
		case cur == nil:
			head += line
		case strings.HasPrefix(line, "--"):
			wanted = true
		case wanted:
			cur.want += line
		default:
			cur.lines = append(cur.lines, line)
			key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
			switch {
			case ok && key == "type":
				cur.opts.Type = map[string]graph.TaskType{"stream": graph.StreamTask, "batch": graph.BatchTask}[value]
			case ok && key == "vars":
				cur.opts.Vars, err = graph.ParseVarsJSON([]byte(value))
				require.NoError(t, err)
			case ok && key == "template":
				cur.opts.Template = true
			case ok && key == "udfs":
				cur.opts.UDFs = rowUDFs
			default:
				cur.src += line
			}
		}
	}
	for _, c := range cases {
		c.src = strings.TrimRight(c.src, "\n") + "\n"
		c.want = strings.TrimRight(c.want, "\n") + "\n"
	}
	return head, cases
}

var rowUDFs = map[string]graph.UDF{"forecast": {
	Wants: catalog.StreamEdge, Provides: catalog.BatchEdge,
	Properties: []catalog.Property{option("field", catalog.String), option("horizon", catalog.Duration), option("season", catalog.Int)},
}}

// say prints what a build yields.
func say(c *rowCase) string {
	g, diags := graph.Parse(c.src, c.opts)
	var s strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&s, "%s %s %s: %s\n", d.Range.Start, d.Severity, d.Code, d.Message)
		if d.Hint != "" {
			fmt.Fprintf(&s, "    hint: %s\n", d.Hint)
		}
		if d.Kapacitor != "" {
			fmt.Fprintf(&s, "    kapacitor: %s\n", d.Kapacitor)
		}
	}
	if diags.HasErrors() {
		return s.String()
	}
	s.WriteString(g.Dot("x") + "\n")
	for _, v := range g.Vars {
		fmt.Fprintf(&s, "var %s %s", v.Name, v.Type)
		if v.Description != "" {
			fmt.Fprintf(&s, " %q", v.Description)
		}
		s.WriteString("\n")
	}
	for _, d := range g.DBRPs {
		fmt.Fprintf(&s, "dbrp %s\n", d)
	}
	return s.String()
}

// TestRows has a subtest for each case, named after the row of the semantics it
// shows.
func TestRows(t *testing.T) {
	files, err := filepath.Glob("testdata/rows/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		head, cases := readRows(t, file)
		out := head
		for _, c := range cases {
			got := say(c)
			out += "== " + c.name + "\n" + strings.TrimRight(strings.Join(c.lines, ""), "\n") + "\n--\n" + got + "\n"
			if *update {
				continue
			}
			t.Run(c.name, func(t *testing.T) {
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(strings.TrimRight(out, "\n")+"\n"), 0o644))
		}
	}
}
