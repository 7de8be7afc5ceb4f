package dashboards

import (
	"github.com/influxdata/influxql"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// query is a batch task's InfluxQL query: its own text, grouped as the node says.
func (t *translator) query(n *graph.Node) (*relation, error) {
	text := n.Str("queryStr", n.Args[0].Str)
	if err := literal(text); err != nil {
		return nil, because("%s: %s", n.Name, err)
	}
	parsed, err := influxql.ParseStatement(text)
	if err != nil {
		return nil, because("the query of %s cannot be read: %s", n.Name, err)
	}
	stmt, ok := parsed.(*influxql.SelectStatement)
	if !ok {
		return nil, because("%s is not a SELECT", n.Name)
	}
	if _, err := influxql.ParseStatement(stmt.String()); err != nil {
		return nil, because("the query of %s names what cannot be written again: %s", n.Name, err)
	}
	stmt.Dimensions = nil
	src := &source{stmt: stmt, text: text, fill: influxql.NullFill}
	for _, s := range stmt.Sources {
		if m, ok := s.(*influxql.Measurement); ok {
			src.measurement = m.Name
			src.dbrps = append(src.dbrps, graph.DBRP{Database: m.Database, RetentionPolicy: m.RetentionPolicy})
		}
	}
	src.win = window{period: n.Dur("period", 0), every: n.Dur("every", 0), aligned: n.Flag("align"), query: true}
	r := &relation{src: src, pending: &src.win}
	var args []graph.Value
	for _, c := range n.CallsOf("groupBy") {
		args = c.Args
	}
	r.dims = dimensions(args, nil)
	for _, a := range args {
		switch a.Type {
		case catalog.Duration:
			src.step = a.Dur
		case catalog.TimeDim:
			src.step, src.offset = a.Dur, a.Offset
		}
	}
	if c, ok := n.Call("fill"); ok && len(c.Args) == 1 {
		src.fill, src.fillValue = fillOption(c.Args[0])
	}
	if n.Str("cron", "") != "" {
		r = r.noted("the rule asks by the schedule %q", n.Str("cron", ""))
	}
	if d := n.Dur("offset", 0); d != 0 {
		r = r.noted("the rule asks for a range that ends %s before its time", duration(d))
	}
	return r, nil
}

func fillOption(v graph.Value) (influxql.FillOption, any) {
	switch v.Type {
	case catalog.Int:
		return influxql.NumberFill, v.Int
	case catalog.Float:
		return influxql.NumberFill, v.Float
	}
	switch v.Str {
	case "none":
		return influxql.NoFill, nil
	case "previous":
		return influxql.PreviousFill, nil
	case "linear":
		return influxql.LinearFill, nil
	}
	return influxql.NullFill, nil
}

// queryFlux is a batch task's Flux query: its own text.
func (t *translator) queryFlux(n *graph.Node) (*relation, error) {
	text := n.Str("queryStr", n.Args[0].Str)
	if err := literal(text); err != nil {
		return nil, because("%s: %s", n.Name, err)
	}
	r := &relation{src: &source{text: text, flux: true}, pending: &window{every: n.Dur("every", 0), query: true}}
	return r.noted("the range of time is that of the rule's own query"), nil
}

// summed reports whether a statement has a function in one of its columns.
func summed(stmt *influxql.SelectStatement) bool {
	found := false
	influxql.WalkFunc(stmt.Fields, func(n influxql.Node) {
		_, call := n.(*influxql.Call)
		found = found || call
	})
	return found
}

// selects reports whether a statement picks points, which keep their times where
// they are not grouped by time.
func selects(stmt *influxql.SelectStatement) bool {
	found := false
	influxql.WalkFunc(stmt.Fields, func(n influxql.Node) {
		if call, ok := n.(*influxql.Call); ok {
			switch call.Name {
			case "first", "last", "min", "max", "percentile":
				found = true
			}
		}
	})
	return found
}
