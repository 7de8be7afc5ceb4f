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
// # Errors
//
// Every error is an *[Error], with operation, method, URL without secrets, status, the server's message and its name of the error. Use
// errors.Is with [ErrNotFound], [ErrConflict], [ErrVersionMismatch] and the others; a cancelled context is found by
// errors.Is(err, context.Canceled).
//
// # Retrying
//
// Lost connections and the statuses 408, 429, 502, 503 and 504 are repeated, up to four attempts in all (WithRetries), for calls that may be
// sent twice. The Create methods, and saves that look at a version, are repeated only when the server cannot have acted.
package grafana
