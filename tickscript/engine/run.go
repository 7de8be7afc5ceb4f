package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// RunOptions say where a run's outputs go.
type RunOptions struct {
	// OnEvent is called with every alert event, in order. The event is only valid
	// during the call; Clone keeps it.
	OnEvent func(*alert.Event)
	// OnQuietRecovery is called when an alert of a rule with noRecoveries is OK again,
	// which makes no event: with the alert node's name, the event id, and the time.
	OnQuietRecovery func(node, id string, at time.Time)
	// OnLine is called with every alert event, in order, as the line that
	// Kapacitor's log handler writes, with its newline: cheaper than OnEvent where
	// only the line is wanted. An event that JSON cannot carry gives no line but an
	// error. The line is only valid during the call.
	OnLine func(node *graph.Node, line []byte)
	// OnPayload is called, in order, with what each handler of an alert node would
	// send for each event, or why it would send nothing. Payloads are rendered only
	// when it is set. The delivery's event is only valid during the call.
	OnPayload func(*alert.Delivery)
	// OnError is called with what nodes would log as errors: *NodeError.
	OnError func(error)
	// OnLog is called with what log nodes write to Kapacitor's log. The line is only
	// valid during the call.
	OnLog func(*LogLine)
	// Trace is called with every message that leaves a node, which costs time;
	// nil costs nothing.
	Trace func(*Message)
	// Explain is called with what became of every message: the visits of a point that
	// was written or a batch that was queried, or of what a node sent by itself, at
	// all nodes that it reached. It costs much; nil costs nothing.
	Explain func(*Visit)
	// DBRPs are the databases and retention policies that the task subscribes to;
	// none means those of the script's dbrp statements, or, without such, any.
	DBRPs []graph.DBRP
	// Shards is the number of shards that a run of many groups is spread over, each
	// on a processor of its own; 0 and 1 are one. What a run yields does not depend
	// on it: a program whose groups are not independent of each other, and a run
	// with a Trace, Explain, OnPayload, OnLog, OnQuietRecovery, Follow or Limits, has one
	// shard whatever is asked for.
	// The shards work on while callbacks are called, which must not use the run.
	Shards int
	// Topics are the alert topics that the run's events go through, with their
	// states, handlers and inhibitors: those of a server on which other tasks run or
	// ran. What topic handlers would send goes to OnPayload. nil makes new ones.
	Topics *alert.Topics
	// Start is what the run's wall clock shows at first; the zero Time leaves that to
	// the first Advance.
	Start time.Time
	// Rand makes sources of random numbers, 64 bits a call, for the lambdas that call
	// rand(): as in Kapacitor each expression has one of its own, for each group where
	// its state is by group (F088). nil makes them so that a run that is repeated
	// draws the same numbers.
	Rand func() func() uint64
	// Follow lets the wall clock follow what is fed: before a point, or a recorded
	// batch, is taken, the clock moves to its time, if that is later than what it
	// shows, and does what is due until then. So a deadman over recorded points finds
	// the silence that was there. Without Start, the first point's time starts the
	// clock. Advance moves it on past the last point.
	Follow bool
	// Batches answers the queries of a batch task when Advance makes them due; nil
	// asks nobody, and batches come from WriteBatch and Replay only.
	Batches BatchSource
	// OnPost is called with what httpPost nodes would send; what it returns is the
	// answer. The engine itself sends nothing: without OnPost every answer is 200.
	OnPost func(*Post) (PostAnswer, error)
	// OnWrite is called with what influxDBOut nodes would write, buffered as they
	// buffer; it may keep the points. An error is a failed write.
	OnWrite func(*InfluxWrite) error
	// OnLoopback is called with what kapacitorLoopback nodes write back.
	OnLoopback func(*Loopback) error
	// Sideload opens the source of a sideload node, which is needed where there is
	// one: the engine itself opens nothing.
	Sideload func(source string) (SideloadSource, error)
	// UDFs make the user defined functions by name, one object for each node;
	// UDFState are states from Run.UDFState, by node.
	UDFs     map[string]func() UDF
	UDFState map[string][]byte
	// Scaler is what autoscale nodes decide for; it is needed where there is one.
	Scaler Scaler
	// Limits bound what the run may take.
	Limits Limits
}

