package kapacitor

// DebugVars are the server's own counters.
type DebugVars struct {
	ClusterID        string          `json:"cluster_id"`
	ServerID         string          `json:"server_id"`
	Host             string          `json:"host"`
	Stats            map[string]Stat `json:"kapacitor"`
	Cmdline          []string        `json:"cmdline"`
	NumEnabledTasks  int             `json:"num_enabled_tasks"`
	NumSubscriptions int             `json:"num_subscriptions"`
	NumTasks         int             `json:"num_tasks"`
	Memstats         map[string]any  `json:"memstats"`
	Version          string          `json:"version"`
	Platform         string          `json:"platform"`
}

// Stat is one set of counters with the tags that tell it from others of its name.
type Stat struct {
	Name   string            `json:"name"`
	Tags   map[string]string `json:"tags"`
	Values map[string]any    `json:"values"`
}
