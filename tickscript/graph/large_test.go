package graph_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// large are scripts of a part of the size that the parser takes, each a trial
// of something that could take the square of its length.
func large() map[string]string {
	const size = syntax.MaxSize / part
	repeat := func(head, each, tail string) string {
		n := (size - len(head) - len(tail) - 100) / len(each)
		return head + strings.Repeat(each, min(n, syntax.MaxLinks/2)) + tail
	}
	count := func(head string, each func(i int) string) string {
		var s strings.Builder
		s.WriteString(head)
		for i := 0; s.Len() < size-200; i++ {
			s.WriteString(each(i))
		}
		return s.String()
	}
	return map[string]string{
		"chain":      repeat("stream|from()", "|log()", ""),
		"branches":   count("", func(int) string { return "stream|from()\n" }),
		"endpoints":  count("var a = stream|from()\n", func(i int) string { return fmt.Sprintf("a|httpOut('%d')\n", i) }),
		"variables":  count("", func(i int) string { return fmt.Sprintf("var v%d = 1\n", i) }) + "stream|from()|log()",
		"uses":       count("var v = 1\nstream|from()|log()\n", func(i int) string { return fmt.Sprintf("var v%d = v + 1\n", i) }),
		"undefined":  count("", func(i int) string { return fmt.Sprintf("var v%d = w%d\n", i, i) }),
		"where":      repeat("var c = lambda: TRUE\nstream|from()", ".where(c)", "|log()"),
		"wheres":     repeat("stream|from()", ".where(lambda: TRUE)", "|log()"),
		"properties": repeat("stream|from()", ".quiet().database('a')", ".where(lambda: TRUE)|log()"),
		"unknown":    repeat("stream|from()", ".dtabase('a')", "|log()"),
		"names":      "stream|from()|eval(" + strings.Repeat("lambda: 1,", 24000/part) + ").as(" + strings.Repeat("'a',", 24000/part) + ").tags(" + strings.Repeat("'b',", 24000/part) + ")",
		"evals":      repeat("var c = lambda: \"a\" > 1\nstream|from()|eval(", "c,", ").as('x')"),
		"deadmen":    repeat("stream|from()", "|deadman(1.0, 1s)", ""),
		"joins":      repeat("var a = stream|from()\na", "|join(a).as('a','b')", ""),
		"or":         repeat("stream|from()|where(lambda: TRUE", " OR TRUE", ")"),
		"handlers":   repeat("stream|from()|alert()", ".slack().channel('a')", ""),
	}
}

func TestLargeScriptsTakeNoLongerThanTheirLength(t *testing.T) {
	for name, src := range large() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			g, diags := graph.Parse(src, graph.Options{})
			t.Logf("%d bytes, %d nodes, %d diagnostics: %v", len(src), len(g.Nodes), len(diags), time.Since(start))
			require.Less(t, time.Since(start), 6*time.Second, "far more than it should take, on a machine with other work")
		})
	}
}
