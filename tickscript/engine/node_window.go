package engine

import (
	"errors"
	"sort"

	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("window", compileWindow) }

// windowSpec collects points into batches (N060-N074).
type windowSpec struct {
	period, every           int64
	periodCount, everyCount int64
	align, fill             bool
	syms                    *symbols
	// out is what the children observe; set by demand.
	out demand
}

func compileWindow(c *compiler, n *graph.Node) spec {
	s := &windowSpec{
		period: int64(n.Dur("period", 0)), every: int64(n.Dur("every", 0)),
		periodCount: n.Int("periodCount", 0), everyCount: n.Int("everyCount", 0),
		align: n.Flag("align"), fill: n.Flag("fillPeriod"), syms: c.syms,
	}
	if s.period == 0 && s.periodCount == 0 {
		c.errorAt(n.Range, "window-period", errors.New("window node must have either a non zero period or non zero period count"))
		return nil
	}
	return s
}

func (s *windowSpec) stateful() bool  { return true }
func (s *windowSpec) shardable() bool { return true }

func (s *windowSpec) demand(out demand) demand {
	if out.lazy {
		out.fields.all, out.lazy = true, false
	}
	s.out = out.clone()
	return out
}

func (s *windowSpec) layout(whole bool) *layout {
	l := &layout{all: whole || s.out.fields.all, rowTags: whole || s.out.tags.all || len(s.out.tags.set) > 0}
	if !l.all {
		list := make([]string, 0, len(s.out.fields.set))
		for f := range s.out.fields.set {
			list = append(list, f)
		}
		sort.Strings(list)
		for _, f := range list {
			l.columns = append(l.columns, s.syms.id(f))
		}
	}
	return l
}

func (s *windowSpec) start(b base) op {
	o := &windowOp{base: b, s: s, layout: s.layout(b.pl.whole), tumbling: s.every >= s.period && s.every > 0}
	if s.period == 0 {
		return &countWindowOp{windowOp: *o}
	}
	return o
}

// windowState is one group's window.
type windowState struct {
	ring
	// dead counts the rows at the front of a tumbling window's ring that were
	// emitted already and are not stored.
	dead     int32
	nextEmit int64
	store    rowStore
}

// viewer is a child that can take a window without its rows being built.
type viewer interface{ view(v *view) }

type windowOp struct {
	base
	s       *windowSpec
	layout  *layout
	viewers []viewer
	plain   []op
	linked  bool
	v       view
	out     batch
	scratch []field
	windows perGroup[windowState]
	// names are what windows of one name share; last is the one used last.
	names map[string]*rowsOf
	last  *rowsOf
	// from is where the rows of the tumbling window that is being emitted begin.
	from int32
	// tumbling windows do not overlap: a row is emitted once.
	tumbling bool
}

func (o *windowOp) link() {
	o.linked = true
	for _, n := range o.next {
		if v, ok := n.(viewer); ok {
			o.viewers = append(o.viewers, v)
		} else {
			o.plain = append(o.plain, n)
		}
	}
}

func (o *windowOp) newState(name string) windowState {
	l := o.layout
	if l.kinds == nil && l.compact() {
		l.kinds = make([]kind, len(l.columns))
	}
	if l.compact() {
		return windowState{store: rowStore{rowsOf: o.named(name)}}
	}
	return windowState{store: rowStore{rowsOf: &rowsOf{name, []point{}}}}
}

// of returns a group's window, or nil.
func (o *windowOp) of(g *group) *windowState {
	if st := o.windows.at(g); st != nil && st.store.rowsOf != nil {
		return st
	}
	return nil
}

// named returns what windows of a name share.
func (o *windowOp) named(name string) *rowsOf {
	if o.last != nil && o.last.name == name {
		return o.last
	}
	if o.last = o.names[name]; o.last == nil {
		if o.names == nil {
			o.names = map[string]*rowsOf{}
		}
		o.last = &rowsOf{name: name}
		o.names[name] = o.last
	}
	return o.last
}

func (o *windowOp) open(g *group, name string, t int64) *windowState {
	st := o.windows.open(g)
	*st = o.newState(name)
	s := o.s
	if s.fill {
		st.nextEmit = t + s.period
		if s.align {
			first := st.nextEmit
			st.nextEmit = truncateTime(first, s.every)
			if st.nextEmit <= first {
				st.nextEmit += s.every
			}
		}
	} else {
		st.nextEmit = t + s.every
		if s.align {
			st.nextEmit = truncateTime(st.nextEmit, s.every)
		}
	}
	o.know(g)
	return st
}

// deleteGroup forgets a group's window.
func (o *windowOp) deleteGroup(g *group) {
	if st := o.of(g); st != nil {
		*st = windowState{}
	}
	o.base.deleteGroup(g)
}

func (o *windowOp) insert(st *windowState, p *point) {
	l := o.layout
	if st.ring.full() {
		if !o.tumbling {
			a0, a1, b0, b1 := st.spans()
			st.store.move(l, st.grown(), a0, a1, b0, b1)
		}
		st.grow()
	}
	slot := st.ring.insert()
	if !o.tumbling {
		st.store.put(l, slot, p, st.cap, p.group)
		return
	}
	row := st.size - 1 - st.dead
	if room := st.store.room(l); row == room {
		st.store.move(l, o.moreRoom(st, room, p.time), 0, row, 0, 0)
	}
	st.store.put(l, row, p, st.store.room(l), p.group)
}

// fewRows is up to how many rows a window gets room for before they have come.
const fewRows = 64

