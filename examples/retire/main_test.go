package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// TestRun holds the whole story: what left in good order takes its alerts and series along, what was lost is escalated.
func TestRun(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))
	const want = `before: series of node-a, node-b, node-c; alerts: node-a disk_used warning, node-b disk_used warning, node-c disk_used warning
Node/node-a gone: drained, normal (confidence 0.95)
  because cordoned
  the rule forgot 1 groups of node-a
  closed 1 alerts of node-a
  deleted 1 series with 1 values of node-a
Node/node-b lost: node-lost, failure (confidence 0.95)
  because condition Ready is Unknown (NodeStatusUnknown)
  raised NodeLost for node-b
after: series of node-b, node-c; alerts: node-b NodeLost critical, node-b disk_used warning, node-c disk_used warning
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Fatalf("output (-want +got):\n%s", d)
	}
}
