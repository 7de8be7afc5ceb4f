package alerta

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
	"time"
)

// KapacitorEvent is an alert event of Kapacitor as its handlers see it.
type KapacitorEvent struct {
	ID       string
	Message  string
	Level    string // OK, INFO, WARNING, CRITICAL
	Time     time.Time
	Duration time.Duration
	Details  string
	Name     string // measurement
	TaskName string
	Group    string // "key=value,key=value", or "nil"
	Tags     map[string]string
	Fields   map[string]any
	Result   any // the data of the alert, as {"series":[...]}; becomes rawData
}

// KapacitorHandler are the properties of .alerta() and the settings of kapacitor.conf behind them. Resource, Event, Environment, Group,
// Value, Service, Correlate and string Attributes are templates.
type KapacitorHandler struct {
	Resource    string         // default {{ .Name }}
	Event       string         // default {{ .ID }}; sees ID, Name, TaskName, Group and Tags only
	Environment string         // default: the one of the configuration
	Group       string         // default {{ .Group }}
	Value       string         //
	Origin      string         // default: the one of the configuration
	Service     []string       // default: the measurement
	Correlate   []string       // default: the measurement
	Attributes  map[string]any //
	Timeout     time.Duration  // default 24 h; whole seconds, the rest is cut

	ConfigEnvironment string // [alerta] environment
	ConfigOrigin      string // [alerta] origin
}

// KapacitorMapper turns events into what Kapacitor posts. It is safe for concurrent use.
type KapacitorMapper struct {
	h                                          KapacitorHandler
	resource, event, environment, group, value *template.Template
	service, correlate                         []*template.Template
	attributes                                 map[string]*template.Template
}

// KapacitorPost is the body Kapacitor posts to /alert.
type KapacitorPost struct {
	Resource, Event, Environment, Severity, Group, Value, Text, Origin string
	Service, Correlate                                                 []string
	Attributes                                                         map[string]any
	Timeout                                                            time.Duration
	Tags                                                               []string // "key=value"; sorted here, in no order in Kapacitor
	RawData                                                            any
}

