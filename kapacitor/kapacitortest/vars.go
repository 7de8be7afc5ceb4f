package kapacitortest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// variable is one value that a task was given, as the API has it.
type variable struct {
	Type        string `json:"type"`
	Value       any    `json:"value"`
	Description string `json:"description"`
}

type variables map[string]variable

func unmarshal(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}

var varTypes = []string{"bool", "int", "float", "string", "regex", "duration", "lambda", "list", "star"}

// UnmarshalJSON reads variables and refuses what the server refuses while it reads the request.
func (vs *variables) UnmarshalJSON(data []byte) error {
	raw := map[string]variable{}
	if err := unmarshal(data, &raw); err != nil {
		return err
	}
	for name, v := range raw {
		if !slices.Contains(varTypes, v.Type) {
			return fmt.Errorf("variable %q: unknown type %q", name, v.Type)
		}
		var err error
		if v.Value, err = normal(v); err != nil {
			return fmt.Errorf("variable %q: %w", name, err)
		}
		raw[name] = v
	}
	*vs = raw
	return nil
}

// normal is the value as the server gives it back.
func normal(v variable) (any, error) {
	n, isNumber := v.Value.(json.Number)
	switch {
	case v.Type == "star" || v.Value == nil:
		return nil, nil
	case v.Type == "int" && isNumber:
		return n.Int64()
	case v.Type == "float" && isNumber:
		return n.Float64()
	case v.Type == "duration" && isNumber:
		return n.Int64()
	case v.Type == "duration":
		s, isText := v.Value.(string)
		if !isText {
			return nil, fmt.Errorf("a duration is a number or a text")
		}
		d, err := syntax.ParseDuration(s)
		return int64(d), err
	case v.Type == "int" || v.Type == "float":
		return nil, fmt.Errorf("a number is wanted")
	case v.Type == "list":
		items, isList := v.Value.([]any)
		if !isList {
			return nil, fmt.Errorf("a list is wanted")
		}
		out := []any{}
		for _, x := range items {
			m, isObject := x.(obj)
			if !isObject {
				return nil, fmt.Errorf("an item of a list has type and value")
			}
			typ, _ := m["type"].(string)
			if typ != "string" && typ != "star" {
				return nil, fmt.Errorf("an item of a list is a string or a star")
			}
			value := m["value"]
			if typ == "star" {
				value = nil
			}
			out = append(out, obj{"type": typ, "value": value, "description": ""})
		}
		return out, nil
	}
	return v.Value, nil
}

// values are the task's variables for the graph.
func (t *task) values() (map[string]graph.Value, error) {
	out := map[string]graph.Value{}
	for _, name := range slices.Sorted(maps.Keys(t.vars)) {
		v := t.vars[name]
		if v.Type == "list" {
			items, _ := v.Value.([]any)
			list := []any{}
			for _, x := range items { // a star's value is not looked at, but has to be there
				m := maps.Clone(x.(obj))
				if m["type"] == "star" {
					m["value"] = ""
				}
				list = append(list, m)
			}
			v.Value = list
		}
		raw, err := json.Marshal(map[string]variable{name: v})
		if err != nil {
			return nil, err
		}
		one, err := graph.ParseVarsJSON(raw)
		if err != nil {
			return nil, fmt.Errorf("invalid var %s: %s", name, varReason(v, err))
		}
		maps.Copy(out, one)
	}
	return out, nil
}

// varReason is what the server says of a value that cannot be used.
func varReason(v variable, err error) string {
	s, isText := v.Value.(string)
	switch {
	case v.Type == "regex" && isText:
		if _, bad := syntax.CompileRegex(s); bad != nil {
			return "invalid regex pattern: " + bad.Error()
		}
	case v.Type == "lambda" && isText:
		if _, diags := syntax.ParseLambda(s); diags.HasErrors() {
			return "invalid lambda expression: " + text(diags)
		}
	}
	return err.Error()
}

// stamp is a time as the server writes it.
func stamp(t time.Time) any {
	if t.IsZero() {
		return "0001-01-01T00:00:00Z"
	}
	return t.UTC().Format(time.RFC3339Nano)
}
