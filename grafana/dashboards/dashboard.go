package dashboards

//lint:file-ignore SA1019 the schema that the SDK prefers is read by Grafana 12 and later only

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// Dashboard is a dashboard with what each of its panels was made from.
type Dashboard struct {
	dashboard.Dashboard
	// Pictures are the panels in terms of the rule, in the order of the dashboard's.
	Pictures []Panel
	// Reasons are why there is no panel at all.
	Reasons []string
}

// JSON is the dashboard in the form that Grafana stores and imports.
func (d *Dashboard) JSON() (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d.Dashboard); err != nil {
		return nil, fmt.Errorf("write the dashboard of %s as JSON: %w", d.UID(), err)
	}
	return b.Bytes(), nil
}

// MarshalJSON is JSON without white space.
func (d *Dashboard) MarshalJSON() ([]byte, error) { return json.Marshal(d.Dashboard) }

// UID is the dashboard's uid, which follows from the rule's name.
func (d *Dashboard) UID() string {
	if d.Uid == nil {
		return ""
	}
	return *d.Uid
}

// FromScript makes the dashboard of a script: a panel for each alert. The error
// is a diag.List with every mistake in the script.
func FromScript(script string, o Options) (*Dashboard, error) {
	o = o.withDefaults()
	g, diags := graph.Parse(script, o.Options)
	if diags.HasErrors() {
		diags.Sort()
		return nil, diags.WithFile(o.Name)
	}
	return FromGraph(g, o)
}

// FromGraph makes the dashboard of a checked pipeline, as of a tickscript.Script.
func FromGraph(g *graph.Graph, o Options) (*Dashboard, error) {
	o = o.withDefaults()
	vars := newVariables(o)
	panels := pictures(g, o, vars)
	out := &Dashboard{Pictures: panels}
	if len(panels) == 0 {
		out.Reasons = []string{"the script has no alert"}
	}
	b := frame(o.Title, uid(o.Name), o)
	b.Description("What the alerts of the rule " + o.Name + " see. Made from the rule: changes made here are lost when it is made anew.")
	for i := range out.Pictures {
		p := &out.Pictures[i]
		p.ID = uint32(i + 1)
		width := uint32(24)
		if len(out.Pictures) > 2 {
			width = 12
		}
		b.WithPanel(timeSeries(*p, o, width))
	}
	return out, finish(out, b, vars, o)
}

// pictures makes the panels of a pipeline.
func pictures(g *graph.Graph, o Options, vars *variables) []Panel {
	dbrps := g.DBRPs
	if len(dbrps) == 0 {
		dbrps = o.DBRPs
	}
	t := &translator{dbrps: dbrps, memo: map[*graph.Node]translated{}}
	var out []Panel
	titles := map[string]int{}
	for _, n := range g.Nodes {
		if n.Kind() == "alert" {
			p := panelOf(t, n, vars)
			titles[p.Title]++
			out = append(out, p)
		}
	}
	for i := range out {
		if p := &out[i]; titles[p.Title] > 1 && p.Title != p.Alert {
			p.Title += " (" + p.Alert + ")"
		}
	}
	return out
}

// frame is a dashboard without panels.
func frame(title, uid string, o Options) *dashboard.DashboardBuilder {
	b := dashboard.NewDashboardBuilder(title).Uid(uid).Tags(append([]string{Mark}, o.Tags...)).
		Time(o.From, o.To).Tooltip(dashboard.DashboardCursorSyncCrosshair).Editable()
	if o.Refresh != "" {
		b.Refresh(o.Refresh)
	}
	return b
}

// schemaVersion is that of Grafana 10: newer servers bring a dashboard up to
// their own, older ones read it as it is.
const schemaVersion = 38

// finish adds what stands around panels.
func finish(out *Dashboard, b *dashboard.DashboardBuilder, vars *variables, o Options) error {
	for _, v := range vars.build(o) {
		b.WithVariable(v)
	}
	b.Annotation(states(o))
	built, err := b.Build()
	if err != nil {
		return fmt.Errorf("make the dashboard of %s: %w", o.Name, err)
	}
	built.SchemaVersion = schemaVersion
	out.Dashboard = built
	return nil
}

// states are the alert's states, as annotations that carry the tags.
func states(o Options) cog.Builder[dashboard.AnnotationQuery] {
	return dashboard.NewAnnotationQueryBuilder().Name("Alert states").Enable(true).IconColor("red").
		Datasource(common.DataSourceRef{Type: cog.ToPtr("grafana"), Uid: cog.ToPtr("-- Grafana --")}).
		Target(annotationTarget{RefID: "Anno", Limit: 500, MatchAny: true, Tags: o.Annotations, Type: "tags"})
}

// uid makes a uid of a name: letters, digits, dashes and underscores, at most 40.
func uid(name string) string {
	const most = 40
	clean := strings.Trim(strings.ToLower(notWord.ReplaceAllString(name, "-")), "-")
	out := Mark + "-" + clean
	if clean != name || len(out) > most {
		// Names that differ only in what is replaced have uids of their own.
		sum := sha256.Sum256([]byte(name))
		tail := "-" + hex.EncodeToString(sum[:4])
		out = strings.TrimRight(out[:min(len(out), most-len(tail))], "-") + tail
	}
	return out
}

// registered tells the SDK once how panels and queries are read. Its registry is a
// plain map, and is not to be written while others read.
var registered = sync.OnceFunc(func() {
	r := cog.NewRuntime()
	r.RegisterPanelcfgVariant(timeseries.VariantConfig())
	r.RegisterPanelcfgVariant(statetimeline.VariantConfig())
	r.RegisterDataqueryVariant(VariantConfig())
})

// Read reads a dashboard that was made here, as a server has stored it. It has no
// Pictures: what a panel was made from is not stored.
func Read(raw json.RawMessage) (*Dashboard, error) {
	registered()
	out := &Dashboard{}
	if err := json.Unmarshal(raw, &out.Dashboard); err != nil {
		return nil, fmt.Errorf("read a dashboard: %w", err)
	}
	return out, nil
}
