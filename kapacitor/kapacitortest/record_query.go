package kapacitortest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/influxdata/influxql"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// recordBatches asks the queries that a batch task would have asked between two times.
func (s *Server) recordBatches(t *task, start, stop time.Time) ([]byte, error) {
	if t.typ != graph.BatchTask {
		return nil, errors.New("wrong task type")
	}
	if s.conf.InfluxDB == nil {
		return nil, errNoInflux
	}
	if now := s.now(); stop.IsZero() || stop.After(now) {
		stop = now
	}
	vars, err := t.values()
	if err != nil {
		return nil, err
	}
	prog, err := engine.Compile(t.script, engine.Options{Task: t.id, Type: t.typ, Vars: vars, Server: s.info(), Handlers: s.conf.Handlers, UDFs: s.conf.UDFs, DBRPs: t.dbrps})
	if err != nil {
		return nil, errors.New(why(err))
	}
	if err := allowed(prog.Graph(), t.dbrps); err != nil {
		return nil, err
	}
	queries := make([][]engine.Batch, queryCount(prog.Graph()))
	var failed error
	// The task runs without a way out, only to ask its queries.
	run := prog.NewRun(engine.RunOptions{Start: start, DBRPs: t.dbrps, UDFs: s.conf.NewUDF, Sideload: s.conf.Sideload, Scaler: noScaler{},
		Batches: engine.BatchFunc(func(ctx context.Context, q *engine.BatchQuery) ([]engine.Batch, error) {
			list, err := s.conf.InfluxDB.Batches(ctx, q)
			if err != nil {
				failed = err
				return nil, err
			}
			byTime := strings.Contains(strings.ToLower(q.Command), "time(")
			for _, b := range list {
				if b.Time.IsZero() || !byTime {
					b.Time = q.Stop
				}
				queries[q.Index] = append(queries[q.Index], b)
			}
			return nil, nil
		})})
	if err := run.Advance(context.Background(), stop); err != nil {
		return nil, err
	}
	if err := run.Close(); err != nil {
		return nil, err
	}
	if failed != nil {
		return nil, failed
	}
	var out bytes.Buffer
	if err := engine.WriteBatchRecording(&out, queries...); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// allowed refuses a task whose queries ask what it does not subscribe to.
func allowed(g *graph.Graph, dbrps []graph.DBRP) error {
	for _, n := range g.Nodes {
		if n.Kind() != "query" {
			continue
		}
		stmt, err := influxql.ParseStatement(n.Str("queryStr", n.Args[0].Str))
		if err != nil {
			return err
		}
		sel, is := stmt.(*influxql.SelectStatement)
		if !is {
			continue
		}
		for _, source := range sel.Sources {
			m, is := source.(*influxql.Measurement)
			if !is {
				return fmt.Errorf("unknown query source %T", source)
			}
			if d := (graph.DBRP{Database: m.Database, RetentionPolicy: m.RetentionPolicy}); !slices.Contains(dbrps, d) {
				return fmt.Errorf("batch query is not allowed to request data from %q.%q", d.Database, d.RetentionPolicy)
			}
		}
	}
	return nil
}

func queryCount(g *graph.Graph) int {
	n := 0
	for _, x := range g.Nodes {
		if x.Kind() == "query" || x.Kind() == "queryFlux" {
			n++
		}
	}
	return n
}

// noScaler scales nothing: what a task that only asks its queries would decide has no effect.
type noScaler struct{}

func (noScaler) Replicas(engine.Resource) (int64, error)         { return 0, nil }
func (noScaler) SetReplicas(engine.Resource, int64, int64) error { return nil }

// recordQuery records the answer of one query, as a stream in the order of time or as batches.
func (s *Server) recordQuery(typ graph.TaskType, query, cluster string) ([]byte, error) {
	origin, list, err := s.ask(query, cluster)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if typ == graph.BatchTask {
		err = engine.WriteBatchRecording(&out, list)
		return out.Bytes(), err
	}
	rec := engine.NewStreamRecorder(&out)
	for _, p := range streamOf(list) {
		if err := rec.Write(origin.Database, origin.RetentionPolicy, p); err != nil {
			return nil, err
		}
	}
	err = rec.Close()
	return out.Bytes(), err
}

// ask runs a query that names its database and retention policy.
func (s *Server) ask(query, cluster string) (graph.DBRP, []engine.Batch, error) {
	origin := graph.DBRP{}
	stmt, err := influxql.ParseStatement(query)
	if err != nil {
		return origin, nil, err
	}
	if sel, is := stmt.(*influxql.SelectStatement); is && len(sel.Sources) == 1 {
		if m, is := sel.Sources[0].(*influxql.Measurement); is {
			origin = graph.DBRP{Database: m.Database, RetentionPolicy: m.RetentionPolicy}
		}
	}
	if origin.Database == "" || origin.RetentionPolicy == "" {
		return origin, nil, errors.New("could not determine database and retention policy. Is the query fully qualified?")
	}
	if s.conf.InfluxDB == nil {
		return origin, nil, errors.New("InfluxDB not configured, cannot record query")
	}
	list, err := s.conf.InfluxDB.Batches(context.Background(), &engine.BatchQuery{Command: query, Cluster: cluster, Time: s.now(), Stop: s.now()})
	if err != nil {
		return origin, nil, fmt.Errorf("InfluxDB query failed: %w", err)
	}
	for i := range list {
		// A batch without a time of its own ends with its last point.
		if b := &list[i]; b.Time.IsZero() && len(b.Points) > 0 {
			b.Time = b.Points[len(b.Points)-1].Time
		}
	}
	return origin, list, nil
}

// streamOf are the points of batches in the order of time.
func streamOf(list []engine.Batch) []point.Point {
	var out []point.Point
	for _, b := range list {
		for _, row := range b.Points {
			tags := row.Tags
			if len(tags) == 0 {
				tags = b.Tags
			}
			var fields point.Fields
			for _, k := range slices.Sorted(maps.Keys(row.Fields)) {
				if v, there := fieldValue(row.Fields[k]); there {
					fields = append(fields, point.Field{Key: k, Value: v})
				}
			}
			out = append(out, point.New(b.Name, point.TagsFrom(tags), fields, row.Time))
		}
	}
	slices.SortStableFunc(out, func(a, b point.Point) int {
		switch {
		case a.Time < b.Time:
			return -1
		case a.Time > b.Time:
			return 1
		}
		return 0
	})
	return out
}

// fieldValue is a value of an answer as Kapacitor takes it: all numbers are floats.
func fieldValue(v any) (point.Value, bool) {
	switch x := v.(type) {
	case float64:
		return point.Float(x), true
	case int64:
		return point.Float(float64(x)), true
	case int:
		return point.Float(float64(x)), true
	case bool:
		return point.Bool(x), true
	case string:
		return point.String(x), true
	}
	return point.Value{}, false
}
