package lambda

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDurationText(t *testing.T) {
	for text, ns := range map[string]int64{
		"1w": 7 * 24 * 3600e9, "1d": 24 * 3600e9, "1h": 3600e9, "1m": 60e9, "1s": 1e9, "1ms": 1e6, "1u": 1e3, "1ns": 1, "0s": 0,
	} {
		require.Equal(t, text, formatDuration(ns))
		got, msg := parseDuration(text)
		require.Empty(t, msg)
		require.Equal(t, ns, got)
	}
	got, msg := parseDuration("1µ2ms-")
	require.NotEmpty(t, msg)
	require.Zero(t, got)
	got, _ = parseDuration("-1h30m")
	require.Equal(t, int64(-5400e9), got)
	for _, bad := range []string{"", "5", "-", "--", "s", "1x", "1n", "99999999999999999999s", "1h ", "9999999999999w1"} {
		_, msg := parseDuration(bad)
		require.Equal(t, "invalid duration string", msg[:len("invalid duration string")], bad)
	}
}

// TestConversionsDoNotDependOnTheProcessor pins what amd64 makes of floats that
// fit no integer.
func TestConversionsDoNotDependOnTheProcessor(t *testing.T) {
	for _, f := range []float64{1e300, -1e300, math.Inf(1), math.Inf(-1), math.NaN(), 1 << 63} {
		require.Equal(t, int64(math.MinInt64), truncate(f), f)
	}
	require.Equal(t, int64(math.MinInt64), truncate(math.MinInt64))
	require.Equal(t, int64(-1), truncate(-1.9))
	require.Equal(t, uint64(math.MaxUint64), truncateUnsigned(-1))
	require.Equal(t, uint64(1<<63+1<<62), truncateUnsigned(1<<63+1<<62))
	require.Equal(t, uint64(1<<63), truncateUnsigned(1e300))
}

func FuzzDurationText(f *testing.F) {
	for _, s := range []string{"1h30m", "-10ms", "3µ", "5", "1w2d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ns, msg := parseDuration(s)
		if msg != "" {
			require.Zero(t, ns)
			return
		}
		again, msg := parseDuration(formatDuration(ns))
		require.Empty(t, msg)
		require.Equal(t, ns, again)
	})
}
