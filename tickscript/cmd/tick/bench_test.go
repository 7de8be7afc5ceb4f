package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/workload"
)

// TestBench: every section prints its figures beside their bounds, writes what
// benchstat reads, and -check turns a missed bound into an exit status.
func TestBench(t *testing.T) {
	raw := filepath.Join(t.TempDir(), "raw")
	status, out, errs := tick("", "bench", "-n", "1", "-hosts", "30", "-steps", "20", "-groups", "40", "-o", raw)
	require.Equal(t, 0, status, errs)
	for _, s := range benchSections {
		require.Contains(t, out, "\n"+s.name+": ")
	}
	for _, r := range benchRows {
		for _, name := range []string{r.name + "   ", r.name + ": of text ", r.name + ": of decoding "} {
			require.Equal(t, 1, strings.Count(out, "\n  "+name), name)
		}
	}
	require.Contains(t, out, "200 groups: whole memory")
	b, err := os.ReadFile(raw)
	require.NoError(t, err)
	for line := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n") {
		require.Regexp(t, `^Benchmark[A-Z]\w+(/\w+=\w+)* 1( [-+.e\d]+ \S+)+$`, line)
	}
	// Forty groups do not spread the price of what a run has once.
	require.Regexp(t, `40 groups: heap a group .* MISSED`, out)
	status, _, errs = tick("", "bench", "-n", "1", "-groups", "40", "-only", "groups", "-check")
	require.Equal(t, exitBad, status)
	require.Contains(t, errs, "bounds missed")

	status, _, errs = tick("", "bench", "-only", "text,cats")
	require.Equal(t, exitUsage, status)
	require.Contains(t, errs, `no section "cats"; there are text,decoded,rules,shards,groups`)
	status, _, _ = tick("", "bench", "-n", "0")
	require.Equal(t, exitUsage, status)
}

// BenchmarkRow measures the rows of tick bench, for benchstat; its time is wall
// time.
func BenchmarkRow(b *testing.B) {
	for _, row := range benchRows {
		w := workload.Disk{Hosts: 500, Steps: 200, Seed: 1, Hot: row.hot}
		text := w.Text()
		prog, err := compileBench(row.script)
		if err != nil {
			b.Fatal(err)
		}
		points, err := point.Parse(text, point.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range []struct {
			name string
			f    func() error
		}{
			{"by=decoder", func() error { decodeAll(text); return nil }},
			{"by=engine/input=text", func() error { _, err := judge(prog, text, 1); return err }},
			{"by=engine/input=points", func() error { return judgePoints(prog, points) }},
		} {
			b.Run("row="+row.key+"/"+c.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := c.f(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(w.Points()), "ns/point")
			})
		}
	}
}
