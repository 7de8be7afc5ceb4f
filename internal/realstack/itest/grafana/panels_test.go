package grafana_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/dashboards"
	"github.com/tickwright/tickwright/internal/realstack/grafanad"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
	"github.com/tickwright/tickwright/internal/realstack/influxd2"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

const quickstart = "../../../../examples/quickstart/"

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(quickstart, name))
	require.NoError(t, err)
	return string(b)
}

// panelRules are rules over the quickstart's hour of disk metrics: what each
// alert sees is compared with what its panel shows.
var panelRules = map[string]string{
	"aggregate": `stream|from().measurement('disk').where(lambda: "cluster" != 'batch' AND "host" =~ /^(db|log|web)-/).groupBy('host')
  |window().period(1m).every(1m).align()|max('used_percent').as('m')|eval(lambda: 100.0 - "m").as('free')|alert().crit(lambda: "free" < 20)`,
	"percentile": `stream|from().measurement('disk').groupBy('cluster')|window().period(1m).every(1m).align()|percentile('used_percent', 90.0).as('p')
  |alert().crit(lambda: "p" > 80)`,
	"filtered": `stream|from().measurement('disk').groupBy('host', 'cluster')|window().period(30s).every(30s).align()|mean('used_percent').as('u')
  |where(lambda: "u" > 60.0)|alert().crit(lambda: "u" > 80)`,
	"everything": `stream|from().measurement('disk').groupBy(*)|window().period(1m).every(1m).align()|count('used_percent')|alert().crit(lambda: "count" < 6)`,
	"moving":     `stream|from().measurement('disk').groupBy('host')|window().period(1m).every(10s).align()|mean('used_percent').as('u')|alert().crit(lambda: "u" > 80)`,
	"rate":       `stream|from().measurement('disk').groupBy('host')|derivative('used_percent').unit(1m).nonNegative().as('rate')|alert().crit(lambda: "rate" > 2.0)`,
	"computed": `stream|from().measurement('disk').groupBy('host')|eval(lambda: float("used") / float("total") * 100.0).as('u')
  |window().period(1m).every(1m).align()|mean('u').as('u')|alert().crit(lambda: "u" > 80)`,
	"raw":  `stream|from().measurement('disk').where(lambda: "used_percent" > 50.0).groupBy('host')|alert().crit(lambda: "used_percent" > 80)`,
	"held": `stream|from().measurement('disk').groupBy('host')|stateDuration(lambda: "used_percent" > 70).unit(1m)|alert().crit(lambda: "state_duration" > 5)`,
	"chained": `stream|from().measurement('disk').groupBy('host')|window().period(1m).every(1m).align()|mean('used_percent').as('u')
  |movingAverage('u', 5).as('u5')|difference('u5').as('d')|alert().crit(lambda: "d" > 1.0)`,
	"joined": `var a = stream|from().measurement('disk').where(lambda: "host" == 'db-1').groupBy('datacenter')|window().period(1m).every(1m).align()|max('used_percent').as('v')
var b = stream|from().measurement('disk').where(lambda: "host" == 'web-1').groupBy('datacenter')|window().period(1m).every(1m).align()|min('used_percent').as('v')
a|join(b).as('a', 'b')|alert().crit(lambda: "a.v" > 80 OR "b.v" < 10)`,
}

// tagsText names a group.
func tagsText(tags map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		if !strings.HasPrefix(k, "_") {
			parts = append(parts, k+"="+tags[k])
		}
	}
	return strings.Join(parts, ",")
}

// seen is what an alert looks at: values by column, group and time.
type seen map[string]map[string]map[time.Time]float64

func (s seen) add(column, group string, at time.Time, v float64) {
	if s[column] == nil {
		s[column] = map[string]map[time.Time]float64{}
	}
	if s[column][group] == nil {
		s[column][group] = map[time.Time]float64{}
	}
	s[column][group][at] = v
}

// judge runs a rule and returns what arrives at its alert.
func judge(t *testing.T, script, alertNode string) seen {
	t.Helper()
	prog, err := engine.Compile(script, engine.Options{})
	require.NoError(t, err)
	var before string
	for _, n := range prog.Graph().Nodes {
		if n.Name == alertNode {
			before = n.Parents[0].Name
		}
	}
	out := seen{}
	run := prog.NewRun(engine.RunOptions{Trace: func(m *engine.Message) {
		if m.Node.Name != before {
			return
		}
		for i := range m.Len() {
			for _, f := range m.PointFields(i) {
				if v, ok := asFloat(f); ok {
					out.add(f.Name, tagsText(alert.TagMap(m.GroupTags())), m.PointTime(i).UTC(), v)
				}
			}
		}
	}})
	require.NoError(t, run.ReadFrom(t.Context(), strings.NewReader(read(t, "disk.lp")), engine.ReadOptions{DB: "telegraf", RP: "autogen"}))
	require.NoError(t, run.Close())
	return out
}

