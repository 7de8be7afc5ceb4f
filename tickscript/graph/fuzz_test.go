package graph_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// FuzzParse wants no panic, and of what builds the same graph from a second
// build.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"disk.tick", "disk_alerta.tick", "kube.tick"} {
		f.Add(read(f, name))
	}
	f.Add("var a = lambda: \"x\"\nvar b = lambda: a OR a\nstream|from().where(b).where(b)|eval(b).as('x')")
	f.Add("stream|deadman(1.0, 10s)|join(stream|from()).as('a', 'b')")
	f.Add("batch|query('SELECT 1').every(1s).groupBy(time(1m))|stats(1s)")
	f.Fuzz(func(t *testing.T, src string) {
		opts := graph.Options{UDFs: rowUDFs}
		g, diags := graph.Parse(src, opts)
		require.NotNil(t, g)
		_ = g.Dot("x")
		if diags.HasErrors() {
			opts.Template = true
			_, _ = graph.Parse(src, opts)
			return
		}
		again, _ := graph.Parse(src, opts)
		require.True(t, graph.Equal(g, again))
	})
}

// A variable that uses another one twice doubles it; that must end in an error
// and not in a machine without memory.
func TestDoublingEndsInAnError(t *testing.T) {
	for name, tc := range map[string]struct{ first, next, use string }{
		"lambda": {"var v0 = lambda: \"x\" > 1", "var v$ = lambda: v% OR v%", "stream|from()|where(v$)"},
		"list":   {"var v0 = ['a', 'b']", "var v$ = [v%, v%]", "stream|from()|groupBy(v$)"},
		"text":   {"var v0 = 'aaaaaaaaaaaaaaaa'", "var v$ = v% + v%", "stream|from()|httpOut(v$)"},
	} {
		t.Run(name, func(t *testing.T) {
			src := tc.first + "\n"
			prev := "0"
			for i := 1; i < 60; i++ {
				n := strings.Repeat("x", i)
				src += strings.NewReplacer("$", n, "%", prev).Replace(tc.next) + "\n"
				prev = n
			}
			src += strings.ReplaceAll(tc.use, "$", prev)
			_, diags := graph.Parse(src, graph.Options{})
			require.Contains(t, errorCodes(diags), graph.CodeNesting)
		})
	}
	t.Run("where", func(t *testing.T) {
		src := "var c = lambda: \"x\" > 1\nstream|from()" + strings.Repeat(".where(c)", 60)
		_, diags := graph.Parse(src, graph.Options{})
		require.Contains(t, errorCodes(diags), graph.CodeNesting)
	})
}
