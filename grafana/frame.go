package grafana

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Frame is a table of columns, the form in which all data sources answer. A series is a frame with a time column and a value column, whose
// labels are the series' tags.
type Frame struct {
	Name   string
	RefID  string
	Meta   json.RawMessage // executedQueryString and what else the plugin tells
	Fields []Field
}

// Field is one column.
type Field struct {
	Name   string
	Type   FieldType
	Labels map[string]string
	Config json.RawMessage // display name, unit and the like
	// Values are nil (null), time.Time in UTC, int64, float64, string, bool, or json.RawMessage for FieldOther. Integers are int64 where
	// the server says that they are some, else float64.
	Values []any
}

// FieldType is what a column holds.
type FieldType string

// The types.
const (
	FieldTime   FieldType = "time"
	FieldNumber FieldType = "number"
	FieldString FieldType = "string"
	FieldBool   FieldType = "boolean"
	FieldOther  FieldType = "other"
)

// Len is the number of rows.
func (f Frame) Len() int {
	if len(f.Fields) == 0 {
		return 0
	}
	return len(f.Fields[0].Values)
}

// Field is the first column of a type.
func (f Frame) Field(t FieldType) (Field, bool) {
	for _, c := range f.Fields {
		if c.Type == t {
			return c, true
		}
	}
	return Field{}, false
}

// ExecutedQuery is the query that the plugin sent, "" when it does not tell.
func (f Frame) ExecutedQuery() string {
	var m struct {
		Query string `json:"executedQueryString"`
	}
	_ = json.Unmarshal(f.Meta, &m) // no meta, no query
	return m.Query
}

// Time is row i of a time column; false for null and for other columns.
func (f Field) Time(i int) (time.Time, bool) { v, ok := f.Values[i].(time.Time); return v, ok }

// Float is row i of a number column; false for null and for other columns.
func (f Field) Float(i int) (float64, bool) {
	switch v := f.Values[i].(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	}
	return 0, false
}

// frameJSON is the wire form: the schema, and the values by column.
type frameJSON struct {
	Schema struct {
		Name   string          `json:"name"`
		RefID  string          `json:"refId"`
		Meta   json.RawMessage `json:"meta"`
		Fields []struct {
			Name     string            `json:"name"`
			Type     FieldType         `json:"type"`
			Labels   map[string]string `json:"labels"`
			Config   json.RawMessage   `json:"config"`
			TypeInfo struct {
				Frame string `json:"frame"`
			} `json:"typeInfo"`
		} `json:"fields"`
	} `json:"schema"`
	Data struct {
		Values   [][]json.RawMessage `json:"values"`
		Entities []*struct {
			NaN    []int `json:"NaN"`
			Inf    []int `json:"Inf"`
			NegInf []int `json:"NegInf"`
		} `json:"entities"`
		Nanos [][]int64 `json:"nanos"` // what milliseconds leave out of a time
	} `json:"data"`
}

// UnmarshalJSON reads the server's form of a frame. Columns of different length, or more columns than the schema has, are an error.
func (f *Frame) UnmarshalJSON(raw []byte) error {
	var w frameJSON
	if err := json.Unmarshal(raw, &w); err != nil {
		return err
	}
	*f = Frame{Name: w.Schema.Name, RefID: w.Schema.RefID, Meta: w.Schema.Meta}
	if n := len(w.Data.Values); n != 0 && n != len(w.Schema.Fields) {
		return fmt.Errorf("frame %q has %d fields and %d columns of values", f.Name, len(w.Schema.Fields), n)
	}
	for i, s := range w.Schema.Fields {
		c := Field{Name: s.Name, Type: s.Type, Labels: s.Labels, Config: s.Config}
		if i < len(w.Data.Values) {
			column := w.Data.Values[i]
			if len(column) != len(w.Data.Values[0]) {
				return fmt.Errorf("frame %q: column %q has %d values, the first has %d", f.Name, s.Name, len(column), len(w.Data.Values[0]))
			}
			var nanos []int64
			if i < len(w.Data.Nanos) {
				nanos = w.Data.Nanos[i]
			}
			c.Values = make([]any, len(column))
			for j, v := range column {
				var err error
				if c.Values[j], err = value(v, s.Type, s.TypeInfo.Frame); err != nil {
					return fmt.Errorf("frame %q: column %q, row %d: %w", f.Name, s.Name, j, err)
				}
				if t, ok := c.Values[j].(time.Time); ok && j < len(nanos) {
					c.Values[j] = t.Add(time.Duration(nanos[j]))
				}
			}
		}
		if i < len(w.Data.Entities) && w.Data.Entities[i] != nil {
			e := w.Data.Entities[i]
			for _, special := range []struct {
				rows []int
				v    float64
			}{{e.NaN, math.NaN()}, {e.Inf, math.Inf(1)}, {e.NegInf, math.Inf(-1)}} {
				for _, j := range special.rows {
					if j < 0 || j >= len(c.Values) {
						return fmt.Errorf("frame %q: column %q has no row %d", f.Name, s.Name, j)
					}
					c.Values[j] = special.v
				}
			}
		}
		f.Fields = append(f.Fields, c)
	}
	return nil
}