func asFloat(f alert.Field) (float64, bool) {
	switch f.Value.Kind() {
	case lambda.Float:
		return f.Value.Float(), true
	case lambda.Int:
		return float64(f.Value.Int()), true
	}
	return 0, false
}

// panelSource is a data source behind the real Grafana.
type panelSource struct {
	name     string
	language dashboards.Language
	source   grafana.DataSource
}

// from and to are the quickstart's hour.
var from, to = time.Unix(1715677200, 0).UTC(), time.Unix(1715677200, 0).UTC().Add(time.Hour + 10*time.Second)

// loaded starts the databases with the quickstart's data.
func loaded(t *testing.T) []panelSource {
	t.Helper()
	data := read(t, "disk.lp")
	one := influxd1.Shared(t)
	_, err := one.Query(t.Context(), "", "CREATE DATABASE telegraf")
	require.NoError(t, err)
	require.NoError(t, one.Write(t.Context(), "telegraf", "autogen", data))
	two := influxd2.Shared(t)
	bucket(t, two, "telegraf/autogen", data)
	return []panelSource{
		{"InfluxQL to 1.8", dashboards.InfluxQL, grafana.InfluxQL{Name: "panels-1", UID: "panels-1", URL: one.URL, Database: "telegraf"}.DataSource()},
		{"Flux to 1.8", dashboards.Flux, grafana.Flux{Name: "panels-1f", UID: "panels-1f", URL: one.URL, Token: "x:x", Bucket: "telegraf/autogen", Organization: "x"}.DataSource()},
		{"Flux to 2.7", dashboards.Flux, grafana.Flux{Name: "panels-2", UID: "panels-2", URL: two.URL, Token: influxd2.Token, Bucket: "telegraf/autogen", Organization: influxd2.Org}.DataSource()},
	}
}

// bucket makes a bucket of InfluxDB 2 and fills it.
func bucket(t *testing.T, s *influxd2.Server, name, data string) {
	t.Helper()
	send := func(path, body string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Token "+influxd2.Token)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		var b bytes.Buffer
		_, err = b.ReadFrom(resp.Body)
		require.NoError(t, err)
		require.Equal(t, 2, resp.StatusCode/100, "%s: %s", path, b.String())
	}
	send("/api/v2/buckets", fmt.Sprintf(`{"orgID":%q,"name":%q,"retentionRules":[]}`, s.OrgID, name))
	send("/api/v2/write?org="+influxd2.Org+"&bucket="+name+"&precision=ns", data)
}

// TestPanelsShowWhatRulesSee saves the dashboard of each rule in a real Grafana,
// sends the queries of the stored panels through it to real databases, and compares
// every value with what arrives at the rule's alert in the engine.
func TestPanelsShowWhatRulesSee(t *testing.T) {
	grafanad.Require(t)
	influxd1.Require(t)
	influxd2.Require(t)
	srv := grafanad.Shared(t)
	c, err := grafana.New(srv.URL, grafana.WithBasic(grafanad.AdminUser, grafanad.AdminPassword))
	require.NoError(t, err)
	rules := maps.Clone(panelRules)
	rules["disk"] = read(t, "disk.tick")
	for _, s := range loaded(t) {
		_, err := c.CreateDataSource(t.Context(), s.source)
		require.NoError(t, err)
		for _, name := range slices.Sorted(maps.Keys(rules)) {
			t.Run(s.name+"/"+name, func(t *testing.T) { comparePanels(t, c, s, name, rules[name]) })
		}
	}
}

func comparePanels(t *testing.T, c *grafana.Client, s panelSource, name, script string) {
	d := saved(t, c, s, name, script)
	p := d.Pictures[0]
	results := ask(t, c, d, nil)
	if s.language == dashboards.Flux && name == "percentile" {
		// Its ranks are others, which the panel says; that it is answered is all there is to see.
		require.Contains(t, p.Reasons, "Flux may take the next greater point of a window for its percentile")
		require.Empty(t, results["A"].Error)
		require.Len(t, results["A"].Frames, 3)
		return
	}
	want := judge(t, script, p.Alert)
	compared := 0
	for _, series := range p.Series {
		r := results[series.RefID]
		require.Empty(t, r.Error, series.Query)
		column := series.Judged
		if want[column] == nil || name == "held" {
			column = series.Column
		}
		shift := time.Duration(0)
		if s.language == dashboards.InfluxQL {
			shift = p.Every // InfluxQL names a window by its beginning
		}
		got := seen{}
		for _, f := range r.Frames {
			collect(t, got, f, shift)
		}
		require.NotEmpty(t, got[""], series.Query)
		compared += compare(t, name, want[column], got[""], series.Query)
	}
	t.Logf("%d values are those that the rule sees", compared)
}

