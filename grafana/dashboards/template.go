package dashboards

import (
	"reflect"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// dataSourceVariable is the variable by which a data source is chosen.
const dataSourceVariable = "datasource"

// build makes the dashboard's variables.
func (v *variables) build(o Options) []cog.Builder[dashboard.VariableModel] {
	var out []cog.Builder[dashboard.VariableModel]
	if o.DataSource == "" {
		out = append(out, dashboard.NewDatasourceVariableBuilder(dataSourceVariable).Label("Data source").Type("influxdb"))
	}
	var tags []cog.Builder[dashboard.VariableModel]
	for _, tag := range v.tags {
		q := v.query(tag)
		all := dashboard.StringOrArrayOfString{ArrayOfString: []string{"$__all"}}
		label := dashboard.StringOrArrayOfString{ArrayOfString: []string{"All"}}
		tags = append(tags, dashboard.NewQueryVariableBuilder(v.names[tag]).Label(tag).Datasource(source0(o)).
			Query(dashboard.StringOrMap{String: &q}).Definition(q).Multi(true).IncludeAll(true).AllValue(".*").
			Current(dashboard.VariableOption{Selected: cog.ToPtr(true), Text: label, Value: all}).
			Refresh(dashboard.VariableRefreshOnTimeRangeChanged).Sort(dashboard.VariableSortAlphabeticalAsc))
	}
	if v.asksBucket {
		q := "buckets()"
		out = append(out, dashboard.NewQueryVariableBuilder("bucket").Label("Bucket").Datasource(source0(o)).
			Query(dashboard.StringOrMap{String: &q}).Definition(q).Refresh(dashboard.VariableRefreshOnDashboardLoad))
	}
	return append(out, tags...)
}

// annotationTarget asks Grafana's own store for annotations by their tags. The
// SDK has a type of this shape that is no query.
type annotationTarget struct {
	RefID    string   `json:"refId"`
	Limit    int64    `json:"limit"`
	MatchAny bool     `json:"matchAny"`
	Tags     []string `json:"tags"`
	Type     string   `json:"type"`
}

func (t annotationTarget) Build() (variants.Dataquery, error) { return t, nil }
func (annotationTarget) ImplementsDataqueryVariant()          {}
func (annotationTarget) DataqueryType() string                { return "grafana" }
func (annotationTarget) Validate() error                      { return nil }
func (t annotationTarget) Equals(o variants.Dataquery) bool   { return reflect.DeepEqual(t, o) }
