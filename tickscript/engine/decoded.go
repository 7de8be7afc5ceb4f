package engine

import (
	lp "github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// decodedSeries finds the series of points that come decoded. Like those of
// text they come round in the same order, so the next one is guessed.
type decodedSeries struct {
	// same finds an entry by the identity of its tags, equal by their content: who
	// makes the tags anew for each point must not make the run grow.
	same  map[decodedKey]int
	equal map[contentKey]int
	order []decodedKey
	// list are the series in the same order.
	list pages[series]
	// next is where the series of the next point probably stands; touched is how far
	// ahead it has been fetched.
	next, touched int
	sum           uint64
}

type decodedKey struct {
	measurement string
	tags        lp.Tags
}

type contentKey struct{ measurement, tags string }

func newDecodedSeries() decodedSeries {
	return decodedSeries{same: map[decodedKey]int{}, equal: map[contentKey]int{}}
}

// of returns the series of a decoded point.
func (s *source) of(p *lp.Point) *series {
	d := &s.decoded
	if d.next >= len(d.order) {
		d.next, d.touched = 0, 0
	}
	if d.next < len(d.order) {
		// Tags are compared by identity first: a reader gives all points of a series
		// the same ones.
		if d.next >= d.touched && d.list.n >= touchFrom {
			d.sum += touch(&d.list, d.next)
			d.touched = d.next + touchBlock
		}
		if e := &d.order[d.next]; e.tags == p.Tags && e.measurement == p.Measurement {
			d.next++
			return d.list.at(int32(d.next - 1))
		}
	}
	k := decodedKey{p.Measurement, p.Tags}
	i, ok := d.same[k]
	if !ok {
		i = s.entry(k)
	}
	d.next = i + 1
	d.touched = d.next
	return d.list.at(int32(i))
}

// entry returns the entry of tags that were not seen before; an entry keeps the
// tags that it was found with last.
func (s *source) entry(k decodedKey) int {
	d := &s.decoded
	c := contentKey{k.measurement, k.tags.Key()}
	i, ok := d.equal[c]
	if ok {
		delete(d.same, d.order[i])
		d.order[i] = k
	} else {
		tags := make([]tag, 0, k.tags.Len())
		for key, v := range k.tags.All() {
			tags = append(tags, tag{key, v})
		}
		i = len(d.order)
		x, _ := d.list.add()
		s.resolve(x, k.measurement, tags)
		d.order = append(d.order, k)
		d.equal[c] = i
	}
	d.same[k] = i
	return i
}

// write feeds one decoded point.
func (s *source) write(p *lp.Point) {
	x := s.of(p)
	if x.foreign() {
		return
	}
	if s.run.points >= s.run.limits.next {
		if s.run.check(1); s.run.stopped() {
			s.run.points++
			return
		}
	}
	s.run.points++
	k := x.kind
	k.seen++
	if s.run.opts.Follow {
		s.run.follow(p.Time)
	}
	if len(k.subs) == 0 {
		return
	}
	fs := k.plan.convert(s.fields[:0], p.Fields, false, s.run.syms)
	s.fields = fs
	s.p.fields, s.p.rest = fs, nil
	if k.lazy {
		s.lazyDecoded.src, s.lazyDecoded.plan, s.lazyDecoded.dec = s, k.plan, p.Fields
		s.p.rest = &s.lazyDecoded
	}
	s.push(x, p.Time)
}

// convert appends the wanted fields of a decoded point, or all of them. Unsigned
// fields, which Kapacitor does not know, are left out: callers have refused them.
func (pl *plan) convert(fs []field, in lp.Fields, all bool, syms *symbols) []field {
	next := 0
	for i := range in {
		f := &in[i]
		at := next
		if at >= len(pl.keys) || pl.keys[at].name != f.Key {
			at = pl.keyNamed(f.Key, syms)
		}
		next = at + 1
		id := pl.keys[at].id
		if all {
			id = pl.keys[at].any
		}
		if id == 0 {
			continue
		}
		v, ok := convertValue(f.Value)
		if !ok {
			continue
		}
		if at == i {
			// The keys stand in the plan's order, so none stands twice.
			fs = append(fs, field{id, v})
		} else {
			fs = setField(fs, id, v)
		}
	}
	return fs
}

// is reports whether the key is a field's, whose text has no "=" behind it.
func (k *planKey) is(name string) bool {
	return k.name == name
}

// keyNamed is key for a name that is a string.
func (pl *plan) keyNamed(name string, syms *symbols) int {
	if pl.index != nil {
		if i, ok := pl.index[name]; ok {
			return i
		}
		return pl.key([]byte(name), syms)
	}
	for i := range pl.keys {
		if pl.keys[i].is(name) {
			return i
		}
	}
	return pl.key([]byte(name), syms)
}

func convertValue(v lp.Value) (lambda.Value, bool) {
	switch v.Kind() {
	case lp.KindFloat:
		x, _ := v.Float()
		return lambda.FloatValue(x), true
	case lp.KindInteger:
		x, _ := v.Int()
		return lambda.IntValue(x), true
	case lp.KindString:
		x, _ := v.Text()
		return lambda.StringValue(x), true
	case lp.KindBoolean:
		x, _ := v.Bool()
		return lambda.BoolValue(x), true
	}
	return lambda.Value{}, false
}
