// Package influxtest is an InfluxDB in the test's own process: a server of the 1.8 or the 2.x line which keeps points in
// memory, answers what the clients of package influx ask, and fails on demand.
//
//	srv := influxtest.Start(t, influxtest.Options{Version: "2.7.12"})
//	c, _ := influx.New(srv.URL, influx.WithToken(srv.Token), influx.WithOrg(srv.Org), influx.WithBucket("telegraf"))
//
//	srv.Inject(influxtest.Fault{Path: "/write", Times: 2, Status: 503, RetryAfter: "1"})
//	...
//	got := srv.Points("telegraf")
//
// It writes like the real ones: a field keeps its type, a conflict is a partial write, a point that is written twice is
// stored once. It knows InfluxQL's SHOW statements, SELECT of fields and of count, DELETE and DROP SERIES, and the
// administration of both lines as far as package influx has it. A query beyond that is answered with an error which says
// so, never with wrong data. It does not know Flux: [Server.HandleFlux] says what to answer.
package influxtest
