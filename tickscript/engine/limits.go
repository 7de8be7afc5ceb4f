package engine

import (
	"math"
	"time"
	"unsafe"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// Limits bound what a run may take, so that a script or data that nobody has looked
// at cannot exhaust the machine. Zero is no limit. A run that needs more ends with
// a *LimitError; a run with limits has one shard, so that where it ends depends on
// the input alone, but for Time. In a set each rule has its own Groups and Bytes.
type Limits struct {
	// Points is how many points are taken, rows of batches included. The one after
	// is counted, and judged by no node.
	Points int64
	// Groups is how many groups there may ever have been, over all nodes.
	Groups int
	// Bytes is the memory of the points that nodes hold back: windows, and what waits
	// in joins, unions, groupBy, combine, flatten and for aggregates. It is counted
	// now and then, so a run may hold an eighth, or a thousand points, more. Buffers
	// that the script itself bounds are not counted.
	Bytes int64
	// Time is the wall time since NewRun. It is looked at between points, batches and
	// timers: a reader that blocks is the caller's context to end.
	Time time.Duration
}

// none reports whether nothing is limited.
func (l *Limits) none() bool { return *l == Limits{} }

// limiter looks after a run's limits. next is the number of points at which to look
// again: a run without limits never gets there.
type limiter struct {
	next  int64
	start time.Time
}

// lookEvery is how many points pass at least between two looks at memory and time.
const lookEvery = 1024

func (r *Run) limit() {
	l := &r.opts.Limits
	r.limits.next = math.MaxInt64
	for _, pl := range r.pipelines {
		pl.take = func(n int) {
			r.check(int64(n))
			r.points += int64(n)
		}
	}
	if l.none() {
		return
	}
	r.limits = limiter{start: time.Now()}
	for _, pl := range r.pipelines {
		pl.groups.max = l.Groups
		pl.groups.overflow = func() { pl.fail(&LimitError{What: "groups", Max: int64(l.Groups)}) }
	}
}

// check is called before n more points are taken, where r.points has come to
// r.limits.next. The run has stopped if it may not take them.
func (r *Run) check(n int64) {
	l := &r.opts.Limits
	if l.none() {
		return
	}
	if l.Points > 0 && r.points+n > l.Points {
		r.exceed("points", l.Points)
	}
	if l.Time > 0 && time.Since(r.limits.start) > l.Time {
		r.exceed("time", int64(l.Time))
	}
	stride := int64(lookEvery)
	if l.Bytes > 0 {
		var most int64
		for _, pl := range r.pipelines {
			held := pl.held()
			most = max(most, held)
			if held > l.Bytes {
				pl.fail(&LimitError{What: "bytes", Max: l.Bytes})
			}
		}
		// Looking costs as much as there is to look at.
		stride = max(stride, most/8/int64(unsafe.Sizeof(point{})))
	}
	r.limits.next = r.points + stride
	if l.Points > 0 {
		r.limits.next = min(r.limits.next, l.Points)
	}
}

// exceed ends the run, of a set that of all rules.
func (r *Run) exceed(what string, most int64) {
	err := &LimitError{What: what, Max: most}
	for _, pl := range r.pipelines {
		pl.fail(err)
	}
	if r.failure() == nil {
		r.failed = err
	}
}

// holder is an operator that holds points back.
type holder interface {
	// held is about how many bytes they take.
	held() int64
}

func (pl *pipeline) held() int64 {
	var n int64
	for _, o := range pl.ops {
		if h, ok := o.(holder); ok {
			n += h.held()
		}
	}
	return n
}

// heldByGroup sums what an operator holds for each group.
func heldByGroup[T any](b *base, held func(*T) int64) int64 {
	var n int64
	for _, page := range b.byGroup.chunks {
		for i := range page {
			if s, ok := page[i].(*T); ok {
				n += held(s)
			}
		}
	}
	return n
}

// sizeOfPoints is what points that were kept take, their tags and names aside, which
// they share.
func sizeOfPoints(list []point) int64 {
	n := int64(cap(list)) * int64(unsafe.Sizeof(point{}))
	for i := range list {
		n += sizeOfFields(list[i].fields)
	}
	return n
}

func sizeOfFields(fs []field) int64 {
	n := int64(cap(fs)) * int64(unsafe.Sizeof(field{}))
	for i := range fs {
		if fs[i].v.Kind() == lambda.String {
			n += int64(len(fs[i].v.Str()))
		}
	}
	return n
}

func sizeOfBatch(b *batch) int64 {
	if b == nil {
		return 0
	}
	return int64(unsafe.Sizeof(*b)) + sizeOfPoints(b.rows)
}

func (o *windowOp) held() int64 {
	var n int64
	for _, page := range o.windows.chunks {
		for i := range page {
			n += sizeOfRows(&page[i].store)
		}
	}
	return n
}

func (o *countWindowOp) held() int64 {
	return heldByGroup(&o.base, func(s *countState) int64 { return sizeOfRows(&s.store) })
}

func sizeOfRows(s *rowStore) int64 {
	n := 8 * int64(cap(s.words))
	if s.rowsOf != nil {
		n += sizeOfPoints(s.whole)
	}
	return n
}

func (o *unionOp) held() int64 {
	var n int64
	for i := range o.sources {
		q := &o.sources[i].waiting
		n += int64(len(q.buf)) * int64(unsafe.Sizeof(unionItem{}))
		for k := range q.len() {
			n += sizeOfFields(q.at(k).point.fields) + sizeOfBatch(q.at(k).batch)
		}
	}
	return n
}

func (o *joinOp) held() int64 {
	item := func(it *joinItem) int64 {
		return int64(unsafe.Sizeof(*it)) + sizeOfFields(it.point.fields) + sizeOfBatch(it.batch)
	}
	waiting := func(q *queue[waitingItem]) int64 {
		var n int64
		for i := range q.len() {
			n += item(&q.at(i).item)
		}
		return n
	}
	var n int64
	for _, st := range o.states {
		if st.group != nil {
			for i := range st.group.times {
				for _, set := range st.group.times[i].sets {
					for k := range set.items {
						n += item(&set.items[k])
					}
				}
			}
		}
		for _, q := range []*queue[waitingItem]{st.key.specific, st.key.matches} {
			if q != nil {
				n += waiting(q)
			}
		}
	}
	return n
}

func (o *combineOp) held() int64 {
	return heldByGroup(&o.base, func(c *combining) int64 { return sizeOfPoints(c.points) })
}

func (o *flattenOp) held() int64 {
	return heldByGroup(&o.base, func(f *flattening) int64 { return sizeOfPoints(f.points) })
}

func (o *groupByOp) held() int64 {
	var n int64
	for _, b := range o.order {
		n += sizeOfBatch(b)
	}
	return n
}

func (o *influxqlOp) held() int64 {
	return heldByGroup(&o.base, func(s *instant) int64 {
		return sizeOfPoints(s.rows) + 8*int64(cap(s.samples.t)+cap(s.samples.num)) + 16*int64(cap(s.samples.str)) + 4*int64(cap(s.samples.row)+cap(s.samples.order))
	})
}
