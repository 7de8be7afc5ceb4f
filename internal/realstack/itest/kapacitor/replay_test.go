package kapacitor_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/suite/kapacitorsuite"
	"github.com/tickwright/tickwright/kapacitor"
	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// replayCase is a task, and how the real server gets a recording for it.
type replayCase struct {
	name, script string
	ext          string
	record       func(ctx context.Context, c *kapacitor.Client, task, id string) error
}

// points are twenty minutes of two hosts, one of which has a bad time.
func points() []byte {
	var b strings.Builder
	for i := range 240 {
		used := 50.0
		if i > 60 && i < 150 {
			used = 95
		}
		at := 1700000000 + 5*i
		for host, v := range map[string]float64{"a": used, "b": 60} {
			fmt.Fprintf(&b, "disk,host=%s,cluster=c,datacenter=d used_percent=%g %d\n", host, v, at)
		}
	}
	return []byte(b.String())
}

// TestRecordingReplays: a recording that a real server made gives the same events in the engine and in kapacitortest as in
// the server's own replay.
func TestRecordingReplays(t *testing.T) {
	srv := real(t)
	for _, x := range []replayCase{
		{
			name: "stream", ext: ".srpl", script: strings.Replace(diskRule, "/tmp/disk_alert_log.txt", "LOG", 1),
			record: func(ctx context.Context, c *kapacitor.Client, task, id string) error {
				if _, err := c.RecordStream(ctx, kapacitor.RecordStreamRequest{ID: id, Task: task, Stop: time.Unix(1800000000, 0)}); err != nil {
					return err
				}
				if err := c.WriteLines(ctx, "telegraf", "autogen", point.Second, points()); err != nil {
					return err
				}
				for {
					if err := c.WriteLines(ctx, "telegraf", "autogen", point.Second, []byte("disk,host=z used_percent=1 1900000000\n")); err != nil {
						return err
					}
					if r, err := c.GetRecording(ctx, id); err != nil || r.Status == kapacitor.Finished {
						return err
					}
				}
			},
		},
		{
			name: "batch", ext: ".brpl",
			script: `batch|query('select v from ` + kapacitorsuite.InfluxDB + `.autogen.cpu').period(2s).every(2s).groupBy(*)|alert().id('{{ index .Tags "host" }}').crit(lambda: "v" > 1.0).log('LOG')`,
			record: func(ctx context.Context, c *kapacitor.Client, task, id string) error {
				_, err := c.RecordBatch(ctx, kapacitor.RecordBatchRequest{ID: id, Task: task, Start: time.Unix(0, 0), Stop: time.Unix(20, 0)})
				return err
			},
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			c, err := kapacitor.New(srv.URL)
			require.NoError(t, err)
			dir := t.TempDir()
			log := filepath.Join(dir, "alerts.log")
			script := strings.Replace(x.script, "LOG", log, 1)
			request := kapacitor.TaskRequest{ID: "task", Script: script, DBRPs: []kapacitor.DBRP{
				{Database: "telegraf", RetentionPolicy: "autogen"}, {Database: kapacitorsuite.InfluxDB, RetentionPolicy: "autogen"},
			}}
			_, err = c.CreateTask(ctx, request)
			require.NoError(t, err)
			defer func() { require.NoError(t, c.DeleteTask(context.WithoutCancel(ctx), "task")) }()
			require.NoError(t, x.record(ctx, c, "task", x.name))
			rec, err := c.WaitRecording(ctx, x.name, nil)
			require.NoError(t, err)
			_, err = c.CreateReplay(ctx, kapacitor.ReplayRequest{ID: x.name + "-replay", Recording: x.name, Task: "task", RecordingTime: true})
			require.NoError(t, err)
			_, err = c.WaitReplay(ctx, x.name+"-replay", nil)
			require.NoError(t, err)
			data, err := os.ReadFile(log)
			require.NoError(t, err)
			want := lines(string(data))
			require.NotEmpty(t, want)

			raw, err := os.ReadFile(filepath.Join(srv.Dir, "replay", x.name+x.ext))
			require.NoError(t, err)
			require.EqualValues(t, rec.Size, len(raw))
			vars, err := c.DebugVars(ctx)
			require.NoError(t, err)
			prog, err := engine.Compile(script, engine.Options{Task: "task"})
			require.NoError(t, err)
			var got strings.Builder
			run := prog.NewRun(engine.RunOptions{OnLine: func(_ *graph.Node, line []byte) { got.Write(line) }})
			opened, err := engine.OpenRecording(x.name+x.ext, bytes.NewReader(raw), int64(len(raw)))
			require.NoError(t, err)
			require.NoError(t, run.Replay(ctx, opened))
			require.NoError(t, run.Close())
			require.Equal(t, anonymous(want, vars), anonymous(lines(got.String()), kapacitor.DebugVars{}), "the engine")

			fake := kapacitortest.Run(t, kapacitortest.Config{})
			typ := graph.StreamTask
			if x.ext == ".brpl" {
				typ = graph.BatchTask
			}
			fake.AddRecording("rec", typ, raw)
			f, err := kapacitor.New(fake.URL)
			require.NoError(t, err)
			_, err = f.CreateTask(ctx, request)
			require.NoError(t, err)
			_, err = f.CreateReplay(ctx, kapacitor.ReplayRequest{ID: "replay", Recording: "rec", Task: "task", RecordingTime: true})
			require.NoError(t, err)
			_, err = f.WaitReplay(ctx, "replay", nil)
			require.NoError(t, err)
			var there []string
			for _, e := range fake.Events() {
				there = append(there, e.ID+" "+e.Level.String()+" "+e.Time.Format(time.RFC3339Nano))
			}
			require.Len(t, there, len(want), "kapacitortest")
			t.Logf("%d events", len(want))
		})
	}
}

func lines(s string) []string {
	list := strings.Split(strings.TrimSpace(s), "\n")
	slices.Sort(list) // hosts may come in any order
	return list
}

// anonymous takes the server's ids out, which templates may show.
func anonymous(list []string, vars kapacitor.DebugVars) []string {
	var out []string
	for _, l := range list {
		l = strings.ReplaceAll(l, "&#34;", `"`)
		for _, id := range []string{vars.ClusterID, vars.ServerID, vars.Host} {
			if id != "" {
				l = strings.ReplaceAll(l, id, "")
			}
		}
		out = append(out, l)
	}
	return out
}
