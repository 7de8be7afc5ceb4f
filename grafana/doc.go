// Package grafana speaks the HTTP API of Grafana, as far as rules have a picture there: data sources, folders, dashboards, annotations,
// service accounts, alerting, and what provisioning needs of organisations, teams and users.
//
// # Creating a client
//
//	c, err := grafana.New("https://grafana.example.org", grafana.WithToken(token))
//
// The path of the URL is kept. [WithToken] takes the token of a service account, [WithBasic] user and password, which the admin API wants;
// [WithOrg] and [Client.InOrg] name the organisation. A Client is safe for concurrent use and starts no goroutine.
//
// # Data sources and queries
//
//	d, err := c.CreateDataSource(ctx, grafana.InfluxQL{Name: "metrics", URL: url, Database: "telegraf", Password: pw}.DataSource())
//	res, err := c.Query(ctx, grafana.QueryRequest{From: from, To: to, Queries: []grafana.Query{grafana.InfluxQLQuery(d.UID, query)}})
//
// [InfluxQL] and [Flux] are InfluxDB; [DataSource] takes any other kind. Secrets are written and never read. [Client.Query] asks through the
// server, as a panel does, and answers with [Frame]s.
//
// # Dashboards
//
// A dashboard is JSON, whoever made it: [Client.SaveDashboard] stores any object that has a title. Dashboards and folders are named by their
// uids, on every server. A save over a version that somebody else has changed is [ErrVersionMismatch]; [Client.EditDashboard] reads, changes
// and saves until nobody was faster. [Client.SearchAll] walks what a query finds.
//
// # Annotations
//
// An [Annotator] writes alert events and retirements as annotations: a region opens at the raise and closes at the recovery, once, however
// often it is told. [AnnotationTag] makes tags that the server keeps as they are.
//
// # Errors
//
// Every error is an *[Error], with operation, method, URL without secrets, status, the server's message and its name of the error. Use
// errors.Is with [ErrNotFound], [ErrConflict], [ErrVersionMismatch] and the others; a cancelled context is found by
// errors.Is(err, context.Canceled).
//
// # Retrying
//
// Lost connections and the statuses 408, 429, 502, 503 and 504 are repeated, up to four attempts in all (WithRetries), for calls that may be
// sent twice. The Create methods, and saves that look at a version, are repeated only when the server cannot have acted. 500 is never
// repeated.
//
// # Versions
//
// Written for Grafana 10.1, against which it is tested; the shapes of errors are those of 7 to 12. Service accounts need 9, the provisioning
// of alerting 9.1, a list of alert rules 9.5, nested folders 10.
//
// # Provisioning
//
// [Client.Plan] compares a [Set] of data sources, folders and dashboards with what the server has and says what would be created, changed and
// deleted; [Client.Apply] does it. Only what carries the owner's mark is changed or deleted, and applying again after a failure goes on.
//
// # Dashboards from rules
//
// Package [github.com/tickwright/tickwright/grafana/dashboards] makes them: dashboards.FromScript and dashboards.Set. It stands apart because
// the types of grafana-foundation-sdk, with which dashboards are built, take longer to compile than this whole client.
//
// # Testing
//
// Package grafana/grafanatest is a Grafana in the test process.
package grafana