// saved saves a rule's dashboard and returns it as the server has it.
func saved(t *testing.T, c *grafana.Client, s panelSource, name, script string) *dashboards.Dashboard {
	t.Helper()
	d, err := dashboards.FromScript(script, dashboards.Options{Name: name, DataSource: s.source.UID, Language: s.language,
		Options: graph.Options{DBRPs: []graph.DBRP{{Database: "telegraf", RetentionPolicy: "autogen"}}}})
	require.NoError(t, err)
	raw, err := d.JSON()
	require.NoError(t, err)
	_, err = c.SaveDashboard(t.Context(), grafana.SaveRequest{JSON: raw, Overwrite: true})
	require.NoError(t, err)
	stored, err := c.GetDashboard(t.Context(), d.UID())
	require.NoError(t, err)
	loaded, err := dashboards.Read(stored.JSON)
	require.NoError(t, err)
	require.Equal(t, d.Panels[0].Panel.Targets, loaded.Panels[0].Panel.Targets)
	loaded.Pictures = d.Pictures
	return loaded
}

func ask(t *testing.T, c *grafana.Client, d *dashboards.Dashboard, values map[string][]string) map[string]grafana.QueryResult {
	t.Helper()
	queries, err := d.Queries(0, values)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	results, err := c.Query(ctx, grafana.QueryRequest{From: from, To: to, Queries: queries})
	require.NoError(t, err)
	return results
}

// collect reads a frame's rows; the time is moved to the window's end.
func collect(t *testing.T, into seen, f grafana.Frame, shift time.Duration) {
	t.Helper()
	times, ok := f.Field(grafana.FieldTime)
	require.True(t, ok)
	values, ok := f.Field(grafana.FieldNumber)
	require.True(t, ok, "%+v", f)
	for i, v := range values.Values {
		var x float64
		switch v := v.(type) {
		case float64:
			x = v
		case int64:
			x = float64(v)
		default:
			continue
		}
		into.add("", tagsText(values.Labels), times.Values[i].(time.Time).Add(shift), x)
	}
}

// compare checks every value of the rule against the panel's, and the other way
// round but for the windows that the end of the data left open in the rule, and
// for those that are not whole at the beginning.
func compare(t *testing.T, name string, want, got map[string]map[time.Time]float64, query string) int {
	t.Helper()
	require.ElementsMatch(t, slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(got)), "the groups: %s", query)
	n := 0
	for group, values := range want {
		first, last := bounds(values)
		for at, v := range values {
			g, ok := got[group][at]
			if !ok {
				// A moving window that is not yet full has a value in the rule only.
				require.True(t, name == "moving" && at.Before(first.Add(time.Minute)), "%s at %s: %v is missing from %s", group, at, v, query)
				continue
			}
			require.LessOrEqual(t, math.Abs(g-v), 1e-9*math.Max(1, math.Abs(v)), "%s at %s: %v, the rule sees %v: %s", group, at, g, v, query)
			n++
		}
		for at := range got[group] {
			if _, ok := values[at]; !ok {
				require.True(t, at.After(last) || at.Before(first.Add(time.Minute)), "%s at %s: only the panel has a value (the rule from %s to %s): %s", group, at, first, last, query)
			}
		}
	}
	require.Greater(t, n, 3)
	return n
}

func bounds(values map[time.Time]float64) (first, last time.Time) {
	for at := range values {
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	return first, last
}

// TestDiskPicture draws the disk rule's panel from what Grafana's query API
// returned. TICKWRIGHT_PICTURE names a file to keep it in.
func TestDiskPicture(t *testing.T) {
	grafanad.Require(t)
	influxd1.Require(t)
	one := influxd1.Shared(t)
	_, err := one.Query(t.Context(), "", "CREATE DATABASE telegraf")
	require.NoError(t, err)
	require.NoError(t, one.Write(t.Context(), "telegraf", "autogen", read(t, "disk.lp")))
	c, err := grafana.New(grafanad.Shared(t).URL, grafana.WithBasic(grafanad.AdminUser, grafanad.AdminPassword))
	require.NoError(t, err)
	s := panelSource{"picture", dashboards.InfluxQL, grafana.InfluxQL{Name: "picture", UID: "picture", URL: one.URL, Database: "telegraf"}.DataSource()}
	_, err = c.CreateDataSource(t.Context(), s.source)
	require.NoError(t, err)
	d := saved(t, c, s, "disk-picture", read(t, "disk.tick"))

	var all, one1 bytes.Buffer
	require.NoError(t, d.Pictures[0].Draw(&all, ask(t, c, d, nil)))
	require.Equal(t, 9, strings.Count(all.String(), "<polyline"), "one line for each host")
	require.Equal(t, 18, strings.Count(all.String(), "<line "), "two thresholds in each row")
	require.Contains(t, all.String(), "<title>WARNING</title></rect>")
	require.Contains(t, all.String(), "<title>CRITICAL</title></rect>")
	require.NoError(t, d.Pictures[0].Draw(&one1, ask(t, c, d, map[string][]string{"host": {"db-1", "web-1"}})))
	require.Equal(t, 2, strings.Count(one1.String(), "<polyline"), "the variable selects hosts")
	if path := os.Getenv("TICKWRIGHT_PICTURE"); path != "" {
		require.NoError(t, os.WriteFile(path, all.Bytes(), 0o644))
	}
}
