package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	lp "github.com/tickwright/tickwright/influx/point"
)

// source is one origin's points on their way into a run: the series known so
// far and the scratch space for one point.
type source struct {
	run    *Run
	origin *origin
	table  *seriesTable
	// decoded finds the series of points that come as lp.Point.
	decoded decodedSeries
	kinds   map[string]*seriesKind
	// next is where the series of the next line probably stands in the table's
	// order; touched is how far ahead it has been fetched.
	next, touched int
	sum           uint64
	count         *workCount
	slabs         seriesSlabs
	tagBuf        []tag
	time          int64
	timeText      []byte
	p             point
	fields        []field
	lazy          lazyFields
	// lazyDecoded is lazy for a point that came decoded.
	lazyDecoded lazyFields
	all         []field
}

func newSource(r *Run, o *origin) *source {
	s := &source{run: r, origin: o, table: newSeriesTable(), decoded: newDecodedSeries(), kinds: map[string]*seriesKind{}}
	s.lazy.src = s
	return s
}

// workCount counts what a source does, for the test that keeps it from growing:
// fields decoded, points decoded whole for an event, keys hashed, lines read
// carefully.
type workCount struct{ Fields, Lazily, Keys, Careful int64 }

// lazyFields is a field set that has been checked but not decoded.
type lazyFields struct {
	src  *source
	plan *plan
	buf  []byte
	at   int
	// dec is set instead of buf for a point that came decoded.
	dec lp.Fields
}

// load decodes every field into the point.
func (l *lazyFields) load(p *point) {
	if l.dec != nil {
		fs := l.plan.convert(l.src.all[:0], l.dec, true, l.src.run.syms)
		l.src.all = fs
		p.fields = fs
		return
	}
	if c := l.src.count; c != nil {
		c.Lazily++
	}
	_, fs, _ := l.plan.scanFields(l.buf, l.at, l.src.all[:0], true, l.src.run.syms)
	l.src.all = fs
	p.fields = fs
}

// seriesSlabs are where a source's series come from.
type seriesSlabs struct {
	values slab[string]
	sets   slab[tagSet]
	keys   texts
}

// kind returns what all series of a measurement have in common.
func (s *source) kind(name string) *seriesKind {
	if k, ok := s.kinds[name]; ok {
		return k
	}
	k := &seriesKind{name: strings.Clone(name)}
	var d demand
	for _, pl := range s.run.pipelines {
		times := pl.deliveries(s.origin, name)
		if times == 0 && pl.explain == nil {
			continue
		}
		k.times += int64(times)
		for _, f := range pl.sources {
			// What is explained is also why a point is refused.
			if f.s.matches(s.origin, name) || pl.explain != nil {
				k.subs = append(k.subs, subscription{from: f, times: times})
				d.merge(f.want)
			}
		}
	}
	if len(k.subs) > 0 {
		for _, o := range k.subs[0].from.next {
			if t, ok := o.(toucher); ok {
				k.touch = append(k.touch, t)
			}
		}
	}
	k.lazy = d.lazy && !d.fields.all
	k.tags = d.tags
	k.plan = &plan{wantAll: d.fields.all, want: d.fields.set}
	s.kinds[k.name] = k
	return k
}

// resolve fills in the series of a measurement and its sorted tags.
func (s *source) resolve(x *series, name string, all []tag) {
	k := s.kind(name)
	x.kind, x.tags = k, noTags
	if o := s.run.owners; o != nil {
		owner := 0
		if len(k.subs) > 0 {
			owner = o.owner(s.run.prog.together(k.subs[0].from.s, k.name, all))
		}
		if owner != s.run.share {
			x.extra = o.foreign[owner]
			return
		}
	}
	if len(k.subs) == 0 {
		return
	}
	kept := all[:0]
	for i := range all {
		if k.tags.has(all[i].key) {
			kept = append(kept, all[i])
		}
	}
	if len(kept) > 0 {
		x.tags = s.slabs.sets.one()
		x.tags.keys, x.tags.values = k.keysOf(kept), s.slabs.values.list(len(kept))
		for i := range kept {
			x.tags.values[i] = kept[i].value
		}
	}
	for i := range k.subs {
		f := k.subs[i].from
		g := f.by.group(k.name, x.tags)
		if i == 0 {
			x.group = g
			continue
		}
		m := x.more()
		m.groups = append(m.groups, g)
	}
	s.choose(x)
}

// push gives a point to everything that selects its series.
func (s *source) push(x *series, t int64) {
	p := &s.p
	k := x.kind
	p.time, p.name, p.origin, p.tags = t, k.name, s.origin, x.tags
	if x.extra != nil && x.extra.some && !k.plan.odd {
		for _, i := range x.extra.active {
			s.give(p, x, int(i))
		}
		return
	}
	for i := range k.subs {
		s.give(p, x, i)
	}
}