// Run is one execution of a program over one stream of points. It is not safe
// for concurrent use.
type Run struct {
	prog      *Program
	opts      RunOptions
	syms      *symbols
	pipelines []*pipeline
	sources   map[origin]*source
	dbrps     []graph.DBRP
	points    int64
	limits    limiter
	closed    bool
	failed    error

	// owners say which shard judges a group, where there are several; share is the
	// number of this one, or dealing where no group is judged.
	owners *owners
	share  int
	// shards are the runs that do the work of a sharded run, parts what they have to
	// say; levels and previous are its topics' last levels.
	shards   []*shard
	parts    []part
	levels   map[topicID]alert.Level
	previous alert.Level
	lineBuf  []byte
	// first and last are the earliest and latest time that the clock followed;
	// followed says that there was one.
	first, last int64
	followed    bool
	// feeding is the context of what is being fed.
	feeding context.Context
}

// NewRun starts a run.
func (p *Program) NewRun(opts RunOptions) *Run {
	r := p.newRun(opts, p.syms.clone())
	if opts.Shards > 1 && opts.Trace == nil && opts.Explain == nil && opts.OnPayload == nil && opts.OnLog == nil && opts.OnQuietRecovery == nil && opts.Topics == nil && !opts.Follow && opts.Limits.none() && p.sharded() {
		r.newShards(opts.Shards)
	}
	return r
}

func (p *Program) newRun(opts RunOptions, syms *symbols) *Run {
	r := &Run{prog: p, opts: opts, syms: syms, sources: map[origin]*source{}}
	r.dbrps = opts.DBRPs
	if len(r.dbrps) == 0 {
		r.dbrps = p.graph.DBRPs
	}
	var ex *explaining
	if opts.Explain != nil {
		ex = &explaining{f: opts.Explain}
	}
	pl := newPipeline(p, r.syms, opts.Trace != nil || ex != nil, ex)
	pl.onError = opts.OnError
	if ex != nil {
		ex.watch(pl)
	}
	pl.onLog = opts.OnLog
	pl.onEvent = opts.OnEvent
	pl.onLine = opts.OnLine
	pl.onPayload = opts.OnPayload
	pl.topics = opts.Topics
	if opts.Trace != nil {
		pl.trace = &traceFunc{f: opts.Trace, syms: r.syms}
	}
	pl.dbrps = r.dbrps
	r.pipelines = append(r.pipelines, pl)
	r.limit()
	r.startClock()
	return r
}

// stopped reports whether nothing is left that could take a point.
func (r *Run) stopped() bool {
	if len(r.pipelines) == 1 {
		return r.pipelines[0].err != nil
	}
	for _, pl := range r.pipelines {
		if pl.err == nil {
			return false
		}
	}
	return true
}

// failure is what ended the run. The rules of a set fail each by itself.
func (r *Run) failure() error {
	if r.failed != nil {
		return r.failed
	}
	if len(r.pipelines) == 1 {
		return r.pipelines[0].err
	}
	return nil
}

// Err returns the error that ended the run early, or nil: a *CrashError, a
// *FailedError or a *LimitError.
func (r *Run) Err() error { return r.failure() }

// Forget drops the state of every group that carries all the given tags among
// its dimensions, as Kapacitor's barrier node does when it deletes a group:
// windows, counters and alert levels start anew should the group come back. It
// returns how many groups there were. It is what a retired host or cluster
// calls for; no event arises from it.
func (r *Run) Forget(tags map[string]string) int {
	if len(tags) == 0 {
		return 0
	}
	n := 0
	for _, pl := range r.pipelines {
		for g := range pl.groups.all() {
			if !g.tags.hasAll(tags) {
				continue
			}
			n++
			for _, f := range pl.sources {
				f.deleteGroup(g)
			}
		}
	}
	for _, s := range r.shards {
		n += s.run.Forget(tags)
	}
	return n
}

func (r *Run) source(db, rp string) *source {
	o := origin{db, rp}
	s := r.sources[o]
	if s == nil {
		s = newSource(r, &o)
		r.sources[o] = s
	}
	return s
}

// Write feeds points that were written to a database and retention policy, in
// order. A point with an unsigned field is refused, as Kapacitor refuses it; the
// points before it have been taken. After an error that ended the run, Write
// returns that error.
func (r *Run) Write(db, rp string, points ...lp.Point) error {
	if r.closed {
		return ErrClosed
	}
	s := r.source(db, rp)
	for i := range points {
		p := &points[i]
		for k := range p.Fields {
			if p.Fields[k].Value.Kind() == lp.KindUnsigned {
				return fmt.Errorf("point %d: field %q is unsigned, which Kapacitor does not accept", i, p.Fields[k].Key)
			}
		}
		if len(r.shards) > 0 {
			if err := r.writeSharded(db, rp, p); err != nil {
				return err
			}
			continue
		}
		s.write(p)
		if r.stopped() {
			return r.failure()
		}
	}
	return nil
}

