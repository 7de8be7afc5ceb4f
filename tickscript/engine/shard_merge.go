package engine

import (
	"bytes"
	"errors"

	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// part is what a shard has to judge of a piece of text, and what it has to say.
type part struct {
	spans  []span
	yields []yielded
	out    []byte
	// line is the number of the last line that was read, err what ended the shard.
	line int64
	err  error
}

// yielded is one thing that a shard has to say: a line, which is out[from:to] of its
// part, or what other says.
type yielded struct {
	line     int64
	node     *graph.Node
	from, to int
	other    *otherYield
}

// otherYield is what is not simply a line.
type otherYield struct {
	// Exactly one of event and err is set, or neither for a line whose level before is
	// known only when the lines are in order: it lacks its tail. bad says that err is
	// about a line that cannot be read.
	event *alert.Event
	err   error
	bad   bool
	// settled says that the event's level before is known; silent that the event gives
	// no line.
	settled, silent bool
	topic, id       string
	level           alert.Level
	recoverable     bool
}

func (s *shard) add(y yielded) { s.part.yields = append(s.part.yields, y) }

// addEvent keeps an event.
func (s *shard) addEvent(e *alert.Event) {
	s.add(yielded{line: s.line, other: &otherYield{event: e.Clone(), settled: s.run.pipelines[0].raised.settled}})
}

// addError keeps what nodes report.
func (s *shard) addError(err error) {
	s.add(yielded{line: s.line, other: &otherYield{err: err}})
}

// addBad keeps a line that cannot be read, which more than one shard may find.
func (s *shard) addBad(err error) bool {
	line := s.line
	var le *lp.LineError
	if errors.As(err, &le) {
		line = le.Line - 1
	}
	s.add(yielded{line: line, other: &otherYield{err: err, bad: true}})
	return true
}

// addLine keeps an event's line.
func (s *shard) addLine(n *graph.Node, line []byte) {
	y := yielded{line: s.line, node: n, from: len(s.part.out)}
	if last := &s.run.pipelines[0].raised; !last.settled {
		y.other = &otherYield{topic: last.topic, id: last.id, level: last.level, recoverable: bytes.HasSuffix(line, []byte("true}\n"))}
		line = line[:bytes.LastIndex(line, []byte(`,"previousLevel":"`))]
	}
	s.part.out = append(s.part.out, line...)
	y.to = len(s.part.out)
	s.add(y)
}

// addSilent keeps an event that gives no line: its level counts all the same.
func (s *shard) addSilent() {
	if last := &s.run.pipelines[0].raised; !last.settled {
		s.add(yielded{line: s.line, other: &otherYield{silent: true, topic: last.topic, id: last.id, level: last.level}})
	}
}

// collect hands on what the shards have to say, in the order of the lines, up to
// the first line that ended one of them, and empties the parts.
func (r *Run) collect(parts []part, onBadLine func(error) bool) error {
	var end error
	at := int64(1<<63 - 1)
	for i := range parts {
		p := &parts[i]
		if p.err == nil {
			continue
		}
		line := p.line
		var le *lp.LineError
		if errors.As(p.err, &le) {
			line = le.Line
		}
		if line < at {
			at, end = line, p.err
		}
	}
	next := make([]int, len(parts))
	bad := int64(-1)
	for {
		best := -1
		for i := range parts {
			if next[i] < len(parts[i].yields) && (best < 0 || parts[i].yields[next[i]].line < parts[best].yields[next[best]].line) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		p := &parts[best]
		y := &p.yields[next[best]]
		next[best]++
		// A yield belongs to the line after the last that was counted.
		if y.line+1 > at {
			break
		}
		if y.other == nil || !y.other.bad {
			r.hand(p, y)
			continue
		}
		if y.line != bad && !onBadLine(y.other.err) {
			r.failed = y.other.err
			return r.failed
		}
		bad = y.line
	}
	for i := range parts {
		p := &parts[i]
		clear(p.yields)
		p.spans, p.yields, p.out = p.spans[:0], p.yields[:0], p.out[:0]
	}
	if end != nil {
		r.failed = end
	}
	return end
}

// hand gives one yield to the caller, completed with the level before.
func (r *Run) hand(p *part, y *yielded) {
	o := y.other
	switch {
	case o == nil:
		r.opts.OnLine(y.node, p.out[y.from:y.to:y.to])
	case o.err != nil:
		r.opts.OnError(o.err)
	case o.event != nil:
		if !o.settled {
			if r.opts.OnLine == nil {
				r.exchange(o.event.Topic, o.event.ID, o.event.Level)
			}
			o.event.PreviousLevel = r.previous
		}
		r.opts.OnEvent(o.event)
	default:
		r.exchange(o.topic, o.id, o.level)
		if o.silent {
			return
		}
		r.lineBuf = append(r.lineBuf[:0], p.out[y.from:y.to]...)
		r.lineBuf = append(alert.AppendLineTail(r.lineBuf, r.previous, o.recoverable), '\n')
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
