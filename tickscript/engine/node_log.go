package engine

import (
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("log", compileLog) }

// LogLine is one line that a log node writes to Kapacitor's log: a point, or the
// begin, a point or the end of a batch (N191). Its slices are borrowed: they are
// valid during the call that delivers it.
type LogLine struct {
	// Node is the node's name, e.g. "log2".
	Node string
	// Level is INFO, ERROR or DEBUG.
	Level string
	// Message is "point", "begin batch", "batch point" or "end batch".
	Message string
	// Prefix is the node's .prefix().
	Prefix string
	// Name is the measurement, Database and RetentionPolicy where the point was
	// written to; batches and computed points have neither.
	Name, Database, RetentionPolicy string
	// Group is the id of the group, "" when there is none; Dimensions are the keys it
	// is made of, given for points only.
	Group      string
	Dimensions []string
	// Tags and Fields are sorted by name; begin and end have no fields.
	Tags   []alert.Tag
	Fields []alert.Field
	// Time is that of the point, or for begin and end that of the batch.
	Time time.Time
}

// logSpec shows what passes.
type logSpec struct{ level, prefix string }

func compileLog(_ *compiler, n *graph.Node) spec {
	s := &logSpec{level: strings.ToUpper(n.Str("level", "INFO")), prefix: n.Str("prefix", "")}
	if s.level != "ERROR" && s.level != "DEBUG" {
		s.level = "INFO"
	}
	return s
}

func (s *logSpec) demand(demand) demand { return everything }
func (s *logSpec) start(b base) op      { return &logOp{base: b, s: s} }

type logOp struct {
	base
	s    *logSpec
	line LogLine
	out  batch
}

// show delivers a line about tags, fields and a time.
func (o *logOp) show(message, name string, g *group, t *tagSet, fs []field, at int64) {
	l := &o.line
	tags, fields := l.Tags[:0], l.Fields[:0]
	*l = LogLine{Node: o.node.Name, Level: o.s.level, Message: message, Prefix: o.s.prefix, Name: name, Group: g.id()}
	l.Tags, l.Fields = exportTags(tags, t), exportFields(fields, fs, o.pl.syms)
	l.Time = time.Unix(0, at).UTC()
}

func (o *logOp) point(p *point) {
	o.st.collected++
	if f := o.pl.onLog; f != nil {
		p.full()
		o.show("point", p.name, p.group, p.tags, p.fields, p.time)
		o.line.Database, o.line.RetentionPolicy, o.line.Dimensions = p.origin.db, p.origin.rp, p.group.dims.list
		f(&o.line)
	}
	o.emit(p)
}

func (o *logOp) batch(b *batch) {
	o.st.collected++
	if f := o.pl.onLog; f != nil {
		o.show("begin batch", b.name, b.group, b.group.tags, nil, b.tmax)
		f(&o.line)
		for i := range b.rows {
			r := &b.rows[i]
			o.show("batch point", b.name, b.group, r.tags, r.fields, r.time)
			f(&o.line)
		}
		o.show("end batch", b.name, b.group, b.group.tags, nil, b.tmax)
		f(&o.line)
	}
	// Kapacitor holds the whole batch, and so counts it (N134).
	o.out = *b
	o.out.hintless = false
	o.emitBatch(&o.out)
}
