package vet

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// Schema tells what a database holds.
type Schema struct {
	Measurements map[string]Measurement `json:"measurements"`
}

// Measurement lists the tags and fields of a measurement. The types of fields
// are float, int, string and bool.
type Measurement struct {
	Tags   []string          `json:"tags"`
	Fields map[string]string `json:"fields"`
}

// ParseSchema reads a schema from JSON:
//
//	{"measurements": {"disk": {"tags": ["host"], "fields": {"used": "int"}}}}
func ParseSchema(data []byte) (*Schema, error) {
	var s Schema
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	for name, m := range s.Measurements {
		for field, t := range m.Fields {
			if _, ok := fieldTypes[t]; !ok {
				return nil, fmt.Errorf("read schema: measurement %s, field %s: unknown type %q, want float, int, string or bool", name, field, t)
			}
		}
	}
	return &s, nil
}

var fieldTypes = map[string]catalog.Type{
	"float": catalog.Float, "int": catalog.Int, "string": catalog.String, "bool": catalog.Bool,
}