// MarshalJSON writes the server's form of a frame, for servers in tests.
func (f Frame) MarshalJSON() ([]byte, error) {
	type typeInfo struct {
		Frame    string `json:"frame"`
		Nullable bool   `json:"nullable,omitempty"`
	}
	type field struct {
		Name     string            `json:"name"`
		Type     FieldType         `json:"type"`
		TypeInfo typeInfo          `json:"typeInfo"`
		Labels   map[string]string `json:"labels,omitempty"`
		Config   json.RawMessage   `json:"config,omitempty"`
	}
	type specials struct {
		NaN    []int `json:"NaN,omitempty"`
		Inf    []int `json:"Inf,omitempty"`
		NegInf []int `json:"NegInf,omitempty"`
	}
	fields, values := make([]field, 0, len(f.Fields)), make([][]any, 0, len(f.Fields))
	entities, nanos, some := make([]*specials, len(f.Fields)), make([][]int64, len(f.Fields)), false
	for i, c := range f.Fields {
		info := typeInfo{Frame: string(c.Type)}
		column := make([]any, len(c.Values))
		for j, v := range c.Values {
			column[j] = v
			switch v := v.(type) {
			case nil:
				info.Nullable = true
			case time.Time:
				column[j] = v.UnixMilli()
				if rest := v.Nanosecond() % int(time.Millisecond); rest != 0 {
					if nanos[i] == nil {
						nanos[i] = make([]int64, len(c.Values))
					}
					nanos[i][j] = int64(rest)
					some = true
				}
			case int64:
				info.Frame = "int64"
			case float64:
				info.Frame = "float64"
				if !math.IsNaN(v) && !math.IsInf(v, 0) {
					continue
				}
				column[j], some = nil, true
				if entities[i] == nil {
					entities[i] = &specials{}
				}
				switch {
				case math.IsNaN(v):
					entities[i].NaN = append(entities[i].NaN, j)
				case v > 0:
					entities[i].Inf = append(entities[i].Inf, j)
				default:
					entities[i].NegInf = append(entities[i].NegInf, j)
				}
			}
		}
		fields = append(fields, field{c.Name, c.Type, info, c.Labels, c.Config})
		values = append(values, column)
	}
	schema := map[string]any{"name": f.Name, "refId": f.RefID, "fields": fields}
	if f.Meta != nil {
		schema["meta"] = f.Meta
	}
	data := map[string]any{"values": values}
	if some {
		data["entities"], data["nanos"] = entities, nanos
	}
	return json.Marshal(map[string]any{"schema": schema, "data": data})
}

func value(raw json.RawMessage, t FieldType, goType string) (any, error) {
	if bytes.Equal(raw, []byte("null")) {
		return nil, nil
	}
	switch t {
	case FieldTime:
		var ms float64
		if err := json.Unmarshal(raw, &ms); err != nil {
			return nil, err
		}
		if math.Abs(ms) > 1<<53 {
			return nil, fmt.Errorf("%s is not a time in milliseconds", raw)
		}
		return time.UnixMilli(int64(ms)).UTC(), nil
	case FieldNumber:
		switch goType {
		case "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32":
			var n int64
			if err := json.Unmarshal(raw, &n); err == nil {
				return n, nil
			}
		}
		var x float64
		err := json.Unmarshal(raw, &x)
		return x, err
	case FieldString:
		var s string
		if err := json.Unmarshal(raw, &s); err == nil {
			return s, nil
		}
		return string(raw), nil // an enumeration comes as a number
	case FieldBool:
		var b bool
		err := json.Unmarshal(raw, &b)
		return b, err
	}
	return json.RawMessage(bytes.Clone(raw)), nil
}
