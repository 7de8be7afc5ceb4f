// Package tickwright is the map of a library for TICKscript alert rules: write,
// test, ship and retire them from Go. It holds no code of its own.
//
// The question behind every package: infrastructure is volatile, so is this an
// error, or normal downscaling?
//
//   - [github.com/tickwright/tickwright/tickscript] defines rules: parse, build,
//     format and vet TICKscript; its packages engine and ticktest judge and test
//     rules offline, with the verdict a real Kapacitor would give.
//   - [github.com/tickwright/tickwright/influx] feeds them: points, line protocol,
//     an InfluxDB client that loses nothing, Telegraf configuration.
//   - [github.com/tickwright/tickwright/kapacitor] ships them: tasks, templates,
//     topics, plan and apply.
//   - [github.com/tickwright/tickwright/alerta] lives with what fires: the life
//     of an alert in Alerta.
//   - [github.com/tickwright/tickwright/kube] answers the question: the health of
//     a cluster as points, and why a node or pod went away.
//   - [github.com/tickwright/tickwright/grafana] shows rules and their alerts.
//
// Every service package has an in-process server for tests beside it, and the
// examples folder has one runnable program for each story.
package tickwright
