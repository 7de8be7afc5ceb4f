package backtest

import (
	"encoding/json"
	"io"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// Report is what a rule did over an input.
type Report struct {
	// Task is the rule's task id, Input the input's name.
	Task  string `json:"task"`
	Input string `json:"input"`
	// From and To are the earliest and the latest time that the rule saw; To is not
	// before Options.Until.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Points were read, Events raised.
	Points int64 `json:"points"`
	Events int64 `json:"events"`
	// Idle says that points were read and no from node let one through: see
	// engine.Run.Idle.
	Idle bool `json:"idle,omitempty"`
	// Firings, Flaps and Seconds are the sums of those of all alerts.
	Firings int    `json:"firings"`
	Flaps   int    `json:"flaps"`
	Seconds Levels `json:"seconds"`
	// PerDay is the number of firings for each 24 hours between From and To; 0 where
	// these are less than a day apart.
	PerDay float64 `json:"firingsPerDay"`
	// Days are the days with firings, in order.
	Days []Day `json:"days"`
	// Alerts are in the order of their node and id. An alert that was never heard of
	// is not among them.
	Alerts []*Alert `json:"alerts"`
	// Errors are what nodes logged, by node and text, in the order of the first.
	Errors []NodeError `json:"errors"`
	// Truncated says that Options.MaxSpans was reached: all numbers are right, but
	// some episodes are not listed.
	Truncated bool `json:"truncated"`
	// ListedUntil is when the first of these begins; the zero Time where all are listed.
	ListedUntil time.Time `json:"listedUntil,omitzero"`
}

// Alert is one event id of an alert node.
type Alert struct {
	// Node is the alert node's name, such as alert2.
	Node string `json:"node"`
	ID   string `json:"id"`
	// Name is the measurement and Tags are the tags of its first event.
	Name string            `json:"name"`
	Tags map[string]string `json:"tags"`
	// Events counts its events, Firings how often it left OK, and Flaps how many of
	// the firings came soon after a recovery.
	Events  int64 `json:"events"`
	Firings int   `json:"firings"`
	Flaps   int   `json:"flaps"`
	// Seconds are those spent in each level between the report's From and To.
	Seconds Levels      `json:"seconds"`
	Highest alert.Level `json:"highest"`
	// Open says that it was not OK at the end.
	Open bool  `json:"open"`
	Days []Day `json:"days"`
	// Episodes are in order of time.
	Episodes []*Episode `json:"episodes"`
	// last is the level at the end.
	last alert.Level
	// order is the place of the node among the alert nodes of its graph.
	order int
}

// Episode is the time from a firing to its recovery.
type Episode struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Open says that there was no recovery: To is the report's.
	Open    bool        `json:"open"`
	Highest alert.Level `json:"highest"`
	// Spans are the levels it went through; each begins where the one before ends.
	Spans []Span `json:"spans"`
}

// Span is a time in one level.
type Span struct {
	Level alert.Level `json:"level"`
	From  time.Time   `json:"from"`
	To    time.Time   `json:"to"`
}

// Levels are times by level. Their JSON form is an object of seconds: "ok",
// "info", "warning", "critical".
type Levels [4]time.Duration

// MarshalJSON writes seconds.
func (l Levels) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		OK       float64 `json:"ok"`
		Info     float64 `json:"info"`
		Warning  float64 `json:"warning"`
		Critical float64 `json:"critical"`
	}{l[alert.OK].Seconds(), l[alert.Info].Seconds(), l[alert.Warning].Seconds(), l[alert.Critical].Seconds()})
}

// Day is a day with firings.
type Day struct {
	// Date is the day in Options.Location, as 2006-01-02.
	Date    string `json:"date"`
	Firings int    `json:"firings"`
}

// NodeError is an error that a node logged, and how often.
type NodeError struct {
	Node  string `json:"node"`
	Text  string `json:"text"`
	Count int64  `json:"count"`
}

// WriteJSON writes the report as one JSON object, indented.
func (r *Report) WriteJSON(w io.Writer) error { return writeJSON(w, r) }

// WriteJSON writes the comparison as one JSON object, indented.
func (c *Comparison) WriteJSON(w io.Writer) error { return writeJSON(w, c) }

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
