package engine

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// rowStore keeps the rows of one window. As long as every row has exactly the
// columns that are wanted, each of one kind that fits 64 bits, a row is its time
// and its columns in one slice of words; the first row that does not fit moves
// everything to whole points.
type rowStore struct {
	words []uint64
	*rowsOf
}

// rowsOf is what the windows of one name have in common, and what one that holds
// whole points has for itself.
type rowsOf struct {
	name string
	// whole are the rows as points, or nil.
	whole []point
}

// layout is what a window keeps of its rows.
type layout struct {
	// columns are the field numbers; nil with all set means every field.
	columns []int32
	// kinds are the kinds of the columns, taken from the first row that the window
	// operator saw.
	kinds []kind
	// rowTags says that somebody downstream looks at the rows' own tags.
	rowTags bool
	all     bool
	known   bool
}

func (l *layout) stride() int { return 1 + len(l.columns) }

// compact reports whether rows may be kept as words at all.
func (l *layout) compact() bool { return !l.all && !l.rowTags }

// fill writes a point as words; false means that it is not one of those that can
// be.
func (l *layout) fill(w []uint64, p *point) bool {
	if !l.known {
		l.known = true
		for i, id := range l.columns {
			l.kinds[i] = p.get(id).Kind()
		}
	}
	w[0] = uint64(p.time)
	for i, id := range l.columns {
		v := p.ref(id)
		if v == nil {
			return false
		}
		if k := v.Kind(); k != l.kinds[i] || k != lambda.Float && k != lambda.Int && k != lambda.Bool {
			return false
		}
		w[1+i] = v.Bits()
	}
	return true
}

// words reports whether the store is in its compact form.
func (s *rowStore) compact(l *layout) bool { return s.whole == nil && l.compact() }

func (s *rowStore) time(l *layout, slot int32) int64 {
	if s.whole != nil {
		return s.whole[slot].time
	}
	return int64(s.words[int(slot)*l.stride()])
}

// move copies the rows in the given slot ranges to the front of a store with
// room for n rows.
func (s *rowStore) move(l *layout, n int32, a0, a1, b0, b1 int32) {
	if s.compact(l) {
		st := l.stride()
		w := make([]uint64, int(n)*st)
		k := copy(w, s.words[int(a0)*st:int(a1)*st])
		copy(w[k:], s.words[int(b0)*st:int(b1)*st])
		s.words = w
		return
	}
	rows := make([]point, n)
	k := copy(rows, s.whole[a0:a1])
	copy(rows[k:], s.whole[b0:b1])
	s.whole = rows
}

// room is how many rows there is room for.
func (s *rowStore) room(l *layout) int32 {
	if s.whole != nil {
		return int32(len(s.whole))
	}
	return int32(len(s.words) / l.stride())
}

// put stores a point in a slot.
func (s *rowStore) put(l *layout, slot int32, p *point, capacity int32, g *group) {
	if s.compact(l) {
		st := l.stride()
		if l.fill(s.words[int(slot)*st:][:st], p) {
			return
		}
		s.expand(l, capacity, g)
	}
	r := &s.whole[slot]
	fs := r.fields[:0]
	*r = point{time: p.time, name: p.name, origin: noOrigin, tags: p.tags, group: g}
	if l.all {
		p.full()
		r.fields = append(fs, p.fields...)
		return
	}
	for i := range p.fields {
		if slices.Contains(l.columns, p.fields[i].id) {
			fs = append(fs, p.fields[i])
		}
	}
	r.fields = fs
}

// expand turns words into points.
func (s *rowStore) expand(l *layout, capacity int32, g *group) {
	rows := make([]point, capacity)
	st := l.stride()
	for i := range rows {
		if (i+1)*st <= len(s.words) {
			rows[i] = l.point(s.words[i*st:][:st], g, nil)
		}
	}
	s.rowsOf, s.words = &rowsOf{s.name, rows}, nil
}

// point makes a point of a row of words.
func (l *layout) point(w []uint64, g *group, fs []field) point {
	for i, id := range l.columns {
		fs = append(fs, field{id, lambda.FromBits(l.kinds[i], w[1+i])})
	}
	return point{time: int64(w[0]), origin: noOrigin, tags: g.tags, group: g, fields: fs}
}

// view is a window's content as it is emitted: borrowed, and read either as
// rows or, by an aggregate of one column, word by word.
type view struct {
	name           string
	group          *group
	tmax           int64
	store          *rowStore
	layout         *layout
	a0, a1, b0, b1 int32
}

func (v *view) len() int { return int(v.a1 - v.a0 + v.b1 - v.b0) }

// rowsInto materializes the view; the rows' fields live in the scratch slice.
func (v *view) rowsInto(rows []point, scratch []field) ([]point, []field) {
	for _, span := range [2][2]int32{{v.a0, v.a1}, {v.b0, v.b1}} {
		if v.store.whole != nil {
			rows = append(rows, v.store.whole[span[0]:span[1]]...)
			continue
		}
		st := v.layout.stride()
		for i := span[0]; i < span[1]; i++ {
			from := len(scratch)
			for c, id := range v.layout.columns {
				scratch = append(scratch, field{id, lambda.FromBits(v.layout.kinds[c], v.store.words[int(i)*st+1+c])})
			}
			rows = append(rows, point{
				time: int64(v.store.words[int(i)*st]), name: v.name, origin: noOrigin, tags: v.group.tags, group: v.group,
				fields: scratch[from:len(scratch):len(scratch)],
			})
		}
	}
	return rows, scratch
}

type kind = lambda.Kind
