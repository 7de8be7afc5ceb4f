package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestBuilderIsUpToDate(t *testing.T) {
	files, err := generate()
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for name, want := range files {
		have, err := os.ReadFile("../../" + name)
		require.NoError(t, err)
		if diff := cmp.Diff(string(have), string(want)); diff != "" {
			t.Fatalf("%s is out of date, run go generate ./tickscript:\n%s", name, diff)
		}
	}
}
