package point

// Field is one field of a point.
type Field struct {
	Key   string
	Value Value
}

// Fields is the field set of a point, in the order in which it was given or read. No key stands in it twice when it
// came from a [Reader] or from [Fields.Set].
type Fields []Field

// Get returns the value of a field; ok is false if there is none.
func (f Fields) Get(key string) (v Value, ok bool) {
	for i := range f {
		if f[i].Key == key {
			return f[i].Value, true
		}
	}
	return Value{}, false
}

// Set returns the fields with key set to v: replaced in its place, or appended.
// Like append, it may change f's own array.
func (f Fields) Set(key string, v Value) Fields {
	for i := range f {
		if f[i].Key == key {
			f[i].Value = v
			return f
		}
	}
	return append(f, Field{Key: key, Value: v})
}

// Equal reports whether both hold the same fields, in any order.
func (f Fields) Equal(o Fields) bool {
	if len(f) != len(o) {
		return false
	}
	for i := range f {
		// The usual case is the same order, which needs no search.
		if o[i].Key == f[i].Key {
			if !f[i].Value.Equal(o[i].Value) {
				return false
			}
			continue
		}
		if v, ok := o.Get(f[i].Key); !ok || !v.Equal(f[i].Value) {
			return false
		}
	}
	return true
}
