package alerta

import (
	"encoding/json"
	"regexp"
	"time"
)

// Alert is a stored alert. Fields that the server leaves null are zero.
type Alert struct {
	ID               string         `json:"id"`
	Href             string         `json:"href"`
	Resource         string         `json:"resource"`
	Event            string         `json:"event"`
	Environment      string         `json:"environment"`
	Severity         string         `json:"severity"`
	Correlate        []string       `json:"correlate"`
	Status           string         `json:"status"`
	Service          []string       `json:"service"`
	Group            string         `json:"group"`
	Value            string         `json:"value"`
	Text             string         `json:"text"`
	Tags             []string       `json:"tags"` // in no order
	Attributes       Attributes     `json:"attributes"`
	Origin           string         `json:"origin"`
	Type             string         `json:"type"`
	CreateTime       Time           `json:"createTime"`
	Timeout          Int            `json:"timeout"` // seconds; 0: never; the default also where the server lost it, which then never expires
	RawData          RawData        `json:"rawData"` // empty in lists unless asked for
	Customer         string         `json:"customer"`
	DuplicateCount   Int            `json:"duplicateCount"`
	Repeat           bool           `json:"repeat"`
	PreviousSeverity string         `json:"previousSeverity"`
	TrendIndication  string         `json:"trendIndication"` // moreSevere, noChange, lessSevere
	ReceiveTime      Time           `json:"receiveTime"`
	LastReceiveID    string         `json:"lastReceiveId"`
	LastReceiveTime  Time           `json:"lastReceiveTime"`
	UpdateTime       Time           `json:"updateTime"`
	History          []HistoryEntry `json:"history"` // oldest first; empty in lists unless asked for
}

// Key is what the server tells alerts apart by.
func (a Alert) Key() AlertKey {
	return AlertKey{Environment: a.Environment, Resource: a.Resource, Event: a.Event, Customer: a.Customer}
}

// AlertKey identifies an alert for de-duplication.
type AlertKey struct{ Environment, Resource, Event, Customer string }

// String is environment/resource/event, and the customer if there is one.
func (k AlertKey) String() string {
	s := k.Environment + "/" + k.Resource + "/" + k.Event
	if k.Customer != "" {
		s += " (" + k.Customer + ")"
	}
	return s
}

// Attributes are free values of an alert, heartbeat, note or user. Keys may contain neither "." nor "$".
type Attributes map[string]any

// HistoryEntry is one change of an alert.
type HistoryEntry struct {
	ID         string `json:"id"`
	Href       string `json:"href"`
	Event      string `json:"event"`
	Severity   string `json:"severity"`
	Status     string `json:"status"`
	Value      string `json:"value"`
	Text       string `json:"text"`
	Type       string `json:"type"` // new, severity, status, value, action, note, dismiss, open, ack, shelve, close, expired, ...
	UpdateTime Time   `json:"updateTime"`
	User       string `json:"user"`
	Timeout    Int    `json:"timeout"`
}

// RichHistoryEntry is a change together with the alert it belongs to, as SearchHistory returns it.
type RichHistoryEntry struct {
	HistoryEntry
	Resource    string     `json:"resource"`
	Environment string     `json:"environment"`
	Service     []string   `json:"service"`
	Group       string     `json:"group"`
	Tags        []string   `json:"tags"`
	Attributes  Attributes `json:"attributes"`
	Origin      string     `json:"origin"`
	Customer    string     `json:"customer"`
}

// RawData is what the sender attached. The server returns a string even if JSON was sent.
type RawData string

// UnmarshalJSON takes a string as it is and anything else as its JSON text.
func (r *RawData) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*r = RawData(s)
		return nil
	}
	*r = RawData(raw)
	return nil
}

// Never as an AlertRequest's or HeartbeatRequest's timeout: it never expires.
const Never time.Duration = -1

// AlertRequest is an alert to be sent. Resource, Event and Severity are required; most servers also want an Environment they know
// (Production, Development) and a Service.
type AlertRequest struct {
	ID          string // new UUID when empty; never reuse one for another alert
	Resource    string
	Event       string
	Environment string
	Severity    string // one of the server's own; see Client.AlarmModel
	Status      string // only to override the server's
	Correlate   []string
	Service     []string
	Group       string // server's default: Misc
	Value       string
	Text        string
	Tags        []string
	Attributes  Attributes
	Origin      string        // default: WithOrigin
	Type        string        // server's default: exceptionAlert
	CreateTime  time.Time     // server's default: now
	Timeout     time.Duration // rounded up to seconds; 0: the server's default; Never
	RawData     any           // any JSON
	Customer    string
}

// Key is what the server tells alerts apart by.
func (r AlertRequest) Key() AlertKey {
	return AlertKey{Environment: r.Environment, Resource: r.Resource, Event: r.Event, Customer: r.Customer}
}

// alertBody is the JSON of an AlertRequest. Empty lists are left out: the server refuses null.
type alertBody struct {
	ID          string     `json:"id,omitempty"`
	Resource    string     `json:"resource"`
	Event       string     `json:"event"`
	Environment string     `json:"environment,omitempty"`
	Severity    string     `json:"severity"`
	Status      string     `json:"status,omitempty"`
	Correlate   []string   `json:"correlate,omitempty"`
	Service     []string   `json:"service,omitempty"`
	Group       string     `json:"group,omitempty"`
	Value       *string    `json:"value,omitempty"`
	Text        string     `json:"text,omitempty"`
	Tags        []string   `json:"tags,omitempty"`
	Attributes  Attributes `json:"attributes,omitempty"`
	Origin      string     `json:"origin,omitempty"`
	Type        string     `json:"type,omitempty"`
	CreateTime  *Time      `json:"createTime,omitempty"`
	Timeout     *int64     `json:"timeout,omitempty"`
	RawData     any        `json:"rawData,omitempty"`
	Customer    string     `json:"customer,omitempty"`
}

func (r AlertRequest) body(origin string) alertBody {
	b := alertBody{
		ID: r.ID, Resource: r.Resource, Event: r.Event, Environment: r.Environment, Severity: r.Severity, Status: r.Status,
		Correlate: r.Correlate, Service: r.Service, Group: r.Group, Text: r.Text, Tags: r.Tags, Attributes: r.Attributes,
		Origin: r.Origin, Type: r.Type, Timeout: seconds(r.Timeout), RawData: r.RawData, Customer: r.Customer,
	}
	if b.Origin == "" {
		b.Origin = origin
	}
	if r.Value != "" {
		b.Value = &r.Value
	}
	if !r.CreateTime.IsZero() {
		t := At(r.CreateTime)
		b.CreateTime = &t
	}
	return b
}

// seconds is a timeout as the server takes it: nil leaves it to the server.
func seconds(d time.Duration) *int64 {
	var s int64
	switch {
	case d == 0:
		return nil
	case d > 0:
		s = int64((d + time.Second - 1) / time.Second)
	}
	return &s
}

var uuidForm = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)

// checkID refuses everything but a full UUID: the server takes an id as a regular expression or a prefix and would answer with, or
// delete, another alert.
func checkID(op, id string) error {
	if !uuidForm.MatchString(id) {
		return invalid(op, "id %q is not a full UUID", id)
	}
	return nil
}
