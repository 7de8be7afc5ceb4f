// Package grafanatest is a Grafana server inside the test process: the part of the HTTP API of Grafana 10.1 that package grafana speaks, with
// versions and their conflicts, nested folders, permissions, organisations, users, service accounts with tokens, and the server's own status
// codes and error bodies.
//
//	srv := grafanatest.New(grafanatest.Config{})
//	defer srv.Close()
//	client, err := grafana.New(srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword))
//
// [Server.Fail] injects faults, and may answer a request itself. One suite of tests runs against this server and against a real one.
//
// Queries: those in InfluxQL are sent to the InfluxDB at the data source's URL, be it influxtest or a real one, and its answer is given as
// frames; for everything else there is Config.Query.
//
// Not simulated: alerting does not evaluate; contact points take any settings; permissions are those of roles, folders and dashboards, not
// the fine-grained ones of RBAC; no web pages.
package grafanatest
