package grafana_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/dashboards"
	"github.com/tickwright/tickwright/internal/realstack/grafanad"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// batchRules ask the database themselves, every minute for the last one.
var batchRules = map[string]string{
	"batch-grouped": `batch|query('SELECT mean("used_percent") AS "u", max("used") FROM "telegraf"."autogen"."disk" WHERE "cluster" != \'batch\'')
  .period(1m).every(1m).align().groupBy(time(10s), 'host').fill('none')|alert().crit(lambda: "u" > 80)`,
	"batch-summed": `batch|query('SELECT mean("used_percent") FROM "telegraf"."autogen"."disk"').period(1m).every(1m).align().groupBy('cluster')
  |eval(lambda: 100.0 - "mean").as('free')|alert().crit(lambda: "free" < 20)`,
}

// answer is a database's answer as the engine takes it.
func answer(t *testing.T, raw string) []engine.Batch {
	t.Helper()
	var reply struct {
		Results []struct {
			Series []struct {
				Name    string
				Tags    map[string]string
				Columns []string
				Values  [][]any
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(raw), &reply), raw)
	var out []engine.Batch
	for _, s := range reply.Results[0].Series {
		b := engine.Batch{Name: s.Name, Tags: s.Tags}
		for _, row := range s.Values {
			at, err := time.Parse(time.RFC3339Nano, row[0].(string))
			require.NoError(t, err)
			p := engine.BatchPoint{Time: at, Fields: map[string]any{}}
			for i, c := range s.Columns[1:] {
				if v, ok := row[i+1].(float64); ok {
					p.Fields[c] = v
				}
			}
			b.Points = append(b.Points, p)
		}
		out = append(out, b)
	}
	return out
}

// TestBatchPanelsShowWhatRulesSee lets the engine ask the real database as
// Kapacitor would, for an hour, and compares with the panel.
func TestBatchPanelsShowWhatRulesSee(t *testing.T) {
	grafanad.Require(t)
	influxd1.Require(t)
	one := influxd1.Shared(t)
	_, err := one.Query(t.Context(), "", "CREATE DATABASE telegraf")
	require.NoError(t, err)
	require.NoError(t, one.Write(t.Context(), "telegraf", "autogen", read(t, "disk.lp")))
	c, err := grafana.New(grafanad.Shared(t).URL, grafana.WithBasic(grafanad.AdminUser, grafanad.AdminPassword))
	require.NoError(t, err)
	s := panelSource{"batch", dashboards.InfluxQL, grafana.InfluxQL{Name: "batch", UID: "batch", URL: one.URL, Database: "telegraf"}.DataSource()}
	_, err = c.CreateDataSource(t.Context(), s.source)
	require.NoError(t, err)
	for name, script := range batchRules {
		t.Run(name, func(t *testing.T) {
			d := saved(t, c, s, name, script)
			p := d.Pictures[0]
			got := seen{}
			for _, f := range ask(t, c, d, nil)["A"].Frames {
				collect(t, got, f, 0)
			}
			prog, err := engine.Compile(script, engine.Options{})
			require.NoError(t, err)
			want := seen{}
			run := prog.NewRun(engine.RunOptions{
				Start: from,
				Batches: engine.BatchFunc(func(ctx context.Context, q *engine.BatchQuery) ([]engine.Batch, error) {
					raw, err := one.Query(ctx, "", q.Command)
					return answer(t, raw), err
				}),
				Trace: func(m *engine.Message) {
					if m.Node.Children == nil || m.Node.Children[0].Name != p.Alert {
						return
					}
					for i := range m.Len() {
						for _, f := range m.PointFields(i) {
							if v, ok := asFloat(f); ok && f.Name == p.Series[0].Judged {
								want.add("", tagsText(alert.TagMap(m.GroupTags())), m.PointTime(i).UTC(), v)
							}
						}
					}
				},
			})
			require.NoError(t, run.Advance(t.Context(), to))
			require.NoError(t, run.Close())
			t.Logf("%d values are those that the rule sees", compare(t, name, want[""], got[""], p.Series[0].Query))
		})
	}
}