// moreRoom is how many rows a tumbling window gets room for when it is full. The
// time between the first two tells how many will follow: with many groups, steps
// in between cost more than what is left over.
func (o *windowOp) moreRoom(st *windowState, room int32, t int64) int32 {
	switch room {
	case 0:
		return 1
	case 1:
		if d := t - st.store.time(o.layout, 0); d > 0 {
			return int32(min(max((o.s.period-1)/d+1, 2), fewRows))
		}
	}
	return room + max(2, room/4)
}

func (o *windowOp) purge(st *windowState, oldest int64, inclusive bool) {
	keep := func(row int32) bool {
		t := st.store.time(o.layout, row)
		return t > oldest || inclusive && t == oldest
	}
	if !o.tumbling {
		st.ring.purge(keep)
		return
	}
	// The rows of the last window are still in Kapacitor's buffer, but their times
	// are before any window that is yet to come, and so are those of slots that
	// hold no row any more.
	start, used, size, dead := st.start, st.used, st.size, st.dead
	st.ring.purge(func(slot int32) bool {
		row := slot - start
		if row < 0 {
			row += used
		}
		return row >= dead && row < size && keep(row-dead)
	})
	o.from = max(size-st.size-dead, 0)
	st.dead = 0
}

func (o *windowOp) point(p *point) {
	o.st.collected++
	st := o.of(p.group)
	if st == nil {
		st = o.open(p.group, p.name, p.time)
	}
	if o.s.every == 0 {
		// Left-open, right-closed: the point itself is part of its window.
		o.insert(st, p)
		if p.time >= st.nextEmit {
			o.purge(st, p.time-o.s.period, false)
			t := p.time
			st.nextEmit = t
			o.emitWindow(st, p.group, t)
		}
		return
	}
	if p.time >= st.nextEmit {
		o.close(st, p.group, p.time)
	}
	o.insert(st, p)
}

// close emits the window [nextEmit-period, nextEmit) because t was reached.
func (o *windowOp) close(st *windowState, g *group, t int64) {
	o.purge(st, st.nextEmit-o.s.period, true)
	tmax := st.nextEmit
	st.nextEmit = t + o.s.every
	if o.s.align {
		st.nextEmit = truncateTime(st.nextEmit, o.s.every)
	}
	o.emitWindow(st, g, tmax)
}

func (o *windowOp) emitWindow(st *windowState, g *group, tmax int64) {
	if !o.linked {
		o.link()
	}
	v := &o.v
	*v = view{name: st.store.name, group: g, tmax: tmax, store: &st.store, layout: o.layout}
	if o.tumbling {
		v.a0, v.a1 = o.from, o.from+st.size
		st.dead = st.size
	} else {
		v.a0, v.a1, v.b0, v.b1 = st.spans()
	}
	o.st.emitted++
	for _, c := range o.viewers {
		c.view(v)
	}
	if len(o.plain) == 0 && o.pl.trace == nil {
		return
	}
	x := &o.out
	x.name, x.group, x.tmax = v.name, v.group, v.tmax
	x.rows, o.scratch = v.rowsInto(x.rows[:0], o.scratch[:0])
	if o.pl.trace != nil {
		o.pl.trace.batch(o.node, x)
	}
	for _, c := range o.plain {
		c.batch(x)
	}
}

// barrier emits what a point at the barrier's time would, and is swallowed.
func (o *windowOp) barrier(x *barrier) {
	st := o.of(x.group)
	if st == nil {
		st = o.open(x.group, x.name, x.time)
	}
	if x.time < st.nextEmit {
		return
	}
	if o.s.every == 0 {
		o.purge(st, x.time-o.s.period, false)
		st.nextEmit = x.time
		o.emitWindow(st, x.group, x.time)
		return
	}
	o.close(st, x.group, x.time)
}

func (o *windowOp) batch(*batch) { o.die(errors.New("window does not support batch data")) }

// countWindowOp is a window by count.
type countWindowOp struct{ windowOp }

// countState is one group's window by count.
type countState struct {
	windowState
	count, next int64
}

func (o *countWindowOp) point(p *point) {
	o.st.collected++
	s := o.s
	st := state[countState](&o.base, p.group)
	if st == nil {
		st = &countState{windowState: o.newState(p.name), next: s.everyCount}
		st.cap = int32(s.periodCount)
		if st.store.whole != nil {
			st.store.whole = make([]point, st.cap)
		} else {
			st.store.words = make([]uint64, int(st.cap)*o.layout.stride())
		}
		if s.fill {
			st.next = s.periodCount
		}
		setState(&o.base, p.group, st)
	}
	slot := int32(st.count % s.periodCount)
	st.store.put(o.layout, slot, p, st.cap, p.group)
	st.count++
	st.size = min(st.size+1, st.cap)
	if st.count != st.next {
		return
	}
	st.next += s.everyCount
	st.stop = slot + 1
	if st.size < st.cap {
		st.start = 0
		st.used = st.size
	} else {
		st.start = st.stop % st.cap
		st.used = st.cap
	}
	if st.start == 0 {
		st.stop = st.size
	}
	o.emitWindow(&st.windowState, p.group, p.time)
}

func (o *countWindowOp) barrier(x *barrier) { o.emitBarrier(x) }

// touch fetches the windows and their rows.
func (o *windowOp) touch(block []*group) uint64 {
	var sum uint64
	var buf [touchBlock]*windowState
	ws := buf[:0]
	for _, g := range block {
		if w := o.windows.at(g); w != nil {
			ws = append(ws, w)
		}
	}
	for _, w := range ws {
		sum += uint64(w.nextEmit)
	}
	for _, w := range ws {
		if n := len(w.store.words); n > 0 {
			sum += w.store.words[0] + w.store.words[n-1]
		}
	}
	return sum
}
