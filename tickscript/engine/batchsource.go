package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// Batch is one series of a query's answer.
type Batch struct {
	// Name is the measurement, Tags the group; ByName says that the name is part
	// of it.
	Name   string
	Tags   map[string]string
	ByName bool
	// Time is the batch's own time. Queries that run on a schedule set it
	// themselves (N045, N048).
	Time   time.Time
	Points []BatchPoint
}

// BatchPoint is one row of a batch.
type BatchPoint struct {
	Time time.Time
	// Tags are all tags; none means those of the batch.
	Tags map[string]string
	// Fields are float64, int64, string or bool; nil is no value. An int or
	// float32 is taken too.
	Fields map[string]any
}

// BatchQuery is one query that is due.
type BatchQuery struct {
	// Node is the query node's name, Index its place among the children of batch.
	Node  string
	Index int
	// Cluster is the node's .cluster().
	Cluster string
	// Command is the InfluxQL statement as Kapacitor would send it, with the range
	// of time and the dimensions, or the Flux script.
	Command string
	// Flux says that Command is a Flux script; Org and OrgID are its organisation.
	Flux       bool
	Org, OrgID string
	// Time is when the query is due. Start and Stop are the range, Stop is also what
	// now() is in Flux.
	Time, Start, Stop time.Time
}

// BatchSource answers queries.
type BatchSource interface {
	// Batches returns the series of an answer in order. Kapacitor logs an error and
	// does without the answer.
	Batches(ctx context.Context, q *BatchQuery) ([]Batch, error)
}

// BatchFunc is a function that is a BatchSource.
type BatchFunc func(ctx context.Context, q *BatchQuery) ([]Batch, error)

// Batches calls the function.
func (f BatchFunc) Batches(ctx context.Context, q *BatchQuery) ([]Batch, error) { return f(ctx, q) }

// WriteBatch feeds a batch to a query node, named by its place among the children
// of batch, as if it had been the answer.
func (r *Run) WriteBatch(query int, b Batch) error {
	if r.closed {
		return ErrClosed
	}
	qs := r.pipelines[0].queries
	if query < 0 || query >= len(qs) {
		return fmt.Errorf("writing a batch: there is no query %d; the task has %d", query, len(qs))
	}
	if r.stopped() {
		return r.failure()
	}
	x, err := r.pipelines[0].convert(&b, false)
	if err != nil {
		return fmt.Errorf("writing a batch of %q: %w", b.Name, err)
	}
	r.pipelines[0].take(len(x.rows))
	if r.stopped() {
		return r.failure()
	}
	qs[query].collect(x)
	return r.failure()
}

// convert makes the inner form of a batch. numbers makes floats of all numbers, as
// InfluxDB's JSON answers do (N044). Values that are nil are left out, and so are
// rows without values where drop says so.
func (pl *pipeline) convert(b *Batch, numbers bool) (*batch, error) {
	tags := tagSetOf(b.Tags)
	x := &batch{name: b.Name, tmax: nanos(b.Time)}
	x.group = pl.groups.find(pl.groups.intern(tags.keys.list, b.ByName), b.Name, tags)
	x.rows = make([]point, 0, len(b.Points))
	for i := range b.Points {
		p := &b.Points[i]
		row := point{time: nanos(p.Time), name: b.Name, origin: noOrigin, tags: x.group.tags, group: x.group}
		if len(p.Tags) > 0 && !maps.Equal(p.Tags, b.Tags) {
			row.tags = tagSetOf(p.Tags)
		}
		row.fields = make([]field, 0, len(p.Fields))
		for _, name := range slices.Sorted(maps.Keys(p.Fields)) {
			v, err := goValue(p.Fields[name], numbers)
			if err != nil {
				return nil, fmt.Errorf("field %q: %w", name, err)
			}
			if v.Kind() != lambda.Missing {
				row.fields = append(row.fields, field{pl.syms.id(name), v})
			}
		}
		x.rows = append(x.rows, row)
	}
	return x, nil
}

// nanos is a time in nanoseconds since the epoch; the zero time is noTime.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return noTime
	}
	return t.UnixNano()
}

func tagSetOf(m map[string]string) *tagSet {
	ts := make([]tag, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		ts = append(ts, tag{k, m[k]})
	}
	return newTagSet(ts)
}

// goValue converts a caller's value; nil is Missing.
func goValue(v any, numbers bool) (lambda.Value, error) {
	switch x := v.(type) {
	case nil:
		return lambda.Value{}, nil
	case float64:
		return lambda.FloatValue(x), nil
	case float32:
		return lambda.FloatValue(float64(x)), nil
	case int:
		return goValue(int64(x), numbers)
	case int64:
		if numbers {
			return lambda.FloatValue(float64(x)), nil
		}
		return lambda.IntValue(x), nil
	case string:
		return lambda.StringValue(x), nil
	case bool:
		return lambda.BoolValue(x), nil
	}
	return lambda.Value{}, fmt.Errorf("a value of type %T cannot be a field; use float64, int64, string or bool", v)
}
