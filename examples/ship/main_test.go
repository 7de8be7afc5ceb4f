package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
)

var update = flag.Bool("update", false, "rewrite what the story prints")

func TestStory(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, story(context.Background(), &out))
	file := filepath.Join("testdata", "story.txt")
	if *update {
		require.NoError(t, os.WriteFile(file, out.Bytes(), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	if d := cmp.Diff(string(want), out.String()); d != "" {
		t.Error(d)
	}
}

func TestPlanAloneChangesNothing(t *testing.T) {
	srv := kapacitortest.Run(t, kapacitortest.Config{RealTime: true})
	var out bytes.Buffer
	require.NoError(t, ship(t.Context(), &out, srv.URL, "rules", false))
	require.Contains(t, out.String(), "4 to create")
	out.Reset()
	require.NoError(t, ship(t.Context(), &out, srv.URL, "", true))
	require.Contains(t, out.String(), "applied: 4 created, 0 changed, 0 deleted\n", "so the first run had created nothing")
}
