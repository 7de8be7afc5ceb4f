// Package kapacitortest is a Kapacitor in the test's own process: its HTTP API in front of the engine of package
// tickscript/engine.
//
//	srv := kapacitortest.Run(t, kapacitortest.Config{})
//	client, err := kapacitor.New(srv.URL)
//
// Enabled tasks run: points that are written reach every task that subscribes to their database and retention policy, and
// what the tasks find goes through the alert topics to the handlers. Nothing is sent and no file is written; what would
// have been is collected (Server.Deliveries, Posts, Writes, Events).
//
// Time stands still until Server.Advance moves it: queries of batch tasks, deadman and the like happen then. With
// Config.RealTime the server's time is the machine's.
//
// Status codes and error texts are those of kapacitord 1.8.3, which the same suite is run against. What differs: a counter
// of time (avg_exec_time_ns, throughput) is always zero, a backup is JSON and no Bolt database, a service test never
// succeeds because nothing is sent, and Flux tasks, which 1.8.3 has beside its own, are not served.
package kapacitortest
