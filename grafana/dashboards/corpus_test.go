package dashboards_test

//lint:file-ignore SA1019 see dashboard.go

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/influxdata/influxql"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana/dashboards"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// strict reads a dashboard with the SDK's types, which refuse what they do not
// know and miss what they want. The SDK returns an error also when there is none:
// an empty list of them.
func strict(raw []byte) error {
	_, _ = dashboards.Read(nil) // tells the SDK how to read what is made here
	var d dashboard.Dashboard
	err := d.UnmarshalJSONStrict(raw)
	var list cog.BuildErrors
	if errors.As(err, &list) && len(list) == 0 {
		return nil
	}
	return err
}

// TestStrictReaderRefuses: the check of the corpus can fail.
func TestStrictReaderRefuses(t *testing.T) {
	d, err := dashboards.FromScript(`stream|from().measurement('m')|alert().crit(lambda: "v" > 1)`, dashboards.Options{})
	require.NoError(t, err)
	raw, err := d.JSON()
	require.NoError(t, err)
	require.NoError(t, strict(raw))
	for _, change := range [][2]string{
		{`"title": "m: v"`, `"titel": "m: v"`}, {`"rawQuery": true`, `"rawQuery": "yes"`}, {`"lineWidth": 1`, `"lineWidht": 1`},
		{`"mode": "absolute"`, `"mode": 1`}, {`"showLegend": true`, `"showLegend": 3`}, {`"schemaVersion": 38`, `"schemaVersion": "38"`},
	} {
		bad := strings.Replace(string(raw), change[0], change[1], 1)
		require.NotEqual(t, string(raw), bad, change[0])
		require.Error(t, strict([]byte(bad)), change[1])
	}
}

type script struct {
	name, src string
	opts      graph.Options
}

// recorded are the scripts of the conformance cases that can be defined.
func recorded(t *testing.T) []script {
	t.Helper()
	root := "../../tickscript/engine/testdata/conformance"
	dirs, err := os.ReadDir(root)
	require.NoError(t, err)
	var out []script
	for _, d := range dirs {
		src, err := os.ReadFile(filepath.Join(root, d.Name(), "script.tick"))
		if err != nil {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(root, d.Name(), "case.json"))
		require.NoError(t, err)
		var c struct {
			Type  string
			DBRPs []graph.DBRP
			Vars  json.RawMessage
		}
		require.NoError(t, json.Unmarshal(raw, &c))
		s := script{name: d.Name(), src: string(src), opts: graph.Options{DBRPs: c.DBRPs}}
		switch c.Type {
		case "stream":
			s.opts.Type = graph.StreamTask
		case "batch":
			s.opts.Type = graph.BatchTask
		}
		if len(c.Vars) > 0 {
			s.opts.Vars, err = graph.ParseVarsJSON(c.Vars)
			require.NoError(t, err)
		}
		out = append(out, s)
	}
	require.Greater(t, len(out), 300)
	return out
}

// files are the .tick files below a folder.
func files(t *testing.T, dir string) []script {
	t.Helper()
	var out []script
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".tick" {
			return err
		}
		src, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out = append(out, script{name: rel, src: string(src)})
		return err
	}))
	return out
}

// published are the scripts of the pinned Kapacitor module.
func published(t *testing.T) []script {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/influxdata/kapacitor").Output()
	if err != nil || len(strings.TrimSpace(string(dir))) == 0 {
		t.Log("without the scripts of Kapacitor's module, which is not in the module cache")
		return nil
	}
	out := files(t, strings.TrimSpace(string(dir)))
	require.Greater(t, len(out), 50)
	return out
}

// TestCorpus makes dashboards of every script there is.
func TestCorpus(t *testing.T) {
	all := recorded(t)
	all = append(all, files(t, "../../examples")...)
	all = append(all, files(t, "../../tickscript")...)
	all = append(all, published(t)...)
	every, step := 1, 1
	if race {
		every, step = 10, 4 // the SDK's reader takes ten times as long
	}
	var checked, made, panels, queries, refused, lines, withoutQuery int
	for n, s := range all {
		if n%step != 0 {
			continue
		}
		for _, lang := range []dashboards.Language{dashboards.InfluxQL, dashboards.Flux} {
			s.opts.Template = true
			d, err := dashboards.FromScript(s.src, dashboards.Options{Name: s.name, Language: lang, Options: s.opts})
			if err != nil {
				_, diags := graph.Parse(s.src, s.opts)
				require.True(t, diags.HasErrors(), "%s: %s", s.name, err)
				refused++
				continue
			}
			raw, err := d.JSON()
			require.NoError(t, err, s.name)
			if made%every == 0 {
				require.NoError(t, strict(raw), s.name)
				require.NoError(t, d.Validate(), s.name)
				checked++
			}
			made++
			require.Len(t, d.Panels, len(d.Pictures))
			if len(d.Pictures) == 0 {
				require.NotEmpty(t, d.Reasons, s.name)
			}
			for i, p := range d.Pictures {
				panel := d.Panels[i].Panel
				require.Len(t, panel.Targets, len(p.Series))
				if len(p.Series) == 0 {
					withoutQuery++
					require.NotEmpty(t, p.Reasons, s.name)
					require.NotEmpty(t, *panel.Description, s.name)
				}
				panels++
				for j, series := range p.Series {
					target := panel.Targets[j].(dashboards.Target)
					require.Equal(t, series.Query, target.Query)
					queries++
					lines += len(series.Lines())
					if lang == dashboards.InfluxQL {
						checkInfluxQL(t, s.name, target.Query)
					}
				}
			}
		}
	}
	t.Logf("%d scripts: %d dashboards, %d of them read strictly, with %d panels, %d queries and %d lines; %d panels without a query have a reason; %d times a script is no script",
		len(all), made, checked, panels, queries, lines, withoutQuery, refused)
	require.Greater(t, queries, 1500/step)
}

var variable = regexp.MustCompile(`\$\{?\w+(:\w+)?\}?`)

// checkInfluxQL reads a query as InfluxDB does, with Grafana's variables filled in.
func checkInfluxQL(t *testing.T, name, query string) {
	t.Helper()
	q := variable.ReplaceAllStringFunc(query, func(v string) string {
		if v == "$timeFilter" {
			return "time >= 1000ms AND time <= 2000ms"
		}
		return "x"
	})
	_, err := influxql.ParseStatement(q)
	require.NoError(t, err, "%s: %s", name, q)
}
