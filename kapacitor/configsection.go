package kapacitor

// ConfigSections are the sections of the server's configuration that can be overridden while it runs.
type ConfigSections struct {
	Link     Link                     `json:"link"`
	Sections map[string]ConfigSection `json:"sections"`
}

// ConfigSection is one section, such as "slack". A section that is no list has one element with the name "".
type ConfigSection struct {
	Link     Link            `json:"link"`
	Elements []ConfigElement `json:"elements"`
}

// ConfigElement holds the options in effect. An option whose value is secret is listed in Redacted and only says whether it is set.
type ConfigElement struct {
	Link     Link           `json:"link"`
	Options  map[string]any `json:"options"`
	Redacted []string       `json:"redacted"`
}

// ConfigAction changes overrides: Set and Delete those of an element, Add and Remove elements of a section that is a list.
type ConfigAction struct {
	Set    map[string]any `json:"set,omitempty"`
	Delete []string       `json:"delete,omitempty"`
	Add    map[string]any `json:"add,omitempty"`
	Remove []string       `json:"remove,omitempty"`
}
