package telegraf

// InfluxDB is [[outputs.influxdb]]: InfluxDB 1.x, and whatever serves /write, such as influx.Receiver.
type InfluxDB struct {
	URLs                   []string          `toml:"urls,omitempty"`
	Database               string            `toml:"database,omitempty"`
	DatabaseTag            string            `toml:"database_tag,omitempty"`
	ExcludeDatabaseTag     *bool             `toml:"exclude_database_tag,omitempty"`
	SkipDatabaseCreation   *bool             `toml:"skip_database_creation,omitempty"`
	RetentionPolicy        string            `toml:"retention_policy,omitempty"`
	RetentionPolicyTag     string            `toml:"retention_policy_tag,omitempty"`
	WriteConsistency       string            `toml:"write_consistency,omitempty"`
	Timeout                Duration          `toml:"timeout,omitempty"`
	Username               Secret            `toml:"username,omitempty"`
	Password               Secret            `toml:"password,omitempty"`
	UserAgent              string            `toml:"user_agent,omitempty"`
	UDPPayload             string            `toml:"udp_payload,omitempty"`
	HTTPProxy              string            `toml:"http_proxy,omitempty"`
	HTTPHeaders            map[string]string `toml:"http_headers,omitempty"`
	ContentEncoding        string            `toml:"content_encoding,omitempty"`
	InfluxUintSupport      *bool             `toml:"influx_uint_support,omitempty"`
	ExcludeRetentionPolicy *bool             `toml:"exclude_retention_policy_tag,omitempty"`
	TLS
	Output
}

// Kind returns "outputs.influxdb".
func (*InfluxDB) Kind() string { return "outputs.influxdb" }

// InfluxDBv2 is [[outputs.influxdb_v2]].
type InfluxDBv2 struct {
	URLs              []string          `toml:"urls,omitempty"`
	Token             Secret            `toml:"token,omitempty"`
	Organization      string            `toml:"organization,omitempty"`
	Bucket            string            `toml:"bucket,omitempty"`
	BucketTag         string            `toml:"bucket_tag,omitempty"`
	ExcludeBucketTag  *bool             `toml:"exclude_bucket_tag,omitempty"`
	Timeout           Duration          `toml:"timeout,omitempty"`
	HTTPHeaders       map[string]string `toml:"http_headers,omitempty"`
	HTTPProxy         string            `toml:"http_proxy,omitempty"`
	UserAgent         string            `toml:"user_agent,omitempty"`
	ContentEncoding   string            `toml:"content_encoding,omitempty"`
	InfluxUintSupport *bool             `toml:"influx_uint_support,omitempty"`
	ConcurrentWrites  int               `toml:"concurrent_writes,omitzero"`
	TLS
	Output
}

// Kind returns "outputs.influxdb_v2".
func (*InfluxDBv2) Kind() string { return "outputs.influxdb_v2" }
