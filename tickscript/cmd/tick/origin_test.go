package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Points are taken to be where the script looks, unless -dbrp says otherwise; that
// none of them was for the script is told.
func TestPointsAreWhereTheScriptLooks(t *testing.T) {
	const ruleOf = `|from().measurement('cpu').groupBy('host')|alert().id('x').crit(lambda: "v" > 80.0)`
	data := write(t, "cpu.lp", points)
	const note = "no from node let any of the 4 points through"
	for name, src := range map[string]string{
		"dbrp": "dbrp \"telegraf\".\"week\"\nstream" + ruleOf,
		"from": "stream|from().database('telegraf').retentionPolicy('week').measurement('cpu').groupBy('host')|alert().id('x').crit(lambda: \"v\" > 80.0)",
	} {
		t.Run(name, func(t *testing.T) {
			script := write(t, "cpu.tick", src)
			status, out, errs := tick("", "replay", "-tick", script, "-data", data)
			require.Equal(t, exitOK, status)
			require.Contains(t, out, `"level":"CRITICAL"`)
			require.Empty(t, errs)
			if name == "from" { // a dbrp statement gives way to the flag
				status, out, errs = tick("", "replay", "-tick", script, "-data", data, "-dbrp", "other.week")
				require.Equal(t, exitOK, status)
				require.Empty(t, out)
				require.Contains(t, errs, note)
			}
			_, out, _ = tick("", "explain", "-tick", script, "-data", data, "-at", "2", "-group", "host=a")
			require.Contains(t, out, "the level was OK and is CRITICAL: an event")
			_, out, _ = tick("", "explain", "-tick", script, "-data", data, "-at", "2", "-group", "host=z")
			require.Contains(t, out, "no message of the group reached any node; there are the groups host=a; host=b")
			_, out, _ = tick("", "backtest", "-tick", script, "-data", data)
			require.Contains(t, out, "4 points, 3 events")
		})
	}
	other := write(t, "mem.tick", "stream|from().measurement('mem')|alert().crit(lambda: TRUE)")
	_, _, errs := tick("", "replay", "-tick", other, "-data", data)
	require.Contains(t, errs, note)
	_, _, errs = tick("", "explain", "-tick", other, "-data", data, "-at", "2")
	require.Contains(t, errs, note)
	_, out, _ := tick("", "backtest", "-tick", other, "-data", data)
	require.Contains(t, out, "0 firings of 0 alerts; no from node let any of the points through")
}
