package engine

// rowFunc is what a node does that looks at points one by one. An each operator
// runs it over points and over the rows of batches.
type rowFunc interface {
	// open makes a group's state; nil when the node keeps none.
	open() any
	// begin resets a group's state at the start of a batch.
	begin(st any)
	// row looks at a point, and changes it when the spec says that it writes; false
	// drops it.
	row(o *each, st any, p *point) bool
}

// tagger is a rowFunc that also changes tags, and with them groups.
type tagger interface {
	tags(o *each, t *tagSet) *tagSet
	// dims returns the dimensions that are left of g's.
	dims(o *each, g *group) *dims
}

// each is the operator of a rowFunc.
type each struct {
	base
	f rowFunc
	// writes says that rows are changed and must be copied first; hintless that the
	// node loses a batch's size hint.
	writes, hintless bool
	scratch          []field
	arena            []field
	out              point
	outB             batch
}

// eagerly turns a demand for lazily decoded fields into one for all fields: what
// a node writes must not be overwritten by decoding later.
func (d demand) eagerly() demand {
	if d.lazy {
		d.fields.all, d.lazy = true, false
	}
	return d
}

type eachState struct{ v any }

// opener is a function that counts the begin of a batch.
type opener interface{ opened(o *each) }

func (o *each) state(g *group) any {
	if !o.stateful {
		return nil
	}
	st := state[eachState](&o.base, g)
	if st == nil {
		st = &eachState{o.f.open()}
		setState(&o.base, g, st)
	}
	return st.v
}

func (o *each) point(p *point) {
	o.st.collected++
	st := o.state(p.group)
	if !o.writes {
		if o.f.row(o, st, p) {
			o.emit(p)
		}
		return
	}
	q := &o.out
	*q = *p
	q.fields = append(o.scratch[:0], p.fields...)
	ok := o.f.row(o, st, q)
	o.scratch = q.fields
	if !ok {
		return
	}
	if t, is := o.f.(tagger); is {
		q.tags = t.tags(o, p.tags)
		q.group = o.pl.groups.find(t.dims(o, p.group), p.name, q.tags)
	}
	o.emit(q)
}

func (o *each) batch(b *batch) {
	o.st.collected++
	st := o.state(b.group)
	o.f.begin(st)
	if c, ok := o.f.(opener); ok {
		c.opened(o)
	}
	out := &o.outB
	rows := out.rows[:0]
	*out = *b
	out.hintless = b.hintless || o.hintless
	t, tags := o.f.(tagger)
	if tags {
		// Every tag of a batch is a dimension of it (R007).
		ts := t.tags(o, b.group.tags)
		out.group = o.pl.groups.find(o.pl.groups.intern(ts.keys.list, b.group.dims.byName), b.name, ts)
	}
	o.arena = o.arena[:0]
	for i := range b.rows {
		if !o.writes {
			if o.f.row(o, st, &b.rows[i]) {
				rows = append(rows, b.rows[i])
			}
			continue
		}
		q := b.rows[i]
		// One field of room, so that adding one does not allocate.
		from := len(o.arena)
		o.arena = append(append(o.arena, q.fields...), field{})
		q.fields = o.arena[from : len(o.arena)-1 : len(o.arena)]
		if !o.f.row(o, st, &q) {
			continue
		}
		if tags {
			q.tags = t.tags(o, q.tags)
		}
		q.group = out.group
		rows = append(rows, q)
	}
	out.rows = rows
	o.emitBatch(out)
}

// stateless is embedded by rowFuncs without state.
type stateless struct{}

func (stateless) open() any { return nil }
func (stateless) begin(any) {}
