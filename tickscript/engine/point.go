package engine

import (
	"slices"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// field is one field of a point: the number of its name and its value.
type field struct {
	id int32
	v  lambda.Value
}

// origin is where a point was written to.
type origin struct{ db, rp string }

var noOrigin = &origin{}

// point is one point on a stream edge, or one row of a batch. Points are
// borrowed: they are valid until the call that passed them returns.
type point struct {
	time   int64
	name   string
	origin *origin
	// tags are all tags; group holds the dimensions. A row of a batch has the
	// batch's group.
	tags   *tagSet
	group  *group
	fields []field
	// rest parses the fields that nobody needs on every point; see full.
	rest *lazyFields
}

// get returns a field's value, or the Missing value.
func (p *point) get(id int32) lambda.Value {
	for i := range p.fields {
		if p.fields[i].id == id {
			return p.fields[i].v
		}
	}
	return lambda.Value{}
}

// has reports whether the point has the field, with or without a value.
func (p *point) has(id int32) bool {
	for i := range p.fields {
		if p.fields[i].id == id {
			return true
		}
	}
	return false
}

// full makes every field of the point present in fields.
func (p *point) full() {
	if p.rest != nil {
		p.rest.load(p)
		p.rest = nil
	}
}

// set replaces or appends a field.
func setField(fs []field, id int32, v lambda.Value) []field {
	for i := range fs {
		if fs[i].id == id {
			fs[i].v = v
			return fs
		}
	}
	return append(fs, field{id, v})
}

// deleteField removes a field, keeping the order of the others.
func deleteField(fs []field, id int32) []field {
	return slices.DeleteFunc(fs, func(f field) bool { return f.id == id })
}

// keep returns a copy of p that outlives the call that passed it.
func (p *point) keep() *point {
	p.full()
	q := *p
	q.fields = slices.Clone(p.fields)
	return &q
}

// tag is one tag.
type tag struct{ key, value string }

// tagSet is an immutable set of tags sorted by key. Equal sets may be different
// pointers; the same pointer is always the same set.
type tagSet struct {
	tags []tag
	// memo is the group that the groupBy operator memoOf put this set into.
	memo   *group
	memoOf *groupByOp
}

var noTags = &tagSet{}

// newTagSet makes a set of tags that are sorted by key already.
func newTagSet(sorted []tag) *tagSet {
	if len(sorted) == 0 {
		return noTags
	}
	return &tagSet{tags: sorted}
}

// get returns a tag's value and whether it is there.
func (t *tagSet) get(key string) (string, bool) {
	for i := range t.tags {
		if t.tags[i].key == key {
			return t.tags[i].value, true
		}
	}
	return "", false
}

// with returns the set with a tag replaced or added.
func (t *tagSet) with(key, value string) *tagSet {
	i, ok := t.index(key)
	if ok && t.tags[i].value == value {
		return t
	}
	out := make([]tag, 0, len(t.tags)+1)
	out = append(out, t.tags[:i]...)
	out = append(out, tag{key, value})
	if ok {
		i++
	}
	return newTagSet(append(out, t.tags[i:]...))
}

// without returns the set less a tag.
func (t *tagSet) without(key string) *tagSet {
	i, ok := t.index(key)
	if !ok {
		return t
	}
	out := make([]tag, 0, len(t.tags))
	out = append(out, t.tags[:i]...)
	return newTagSet(append(out, t.tags[i+1:]...))
}

func (t *tagSet) index(key string) (int, bool) {
	i := sort.Search(len(t.tags), func(i int) bool { return t.tags[i].key >= key })
	return i, i < len(t.tags) && t.tags[i].key == key
}

// toMap returns the set as a map, never nil.
func (t *tagSet) toMap() map[string]string {
	m := make(map[string]string, len(t.tags))
	for _, x := range t.tags {
		m[x.key] = x.value
	}
	return m
}

func (t *tagSet) String() string {
	var b strings.Builder
	for i, x := range t.tags {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(x.key + "=" + x.value)
	}
	return b.String()
}
