package grafana

import "context"

// Health is what the server says of itself.
type Health struct {
	Commit   string `json:"commit"`   // "" where the server is told to hide it
	Database string `json:"database"` // "ok" or "failing"
	Version  string `json:"version"`  // such as "10.1.0"; "" where the server is told to hide it
}

// Health asks whether the server can reach its database, and for its version. It needs no credential. A failing database is an error with
// status 503.
func (c *Client) Health(ctx context.Context) (Health, error) {
	return fetch[Health](ctx, c, "database", call{op: "get health", path: "health"})
}
