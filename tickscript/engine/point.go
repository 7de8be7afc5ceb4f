package engine

import (
	"slices"

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

// ref returns the place of a field's value, or nil.
func (p *point) ref(id int32) *lambda.Value {
	for i := range p.fields {
		if p.fields[i].id == id {
			return &p.fields[i].v
		}
	}
	return nil
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
