package kapacitor

// TopicHandler brings the events of a topic somewhere.
type TopicHandler struct {
	Link    Link           `json:"link"`
	ID      string         `json:"id"`
	Kind    string         `json:"kind"` // slack, alerta, log, post, publish, aggregate, ...
	Options map[string]any `json:"options"`
	// Match is a lambda expression over the event that decides whether it is handled, such as changed() == TRUE; "" is always.
	Match string `json:"match"`
}

// TopicHandlerRequest creates or replaces a handler.
type TopicHandlerRequest struct {
	Topic   string         `json:"topic" yaml:"topic"`
	ID      string         `json:"id" yaml:"id"`
	Kind    string         `json:"kind" yaml:"kind"`
	Options map[string]any `json:"options" yaml:"options"`
	Match   string         `json:"match" yaml:"match"`
}

// JSONOperation is one step of a patch (RFC 6902).
type JSONOperation struct {
	Path      string `json:"path"`
	Operation string `json:"op"` // add, remove, replace, move, copy, test
	Value     any    `json:"value"`
	From      string `json:"from,omitempty"`
}

// JSONPatch is a list of steps, all of which are done or none.
type JSONPatch []JSONOperation