// give hands a point to one subscription.
func (s *source) give(p *point, x *series, i int) {
	sub := &x.kind.subs[i]
	if sub.from.pl.err != nil {
		return // a rule of a set that has ended
	}
	g := x.groupAt(i)
	if ex := sub.from.pl.explain; ex != nil {
		ex.fromStream(sub.from, p, g, sub.times)
		return
	}
	for range sub.times {
		sub.from.accept(p, g)
	}
}

// choose works out which subscriptions may take a point of the series.
func (s *source) choose(x *series) {
	k := x.kind
	p := point{name: k.name, origin: s.origin, tags: x.tags}
	var active []int32
	for i := range k.subs {
		refs, never := k.subs[i].from.never(&p)
		if !never {
			active = append(active, int32(i))
			continue
		}
		for _, r := range refs {
			if k.constant == nil {
				k.constant = map[string]bool{}
				k.plan.constant = k.constant
			}
			k.constant[r] = true
			k.plan.odd = k.plan.odd || k.plan.knows(r)
		}
	}
	if len(active) < len(k.subs) {
		m := x.more()
		m.some, m.active = true, active
	}
}

// lines feeds the complete lines of buf; it returns how much of buf it used. At
// the end of the input the last line need not have a line break.
func (s *source) lines(buf []byte, opts *ReadOptions, line *int64, atEOF bool) (int, error) {
	i := 0
	for i < len(buf) {
		n, res := s.fast(buf[i:], opts)
		switch res {
		case scanned:
			*line++
			s.run.points++
		default:
			m, err := s.careful(buf[i:], opts, line, atEOF)
			if err != nil || m == 0 {
				return i, err
			}
			n = m
		}
		i += n
		if s.run.stopped() {
			return i, s.run.failure()
		}
	}
	return i, nil
}

// fast reads one line of the usual form.
func (s *source) fast(buf []byte, opts *ReadOptions) (int, scanResult) {
	x, at, res := s.seriesOf(buf)
	if res != scanned {
		return 0, res
	}
	i, fs, res := x.kind.plan.scanFields(buf, at, s.fields[:0], false, s.run.syms)
	s.fields = fs
	if res != scanned {
		return 0, res
	}
	if s.count != nil {
		s.count.Fields += int64(len(fs))
	}
	if buf[i] != ' ' {
		return 0, strange
	}
	t, end, res := s.timeOf(buf, i+1)
	if res != scanned {
		return 0, res
	}
	if u := opts.unit; u != 1 {
		if t > maxInt64/u || t < -maxInt64/u {
			return 0, strange
		}
		t *= u
	}
	if s.run.points >= s.run.limits.next {
		if s.run.check(1); s.run.stopped() {
			return end, scanned
		}
	}
	x.kind.seen++
	if s.run.opts.Follow {
		s.run.follow(t)
	}
	if len(x.kind.subs) == 0 {
		return end, scanned
	}
	s.p.fields, s.p.rest = fs, nil
	if x.kind.lazy {
		s.lazy.plan, s.lazy.buf, s.lazy.at = x.kind.plan, buf, at
		s.p.rest = &s.lazy
	}
	s.push(x, t)
	return end, scanned
}

// seriesOf finds the series of the line at the start of buf and the place of its
// fields.
func (s *source) seriesOf(buf []byte) (*series, int, scanResult) {
	known := s.table.list.n
	if s.next >= known {
		s.next, s.touched = 0, 0
	}
	if s.next < known {
		if s.next >= s.touched && known >= touchFrom {
			s.sum += touch(&s.table.list, s.next)
			s.touched = s.next + touchBlock
		}
		x := s.table.list.at(int32(s.next))
		if n := len(x.key); len(buf) > n && buf[n] == ' ' && string(buf[:n]) == x.key {
			s.next++
			return x, n + 1, scanned
		}
	}
	// A key is short as a rule: text without spaces is not searched to the end of
	// the buffer for each of its lines.
	sp := bytes.IndexByte(buf[:min(len(buf), nearby)], ' ')
	if sp < 0 {
		if len(buf) > nearby && bytes.IndexByte(buf[:nearby], '\n') >= 0 {
			return nil, 0, strange
		}
		if sp = bytes.IndexByte(buf, ' '); sp < 0 {
			return nil, 0, short
		}
	}
	if s.count != nil {
		s.count.Keys++
	}
	i, h, ok := s.table.find(buf[:sp])
	if !ok {
		if i, ok = s.plain(buf[:sp], h); !ok {
			return nil, 0, strange
		}
	}
	s.next = int(i) + 1
	s.touched = s.next
	return s.table.list.at(i), sp + 1, scanned
}

// nearby is where the key of nearly every line has ended.
const nearby = 4 << 10

