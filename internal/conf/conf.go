// Package conf holds what the configuration packages share: TOML tables that are partly known as Go structs, and a
// printer whose output is stable and which every TOML dialect of the stack reads.
package conf

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/BurntSushi/toml"
)

// Table is a TOML table.
type Table = map[string]any

// Split reads the part of a table that T knows into into, and returns the rest. exact is false if T cannot hold a value
// as it is; then the table must be kept as a whole.
func Split(t Table, into any) (rest Table, exact bool) {
	var text bytes.Buffer
	if err := toml.NewEncoder(&text).Encode(t); err != nil {
		return nil, false
	}
	if _, err := toml.Decode(text.String(), into); err != nil {
		return nil, false
	}
	known, err := ToTable(into)
	if err != nil {
		return nil, false
	}
	for k, v := range t {
		got, ok := known[k]
		if !ok {
			if rest == nil {
				rest = Table{}
			}
			rest[k] = v
			continue
		}
		if !reflect.DeepEqual(normal(got), normal(v)) {
			return nil, false
		}
		delete(known, k)
	}
	return rest, len(known) == 0
}

// ToTable returns a struct as a table.
func ToTable(v any) (Table, error) {
	var text bytes.Buffer
	if err := toml.NewEncoder(&text).Encode(v); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	out := Table{}
	if _, err := toml.Decode(text.String(), &out); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return out, nil
}

// Join returns a struct and the rest of its table as one table again. What the struct says counts.
func Join(v any, rest Table) (Table, error) {
	out, err := ToTable(v)
	if err != nil {
		return nil, err
	}
	for k, x := range rest {
		if _, ok := out[k]; !ok {
			out[k] = x
		}
	}
	return out, nil
}

// normal gives arrays one type, whatever their elements are.
func normal(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = normal(v[i])
		}
		return out
	case []Table:
		out := make([]any, len(v))
		for i := range v {
			out[i] = normal(v[i])
		}
		return out
	case Table:
		out := Table{}
		for k, x := range v {
			out[k] = normal(x)
		}
		return out
	}
	return v
}

// Equal reports whether two decoded documents say the same.
func Equal(a, b Table) bool { return reflect.DeepEqual(normal(a), normal(b)) }
