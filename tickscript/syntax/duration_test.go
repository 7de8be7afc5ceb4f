package syntax

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDuration is L007 and L067: reading and writing as InfluxQL does.
func TestDuration(t *testing.T) {
	for _, c := range []struct {
		src  string
		d    time.Duration
		text string
		err  string
	}{
		{"10s", 10 * time.Second, "10s", ""},
		{"1h30m", 90 * time.Minute, "90m", ""},
		{"7d", week, "1w", ""},
		{"36h", 36 * time.Hour, "36h", ""},
		{"48h", 2 * day, "2d", ""},
		{"1500ms", 1500 * time.Millisecond, "1500ms", ""},
		{"1m1ms", time.Minute + time.Millisecond, "60001ms", ""},
		{"3u", 3 * time.Microsecond, "3u", ""},
		{"3µ", 3 * time.Microsecond, "3u", ""},
		{"5ns", 5, "5ns", ""},
		{"0s", 0, "0s", ""},
		{"-1w", -week, "-1w", ""},
		{"-90s", -90 * time.Second, "-90s", ""},
		{"15250w", 15250 * week, "15250w", ""},
		{"", 0, "", "invalid duration"},
		{"5", 0, "", "invalid duration"},
		{"55", 0, "", "invalid duration"},
		{"-", 0, "", "invalid duration"},
		{"ms", 0, "", "invalid duration"},
		{"5n", 0, "", "invalid duration"},
		{"5y", 0, "", "invalid duration"},
		{"1.5h", 0, "", "invalid duration"},
		{"5 s", 0, "", "invalid duration"},
		{"1m5", 0, "", "invalid duration"},
		{"٣s", 0, "", "invalid duration"},
		{"15251w", 0, "", "overflowed duration 15251w: choose a smaller duration or INF"},
		{"1h00106752d", 0, "", "overflowed duration 106752d: choose a smaller duration or INF"},
	} {
		t.Run("L007 L067 "+c.src, func(t *testing.T) {
			d, err := ParseDuration(c.src)
			if c.err != "" {
				require.EqualError(t, err, c.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.d, d)
			require.Equal(t, c.text, FormatDuration(d))
		})
	}
	x := &DurationLit{Value: 90 * time.Second}
	require.Equal(t, "90s", PrintNode(x), "a value without its text")
}
