package influx

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

// Measurements yields the names of the bucket's measurements.
func (c *Client) Measurements(ctx context.Context) iter.Seq2[string, error] {
	return c.column(ctx, "list measurements", "SHOW MEASUREMENTS", nil, "name")
}

// TagKeys yields the tag keys of a measurement.
func (c *Client) TagKeys(ctx context.Context, measurement string) iter.Seq2[string, error] {
	p := Params{"from": Ident(measurement)}
	return c.column(ctx, "list tag keys", "SHOW TAG KEYS FROM "+c.source(p), p, "tagKey")
}

// TagValues yields the values of one tag of a measurement.
func (c *Client) TagValues(ctx context.Context, measurement, key string) iter.Seq2[string, error] {
	p := Params{"from": Ident(measurement), "key": Ident(key)}
	return c.column(ctx, "list tag values", "SHOW TAG VALUES FROM "+c.source(p)+" WITH KEY = $key", p, "value")
}

// FieldKey is a field of a measurement with its type.
type FieldKey struct {
	Measurement string
	Name        string
	Kind        point.Kind
}

// FieldKeys yields the fields of a measurement; of all, if measurement is "". A field that was written with different
// types in different shards comes once for each.
func (c *Client) FieldKeys(ctx context.Context, measurement string) iter.Seq2[FieldKey, error] {
	return func(yield func(FieldKey, error) bool) {
		query, params := c.showAll("SHOW FIELD KEYS")
		if measurement != "" {
			params = Params{"from": Ident(measurement)}
			query = "SHOW FIELD KEYS FROM " + c.source(params)
		}
		for row, err := range c.query(ctx, "list field keys", query, params, api.RepeatSafe) {
			if err != nil {
				yield(FieldKey{}, err)
				return
			}
			kind, err := point.ParseKind(row.Text("fieldType"))
			if err != nil {
				yield(FieldKey{}, c.refuse("list field keys", err))
				return
			}
			if !yield(FieldKey{row.Series.Name, row.Text("fieldKey"), kind}, nil) {
				return
			}
		}
	}
}

// fieldKinds is the type of each field. A field with several types keeps what the answer itself shows.
func (c *Client) fieldKinds(ctx context.Context, measurement string) (map[string]point.Kind, error) {
	kinds := map[string]point.Kind{}
	for f, err := range c.FieldKeys(ctx, measurement) {
		if err != nil {
			return nil, err
		}
		if k, ok := kinds[f.Name]; ok && k != f.Kind {
			kinds[f.Name] = point.KindNone
			continue
		}
		kinds[f.Name] = f.Kind
	}
	return kinds, nil
}

// column yields one column of an answer.
func (c *Client) column(ctx context.Context, op, query string, params Params, column string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for row, err := range c.query(ctx, op, query, params, api.RepeatSafe) {
			if err != nil {
				yield("", err)
				return
			}
			if !yield(row.Text(column), nil) {
				return
			}
		}
	}
}

// showAll asks for all measurements of the bucket's retention policy. It is named even so, since 2.x has no default policy
// for the mappings that it makes of buckets' names.
func (c *Client) showAll(statement string) (string, Params) {
	if _, rp := c.dbrp(); rp != "" {
		return statement + " FROM $rp./.*/", Params{"rp": Ident(rp)}
	}
	return statement, nil
}

// Schema is what measurements a bucket has, with their tags and the types of their fields. It is what rules are checked
// against.
type Schema struct {
	Measurements map[string]MeasurementSchema `json:"measurements"`
}

// MeasurementSchema is one measurement: its tag keys, sorted, and the type of each field (float, integer, unsigned,
// string, boolean).
type MeasurementSchema struct {
	Tags   []string          `json:"tags"`
	Fields map[string]string `json:"fields"`
}

// Schema reads the bucket's schema.
func (c *Client) Schema(ctx context.Context) (Schema, error) {
	out := Schema{Measurements: map[string]MeasurementSchema{}}
	for f, err := range c.FieldKeys(ctx, "") {
		if err != nil {
			return Schema{}, err
		}
		m, ok := out.Measurements[f.Measurement]
		if !ok {
			m = MeasurementSchema{Tags: []string{}, Fields: map[string]string{}}
			out.Measurements[f.Measurement] = m
		}
		m.Fields[f.Name] = f.Kind.String()
	}
	query, params := c.showAll("SHOW TAG KEYS")
	for row, err := range c.query(ctx, "list tag keys", query, params, api.RepeatSafe) {
		if err != nil {
			return Schema{}, err
		}
		if m, ok := out.Measurements[row.Series.Name]; ok {
			m.Tags = append(m.Tags, row.Text("tagKey"))
			out.Measurements[row.Series.Name] = m
		}
	}
	return out, nil
}

// Write writes the schema as JSON.
func (s Schema) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		return fmt.Errorf("write schema: %w", err)
	}
	return nil
}