// NewKapacitorMapper compiles the handler's templates.
func NewKapacitorMapper(h KapacitorHandler) (*KapacitorMapper, error) {
	or := func(s, def string) string {
		if s == "" {
			return def
		}
		return s
	}
	if h.Timeout == 0 {
		h.Timeout = 24 * time.Hour
	}
	m := &KapacitorMapper{h: h, attributes: map[string]*template.Template{}}
	var errs []error
	compile := func(name, text string) *template.Template {
		t, err := template.New(name).Parse(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("alerta: kapacitor handler: %w", err))
		}
		return t
	}
	m.resource = compile("resource", or(h.Resource, "{{ .Name }}"))
	m.event = compile("event", or(h.Event, "{{ .ID }}"))
	m.environment = compile("environment", h.Environment)
	m.group = compile("group", or(h.Group, "{{ .Group }}"))
	m.value = compile("value", h.Value)
	for _, s := range h.Service {
		m.service = append(m.service, compile("service", s))
	}
	for _, s := range h.Correlate {
		m.correlate = append(m.correlate, compile("correlate", s))
	}
	for k, v := range h.Attributes {
		if s, ok := v.(string); ok {
			m.attributes[k] = compile(k, s)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return m, nil
}

// eventFields is what the event's template sees.
type eventFields struct {
	ID, Name, TaskName, Group string
	Tags                      map[string]string
}

// templateFields is what the other templates see.
type templateFields struct {
	ID, Message, Level string
	Time               time.Time
	Duration           time.Duration
	Details            string
	Name, TaskName     string
	Group              string
	Tags               map[string]string
	Fields             map[string]any
}

// Map is what Kapacitor 1.8 posts for the event (services/alerta/service.go). A template that fails is an error, as it keeps Kapacitor from
// posting at all.
func (m *KapacitorMapper) Map(e KapacitorEvent) (KapacitorPost, error) {
	td := templateFields{e.ID, e.Message, e.Level, e.Time, e.Duration, e.Details, e.Name, e.TaskName, e.Group, e.Tags, e.Fields}
	var err error
	render := func(t *template.Template, data any) string {
		var b strings.Builder
		if x := t.Execute(&b, data); x != nil && err == nil {
			err = fmt.Errorf("alerta: kapacitor handler: %s: %w", t.Name(), x)
		}
		return b.String()
	}

	p := KapacitorPost{
		Resource: render(m.resource, td), Event: render(m.event, eventFields{e.ID, e.Name, e.TaskName, e.Group, e.Tags}),
		Environment: render(m.environment, td), Group: render(m.group, td), Value: render(m.value, td),
		Severity: KapacitorSeverity(e.Level), Text: e.Message, Origin: m.h.Origin, Timeout: m.h.Timeout.Truncate(time.Second), RawData: e.Result,
		Service: []string{e.Name}, Correlate: []string{e.Name}, Tags: []string{},
	}
	if len(m.service) > 0 {
		p.Service = nil
		for _, t := range m.service {
			p.Service = append(p.Service, render(t, td))
		}
	}
	if len(m.correlate) > 0 {
		p.Correlate = nil
		for _, t := range m.correlate {
			p.Correlate = append(p.Correlate, render(t, td))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(m.h.Attributes)) {
		if p.Attributes == nil {
			p.Attributes = map[string]any{}
		}
		if t := m.attributes[k]; t != nil {
			p.Attributes[k] = render(t, td)
			continue
		}
		p.Attributes[k] = m.h.Attributes[k]
	}
	if p.Environment == "" {
		p.Environment = m.h.ConfigEnvironment
	}
	if p.Origin == "" {
		p.Origin = m.h.ConfigOrigin
	}
	for k, v := range e.Tags {
		p.Tags = append(p.Tags, k+"="+v)
	}
	slices.Sort(p.Tags)
	if err == nil && (p.Resource == "" || p.Event == "") {
		err = errors.New("alerta: kapacitor handler: resource and event may not be empty")
	}
	return p, err
}

// MarshalJSON is the body, byte for byte but for the order of the tags.
func (p KapacitorPost) MarshalJSON() ([]byte, error) {
	body := map[string]any{
		"resource": p.Resource, "event": p.Event, "environment": p.Environment, "severity": p.Severity, "group": p.Group, "value": p.Value,
		"text": p.Text, "origin": p.Origin, "rawData": p.RawData, "timeout": int64(p.Timeout / time.Second), "tags": p.Tags,
	}
	if len(p.Service) > 0 {
		body["service"] = p.Service
	}
	if len(p.Correlate) > 0 {
		body["correlate"] = p.Correlate
	}
	if len(p.Attributes) > 0 {
		body["attributes"] = p.Attributes
	}
	return json.Marshal(body)
}

// Request is the post as a request of this package's client. It differs from Kapacitor's in one thing: an empty value stays absent.
func (p KapacitorPost) Request() AlertRequest {
	r := AlertRequest{
		Resource: p.Resource, Event: p.Event, Environment: p.Environment, Severity: p.Severity, Group: p.Group, Value: p.Value, Text: p.Text,
		Origin: p.Origin, Service: p.Service, Correlate: p.Correlate, Attributes: p.Attributes, Timeout: p.Timeout, Tags: p.Tags, RawData: p.RawData,
	}
	if p.Timeout == 0 {
		r.Timeout = Never
	}
	return r
}

// KapacitorAuthorization is the header Kapacitor sends. Without a prefix it is Bearer, which Alerta reads as a JWT and refuses for API keys:
// configure token-prefix = "Key".
func KapacitorAuthorization(prefix, token string) string {
	if prefix == "" {
		prefix = "Bearer"
	}
	return prefix + " " + token
}

// KapacitorSeverity is the severity Kapacitor sends for a level.
func KapacitorSeverity(level string) string {
	switch level {
	case "OK":
		return "ok"
	case "INFO":
		return "informational"
	case "WARNING":
		return "warning"
	case "CRITICAL":
		return "critical"
	}
	return "indeterminate"
}

// KapacitorLevel is the level that a severity stands for, also one that Kapacitor itself never sends; "" when there is none.
func KapacitorLevel(severity string) string {
	switch severity {
	case "ok", "normal", "cleared":
		return "OK"
	case "informational", "debug", "trace":
		return "INFO"
	case "warning", "minor":
		return "WARNING"
	case "critical", "major", "security":
		return "CRITICAL"
	}
	return ""
}

// FromKapacitor is the event behind an alert that Kapacitor's handler posted with the default templates. What Alerta does not keep
// (TaskName, Duration, Details) is empty; the time is that of the alert's creation, and Result is the raw data where the alert carries it.
func FromKapacitor(a Alert) KapacitorEvent {
	e := KapacitorEvent{
		ID: a.Event, Message: a.Text, Level: KapacitorLevel(a.Severity), Time: a.CreateTime.Time, Name: a.Resource, Group: a.Group,
		Tags: map[string]string{},
	}
	for _, t := range a.Tags {
		if k, v, ok := strings.Cut(t, "="); ok {
			e.Tags[k] = v
		}
	}
	var result any
	if a.RawData != "" && json.Unmarshal([]byte(a.RawData), &result) == nil {
		e.Result = result
	}
	return e
}
