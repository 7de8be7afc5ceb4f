package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// TestReplayStreamRecording: a recording yields what its points yield as line
// protocol, plain and with gzip.
func TestReplayStreamRecording(t *testing.T) {
	script, data := write(t, "cpu.tick", rule), write(t, "cpu.lp", points)
	status, want, errs := tick("", "replay", "-tick", script, "-data", data, "-dbrp", "telegraf.autogen")
	require.Equal(t, 0, status, errs)
	require.NotEmpty(t, want)
	pts, err := point.Parse([]byte(points), point.Options{})
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "cpu.srpl")
	file, err := os.Create(path)
	require.NoError(t, err)
	rec := engine.NewStreamRecorder(file)
	plain := ""
	for _, p := range pts {
		require.NoError(t, rec.Write("telegraf", "autogen", p))
		b, err := point.Marshal(p)
		require.NoError(t, err)
		plain += "telegraf\nautogen\n" + string(b)
	}
	require.NoError(t, rec.Close())
	require.NoError(t, file.Close())
	for _, data := range []string{path, write(t, "cpu.srpl", plain)} {
		status, got, errs := tick("", "replay", "-tick", script, "-data", data, "-dbrp", "telegraf.autogen")
		require.Equal(t, 0, status, errs)
		require.Equal(t, want, got)
		// A recording says itself where its points were written to.
		status, got, errs = tick("", "replay", "-tick", script, "-data", data, "-dbrp", "other.autogen")
		require.Equal(t, 0, status, errs)
		require.Empty(t, got)
	}
}

const batchRule = `batch
  |query('SELECT mean(v) AS v FROM "db"."rp"."m"').period(10s).every(10s).groupBy('host')
  |alert().id('{{ .Group }}').crit(lambda: "v" > 80.0).log('/tmp/x')
`

func TestReplayBatchRecording(t *testing.T) {
	script := write(t, "m.tick", batchRule)
	data := write(t, "m.brpl", `{"name":"m","tags":{"host":"a"},"points":[{"fields":{"v":90.5},"tags":{"host":"a"},"time":"2024-02-05T10:00:00Z"}],"tmax":"2024-02-05T10:00:10Z"}`)
	status, out, errs := tick("", "replay", "-tick", script, "-data", data, "-dbrp", "db.rp", "-type", "batch", "-stats")
	require.Equal(t, 0, status, errs)
	require.Contains(t, out, `"id":"host=a"`)
	require.Contains(t, out, `"level":"CRITICAL"`)
	require.Contains(t, errs, "points: 1\nevents: 1\n")
}

// TestReplayRefusesTheOtherKind: data that a task cannot be fed with is a mistake,
// not a run without events.
func TestReplayRefusesTheOtherKind(t *testing.T) {
	stream, batch := write(t, "cpu.tick", rule), write(t, "m.tick", batchRule)
	lp, srpl, brpl := write(t, "cpu.lp", points), write(t, "cpu.srpl", "db\nrp\ncpu v=1 1\n"), write(t, "m.brpl", "{}")
	for _, c := range []struct{ script, data, want string }{
		{batch, lp, "line protocol"},
		{batch, srpl, "a stream recording does not fit a batch task"},
		{stream, brpl, "a batch recording does not fit a stream task"},
		{stream, write(t, "cut.srpl", "db\nrp\n"), "ends inside a point"},
		{stream, write(t, "not.srpl.gz", "\x1f\x8bx"), "opening stream recording"},
	} {
		status, out, errs := tick("", "replay", "-tick", c.script, "-data", c.data, "-dbrp", "db.rp")
		require.Equal(t, 1, status)
		require.Empty(t, out)
		require.Contains(t, errs, c.want)
	}
}

func TestReplayNamesTheMissingEndpointFirst(t *testing.T) {
	status, out, errs := tick("", "replay", "-tick", write(t, "cpu.tick", rule), "-data", "nowhere.lp", "-dbrp", "db.rp", "-httpout", "first")
	require.Equal(t, 1, status)
	require.Empty(t, out)
	require.Contains(t, errs, `no such httpOut endpoint: "first"`)
}
