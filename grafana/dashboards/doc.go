// Package dashboards makes Grafana dashboards from alert rules: the picture of
// what a rule sees, so that it cannot drift from the rule.
//
//	d, err := dashboards.FromScript(script, dashboards.Options{Name: "disk", DataSource: "influx"})
//	raw, err := d.JSON()
//
// [FromScript] makes a panel for each alert: the query that the pipeline
// computes, in InfluxQL or Flux, the levels as coloured lines, a guess of the
// unit, the alert's annotations, and a variable for each tag that the rule groups
// by. [Overview] makes one dashboard for a set of rules, with the state of each
// group. Any JSON can be saved and provisioned in their place; what is made here
// is built with the types of grafana-foundation-sdk.
//
// # What is translated
//
// The checked pipeline is read, not the text. Sources with database, policy and
// measurement, conditions, windows, the functions of InfluxQL, derivatives and
// computed fields become a query; an InfluxQL or Flux query of a batch task is
// taken as it is, with the range of the panel. A union is drawn branch by branch,
// a join by the branches that the alert looks at.
//
// Where the pipeline does what no query can say, the panel shows what the value
// is made of, without lines, and its description has the reason; see
// Panel.Reasons. No panel is without a query or a reason.
//
// InfluxQL puts a window's beginning where the rule, and Flux, put its end. Both
// languages put windows at multiples of their length; a rule without align()
// begins them with each group's first point.
//
// # Why a package of its own
//
// The types of the foundation SDK are large: linking them takes longer to
// compile than the whole client. A program that only speaks to Grafana imports
// package grafana and pays for none of it.
package dashboards
