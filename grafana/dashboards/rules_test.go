package dashboards_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana/dashboards"
	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/rules"
)

// TestReadyMadeRules: every rule of package rules has a picture.
func TestReadyMadeRules(t *testing.T) {
	disk := rules.Metric{Measurement: "disk", Field: "used_percent", GroupBy: []string{"host"}}
	errors := rules.Metric{Measurement: "errors", Field: "value", GroupBy: []string{"service"}, Aggregate: rules.Sum, Period: time.Minute}
	requests := errors
	requests.Measurement = "requests"
	levels := rules.Levels{Warn: 80.0, Crit: 90.0}
	var b strings.Builder
	for _, r := range []struct {
		name string
		node *tickscript.AlertNode
	}{
		{"Threshold", rules.Threshold(disk, levels)},
		{"RateOfChange", rules.RateOfChange(disk, time.Minute, true, levels)},
		{"DiskWillFill", rules.DiskWillFill(disk, 100, rules.Levels{Warn: 86400.0, Crit: 3600.0, Below: true})},
		{"Deadman", rules.Deadman(disk, 0, 10*time.Minute)},
		{"RelativeChange", rules.RelativeChange(disk, time.Hour, levels)},
		{"Ratio", rules.Ratio(errors, requests, levels)},
		{"State", rules.State(disk, tickscript.Field("used_percent").Gt(90.0), 5*time.Minute, rules.Flapping{})},
		{"KubernetesComponents", rules.KubernetesComponents(rules.Metric{})},
	} {
		script, err := r.node.Rule().Text()
		require.NoError(t, err, r.name)
		d, err := dashboards.FromScript(script, dashboards.Options{Name: r.name, Options: graph.Options{DBRPs: []graph.DBRP{{Database: "telegraf", RetentionPolicy: "autogen"}}}})
		require.NoError(t, err, script)
		raw, err := d.JSON()
		require.NoError(t, err)
		require.NoError(t, strict(raw))
		for _, p := range d.Pictures {
			require.NotEmpty(t, p.Series, "%s: %s", r.name, p.Reasons)
			fmt.Fprintf(&b, "== %s: %s\n", r.name, p.Title)
			for _, s := range p.Series {
				checkInfluxQL(t, r.name, s.Query)
				fmt.Fprintf(&b, "%s\n", s.Query)
				for _, l := range s.Lines() {
					fmt.Fprintf(&b, "%s at %v\n", l.Level, l.Value)
				}
			}
			for _, reason := range p.Reasons {
				fmt.Fprintf(&b, "- %s\n", reason)
			}
			b.WriteString("\n")
		}
	}
	golden(t, filepath.Join("queries", "rules.golden"), []byte(b.String()))
}
