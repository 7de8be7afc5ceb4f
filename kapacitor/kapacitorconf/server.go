package kapacitorconf

// HTTP is [http].
type HTTP struct {
	BindAddress      string         `toml:"bind-address,omitempty"`
	AuthEnabled      *bool          `toml:"auth-enabled"`
	LogEnabled       *bool          `toml:"log-enabled"`
	WriteTracing     *bool          `toml:"write-tracing"`
	PprofEnabled     *bool          `toml:"pprof-enabled"`
	HTTPSEnabled     *bool          `toml:"https-enabled"`
	HTTPSCertificate string         `toml:"https-certificate,omitempty"`
	HTTPSPrivateKey  string         `toml:"https-private-key,omitempty"` // a file
	ShutdownTimeout  Duration       `toml:"shutdown-timeout,omitempty"`
	SharedSecret     Secret         `toml:"shared-secret,omitempty"` // signs web tokens
	Extra            map[string]any `toml:"-" json:"-"`
}

// ConfigOverride is [config-override]: whether the HTTP API may change the configuration; it may unless told otherwise.
type ConfigOverride struct {
	Enabled *bool          `toml:"enabled"`
	Extra   map[string]any `toml:"-" json:"-"`
}

// Logging is [logging].
type Logging struct {
	File  string         `toml:"file,omitempty"`  // a path, STDERR or STDOUT
	Level string         `toml:"level,omitempty"` // DEBUG, INFO, WARN, ERROR or OFF
	Extra map[string]any `toml:"-" json:"-"`
}

// Load is [load]: a folder with tasks, templates and handlers that are defined at the start.
type Load struct {
	Enabled *bool          `toml:"enabled"`
	Dir     string         `toml:"dir,omitempty"`
	Extra   map[string]any `toml:"-" json:"-"`
}

// Replay is [replay]: the folder of the recordings.
type Replay struct {
	Dir   string         `toml:"dir,omitempty"`
	Extra map[string]any `toml:"-" json:"-"`
}

// Storage is [storage]: the file of the database.
type Storage struct {
	BoltDB string         `toml:"boltdb,omitempty"`
	Extra  map[string]any `toml:"-" json:"-"`
}

// Task is [task].
type Task struct {
	Dir              string         `toml:"dir,omitempty"`
	SnapshotInterval Duration       `toml:"snapshot-interval,omitempty"`
	Extra            map[string]any `toml:"-" json:"-"`
}

// Alert is [alert].
type Alert struct {
	PersistTopics     *bool          `toml:"persist-topics"`
	TopicBufferLength int            `toml:"topic-buffer-length,omitzero"`
	Extra             map[string]any `toml:"-" json:"-"`
}

// Stats is [stats]: the server's own counters as points.
type Stats struct {
	Enabled                 *bool          `toml:"enabled"`
	StatsInterval           Duration       `toml:"stats-interval,omitempty"`
	Database                string         `toml:"database,omitempty"`
	RetentionPolicy         string         `toml:"retention-policy,omitempty"`
	TimingSampleRate        float64        `toml:"timing-sample-rate,omitzero"`
	TimingMovingAverageSize int            `toml:"timing-movavg-size,omitzero"`
	Extra                   map[string]any `toml:"-" json:"-"`
}

// Reporting is [reporting]: usage statistics sent to InfluxData, unless told otherwise.
type Reporting struct {
	Enabled *bool          `toml:"enabled"`
	URL     string         `toml:"url,omitempty"`
	Extra   map[string]any `toml:"-" json:"-"`
}

// InfluxDB is one [[influxdb]]: an InfluxDB to subscribe to, to query and to write to.
type InfluxDB struct {
	Enabled               *bool               `toml:"enabled"`
	Name                  string              `toml:"name,omitempty"`
	Default               *bool               `toml:"default"`
	URLs                  []string            `toml:"urls,omitempty"`
	Username              string              `toml:"username,omitempty"`
	Password              Secret              `toml:"password,omitempty"`
	Token                 Secret              `toml:"token,omitempty"`
	HTTPSharedSecret      *bool               `toml:"http-shared-secret"`
	SSLCA                 string              `toml:"ssl-ca,omitempty"`
	SSLCert               string              `toml:"ssl-cert,omitempty"`
	SSLKey                string              `toml:"ssl-key,omitempty"` // a file
	InsecureSkipVerify    *bool               `toml:"insecure-skip-verify"`
	Timeout               Duration            `toml:"timeout,omitempty"`
	DisableSubscriptions  *bool               `toml:"disable-subscriptions"`
	SubscriptionProtocol  string              `toml:"subscription-protocol,omitempty"` // http, https or udp
	SubscriptionMode      string              `toml:"subscription-mode,omitempty"`     // cluster or server
	Subscriptions         map[string][]string `toml:"subscriptions,omitempty"`         // retention policies by database; none is all
	ExcludedSubscriptions map[string][]string `toml:"excluded-subscriptions,omitempty"`
	KapacitorHostname     string              `toml:"kapacitor-hostname,omitempty"`
	HTTPPort              int                 `toml:"http-port,omitzero"`
	UDPBind               string              `toml:"udp-bind,omitempty"`
	UDPBuffer             int                 `toml:"udp-buffer,omitzero"`
	UDPReadBuffer         int                 `toml:"udp-read-buffer,omitzero"`
	StartupTimeout        Duration            `toml:"startup-timeout,omitempty"`
	SyncInterval          Duration            `toml:"subscriptions-sync-interval,omitempty"`
	SubscriptionPath      string              `toml:"subscription-path,omitempty"`
	Compression           string              `toml:"compression,omitempty"` // gzip or none
	Extra                 map[string]any      `toml:"-" json:"-"`
}

// UDF is [udf]: user defined functions by name, each a program or a socket.
type UDF struct {
	Functions map[string]Function `toml:"functions,omitempty"`
	Extra     map[string]any      `toml:"-" json:"-"`
}

// Function is one user defined function.
type Function struct {
	Socket  string            `toml:"socket,omitempty"`
	Prog    string            `toml:"prog,omitempty"`
	Args    []string          `toml:"args,omitempty"`
	Timeout Duration          `toml:"timeout,omitempty"`
	Env     map[string]string `toml:"env,omitempty"`
}
