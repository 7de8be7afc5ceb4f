package dashboards_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana/dashboards"
	"github.com/tickwright/tickwright/tickscript/graph"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "go test ./grafana/dashboards -update")
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs (-golden +got):\n%s", path, cmp.Diff(string(want), string(got)))
	}
}

// TestQueries shows what pipelines become: for each script of testdata/queries the
// queries, levels and reasons in both languages.
func TestQueries(t *testing.T) {
	scripts := files(t, "testdata/queries")
	require.NotEmpty(t, scripts)
	for _, s := range scripts {
		var b strings.Builder
		for _, lang := range []dashboards.Language{dashboards.InfluxQL, dashboards.Flux} {
			d, err := dashboards.FromScript(s.src, dashboards.Options{Name: s.name, Language: lang, Options: graph.Options{DBRPs: []graph.DBRP{{Database: "db", RetentionPolicy: "rp"}}}})
			require.NoError(t, err, s.name)
			for _, p := range d.Pictures {
				fmt.Fprintf(&b, "== %s, panel %d of %s: %s", lang, p.ID, p.Alert, p.Title)
				if p.Every > 0 {
					fmt.Fprintf(&b, ", every %s", p.Every)
				}
				b.WriteString("\n")
				for _, s := range p.Series {
					fmt.Fprintf(&b, "%s (%s", s.RefID, s.Unit)
					for _, l := range s.Lines() {
						side := "above"
						if l.Below {
							side = "below"
						}
						fmt.Fprintf(&b, ", %s %s %v", l.Level, side, l.Value)
					}
					fmt.Fprintf(&b, ")\n%s\n", s.Query)
				}
				for _, r := range p.Reasons {
					fmt.Fprintf(&b, "- %s\n", r)
				}
				b.WriteString("\n")
			}
		}
		golden(t, filepath.Join("queries", strings.TrimSuffix(s.name, ".tick")+".golden"), []byte(b.String()))
	}
}

func TestDashboards(t *testing.T) {
	disk, err := os.ReadFile("../../examples/quickstart/disk.tick")
	require.NoError(t, err)
	mem := `dbrp "telegraf"."autogen"
batch
  |query('SELECT mean("available_percent") AS "free" FROM "telegraf"."autogen"."mem"')
    .period(1m)
    .every(1m)
    .groupBy('host')
  |alert()
    .crit(lambda: "free" < 10)
`
	o := dashboards.Options{DataSource: "influx"}
	for name, make := range map[string]func() (*dashboards.Dashboard, error){
		"disk.json": func() (*dashboards.Dashboard, error) {
			o := o
			o.Name = "disk"
			return dashboards.FromScript(string(disk), o)
		},
		"disk-flux.json": func() (*dashboards.Dashboard, error) {
			return dashboards.FromScript(string(disk), dashboards.Options{Name: "disk", Title: "Disks", Language: dashboards.Flux, Tags: []string{"storage"}, NoRefresh: true})
		},
		"overview.json": func() (*dashboards.Dashboard, error) {
			return dashboards.Overview([]dashboards.Rule{{Name: "disk", Script: string(disk)}, {Name: "mem", Script: mem}}, o)
		},
	} {
		d, err := make()
		require.NoError(t, err)
		raw, err := d.JSON()
		require.NoError(t, err)
		require.NoError(t, strict(raw))
		golden(t, name, raw)
	}
}
