package dashboards

import (
	"fmt"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// Rule is one rule of a set.
type Rule struct {
	// Name is the task's id, which has to differ from rule to rule.
	Name   string
	Script string
	// Options are what this rule alone has: variables, type, databases.
	graph.Options
}

// Set makes the dashboards of a set of rules: one for each, and last an overview
// of all, whose name is o.Name. The error names the rule that it is about.
func Set(rules []Rule, o Options) ([]*Dashboard, error) {
	var out []*Dashboard
	uids := map[string]string{}
	for _, r := range rules {
		d, err := FromScript(r.Script, r.options(o))
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.Name, err)
		}
		if other, ok := uids[d.UID()]; ok {
			return nil, fmt.Errorf("rules %s and %s would share the dashboard %s: give them names of their own", other, r.Name, d.UID())
		}
		uids[d.UID()] = r.Name
		out = append(out, d)
	}
	all, err := Overview(rules, o)
	if err != nil {
		return nil, err
	}
	if other, ok := uids[all.UID()]; ok {
		return nil, fmt.Errorf("rule %s and the overview would share the dashboard %s: give the overview a name of its own", other, all.UID())
	}
	return append(out, all), nil
}

func (r Rule) options(o Options) Options {
	o.Name, o.Title, o.Annotations = r.Name, "", nil
	set := r.Options
	if len(set.DBRPs) == 0 {
		set.DBRPs = o.DBRPs
	}
	if set.UDFs == nil {
		set.UDFs = o.UDFs
	}
	set.Template = set.Template || o.Template
	o.Options = set
	return o
}

// Overview makes one dashboard of a set of rules: for each alert the state of
// every group over time, with a link to the rule's own dashboard. What has no
// constant levels is drawn as it is.
func Overview(rules []Rule, o Options) (*Dashboard, error) {
	if o.Name == "" {
		o.Name = "overview"
	}
	if o.Annotations == nil {
		o.Annotations = []string{}
		for _, r := range rules {
			o.Annotations = append(o.Annotations, ruleTag(r.Name))
		}
	}
	o = o.withDefaults()
	vars := newVariables(o)
	out := &Dashboard{}
	b := frame(o.Title, uid(o.Name), o).Description("The state of every group of every rule. Made from the rules: changes made here are lost when it is made anew.")
	id := uint32(0)
	for _, r := range rules {
		ro := r.options(o)
		g, diags := graph.Parse(r.Script, ro.Options)
		if diags.HasErrors() {
			diags.Sort()
			return nil, fmt.Errorf("rule %s: %w", r.Name, diags.WithFile(r.Name))
		}
		link := dashboard.NewDashboardLinkBuilder(r.Name).Type(dashboard.DashboardLinkTypeLink).
			Url("/d/" + uid(r.Name) + "?${__url_time_range}")
		for _, p := range pictures(g, ro, vars) {
			id++
			p.ID = id
			p.Title = r.Name + ": " + strings.TrimPrefix(p.Title, r.Name+": ")
			out.Pictures = append(out.Pictures, p)
			if !judged(p) {
				b.WithPanel(timeSeries(p, o, 12).(*timeseries.PanelBuilder).Links(links(link)))
				continue
			}
			b.WithPanel(timeline(p, o, 12, 7, p.Title).Links(links(link)))
		}
	}
	if len(out.Pictures) == 0 {
		out.Reasons = []string{"none of the rules has an alert"}
	}
	return out, finish(out, b, vars, o)
}

// judged reports whether a panel's values have levels, or are states themselves.
func judged(p Panel) bool {
	if discrete(p) {
		return true
	}
	for _, s := range p.Series {
		if len(s.Steps) > 1 {
			return true
		}
	}
	return false
}
