// Package tickwright is the map of a library for TICKscript alert rules: write,
// test, feed, ship and retire them from Go. It holds no code of its own.
//
// The question behind every package: infrastructure is volatile, so is this an
// error, or normal downscaling?
//
//   - [github.com/tickwright/tickwright/tickscript] defines rules: a typed
//     builder, parser, formatter and checks. Its package
//     [github.com/tickwright/tickwright/tickscript/engine] judges points with
//     them, offline, with the verdict a real Kapacitor would give, and
//     [github.com/tickwright/tickwright/tickscript/ticktest] tests them like code,
//     and [github.com/tickwright/tickwright/tickscript/backtest] says what a change
//     of one would have changed.
//   - [github.com/tickwright/tickwright/influx] feeds them: points, line protocol,
//     an InfluxDB client that loses nothing, Telegraf configuration.
//   - [github.com/tickwright/tickwright/kapacitor] ships them: tasks, templates
//     and topic handlers, planned and applied.
//   - [github.com/tickwright/tickwright/alerta] lives with what fires: the life
//     of an alert in Alerta.
//   - [github.com/tickwright/tickwright/grafana] shows it: data sources, dashboards,
//     and events as annotations in Grafana;
//     [github.com/tickwright/tickwright/grafana/dashboards] makes dashboards from rules.
//   - [github.com/tickwright/tickwright/kube] answers the question: the health of
//     a cluster as points, and why a node or pod went away.
//
// influx, kapacitor, alerta and grafana have an in-process server for tests beside
// them, and the examples folder has one runnable program for each story.
package tickwright
