package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/influxdata/influxql"
	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("influxDBOut", compileInfluxDBOut) }

// InfluxWrite is one request that an influxDBOut node would make: points to be
// written, or a database to be created.
type InfluxWrite struct {
	// Node is the node's name, Cluster its .cluster().
	Node, Cluster string
	// Create is a statement to be executed, CREATE DATABASE; "" for a write.
	Create string
	// DB and RP are where the points go, "" when neither the node nor the points say
	// so: the server then refuses the write.
	DB, RP string
	// Consistency and Precision are the node's properties. Points keep their
	// nanoseconds; what is written is cut to the precision.
	Consistency, Precision string
	Points                 []lp.Point
}

// influxDBOutSpec writes points to InfluxDB (N185-N187).
type influxDBOutSpec struct {
	cluster, db, rp, measurement string
	consistency, precision       string
	buffer                       int
	flush                        int64
	tags                         []tag
	create                       bool
}

func compileInfluxDBOut(_ *compiler, n *graph.Node) spec {
	return &influxDBOutSpec{
		cluster: n.Str("cluster", ""), db: n.Str("database", ""), rp: n.Str("retentionPolicy", ""), measurement: n.Str("measurement", ""),
		consistency: n.Str("writeConsistency", ""), precision: n.Str("precision", ""), buffer: int(n.Int("buffer", 1000)),
		flush: int64(n.Dur("flushInterval", 10*time.Second)), tags: extraTags(n), create: n.Flag("create"),
	}
}

// extraTags are the tags that .tag() adds.
func extraTags(n *graph.Node) []tag {
	var out []tag
	for _, c := range n.CallsOf("tag") {
		out = append(out, tag{c.Args[0].Str, c.Args[1].Str})
	}
	return out
}

func (s *influxDBOutSpec) demand(demand) demand { return everything }

func (s *influxDBOutSpec) start(b base) op {
	o := &influxDBOutOp{base: b, s: s}
	if s.precision != "" {
		// Kapacitor reads the precision as a duration of one: n and u, which InfluxDB knows, are none.
		_, o.unwritable = time.ParseDuration("1" + s.precision)
	}
	return o
}

type influxDBOutOp struct {
	base
	s *influxDBOutSpec
	// buffers are those that hold points, in order of the first.
	buffers []*InfluxWrite
	outB    batch
	// unwritable is what keeps the node from writing anything at all.
	unwritable error
}

func (o *influxDBOutOp) schedule() {
	send := o.pl.opts.OnWrite
	if send == nil {
		return
	}
	if o.s.create {
		q := "CREATE DATABASE " + influxql.QuoteIdent(o.s.db)
		if o.s.rp != "" {
			q += " WITH NAME " + influxql.QuoteIdent(o.s.rp)
		}
		if err := send(&InfluxWrite{Node: o.node.Name, Cluster: o.s.cluster, Create: q, DB: o.s.db, RP: o.s.rp}); err != nil {
			o.errorf("failed to create database: %v", err)
		}
	}
	o.pl.clock.every(o.s.flush, o.s.flush, o.flushAll)
}

// to returns the buffer of a database and retention policy.
func (o *influxDBOutOp) to(db, rp string) *InfluxWrite {
	if o.s.db != "" {
		db = o.s.db
	}
	if o.s.rp != "" {
		rp = o.s.rp
	}
	for _, w := range o.buffers {
		if w.DB == db && w.RP == rp {
			return w
		}
	}
	w := &InfluxWrite{Node: o.node.Name, Cluster: o.s.cluster, DB: db, RP: rp, Consistency: o.s.consistency, Precision: o.s.precision}
	o.buffers = append(o.buffers, w)
	return w
}

// add buffers a point; full buffers are written by the caller.
func (o *influxDBOutOp) add(w *InfluxWrite, name string, p *point) {
	if o.s.measurement != "" {
		name = o.s.measurement
	}
	w.Points = append(w.Points, exportPoint(name, p, o.s.tags, o.pl.syms))
}

// exportPoint makes a point of line protocol. What line protocol cannot carry is left
// out.
func exportPoint(name string, p *point, extra []tag, syms *symbols) lp.Point {
	p.full()
	tags := p.tags
	for _, t := range extra {
		tags = tags.with(t.key, t.value)
	}
	list := make([]lp.Tag, 0, tags.len())
	for i, k := range tags.keys.list {
		list = append(list, lp.Tag{Key: k, Value: tags.values[i]})
	}
	var fs lp.Fields
	for i := range p.fields {
		var v lp.Value
		switch x := p.fields[i].v; x.Kind() {
		case lambda.Float:
			v = lp.Float(x.Float())
		case lambda.Int:
			v = lp.Int(x.Int())
		case lambda.String:
			v = lp.String(x.Str())
		case lambda.Bool:
			v = lp.Bool(x.Bool())
		default:
			continue
		}
		fs = fs.Set(syms.name(p.fields[i].id), v)
	}
	slices.SortFunc(fs, func(a, b lp.Field) int { return strings.Compare(a.Key, b.Key) })
	return lp.New(name, lp.NewTags(list...), fs, time.Unix(0, p.time))
}

// writes tells whether points are buffered; where they cannot be, each message is an error.
func (o *influxDBOutOp) writes() bool {
	if o.pl.opts.OnWrite == nil {
		return false
	}
	if o.unwritable != nil {
		o.errorf("failed to write points to InfluxDB: %v", o.unwritable)
		return false
	}
	return true
}

func (o *influxDBOutOp) written(w *InfluxWrite) {
	if len(w.Points) < o.s.buffer {
		return
	}
	for i, x := range o.buffers {
		if x == w {
			o.buffers = append(o.buffers[:i], o.buffers[i+1:]...)
			break
		}
	}
	o.write(w)
}

func (o *influxDBOutOp) write(w *InfluxWrite) {
	if err := o.pl.opts.OnWrite(w); err != nil {
		o.st.extraAdd("write_errors", 1)
		o.errorf("failed to write points to InfluxDB: %v", err)
		return
	}
	o.st.extraAdd("points_written", int64(len(w.Points)))
}

func (o *influxDBOutOp) flushAll() {
	all := o.buffers
	o.buffers = nil
	for _, w := range all {
		o.write(w)
	}
}

func (o *influxDBOutOp) point(p *point) {
	o.st.collected++
	if o.writes() {
		w := o.to(p.origin.db, p.origin.rp)
		o.add(w, p.name, p)
		o.written(w)
	}
	o.emit(p)
}

func (o *influxDBOutOp) batch(b *batch) {
	o.st.collected++
	if o.writes() {
		w := o.to("", "")
		for i := range b.rows {
			o.add(w, b.name, &b.rows[i])
		}
		o.written(w)
	}
	o.outB = *b
	o.outB.hintless = false // it holds the whole batch, and so knows its size
	o.emitBatch(&o.outB)
}

func (o *influxDBOutOp) finish() {
	if o.pl.opts.OnWrite != nil {
		o.flushAll()
	}
	o.base.finish()
}
