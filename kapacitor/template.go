package kapacitor

import "time"

// Template is a script with variables from which tasks are made.
type Template struct {
	Link     Link      `json:"link"`
	ID       string    `json:"id"`
	Type     TaskType  `json:"type"`
	Script   string    `json:"script"`
	Vars     Vars      `json:"vars"` // the variables of the script with their defaults; one without a default has a nil value
	Dot      string    `json:"dot"`
	Error    string    `json:"error"`
	Created  time.Time `json:"created"`
	Modified time.Time `json:"modified"`
}

// TemplateRequest creates or updates a template. An update changes what is not empty.
type TemplateRequest struct {
	ID     string   `json:"id,omitempty"`
	Type   TaskType `json:"type,omitempty"`
	Script string   `json:"script,omitempty"`
}
