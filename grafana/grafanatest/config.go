package grafanatest

import (
	"context"
	"time"

	"github.com/tickwright/tickwright/grafana"
)

// AdminUser and AdminPassword sign in to every server, as its admin.
const (
	AdminUser     = "admin"
	AdminPassword = "admin"
)

// Config are the server's settings. The zero Config is Grafana's default.
type Config struct {
	// BasePath is where the server is mounted; "/grafana" when empty, so that a client which loses its path is found out. "/" is the root.
	BasePath string
	// FlatFolders is a server without nested folders: parents are ignored, and moving is 404.
	FlatFolders bool
	// Version is what the server reports; "10.1.0" when empty.
	Version string
	// Query answers queries that are not in InfluxQL. Without it they fail as those of a plugin that is not installed.
	Query func(ctx context.Context, q Query) ([]grafana.Frame, error)
	// Now is the server's clock; time.Now when nil.
	Now func() time.Time
}

// Query is one query of a request to /api/ds/query.
type Query struct {
	DataSource grafana.DataSource // without secrets
	From, To   time.Time
	RefID      string
	Interval   time.Duration
	Model      map[string]any
}

func (c Config) withDefaults() Config {
	switch c.BasePath {
	case "":
		c.BasePath = "/grafana"
	case "/":
		c.BasePath = ""
	}
	if c.Version == "" {
		c.Version = "10.1.0"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}
