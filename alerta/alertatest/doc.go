// Package alertatest is an Alerta server inside the test process: the HTTP API of alerta-server 9.1 on PostgreSQL, with its
// de-duplication, correlation, both alarm models, blackouts, heartbeats, housekeeping, authentication, scopes and customers, its error
// envelopes, and its oddities.
//
//	srv := alertatest.New(alertatest.Config{})
//	defer srv.Close()
//	client, err := alerta.New(srv.URL)
//
// Time is the machine's plus what [Server.Advance] added, so that timeouts can be tested at once. [Server.Fail] injects faults.
// A differential test runs random operations against this server and a real one and compares what both hold after each.
//
// Not simulated: plugins other than reject, heartbeat, blackout and remote_ip; webhooks other than prometheus (501); Celery (bulk actions
// fail as on a server without it); login providers other than basic, e-mail and oEmbed (they fail as on a server where nothing of the kind is
// set up).
package alertatest