// ReadOptions say how line protocol is read.
type ReadOptions struct {
	// DB and RP are where the points were written to.
	DB, RP string
	// Precision is the unit of the timestamps; the zero Precision is nanoseconds.
	Precision lp.Precision
	// Now is the time of a line without a timestamp, in ns; nil is the present.
	Now func() int64
	// OnBadLine is called with a *lp.LineError for each line that cannot be
	// read; reading goes on when it returns true. nil stops at the first.
	OnBadLine func(error) bool
	// Progress is called with the number of bytes of each read.
	Progress func(n int64)
	// Buffer is the size of the read buffer in bytes; 0 is 256 KiB.
	Buffer int

	unit int64
}

func (o *ReadOptions) bufferSize() int {
	if o.Buffer > 0 {
		return o.Buffer
	}
	return 256 << 10
}

// ReadFrom feeds line protocol. A line that cannot be read is a
// *lp.LineError; the lines before it have been taken, and a run of one shard can
// read on, while a sharded run has ended. The context is looked at between reads.
// Of a reader that fails, the whole lines that it yielded are taken. A byte order
// mark before the text is part of the first line's measurement, as it is to
// Kapacitor (influxdb: models/points.go).
func (r *Run) ReadFrom(ctx context.Context, in io.Reader, opts ReadOptions) error {
	if r.closed {
		return ErrClosed
	}
	opts.unit = int64(opts.Precision.Unit())
	if err := r.failure(); err != nil {
		return err
	}
	if len(r.shards) > 0 {
		return r.readSharded(ctxReader{ctx, in}, &opts)
	}
	defer r.feed(ctx)()
	return r.source(opts.DB, opts.RP).readAll(ctxReader{ctx, in}, &opts)
}

// feed sets the context of what the clock does while it follows; the function that
// it returns ends that.
func (r *Run) feed(ctx context.Context) func() {
	r.feeding = ctx
	return func() { r.feeding = context.Background() }
}

type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c ctxReader) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}

// Close ends the input. What Kapacitor flushes when a task ends is flushed, and
// nothing else: an open window is lost. The error is the one that ended the run
// early, if any.
func (r *Run) Close() error {
	if r.closed {
		return ErrClosed
	}
	r.closed = true
	if len(r.shards) > 0 {
		return r.closeSharded()
	}
	for _, pl := range r.pipelines {
		if pl.err == nil {
			pl.finish()
		}
	}
	return r.failure()
}

// Points returns how many points were read.
func (r *Run) Points() int64 {
	n := r.points
	for _, s := range r.shards {
		n += s.run.points
	}
	return n
}

// Idle reports that points were read and no from node let one through: they are of
// another database, retention policy or measurement, or a condition refused all.
func (r *Run) Idle() bool {
	if r.Points() == 0 || r.pipelines[0].prog.Type() != graph.StreamTask {
		return false
	}
	for i, st := range r.Stats() {
		n := r.pipelines[0].prog.nodes[i].node
		if n.Kind() == "from" && (st.Emitted > 0 || len(n.Children) == 0) {
			return false
		}
	}
	return true
}

// Events returns how many alert events were made.
func (r *Run) Events() int64 {
	var n int64
	for _, pl := range r.pipelines {
		n += pl.events
	}
	for _, s := range r.shards {
		n += s.run.Events()
	}
	return n
}

// ErrNoEndpoint says that the script has no httpOut of the name asked for.
var ErrNoEndpoint = errors.New("no such httpOut endpoint")

// HTTPOut returns what Kapacitor's endpoint of an httpOut node would answer now.
func (r *Run) HTTPOut(endpoint string) ([]byte, error) {
	for _, o := range r.pipelines[0].ops {
		if h, ok := o.(*httpOutOp); ok && h.s.endpoint == endpoint {
			return h.json()
		}
	}
	return nil, fmt.Errorf("%w: %q", ErrNoEndpoint, endpoint)
}

// deliveries is how often a point of an origin and measurement reaches the
// task's stream: once for each of its subscriptions (R017).
func (pl *pipeline) deliveries(o *origin, measurement string) int {
	if len(pl.dbrps) > 0 && !slices.Contains(pl.dbrps, graph.DBRP{Database: o.db, RetentionPolicy: o.rp}) {
		return 0
	}
	n := 0
	if pl.prog.measurements[measurement] {
		n++
	}
	if measurement != "" && pl.prog.measurements[""] {
		n++
	}
	return n
}
