package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// A sharded run is several runs of the same program over the same text, each of
// which owns a share of the groups: it judges the lines of its own series and
// steps over the others, which costs a tenth. Nothing is shared while they work.
// What they yield is put back into the order of the lines, so that it does not
// depend on their number.

// sharded reports whether the groups of a program are independent of each other
// and whether all its from nodes group alike, so that a series belongs to one
// shard as a whole.
func (p *Program) sharded() bool {
	if !p.shardable || p.graph.Type != graph.StreamTask {
		return false
	}
	var first *fromSpec
	for i := range p.nodes {
		f, ok := p.nodes[i].spec.(*fromSpec)
		if !ok {
			continue
		}
		if first == nil {
			first = f
		} else if !first.grouping.same(&f.grouping) {
			return false
		}
	}
	if first == nil {
		return false
	}
	_, ok := p.shardID(first)
	return ok
}

// shardID returns the id template that tells which groups may not be parted: a
// group whose events carry the id of another one takes over its level (A011). It
// is nil where the groups alone decide. ok is false when neither will do.
func (p *Program) shardID(from *fromSpec) (id *alert.Template, ok bool) {
	text := ""
	for i := range p.nodes {
		s, is := p.nodes[i].spec.(*alertSpec)
		if !is || !s.restores() {
			continue
		}
		t := s.node.Str("id", defaultAlertID)
		if id != nil && t != text {
			return nil, false
		}
		// The id must be known from a series: its tags are dimensions, and its name is
		// the measurement.
		if from.measurement == "" || from.grouping.star || !s.id.GroupOnly(func(tag string) bool { return slices.Contains(from.grouping.keys, tag) }) {
			return nil, false
		}
		id, text = s.id, t
	}
	return id, true
}

func (g *grouping) same(h *grouping) bool {
	if g.star != h.star || g.byName != h.byName || len(g.keys) != len(h.keys) {
		return false
	}
	for i := range g.keys {
		if g.keys[i] != h.keys[i] {
			return false
		}
	}
	return true
}

// owner is the shard of a series: a hash of the event id of its group, or of what
// tells its group apart.
func (p *Program) owner(f *fromSpec, name string, tags []tag, shards int) int {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	add := func(s string) {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * prime
		}
		h = (h ^ 0xff) * prime
	}
	g := &f.grouping
	if id, _ := p.shardID(f); id != nil {
		set := newTagSet(tags).pick(&tagKeys{g.keys})
		d := alert.Data{Name: name, TaskName: p.opts.Task, Group: groupID(g.byName, name, set), Tags: exportTags(nil, set), Server: &p.opts.Server}
		if text, err := id.Append(nil, &d); err == nil {
			add(string(text))
			return int((h >> 32) % uint64(shards))
		}
	}
	if g.byName {
		add(name)
	}
	for i := range tags {
		if g.star || slices.Contains(g.keys, tags[i].key) {
			add(tags[i].key)
			add(tags[i].value)
		}
	}
	return int((h >> 32) % uint64(shards))
}

// yield is one thing that a shard has to say.
type yielded struct {
	line int64
	// Exactly one of event, log and err is set; a log is out[from:to] of its shard.
	event    *alert.Event
	err      error
	node     *graph.Node
	from, to int
	// These complete a line's tail; a from below 0 is an event without a line.
	topic, id   string
	level       alert.Level
	recoverable bool
}

// shard is one of the runs and what it has to say about the current text.
type shard struct {
	run *Run
	src *source
	// line is the number of the last line that was read.
	line   int64
	used   int
	err    error
	out    []byte
	yields []yielded
}

// newShards makes the runs of a sharded run.
func (r *Run) newShards(n int) {
	for i := range n {
		s := &shard{}
		opts := RunOptions{DBRPs: r.dbrps}
		if r.opts.OnEvent != nil {
			opts.OnEvent = func(e *alert.Event) { s.yields = append(s.yields, yielded{line: s.line, event: e.Clone()}) }
		}
		if r.opts.OnLine != nil {
			opts.OnLine = s.addLine
		}
		if r.opts.OnError != nil {
			opts.OnError = func(err error) { s.yields = append(s.yields, yielded{line: s.line, err: err}) }
		}
		s.run = r.prog.newRun(opts, r.syms)
		s.run.share, s.run.shares = i, n
		s.run.pipelines[0].onSilent = s.addSilent
		r.shards = append(r.shards, s)
	}
}

// addLine keeps an event's line less its tail, which tells the level before:
// that is known only when the lines are in order.
func (s *shard) addLine(n *graph.Node, line []byte) {
	y := yielded{line: s.line, node: n, from: len(s.out)}
	head := bytes.LastIndex(line, []byte(`,"previousLevel":"`))
	y.recoverable = bytes.HasSuffix(line, []byte("true}\n"))
	last := &s.run.pipelines[0].raised
	y.topic, y.id, y.level = last.topic, last.id, last.level
	s.out = append(s.out, line[:head]...)
	y.to = len(s.out)
	s.yields = append(s.yields, y)
}

// addSilent keeps an event that gives no line: its level counts all the same.
func (s *shard) addSilent() {
	last := &s.run.pipelines[0].raised
	s.yields = append(s.yields, yielded{line: s.line, from: -1, topic: last.topic, id: last.id, level: last.level})
}

// writeSharded is Write for one point.
func (r *Run) writeSharded(db, rp string, p *lp.Point) error {
	if r.failed != nil {
		return r.failed
	}
	for _, s := range r.shards {
		s.line = 0
		s.run.source(db, rp).write(p)
		s.err = s.run.failure()
	}
	return r.collect(nil, nil)
}

