package kapacitor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"
)

// Output is what an httpOut node has cached: the latest data of each group.
type Output struct {
	Series   []Series  `json:"series"`
	Messages []Message `json:"messages,omitempty"`
	Error    string    `json:"error,omitempty"`
}

// Message is a notice of the server beside data.
type Message struct {
	Level string `json:"level"`
	Text  string `json:"text"`
}

// Series is the data of one group.
type Series struct {
	Name    string            `json:"name,omitempty"`
	Tags    map[string]string `json:"tags,omitempty"`
	Columns []string          `json:"columns,omitempty"`
	// Values has a row for each point. Numbers are json.Number, so that integers keep all their digits; Rows reads them.
	Values  [][]any `json:"values,omitempty"`
	Partial bool    `json:"partial,omitempty"`
}

// UnmarshalJSON keeps numbers as they are written.
func (s *Series) UnmarshalJSON(raw []byte) error {
	type plain Series
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return dec.Decode((*plain)(s))
}

// TaskOutput fetches what the node httpOut(name) of a running task has cached. A task that does not run, and a name it does not have, are
// both ErrNotFound.
func (c *Client) TaskOutput(ctx context.Context, task, name string) (Output, error) {
	return get[Output](ctx, c, "series", call{op: "get task output", path: "tasks/{}/{}", args: []string{task, name}})
}

// Row is one point of a series.
type Row struct {
	Time   time.Time
	series *Series
	values []any
}

// Rows walks the points of the series. A row without a readable time is an error.
func (s *Series) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for i, values := range s.Values {
			r := Row{series: s, values: values}
			text, _ := r.value("time").(string)
			t, err := time.Parse(time.RFC3339Nano, text)
			if err != nil {
				yield(Row{}, fmt.Errorf("row %d of %s: time %v is not RFC 3339", i, s.Name, r.value("time")))
				return
			}
			r.Time = t
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (r Row) value(column string) any {
	for i, c := range r.series.Columns {
		if c == column && i < len(r.values) {
			return r.values[i]
		}
	}
	return nil
}

// Tag is the value of a tag of the row's series; "" when it has none.
func (r Row) Tag(key string) string { return r.series.Tags[key] }

var errNoColumn = errors.New("no such column or no value")

// Float is the number in a column, an integer too.
func (r Row) Float(column string) (float64, error) {
	n, err := number(r.value(column))
	if err != nil {
		return 0, fmt.Errorf("column %s: %w", column, err)
	}
	return n.Float64()
}

// Int is the integer in a column.
func (r Row) Int(column string) (int64, error) {
	n, err := number(r.value(column))
	if err != nil {
		return 0, fmt.Errorf("column %s: %w", column, err)
	}
	return n.Int64()
}

func number(v any) (json.Number, error) {
	switch v := v.(type) {
	case json.Number:
		return v, nil
	case nil:
		return "", errNoColumn
	default:
		return "", fmt.Errorf("it is %T, not a number", v)
	}
}

// Text is the string in a column.
func (r Row) Text(column string) (string, error) {
	switch v := r.value(column).(type) {
	case string:
		return v, nil
	case nil:
		return "", fmt.Errorf("column %s: %w", column, errNoColumn)
	default:
		return "", fmt.Errorf("column %s: it is %T, not a string", column, v)
	}
}

// Bool is the boolean in a column.
func (r Row) Bool(column string) (bool, error) {
	switch v := r.value(column).(type) {
	case bool:
		return v, nil
	case nil:
		return false, fmt.Errorf("column %s: %w", column, errNoColumn)
	default:
		return false, fmt.Errorf("column %s: it is %T, not a boolean", column, v)
	}
}
