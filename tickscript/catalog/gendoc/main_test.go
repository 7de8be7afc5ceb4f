package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

func TestReferenceIsUpToDate(t *testing.T) {
	have, err := os.ReadFile("../../../docs/reference.md")
	require.NoError(t, err)
	if diff := cmp.Diff(string(have), string(render())); diff != "" {
		t.Fatalf("docs/reference.md is out of date, run go generate ./tickscript/catalog:\n%s", diff)
	}
}

func TestReferenceNamesEverything(t *testing.T) {
	text := string(render())
	for _, n := range catalog.Nodes() {
		require.Contains(t, text, "\n### "+n.Kind+"\n")
		require.Contains(t, text, n.Doc)
		for _, r := range n.Rules {
			require.Contains(t, text, "`"+r.Code+"`")
		}
	}
	for _, h := range catalog.Handlers() {
		require.Contains(t, text, "\n### Handler "+h.Kind+"\n")
	}
	for _, f := range catalog.Functions() {
		require.Contains(t, text, "\n| `"+f.Name+"` |")
	}
}

// Every link of the contents leads to a heading.
func TestReferenceLinks(t *testing.T) {
	text := string(render())
	headings := map[string]bool{}
	for _, l := range strings.Split(text, "\n") {
		if title, ok := strings.CutPrefix(strings.TrimLeft(l, "#"), " "); ok && strings.HasPrefix(l, "#") {
			headings[strings.ReplaceAll(strings.ToLower(title), " ", "-")] = true
		}
	}
	links := 0
	for _, part := range strings.Split(text, "](#")[1:] {
		target, _, _ := strings.Cut(part, ")")
		require.True(t, headings[target], target)
		links++
	}
	require.Greater(t, links, 80)
}
