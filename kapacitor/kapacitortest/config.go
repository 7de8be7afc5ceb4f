package kapacitortest

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Version is the Kapacitor that the server says it is.
const Version = "1.8.3"

// Config says how a server differs from a freshly installed one. The zero Config asks for no credentials and has a clock that
// stands at the time of New.
type Config struct {
	// BasePath is where the API is mounted, such as "/kap" behind a proxy; default none.
	BasePath string
	// Clock is what the server's clock shows at first; the zero Time is the time of New.
	Clock time.Time
	// RealTime lets the server's clock run with the machine's. Advance is then of no use.
	RealTime bool
	// Hostname is the server's own name, which templates see; default localhost.
	Hostname string

	// Handlers is the configuration of the alert handlers' services; nil is alert.EnabledConfig: every service works.
	Handlers *alert.Config
	// UDFs are the user defined functions that scripts may call, with what makes them.
	UDFs map[string]graph.UDF
	// NewUDF makes the objects behind UDFs.
	NewUDF map[string]func() engine.UDF
	// Sideload opens the sources of sideload nodes.
	Sideload func(source string) (engine.SideloadSource, error)
	// Scaler is what autoscale nodes decide for.
	Scaler engine.Scaler
	// InfluxDB answers the queries of batch tasks and of recordings, as the InfluxDB behind a server does; nil is a server
	// without one. It is called with the server locked and must not call back into it.
	InfluxDB engine.BatchSource
	// OnPost answers the requests of httpPost nodes; nil answers each with 200.
	OnPost func(*engine.Post) (engine.PostAnswer, error)

	// Auth asks for credentials. Users are then those who may come in, with their passwords; without Users any name will
	// do, as with the open-source Kapacitor, which does not check it.
	Auth  bool
	Users map[string]string
	// SharedSecret lets JSON web tokens in that are signed with it (HS256) and carry "exp" and "username".
	SharedSecret string
	// UserAPI serves /users, which the open-source Kapacitor 1.8.3 has the code of and does not serve.
	UserAPI bool

	// Overrides are the sections of the configuration that /config serves and changes, by their names; nil refuses every
	// request, as a server does whose [config-override] is not enabled.
	Overrides Sections
}

func (c Config) withDefaults() Config {
	if c.Clock.IsZero() {
		c.Clock = time.Now()
	}
	if c.Hostname == "" {
		c.Hostname = "localhost"
	}
	if c.Handlers == nil {
		c.Handlers = alert.EnabledConfig()
	}
	return c
}