// plain makes a new series of a key that holds nothing but a measurement and
// tags without escapes; any other is left to the careful decoder.
func (s *source) plain(key []byte, h uint64) (int32, bool) {
	for _, c := range key {
		if c <= ' ' || c == '\\' || c == '"' || c >= 0x7f {
			return 0, false
		}
	}
	if len(key) == 0 || key[0] == '#' || key[0] == ',' {
		return 0, false
	}
	text := s.slabs.keys.keep(key)
	name, rest, more := strings.Cut(text, ",")
	if strings.IndexByte(name, '=') >= 0 {
		return 0, false
	}
	tags := s.tagBuf[:0]
	for more {
		var kv string
		kv, rest, more = strings.Cut(rest, ",")
		k, v, ok := strings.Cut(kv, "=")
		if !ok || k == "" || v == "" || strings.IndexByte(v, '=') >= 0 {
			return 0, false
		}
		tags = append(tags, tag{k, v})
	}
	s.tagBuf = tags
	byKey := func(a, b tag) int { return strings.Compare(a.key, b.key) }
	if !slices.IsSortedFunc(tags, byKey) {
		slices.SortFunc(tags, byKey)
	}
	for i := 1; i < len(tags); i++ {
		if tags[i-1].key == tags[i].key {
			return 0, false
		}
	}
	x, i := s.table.list.add()
	x.key = text
	s.resolve(x, name, tags)
	s.table.index.add(h, i)
	return i, true
}

// timeOf reads the timestamp that ends a line. Neighbouring lines often carry the
// same one, so the last is remembered as text.
func (s *source) timeOf(buf []byte, i int) (int64, int, scanResult) {
	if n := len(s.timeText); n > 0 && len(buf)-i >= n && string(buf[i:i+n]) == string(s.timeText) {
		return s.time, i + n, scanned
	}
	t, end, res := scanTime(buf, i)
	if res == scanned {
		s.time, s.timeText = t, append(s.timeText[:0], buf[i:end]...)
	}
	return t, end, res
}

const maxInt64 = 1<<63 - 1

// careful reads one entry with the decoder of influx/point: a line of an unusual
// form, the first line of a series, or a mistake. It returns 0 when the buffer
// ends before the entry does.
func (s *source) careful(buf []byte, opts *ReadOptions, line *int64, atEOF bool) (int, error) {
	if buf[0] == '\n' {
		*line++
		return 1, nil
	}
	n, resume, ok := lp.EntryEnd(buf, atEOF)
	if !ok {
		return 0, nil
	}
	if s.count != nil {
		s.count.Careful++
	}
	entry := buf[:n]
	pts, err := lp.Parse(entry, lp.Options{Precision: opts.Precision, DefaultTime: opts.Now})
	if err == nil {
		err = refused(entry, pts)
	}
	if err != nil {
		var le *lp.LineError
		if errors.As(err, &le) {
			le.Line += *line
			err = le
		}
		*line += int64(bytes.Count(buf[:resume], []byte{'\n'}))
		if opts.OnBadLine != nil && opts.OnBadLine(err) {
			return resume, nil
		}
		return 0, err
	}
	for i := range pts {
		s.write(&pts[i])
	}
	*line += int64(bytes.Count(entry, []byte{'\n'}))
	return n, nil
}

// refused says what Kapacitor does not accept although the decoder does:
// unsigned fields (D006).
func refused(entry []byte, pts []lp.Point) error {
	for i := range pts {
		for _, f := range pts[i].Fields {
			if _, is := f.Value.Uint(); is {
				return &lp.LineError{Line: 1, Column: 1, Text: string(bytes.TrimRight(entry, "\r\n")), Err: fmt.Errorf("field %q is unsigned, which Kapacitor does not accept", f.Key)}
			}
		}
	}
	return nil
}

// readAll feeds a whole stream of text.
func (s *source) readAll(r io.Reader, opts *ReadOptions) error {
	buf := make([]byte, 0, opts.bufferSize())
	var line int64
	idle := 0
	for {
		if len(buf) == cap(buf) {
			if cap(buf) >= maxEntry {
				return fmt.Errorf("line %d: longer than %d bytes", line+1, maxEntry)
			}
			buf = append(make([]byte, 0, 2*cap(buf)), buf...)
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if opts.Progress != nil && n > 0 {
			opts.Progress(int64(n))
		}
		if n > 0 || err != nil {
			idle = 0
		} else if idle++; idle == maxIdle {
			err = io.ErrNoProgress
		}
		// What comes with an error, or before it, is taken.
		eof := errors.Is(err, io.EOF)
		used, lerr := s.lines(buf, opts, &line, eof)
		if lerr != nil {
			return lerr
		}
		if eof {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading points after line %d: %w", line, err)
		}
		buf = append(buf[:0], buf[used:]...)
	}
}

// maxIdle is how often a reader may yield nothing in a row.
const maxIdle = 100

const maxEntry = 16 << 20
