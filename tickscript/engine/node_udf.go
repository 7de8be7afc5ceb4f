package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { register("udf", compileUDF) }

// UDF is a user defined function as a Go object, called in the order in which
// Kapacitor would write to its process. Any error fails the node, which stops the
// task. Its methods are not called concurrently.
type UDF interface {
	// Init is the first call.
	Init(info UDFInfo) error
	// Point is called with every point of a stream, and between BeginBatch and
	// EndBatch with every point of a batch. The point may be kept.
	Point(p *UDFPoint) error
	BeginBatch(b *UDFBatch) error
	EndBatch(b *UDFBatch) error
	// Close is called when the input has ended; what it still emits is passed on.
	Close() error
	// Snapshot returns the state, and Restore, called after Init, sets it.
	Snapshot() ([]byte, error)
	Restore(state []byte) error
}

// UDFInfo is what a function is told at the start.
type UDFInfo struct {
	// Node is the node's name.
	Node string
	// Options are the properties that the script sets, in order.
	Options []UDFOption
	// Out takes what the function emits. It is called during the calls of the
	// function's methods only.
	Out UDFOutput
}

// UDFOption is one property.
type UDFOption struct {
	Name string
	// Values are bool, int64, float64, string or time.Duration.
	Values []any
}

// UDFPoint is a point, or a point of a batch, which has its batch's name and group.
type UDFPoint struct {
	Name, DB, RP string
	// Group is the group's id; an emitted point's is made from the dimensions.
	Group      string
	Dimensions []string
	ByName     bool
	Tags       map[string]string
	// Fields are float64, int64, string or bool.
	Fields map[string]any
	Time   time.Time
}

// UDFBatch begins or ends a batch.
type UDFBatch struct {
	Name, Group string
	ByName      bool
	Tags        map[string]string
	// Time is the batch's own; of an emitted batch that of its end counts.
	Time time.Time
	// Size is the number of points, given at the beginning only.
	Size int
}

// UDFOutput takes what a function emits. Points between BeginBatch and EndBatch
// make up a batch.
type UDFOutput interface {
	Point(p *UDFPoint) error
	BeginBatch(b *UDFBatch) error
	EndBatch(b *UDFBatch) error
}

// udfSpec runs a user defined function (R039, N198).
type udfSpec struct {
	name    string
	options []UDFOption
}

func compileUDF(_ *compiler, n *graph.Node) spec {
	s := &udfSpec{name: n.UDF}
	for _, c := range n.Calls {
		o := UDFOption{Name: c.Name}
		for _, a := range c.Args {
			switch a.Type {
			case catalog.Bool:
				o.Values = append(o.Values, a.Bool)
			case catalog.Int:
				o.Values = append(o.Values, a.Int)
			case catalog.Float:
				o.Values = append(o.Values, a.Float)
			case catalog.Duration:
				o.Values = append(o.Values, a.Dur)
			default:
				o.Values = append(o.Values, a.Str)
			}
		}
		s.options = append(s.options, o)
	}
	return s
}

func (s *udfSpec) demand(demand) demand { return everything }
func (s *udfSpec) start(b base) op      { return &udfOp{base: b, s: s} }

type udfOp struct {
	base
	s *udfSpec
	f UDF
	// open is the batch that the function is emitting.
	open *Batch
}

func (o *udfOp) schedule() {
	create := o.pl.opts.UDFs[o.s.name]
	if create == nil {
		o.die(fmt.Errorf("there is no function %q; give one with RunOptions.UDFs", o.s.name))
		return
	}
	o.f = create()
	o.check("starting", o.f.Init(UDFInfo{Node: o.node.Name, Options: slices.Clone(o.s.options), Out: udfOut{o}}))
	if st, ok := o.pl.opts.UDFState[o.node.Name]; ok && o.pl.err == nil {
		o.check("restoring", o.f.Restore(st))
	}
}

func (o *udfOp) check(doing string, err error) bool {
	if err != nil {
		o.die(fmt.Errorf("%s function %q: %w", doing, o.s.name, err))
	}
	return err == nil && o.pl.err == nil
}