// readSharded is ReadFrom with several shards. Text is read and yields are put
// in order while the shards work on the next piece.
func (r *Run) readSharded(in io.Reader, opts *ReadOptions) error {
	for _, s := range r.shards {
		s.src = s.run.source(opts.DB, opts.RP)
		s.line = 0
	}
	sub := *opts
	var bad sync.Mutex
	var badLines map[int64]error
	sub.OnBadLine = nil
	if opts.OnBadLine != nil {
		// Which lines are bad is reported in order, once, when the piece is done.
		sub.OnBadLine = func(err error) bool {
			var le *lp.LineError
			if errors.As(err, &le) {
				bad.Lock()
				if badLines == nil {
					badLines = map[int64]error{}
				}
				badLines[le.Line] = err
				bad.Unlock()
			}
			return true
		}
	}
	const head = 64 << 10
	size := max(opts.bufferSize(), 4*head)
	bufs := [2][]byte{make([]byte, head+size), make([]byte, head+size)}
	var rest []byte
	cur, idle, eof := 0, 0, false
	n, rerr := read(in, bufs[cur][head:], opts)
	for {
		eof = errors.Is(rerr, io.EOF)
		if n > 0 || rerr != nil {
			idle = 0
		} else if idle++; idle == maxIdle {
			rerr = io.ErrNoProgress
		}
		// The rest of the last piece goes right before the new text.
		buf := bufs[cur]
		var text []byte
		if len(rest) <= head {
			copy(buf[head-len(rest):], rest)
			text = buf[head-len(rest) : head+n]
		} else {
			if len(rest) > maxEntry {
				return fmt.Errorf("line %d: longer than %d bytes", r.shards[0].line+1, maxEntry)
			}
			text = append(append(make([]byte, 0, len(rest)+n), rest...), buf[head:head+n]...)
		}
		done := make(chan struct{}, len(r.shards))
		for _, s := range r.shards {
			go func() {
				s.used, s.err = s.src.lines(text, &sub, &s.line, eof)
				done <- struct{}{}
			}()
		}
		next := 1 - cur
		var m int
		var nerr error
		if rerr == nil {
			m, nerr = read(in, bufs[next][head:], opts)
		}
		for range r.shards {
			<-done
		}
		if err := r.collect(badLines, opts); err != nil {
			return err
		}
		clear(badLines)
		if eof {
			return nil
		}
		if rerr != nil {
			return fmt.Errorf("reading points after line %d: %w", r.shards[0].line, rerr)
		}
		rest = text[r.shards[0].used:]
		cur, n, rerr = next, m, nerr
	}
}

func read(in io.Reader, b []byte, opts *ReadOptions) (int, error) {
	n, err := in.Read(b)
	if opts.Progress != nil && n > 0 {
		opts.Progress(int64(n))
	}
	return n, err
}

// collect hands on what the shards have to say, in the order of the lines, up to
// the first line that ended one of them.
func (r *Run) collect(bad map[int64]error, opts *ReadOptions) error {
	var end error
	at := int64(1<<63 - 1)
	for _, s := range r.shards {
		if s.err == nil {
			continue
		}
		line := s.line + 1
		var le *lp.LineError
		if errors.As(s.err, &le) {
			line = le.Line
		}
		if line < at {
			at, end = line, s.err
		}
	}
	next := make([]int, len(r.shards))
	for {
		best := -1
		for i, s := range r.shards {
			if next[i] == len(s.yields) {
				continue
			}
			if best < 0 || s.yields[next[i]].line < r.shards[best].yields[next[best]].line {
				best = i
			}
		}
		if best < 0 {
			break
		}
		s := r.shards[best]
		y := &s.yields[next[best]]
		next[best]++
		// A yield belongs to the line after the last that was counted.
		if y.line+1 > at {
			break
		}
		r.hand(s, y)
	}
	for _, s := range r.shards {
		s.yields, s.out = s.yields[:0], s.out[:0]
	}
	if end != nil {
		r.failed = end
		return end
	}
	for len(bad) > 0 {
		first := int64(1<<63 - 1)
		for l := range bad {
			first = min(first, l)
		}
		if !opts.OnBadLine(bad[first]) {
			r.failed = bad[first]
			return r.failed
		}
		delete(bad, first)
	}
	return nil
}

// hand gives one yield to the caller, completed with the level before.
func (r *Run) hand(s *shard, y *yielded) {
	switch {
	case y.err != nil:
		r.opts.OnError(y.err)
	case y.event != nil:
		if r.opts.OnLine == nil {
			r.exchange(y.event.Topic, y.event.ID, y.event.Level)
		}
		y.event.PreviousLevel = r.previous
		r.opts.OnEvent(y.event)
	default:
		r.exchange(y.topic, y.id, y.level)
		if y.from < 0 {
			return
		}
		r.lineBuf = append(r.lineBuf[:0], s.out[y.from:y.to]...)
		r.lineBuf = append(alert.AppendLineTail(r.lineBuf, r.previous, y.recoverable), '\n')
		r.opts.OnLine(y.node, r.lineBuf)
	}
}

// exchange puts the last level of an event id into previous, and replaces it.
func (r *Run) exchange(topic, id string, l alert.Level) {
	k := topicID{topic, id}
	r.previous = r.levels[k]
	if r.levels == nil {
		r.levels = map[topicID]alert.Level{}
	}
	r.levels[k] = l
}
