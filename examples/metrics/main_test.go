package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRun(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	require.Equal(t, `writing, through an outage:
  360 points sent, 360 stored, 3 writes refused on the way
judging live, at a receiver:
  live: 12:11 node-1/disk is WARNING
  live: 12:16 node-1/disk is CRITICAL
  live: 12:21 node-1/disk is OK
judging again, from the database:
  backtest: 12:11 node-1/disk is WARNING
  backtest: 12:16 node-1/disk is CRITICAL
  backtest: 12:21 node-1/disk is OK
retiring node-1:
  would delete 180 values of 1 series
  180 points are left
`, out.String())
}
