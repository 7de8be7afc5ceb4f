package kapacitorsuite

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/influxdata/influxql"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// InfluxDB and InfluxLines are what the InfluxDB behind the server under test holds: points in the retention policy autogen
// of a database.
const (
	InfluxDB    = "d"
	InfluxLines = "cpu,host=a v=1 1000000000\ncpu,host=b v=3 2000000000\ncpu,host=a v=4 3000000000\n"
)

// Influx answers simple selects of one measurement from InfluxLines, where there is no real InfluxDB.
func Influx() engine.BatchSource {
	points, err := point.Parse([]byte(InfluxLines), point.Options{})
	return engine.BatchFunc(func(_ context.Context, q *engine.BatchQuery) ([]engine.Batch, error) {
		if err != nil {
			return nil, err
		}
		stmt, err := influxql.ParseStatement(q.Command)
		if err != nil {
			return nil, err
		}
		sel, isSelect := stmt.(*influxql.SelectStatement)
		if !isSelect {
			return nil, fmt.Errorf("%q is no select", q.Command)
		}
		source, isName := sel.Sources[0].(*influxql.Measurement)
		if !isName {
			return nil, fmt.Errorf("%q does not select from a measurement", q.Command)
		}
		_, span, err := influxql.ConditionExpr(sel.Condition, nil)
		if err != nil {
			return nil, err
		}
		groups := map[string]*engine.Batch{}
		for _, p := range points {
			at := p.Timestamp()
			if p.Measurement != source.Name || source.Database != InfluxDB || !span.Min.IsZero() && at.Before(span.Min) || !span.Max.IsZero() && at.After(span.Max) {
				continue
			}
			tags := p.Tags.Only(dimensions(sel, p)...)
			b := groups[tags.Key()]
			if b == nil {
				b = &engine.Batch{Name: p.Measurement, Tags: tags.Map()}
				groups[tags.Key()] = b
			}
			row := engine.BatchPoint{Time: at, Fields: map[string]any{}}
			for _, f := range p.Fields {
				if v, is := f.Value.Float(); is {
					row.Fields[f.Key] = v
				}
			}
			b.Points = append(b.Points, row)
		}
		var out []engine.Batch
		for _, key := range slices.Sorted(maps.Keys(groups)) {
			out = append(out, *groups[key])
		}
		return out, nil
	})
}

// dimensions are the tags by which a select groups.
func dimensions(sel *influxql.SelectStatement, p point.Point) []string {
	var out []string
	for _, d := range sel.Dimensions {
		switch x := d.Expr.(type) {
		case *influxql.Wildcard:
			for k := range p.Tags.All() {
				out = append(out, k)
			}
		case *influxql.VarRef:
			out = append(out, strings.TrimSpace(x.Val))
		}
	}
	return out
}
