// Package alerta speaks the HTTP API of Alerta, where people meet the alerts that rules raise: all of it, typed, with the server's traps
// turned into behaviour.
//
// # Creating a client
//
//	c, err := alerta.New("https://alerta.example.org/api", alerta.WithKey(key))
//
// The path of the URL is kept. WithKey, WithLogin, WithToken, WithBasic and WithHMAC authenticate; an API key sent as a bearer token is
// refused by the server, also by an open one. A Client is safe for concurrent use and starts no goroutine.
//
// # The life of an alert
//
//	rec, err := c.Raise(ctx, alerta.AlertRequest{Resource: "node-7", Event: "NodeDown", Environment: "Production",
//		Severity: "critical", Service: []string{"nodes"}, Tags: []string{"cluster=blue"}})
//	err = c.Ack(ctx, rec.ID, alerta.Change{Text: "on it", Timeout: time.Hour})
//	err = c.Close(ctx, rec.ID, alerta.Change{})
//
// [Client.Raise], [Client.Ack], [Client.Shelve], [Client.Close], [Client.Reopen], [Client.Expire] and [Client.Clear] may be repeated: an
// alert that is already where the verb leads is no error. [Client.WaitFor] waits for a status. [Client.Retire] closes or deletes all alerts
// of a query, for a cluster that goes away, with a dry run. [Client.Silence] suppresses alerts until a deadline. [Client.Reconcile] makes
// the open alerts of an origin equal to a given set.
//
// A server answers "ok" to alerts that it does not store; [Receipt] tells stored, duplicate, correlated, suppressed and heartbeat apart.
//
// # Queries
//
//	q := alerta.Where(
//		alerta.Equal(alerta.Environment, "Production"),
//		alerta.NotEqual(alerta.Status, "closed", "expired"),
//		alerta.HasTag("cluster=blue"),
//	)
//	for a, err := range c.AllAlerts(ctx, q, alerta.Show{}) { ... }
//
// Conditions are joined by "and". What the server would misread, such as a value that begins with ~, is refused before it is sent; [Lucene]
// takes the server's own language as it is. Bulk operations and Retire refuse a query without conditions ([ErrEmptyFilter]), which the
// server would take for all alerts.
//
// # Errors
//
// Every error is an *[Error], with operation, method, URL without secrets, status, the server's message and request id. Use errors.Is with
// [ErrNotFound], [ErrConflict], [ErrRejected] and the others; a cancelled context is found by errors.Is(err, context.Canceled). The server
// answers 500 to several mistakes of a caller; those are [ErrBadRequest], not [ErrServer].
//
// # Retrying
//
// Lost connections and the statuses 408, 429, 502, 503 and 504 are repeated, up to four attempts in all (WithRetries), for calls that may be
// sent twice: everything that reads, replaces, deletes or merges, and the verbs. Send, Action, AddNote and the Create methods are repeated
// only when the server cannot have acted. 500 is never repeated.
//
// # Severities and alarm models
//
// Severities are the server's own ([Client.AlarmModel], fetched once): an unknown one is refused here, since the server answers 500 to it,
// and so is an empty one, which it stores as a closed alert. The ISA 18.2 model knows no close; there, Clear does it, and the verbs that the
// server would ignore are [ErrNotInModel].
//
// # Kapacitor
//
// [KapacitorMapper] is the mapping from Kapacitor's alert events to Alerta's alerts, as Kapacitor's own handler does it.
//
// # Testing
//
// Package alerta/alertatest is a whole Alerta in the test process.
package alerta
