package dashboards

import (
	"math"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// colours are Grafana's names for the colours of the levels.
var colours = map[alert.Level]string{alert.OK: "green", alert.Info: "blue", alert.Warning: "orange", alert.Critical: "red"}

// timeSeries is the panel of an alert: lines over time with its thresholds, or a
// state timeline where its values are not numbers.
func timeSeries(p Panel, o Options, width uint32) cog.Builder[dashboard.Panel] {
	if discrete(p) {
		return timeline(p, o, width, 8, p.Title)
	}
	b := timeseries.NewPanelBuilder().Id(p.ID).Title(p.Title).Description(p.description()).Span(width).Height(9).
		Datasource(source0(o)).ShowPoints(common.VisibilityModeAuto).FillOpacity(0).LineWidth(1).
		Legend(legend()).Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending))
	if p.Every > 0 {
		b.Interval(duration(p.Every))
	}
	for i, s := range p.Series {
		b.WithTarget(s.target(o))
		unit, name, steps := s.Unit, s.legend(o), thresholds(s.Steps)
		mode := common.GraphThresholdsStyleModeOff
		if len(s.Steps) > 1 {
			mode = common.GraphThresholdsStyleModeLineAndArea
		}
		if i == 0 {
			b.Unit(unit).Thresholds(dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).Steps(steps)).
				ThresholdsStyle(common.NewGraphThresholdsStyleConfigBuilder().Mode(mode))
			if name != "" {
				b.DisplayName(name)
			}
			continue
		}
		properties := []dashboard.DynamicConfigValue{
			{Id: "unit", Value: unit},
			{Id: "thresholds", Value: dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: steps}},
			{Id: "custom.thresholdsStyle", Value: map[string]any{"mode": mode}},
		}
		b.OverrideByQuery(s.RefID, properties)
	}
	return b
}

// timeline is a panel that shows the state of each group over time.
func timeline(p Panel, o Options, width, height uint32, title string) *statetimeline.PanelBuilder {
	b := statetimeline.NewPanelBuilder().Id(p.ID).Title(title).Description(p.description()).Span(width).Height(height).
		Datasource(source0(o)).ShowValue(common.VisibilityModeNever).MergeValues(true).
		Legend(legend()).Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeSingle).Sort(common.SortOrderNone))
	if p.Every > 0 {
		b.Interval(duration(p.Every))
	}
	for i, s := range p.Series {
		b.WithTarget(s.target(o))
		if i == 0 {
			b.Thresholds(dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).Steps(thresholds(s.Steps)))
			if m := mappings(s.Steps); len(m) > 0 {
				b.Mappings(m).ColorScheme(dashboard.NewFieldColorBuilder().Mode(dashboard.FieldColorModeIdThresholds))
			}
			if name := s.legend(o); name != "" {
				b.DisplayName(name)
			}
			continue
		}
		if m := mappings(s.Steps); len(m) > 0 {
			b.OverrideByQuery(s.RefID, []dashboard.DynamicConfigValue{
				{Id: "thresholds", Value: dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: thresholds(s.Steps)}},
				{Id: "mappings", Value: m},
			})
		}
	}
	return b
}

func legend() cog.Builder[common.VizLegendOptions] {
	return common.NewVizLegendOptionsBuilder().DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom).ShowLegend(true)
}

func links(l ...cog.Builder[dashboard.DashboardLink]) []cog.Builder[dashboard.DashboardLink] {
	return l
}

func discrete(p Panel) bool {
	for _, s := range p.Series {
		if !s.Discrete {
			return false
		}
	}
	return len(p.Series) > 0
}

// description is the text behind a panel's information mark.
func (p Panel) description() string {
	if len(p.Reasons) == 0 {
		return ""
	}
	lines := make([]string, len(p.Reasons))
	for i, r := range p.Reasons {
		lines[i] = "- " + r
	}
	return strings.Join(lines, "\n")
}

// source0 is the data source of a panel.
func source0(o Options) common.DataSourceRef {
	uid := o.DataSource
	if uid == "" {
		uid = "${" + dataSourceVariable + "}"
	}
	return common.DataSourceRef{Type: cog.ToPtr("influxdb"), Uid: &uid}
}

func (s Series) target(o Options) Target {
	ds := source0(o)
	t := Target{RefID: s.RefID, DataSource: &ds, Query: s.Query}
	if o.Language == InfluxQL {
		t.RawQuery, t.ResultFormat, t.Alias = true, "time_series", s.alias()
	}
	return t
}

// alias names a series after its group, in InfluxQL's data source. The form with
// brackets takes a tag's name whole.
func (s Series) alias() string {
	if s.All {
		return ""
	}
	if len(s.Tags) == 0 {
		return s.Column
	}
	parts := make([]string, len(s.Tags))
	for i, tag := range s.Tags {
		parts[i] = "[[tag_" + tag + "]]"
	}
	return strings.Join(parts, " ")
}

// legend is alias for Flux, whose data source has none.
func (s Series) legend(o Options) string {
	if o.Language == InfluxQL || s.All {
		return ""
	}
	if len(s.Tags) == 0 {
		return s.Column
	}
	parts := make([]string, len(s.Tags))
	for i, tag := range s.Tags {
		parts[i] = `${__field.labels["` + tag + `"]}`
	}
	return strings.Join(parts, " ")
}

// thresholds are steps as Grafana writes them: the first has no value.
func thresholds(steps []Step) []dashboard.Threshold {
	if len(steps) == 0 {
		return []dashboard.Threshold{{Color: colours[alert.OK]}}
	}
	out := make([]dashboard.Threshold, len(steps))
	for i, s := range steps {
		out[i].Color = colours[s.Level]
		if i > 0 {
			v := startOf(steps, i)
			out[i].Value = &v
		}
	}
	return out
}

// startOf is the first value of a step as Grafana understands it, where a step
// always has its own value. Above 80 is written 80, as everybody would; but where
// a value would lose the graver of two levels, the step begins at the next number.
func startOf(steps []Step, i int) float64 {
	s, before := steps[i], steps[i-1]
	if s.Open && (before.Level > s.Level || before.Value == s.Value) {
		return math.Nextafter(s.Value, math.Inf(1))
	}
	return s.Value
}

// mappings give the values of each level its name.
func mappings(steps []Step) []dashboard.ValueMapping {
	var out []dashboard.ValueMapping
	for i, s := range steps {
		r := dashboard.NewRangeMap()
		if i > 0 {
			v := startOf(steps, i)
			r.Options.From = &v
		}
		if i+1 < len(steps) {
			v := math.Nextafter(startOf(steps, i+1), math.Inf(-1))
			r.Options.To = &v
		}
		name, colour, index := s.Level.String(), colours[s.Level], int32(i)
		r.Options.Result = dashboard.ValueMappingResult{Text: &name, Color: &colour, Index: &index}
		out = append(out, dashboard.ValueMapping{RangeMap: r})
	}
	return out
}
