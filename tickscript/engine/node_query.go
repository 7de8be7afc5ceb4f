package engine

import (
	"errors"
	"fmt"
	"time"

	"github.com/gorhill/cronexpr"
	"github.com/influxdata/influxql"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() {
	register("batch", func(*compiler, *graph.Node) spec { return sourceSpec{} })
	register("query", compileQuery)
	register("queryFlux", compileQueryFlux)
}

// schedule says when a query is due (N036-N039).
type schedule struct {
	every    int64
	align    bool
	cron     *cronexpr.Expression
	location *time.Location
	offset   int64
}

func compileSchedule(c *compiler, n *graph.Node) (s schedule, err error) {
	s = schedule{every: int64(n.Dur("every", 0)), align: n.Flag("align"), offset: int64(n.Dur("offset", 0)), location: c.opts.location()}
	cron := n.Str("cron", "")
	switch {
	case s.every != 0 && cron != "":
		return s, errors.New("must not set both 'every' and 'cron' properties")
	case s.every < 0:
		return s, errors.New("'every' duration must must non-negative")
	case cron != "":
		s.cron, err = cronexpr.Parse(cron)
		return s, err
	case s.every == 0:
		return s, errors.New("must define one of 'every' or 'cron'")
	}
	return s, nil
}

// start calls due with each time of the schedule.
func (s *schedule) start(c *clock, due func(t int64)) {
	if s.cron != nil {
		var next func()
		next = func() {
			at := s.cron.Next(time.Unix(0, c.wall()).In(s.location))
			if at.IsZero() {
				return
			}
			t := at.UnixNano()
			c.after(t-c.wall(), func() {
				due(t)
				next()
			})
		}
		next()
		return
	}
	first := s.every
	if s.align {
		first = truncateTime(c.wall(), s.every) + s.every - c.wall()
	}
	c.every(first, s.every, func() { due(c.wall()) })
}

// querySpec asks for batches on a schedule (N030-N048).
type querySpec struct {
	schedule
	cluster    string
	period     int64
	flux       bool
	text       string
	org, orgID string
	byName     bool
	byTime     bool
	statement  *statement
}

func compileQuery(c *compiler, n *graph.Node) spec {
	s := &querySpec{cluster: n.Str("cluster", ""), period: int64(n.Dur("period", 0)), byName: n.Flag("groupByMeasurement")}
	var err error
	if s.statement, err = parseStatement(n.Str("queryStr", n.Args[0].Str)); err == nil {
		s.byTime, err = s.statement.dimensions(n)
	}
	if err == nil {
		err = s.statement.fill(n)
	}
	if err == nil {
		s.schedule, err = compileSchedule(c, n)
	}
	if err != nil {
		c.errorAt(n.Range, "query", err)
		return nil
	}
	return s
}

func compileQueryFlux(c *compiler, n *graph.Node) spec {
	s := &querySpec{flux: true, text: n.Str("queryStr", n.Args[0].Str), cluster: n.Str("cluster", ""), org: n.Str("org", ""), orgID: n.Str("orgID", "")}
	var err error
	if s.schedule, err = compileSchedule(c, n); err != nil {
		c.errorAt(n.Range, "query", err)
		return nil
	}
	return s
}

func (s *querySpec) demand(out demand) demand { return out }

func (s *querySpec) start(b base) op {
	o := &queryOp{base: b, s: s, index: len(b.pl.queries)}
	b.pl.queries = append(b.pl.queries, o)
	return o
}

type queryOp struct {
	base
	s     *querySpec
	index int
}

func (o *queryOp) point(*point)   {}
func (o *queryOp) batch(b *batch) { o.collect(b) }

// collect takes a batch of an answer or of a recording.
func (o *queryOp) collect(b *batch) {
	o.st.collected++
	o.emitBatch(b)
}

// schedule starts the queries as soon as there is a clock and someone to ask.
func (o *queryOp) schedule() {
	if o.pl.opts.Batches == nil {
		return
	}
	o.pl.clock.whenStarted(func() {
		if err := o.s.allowed(o.pl.dbrps); err != nil {
			o.die(err)
			return
		}
		o.s.schedule.start(&o.pl.clock, o.ask)
	})
}

// ask runs the query that is due at a time.
func (o *queryOp) ask(t int64) {
	s := o.s
	stop := t - s.offset
	q := &BatchQuery{
		Node: o.node.Name, Index: o.index, Cluster: s.cluster, Flux: s.flux, Org: s.org, OrgID: s.orgID,
		Time: time.Unix(0, t).UTC(), Start: time.Unix(0, stop-s.period).UTC(), Stop: time.Unix(0, stop).UTC(),
	}
	q.Command = s.text
	if !s.flux {
		q.Command = s.statement.render(q.Start, q.Stop)
	}
	batches, err := o.pl.opts.Batches.Batches(o.pl.ctx, q)
	if err != nil {
		o.errorf("error executing query: %v", err)
		return
	}
	for i := range batches {
		b := &batches[i]
		x, err := o.pl.convert(b, !s.flux)
		if err != nil {
			o.errorf("failed to understand query result: %v", err)
			continue
		}
		o.shape(x, t, stop)
		o.pl.take(len(x.rows))
		if o.pl.err != nil {
			return
		}
		o.st.extraAdd("batches_queried", 1)
		o.st.extraAdd("points_queried", int64(len(x.rows)))
		o.collect(x)
		if o.pl.err != nil {
			return
		}
	}
}

// shape makes of a series what Kapacitor makes of it: rows without values go
// (N044), the group knows whether it is by name (N046), and the time is that of
// the schedule or of the last row (N045, N048).
func (o *queryOp) shape(x *batch, t, stop int64) {
	x.group = o.pl.groups.find(o.pl.groups.intern(x.group.dims.list, o.s.byName), x.name, x.group.tags)
	rows := x.rows[:0]
	last := int64(noTime)
	for i := range x.rows {
		r := x.rows[i]
		if len(r.fields) == 0 {
			continue
		}
		// The rows of an answer have the tags of their series.
		r.group, r.tags = x.group, x.group.tags
		last = max(last, r.time)
		rows = append(rows, r)
	}
	x.rows = rows
	switch {
	case o.s.flux && last == noTime:
		x.tmax = t
	case o.s.flux || o.s.byTime && last != noTime:
		x.tmax = last
	default:
		x.tmax = stop
	}
}

// extraAdd raises one of the node's own statistics.
func (c *counters) extraAdd(name string, n int64) {
	if c.extra == nil {
		c.extra = map[string]int64{}
	}
	c.extra[name] += n
}

// allowed says whether a task with these databases and retention policies may run
// the query (N043); a task that names none may run any.
func (s *querySpec) allowed(dbrps []graph.DBRP) error {
	if s.flux {
		return nil
	}
	for _, src := range s.statement.stmt.Sources {
		m, ok := src.(*influxql.Measurement)
		if !ok {
			return fmt.Errorf("unknown query source %T", src)
		}
		found := len(dbrps) == 0
		for _, d := range dbrps {
			found = found || d.Database == m.Database && d.RetentionPolicy == m.RetentionPolicy
		}
		if !found {
			return fmt.Errorf("batch query is not allowed to request data from %q.%q", m.Database, m.RetentionPolicy)
		}
	}
	return nil
}

// statement is a SELECT whose range of time and dimensions are Kapacitor's. It is
// not changed after it was compiled.
type statement struct {
	stmt *influxql.SelectStatement
	// length and offset are those of time(); alignGroup makes the offset follow the
	// start of the range (N041).
	length, offset time.Duration
	timeAt         int
	align          bool
	condition      influxql.Expr
	dims           influxql.Dimensions
}

func parseStatement(text string) (*statement, error) {
	q, err := influxql.ParseQuery(text)
	if err != nil {
		return nil, fmt.Errorf("failed to parse InfluxQL query: %w", err)
	}
	if n := len(q.Statements); n != 1 {
		return nil, fmt.Errorf("query must be a single select statement, got %d statements", n)
	}
	stmt, ok := q.Statements[0].(*influxql.SelectStatement)
	if !ok {
		return nil, fmt.Errorf("query is not a select statement %q", q)
	}
	return &statement{stmt: stmt, condition: stmt.Condition, timeAt: -1}, nil
}

// dimensions replaces the GROUP BY of the text, which has no effect (N033, N034);
// byTime says that there is a dimension of time.
func (s *statement) dimensions(n *graph.Node) (byTime bool, err error) {
	s.align = n.Flag("alignGroup")
	call, _ := n.Call("groupBy")
	for _, a := range call.Args {
		switch a.Type {
		case catalog.Duration, catalog.TimeDim:
			if byTime {
				return true, errors.New("groupBy cannot have more than one time dimension")
			}
			byTime, s.timeAt = true, len(s.dims)
			s.length, s.offset = a.Dur, a.Offset
			s.dims = append(s.dims, nil)
		case catalog.String:
			s.dims = append(s.dims, &influxql.Dimension{Expr: &influxql.VarRef{Val: a.Str}})
		case catalog.Star:
			s.dims = append(s.dims, &influxql.Dimension{Expr: &influxql.Wildcard{}})
		default:
			return byTime, fmt.Errorf("invalid dimension type:%v, must be string or time.Duration", a.Type)
		}
	}
	return byTime, nil
}

// fill replaces what stands for empty groups (N035).
func (s *statement) fill(n *graph.Node) error {
	call, ok := n.Call("fill")
	if !ok {
		return nil
	}
	switch v := call.Args[0]; v.Type {
	case catalog.String:
		option, ok := map[string]influxql.FillOption{
			"null": influxql.NullFill, "none": influxql.NoFill, "previous": influxql.PreviousFill, "linear": influxql.LinearFill,
		}[v.Str]
		if !ok {
			return fmt.Errorf("unexpected fill option %s", v.Str)
		}
		s.stmt.Fill, s.stmt.FillValue = option, nil
	case catalog.Int:
		s.stmt.Fill, s.stmt.FillValue = influxql.NumberFill, v.Int
	case catalog.Float:
		s.stmt.Fill, s.stmt.FillValue = influxql.NumberFill, v.Float
	}
	return nil
}

// render prints the statement with a range of time (N032).
func (s *statement) render(start, stop time.Time) string {
	at := func(op influxql.Token, t time.Time) influxql.Expr {
		return &influxql.BinaryExpr{Op: op, LHS: &influxql.VarRef{Val: "time"}, RHS: &influxql.TimeLiteral{Val: t}}
	}
	span := &influxql.BinaryExpr{Op: influxql.AND, LHS: at(influxql.GTE, start), RHS: at(influxql.LT, stop)}
	stmt := *s.stmt
	stmt.Condition = span
	if s.condition != nil {
		stmt.Condition = &influxql.BinaryExpr{Op: influxql.AND, LHS: s.condition, RHS: span}
	}
	stmt.Dimensions = append(influxql.Dimensions(nil), s.dims...)
	if s.timeAt >= 0 {
		offset := s.offset
		if s.align && s.length != 0 {
			offset = start.Sub(time.Unix(0, 0)) % s.length
		}
		stmt.Dimensions[s.timeAt] = &influxql.Dimension{Expr: &influxql.Call{Name: "time", Args: []influxql.Expr{
			&influxql.DurationLiteral{Val: s.length}, &influxql.DurationLiteral{Val: offset},
		}}}
	}
	return stmt.String()
}
