package alert

import (
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// Tag is one tag of a point or a group.
type Tag struct{ Key, Value string }

// Field is one field of a point.
type Field struct {
	Name  string
	Value lambda.Value
}

// Series is one series of an event's data: a point or a batch as rows. The first
// column is "time" and holds times.
type Series struct {
	Name    string
	Tags    []Tag
	Columns []string
	Values  [][]lambda.Value
}

// Event is one alert event: what handlers receive.
type Event struct {
	// ID, Message and Details are the rendered templates.
	ID, Message, Details string
	// Time is the time of the point or batch that made the event, in UTC.
	Time time.Time
	// Duration is how long the alert has not been OK, in data time.
	Duration time.Duration
	// Level is the new level; PreviousLevel is the topic's last level of the same
	// event id, OK when there was none.
	Level, PreviousLevel Level
	// Recoverable is false where the rule sends no recoveries.
	Recoverable bool
	// Data is the point or batch that made the event.
	Data []Series

	// Topic is the topic the event was published to first; Named is the topic set
	// with .topic(), if any.
	Topic, Named string
	// Node is the alert node's name, e.g. "alert2".
	Node string
	// Name is the measurement, Group the group's id ("nil" when ungrouped in
	// templates, "" here).
	Name, TaskName, Category, Group string
	// Tags are the point's tags, or the group's for a batch, sorted by key; Fields
	// those of the deciding point, sorted by name.
	Tags   []Tag
	Fields []Field

	// NoExternal keeps topic handlers that call other systems away from the event.
	// Nothing in Kapacitor sets it; aggregate hands it on (T011).
	NoExternal bool
	// published counts how often the event was published to another topic.
	published int
}

// Clone returns a copy that shares nothing that could change.
func (e *Event) Clone() *Event {
	c := *e
	c.Tags = slices.Clone(e.Tags)
	c.Fields = slices.Clone(e.Fields)
	c.Data = make([]Series, len(e.Data))
	for i, s := range e.Data {
		s.Tags = slices.Clone(s.Tags)
		s.Columns = slices.Clone(s.Columns)
		rows := make([][]lambda.Value, len(s.Values))
		for j, r := range s.Values {
			rows[j] = slices.Clone(r)
		}
		s.Values = rows
		c.Data[i] = s
	}
	return &c
}

// Tag returns a tag's value, "" when it is not there.
func (e *Event) Tag(key string) string {
	for _, t := range e.Tags {
		if t.Key == key {
			return t.Value
		}
	}
	return ""
}

// Field returns a field's value and whether it is there.
func (e *Event) Field(name string) (lambda.Value, bool) {
	for _, f := range e.Fields {
		if f.Name == name {
			return f.Value, true
		}
	}
	return lambda.Value{}, false
}

// Any returns a value as the Go type that Kapacitor holds it in: float64, int64,
// string, bool, time.Duration, time.Time, or nil.
func Any(v lambda.Value) any {
	switch v.Kind() {
	case lambda.Float:
		return v.Float()
	case lambda.Int:
		return v.Int()
	case lambda.String:
		return v.Str()
	case lambda.Bool:
		return v.Bool()
	case lambda.Duration:
		return time.Duration(v.Int())
	case lambda.Time:
		return time.Unix(0, v.Int()).UTC()
	}
	return nil
}

// TagMap returns tags as a map, never nil.
func TagMap(tags []Tag) map[string]string {
	m := make(map[string]string, len(tags))
	for _, t := range tags {
		m[t.Key] = t.Value
	}
	return m
}

// FieldMap returns fields as a map, never nil.
func FieldMap(fields []Field) map[string]any {
	m := make(map[string]any, len(fields))
	for _, f := range fields {
		m[f.Name] = Any(f.Value)
	}
	return m
}
