package telegraf

// Agent is the [agent] table. A zero option is left out, and Telegraf's default holds.
type Agent struct {
	Interval          Duration `toml:"interval,omitempty"`
	RoundInterval     *bool    `toml:"round_interval,omitempty"`
	MetricBatchSize   int      `toml:"metric_batch_size,omitzero"`
	MetricBufferLimit int      `toml:"metric_buffer_limit,omitzero"`
	CollectionJitter  Duration `toml:"collection_jitter,omitempty"`
	CollectionOffset  Duration `toml:"collection_offset,omitempty"`
	FlushInterval     Duration `toml:"flush_interval,omitempty"`
	FlushJitter       Duration `toml:"flush_jitter,omitempty"`
	Precision         Duration `toml:"precision,omitempty"`
	Debug             *bool    `toml:"debug,omitempty"`
	Quiet             *bool    `toml:"quiet,omitempty"`
	LogFormat         string   `toml:"logformat,omitempty"`
	LogFile           string   `toml:"logfile,omitempty"`
	Hostname          string   `toml:"hostname,omitempty"`
	OmitHostname      *bool    `toml:"omit_hostname,omitempty"`
	StateFile         string   `toml:"statefile,omitempty"`
	// Extra are the options that have no field here.
	Extra map[string]any `toml:"-"`
}

// Input are the options that every input has.
type Input struct {
	Interval     Duration          `toml:"interval,omitempty"`
	Alias        string            `toml:"alias,omitempty"`
	NameOverride string            `toml:"name_override,omitempty"`
	NamePrefix   string            `toml:"name_prefix,omitempty"`
	NameSuffix   string            `toml:"name_suffix,omitempty"`
	Tags         map[string]string `toml:"tags,omitempty"`
	Filter
	// Extra are the options that have no field here.
	Extra map[string]any `toml:"-"`
}

func (i *Input) extra() *map[string]any { return &i.Extra }

// Output are the options that every output has.
type Output struct {
	Alias             string   `toml:"alias,omitempty"`
	FlushInterval     Duration `toml:"flush_interval,omitempty"`
	FlushJitter       Duration `toml:"flush_jitter,omitempty"`
	MetricBatchSize   int      `toml:"metric_batch_size,omitzero"`
	MetricBufferLimit int      `toml:"metric_buffer_limit,omitzero"`
	Filter
	// Extra are the options that have no field here.
	Extra map[string]any `toml:"-"`
}

func (o *Output) extra() *map[string]any { return &o.Extra }

// Filter chooses metrics: by name, by tag, by field. All are globs.
type Filter struct {
	NamePass     []string            `toml:"namepass,omitempty"`
	NameDrop     []string            `toml:"namedrop,omitempty"`
	FieldInclude []string            `toml:"fieldinclude,omitempty"`
	FieldExclude []string            `toml:"fieldexclude,omitempty"`
	TagPass      map[string][]string `toml:"tagpass,omitempty"`
	TagDrop      map[string][]string `toml:"tagdrop,omitempty"`
	TagInclude   []string            `toml:"taginclude,omitempty"`
	TagExclude   []string            `toml:"tagexclude,omitempty"`
	MetricPass   string              `toml:"metricpass,omitempty"`
}

// TLS are the options of a client's connection.
type TLS struct {
	CA                 string `toml:"tls_ca,omitempty"`
	Cert               string `toml:"tls_cert,omitempty"`
	Key                string `toml:"tls_key,omitempty"`
	KeyPassword        Secret `toml:"tls_key_pwd,omitempty"`
	ServerName         string `toml:"tls_server_name,omitempty"`
	InsecureSkipVerify *bool  `toml:"insecure_skip_verify,omitempty"`
}
