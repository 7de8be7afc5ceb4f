package telegraf

// CPU is [[inputs.cpu]].
type CPU struct {
	PerCPU         *bool `toml:"percpu,omitempty"`
	TotalCPU       *bool `toml:"totalcpu,omitempty"`
	CollectCPUTime *bool `toml:"collect_cpu_time,omitempty"`
	ReportActive   *bool `toml:"report_active,omitempty"`
	CoreTags       *bool `toml:"core_tags,omitempty"`
	Input
}

// Kind returns "inputs.cpu".
func (*CPU) Kind() string { return "inputs.cpu" }

// Mem is [[inputs.mem]].
type Mem struct {
	CollectExtended *bool `toml:"collect_extended,omitempty"`
	Input
}

// Kind returns "inputs.mem".
func (*Mem) Kind() string { return "inputs.mem" }

// Disk is [[inputs.disk]].
type Disk struct {
	MountPoints     []string `toml:"mount_points,omitempty"`
	IgnoreFS        []string `toml:"ignore_fs,omitempty"`
	IgnoreMountOpts []string `toml:"ignore_mount_opts,omitempty"`
	Input
}

// Kind returns "inputs.disk".
func (*Disk) Kind() string { return "inputs.disk" }

// Exec is [[inputs.exec]]: programs that print metrics, such as one made with [Main], whose DataFormat is "influx".
type Exec struct {
	Commands    []string `toml:"commands,omitempty"`
	Environment []string `toml:"environment,omitempty"`
	Timeout     Duration `toml:"timeout,omitempty"`
	IgnoreError *bool    `toml:"ignore_error,omitempty"`
	DataFormat  string   `toml:"data_format,omitempty"`
	Input
}

// Kind returns "inputs.exec".
func (*Exec) Kind() string { return "inputs.exec" }

// Kubernetes is [[inputs.kubernetes]]: what a node's kubelet says of its pods.
type Kubernetes struct {
	URL string `toml:"url,omitempty"`
	// BearerToken is the path of a file.
	BearerToken       string   `toml:"bearer_token,omitempty"`
	BearerTokenString Secret   `toml:"bearer_token_string,omitempty"`
	NodeMetricName    string   `toml:"node_metric_name,omitempty"`
	LabelInclude      []string `toml:"label_include,omitempty"`
	LabelExclude      []string `toml:"label_exclude,omitempty"`
	ResponseTimeout   Duration `toml:"response_timeout,omitempty"`
	TLS
	Input
}

// Kind returns "inputs.kubernetes".
func (*Kubernetes) Kind() string { return "inputs.kubernetes" }

// KubeInventory is [[inputs.kube_inventory]]: what the API server says of its resources.
type KubeInventory struct {
	URL        string `toml:"url,omitempty"`
	KubeletURL string `toml:"url_kubelet,omitempty"`
	// Namespace is one namespace; nil is "default", and a pointer to "" is all of them.
	Namespace *string `toml:"namespace,omitempty"`
	NodeName  string  `toml:"node_name,omitempty"`
	// BearerToken is the path of a file.
	BearerToken     string   `toml:"bearer_token,omitempty"`
	ResponseTimeout Duration `toml:"response_timeout,omitempty"`
	ResourceExclude []string `toml:"resource_exclude,omitempty"`
	ResourceInclude []string `toml:"resource_include,omitempty"`
	SelectorInclude []string `toml:"selector_include,omitempty"`
	SelectorExclude []string `toml:"selector_exclude,omitempty"`
	TLS
	Input
}

// Kind returns "inputs.kube_inventory".
func (*KubeInventory) Kind() string { return "inputs.kube_inventory" }

// HTTPListener is [[inputs.http_listener_v2]]: metrics that others post.
type HTTPListener struct {
	ServiceAddress string            `toml:"service_address,omitempty"`
	Paths          []string          `toml:"paths,omitempty"`
	PathTag        *bool             `toml:"path_tag,omitempty"`
	Methods        []string          `toml:"methods,omitempty"`
	HTTPHeaders    map[string]string `toml:"http_headers,omitempty"`
	SuccessCode    int               `toml:"http_success_code,omitzero"`
	ReadTimeout    Duration          `toml:"read_timeout,omitempty"`
	WriteTimeout   Duration          `toml:"write_timeout,omitempty"`
	MaxBodySize    string            `toml:"max_body_size,omitempty"`
	DataSource     string            `toml:"data_source,omitempty"`
	AllowedCACerts []string          `toml:"tls_allowed_cacerts,omitempty"`
	TLSCert        string            `toml:"tls_cert,omitempty"`
	TLSKey         string            `toml:"tls_key,omitempty"`
	TLSMinVersion  string            `toml:"tls_min_version,omitempty"`
	BasicUsername  Secret            `toml:"basic_username,omitempty"`
	BasicPassword  Secret            `toml:"basic_password,omitempty"`
	HTTPHeaderTags map[string]string `toml:"http_header_tags,omitempty"`
	DataFormat     string            `toml:"data_format,omitempty"`
	Input
}

// Kind returns "inputs.http_listener_v2".
func (*HTTPListener) Kind() string { return "inputs.http_listener_v2" }
