package alert

import (
	"encoding/json"
	"time"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// TemplateData is what the templates of most handlers see (H002).
type TemplateData struct {
	ID       string
	Message  string
	Level    string
	Time     time.Time
	Duration time.Duration
	Details  string
	Name     string
	TaskName string
	// Group is the group's id, "" when ungrouped: unlike in the alert's own
	// templates, which show "nil".
	Group  string
	Tags   map[string]string
	Fields map[string]any
}

func (e *Event) templateData() TemplateData {
	return TemplateData{
		ID: e.ID, Message: e.Message, Level: e.Level.String(), Time: e.Time, Duration: e.Duration, Details: e.Details,
		Name: e.Name, TaskName: e.TaskName, Group: e.Group, Tags: TagMap(e.Tags), Fields: FieldMap(e.Fields),
	}
}

// eventData is what Alerta's event template sees.
type eventData struct {
	ID       string
	Name     string
	TaskName string
	Group    string
	Tags     map[string]string
}

func (e *Event) eventData() eventData {
	return eventData{ID: e.ID, Name: e.Name, TaskName: e.TaskName, Group: e.Group, Tags: TagMap(e.Tags)}
}

// alertData is what the templates of post and kafka see: the event as it is
// encoded.
type alertData struct {
	ID            string        `json:"id"`
	Message       string        `json:"message"`
	Details       string        `json:"details"`
	Time          time.Time     `json:"time"`
	Duration      time.Duration `json:"duration"`
	Level         Level         `json:"level"`
	Data          rows          `json:"data"`
	PreviousLevel Level         `json:"previousLevel"`
	Recoverable   bool          `json:"recoverable"`
}

// rows is an event's data in the form that templates see.
type rows struct {
	Series []*row `json:"series"`
	Err    error  `json:"error,omitempty"`
}

// String prints the rows as JSON.
func (r rows) String() string {
	b, _ := json.Marshal(r)
	return string(b)
}

type row struct {
	Name    string            `json:"name,omitempty"`
	Tags    map[string]string `json:"tags,omitempty"`
	Columns []string          `json:"columns,omitempty"`
	Values  [][]any           `json:"values,omitempty"`
}

func (e *Event) rows() rows {
	var r rows
	for i := range e.Data {
		s := &e.Data[i]
		out := &row{Name: s.Name, Tags: TagMap(s.Tags), Columns: s.Columns}
		for _, vs := range s.Values {
			out.Values = append(out.Values, anys(vs))
		}
		r.Series = append(r.Series, out)
	}
	return r
}

func anys(vs []lambda.Value) []any {
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = Any(v)
	}
	return out
}

func (e *Event) alertData() alertData {
	return alertData{
		ID: e.ID, Message: e.Message, Details: e.Details, Time: e.Time, Duration: e.Duration, Level: e.Level, Data: e.rows(),
		PreviousLevel: e.PreviousLevel, Recoverable: e.Recoverable,
	}
}