// export makes a caller's point; what Kapacitor's protocol cannot carry ends its
// process.
func (o *udfOp) export(p *point, name string) (*UDFPoint, bool) {
	p.full()
	u := &UDFPoint{
		Name: name, Group: p.group.id(), Dimensions: p.group.dims.list, ByName: p.group.dims.byName,
		Tags: p.tags.toMap(), Fields: make(map[string]any, len(p.fields)), Time: time.Unix(0, p.time).UTC(),
	}
	if p.origin != nil {
		u.DB, u.RP = p.origin.db, p.origin.rp
	}
	for _, f := range p.fields {
		switch f.v.Kind() {
		case lambda.Float, lambda.Int, lambda.String, lambda.Bool:
			u.Fields[o.pl.syms.name(f.id)] = plainValue(f.v)
		default:
			o.crash(fmt.Sprintf("unsupported field value type for a user defined function: field %q is a %v", o.pl.syms.name(f.id), f.v.Kind()))
			return nil, false
		}
	}
	return u, true
}

func (o *udfOp) point(p *point) {
	o.st.collected++
	if u, ok := o.export(p, p.name); ok {
		o.check("running", o.f.Point(u))
	}
}

func (o *udfOp) batch(b *batch) {
	o.st.collected++
	u := UDFBatch{Name: b.name, Group: b.group.id(), ByName: b.group.dims.byName, Tags: b.group.tags.toMap(), Time: time.Unix(0, b.tmax).UTC(), Size: len(b.rows)}
	begin := u
	if !o.check("running", o.f.BeginBatch(&begin)) {
		return
	}
	for i := range b.rows {
		r := b.rows[i]
		r.group = b.group
		p, ok := o.export(&r, b.name)
		if !ok || !o.check("running", o.f.Point(p)) {
			return
		}
	}
	u.Size = 0
	o.check("running", o.f.EndBatch(&u))
}

// barrier and deleteGroup end here: the protocol does not carry them.
func (o *udfOp) barrier(*barrier)   {}
func (o *udfOp) deleteGroup(*group) {}

func (o *udfOp) finish() {
	if o.f != nil {
		o.check("closing", o.f.Close())
	}
	o.base.finish()
}

// udfOut is where a function emits.
type udfOut struct{ o *udfOp }

func (u udfOut) Point(p *UDFPoint) error {
	o := u.o
	if o.open != nil {
		o.open.Points = append(o.open.Points, BatchPoint{Time: p.Time, Tags: p.Tags, Fields: p.Fields})
		return nil
	}
	tags := tagSetOf(p.Tags)
	q := &point{time: nanos(p.Time), name: p.Name, origin: &origin{p.DB, p.RP}, tags: tags}
	keys := slices.Clone(p.Dimensions)
	slices.Sort(keys)
	q.group = o.pl.groups.find(o.pl.groups.intern(keys, p.ByName), p.Name, tags)
	for name, x := range p.Fields {
		v, err := goValue(x, false)
		if err != nil {
			return fmt.Errorf("emitting a point of %q: field %q: %w", p.Name, name, err)
		}
		if v.Kind() != lambda.Missing {
			q.fields = append(q.fields, field{o.pl.syms.id(name), v})
		}
	}
	o.emit(q)
	return nil
}

func (u udfOut) BeginBatch(*UDFBatch) error {
	u.o.open = &Batch{}
	return nil
}

func (u udfOut) EndBatch(b *UDFBatch) error {
	x := u.o.open
	if x == nil {
		return fmt.Errorf("emitting a batch of %q: it ends without having begun", b.Name)
	}
	u.o.open = nil
	x.Name, x.Tags, x.ByName, x.Time = b.Name, b.Tags, b.ByName, b.Time
	y, err := u.o.pl.convert(x, false)
	if err != nil {
		return fmt.Errorf("emitting a batch of %q: %w", b.Name, err)
	}
	u.o.emitBatch(y)
	return nil
}

// UDFState returns the states of all user defined functions by node, for
// RunOptions.UDFState of a later run: all that a Kapacitor task keeps over a restart
// beside the levels of its alerts (R022).
func (r *Run) UDFState() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, x := range r.pipelines[0].ops {
		o, ok := x.(*udfOp)
		if !ok || o.f == nil {
			continue
		}
		b, err := o.f.Snapshot()
		if err != nil {
			return nil, fmt.Errorf("taking a snapshot of %s: %w", o.node.Name, err)
		}
		out[o.node.Name] = b
	}
	return out, nil
}
