package engine

import (
	"slices"
	"strings"
)

// tag is one tag.
type tag struct{ key, value string }

// tagSet is an immutable set of tags sorted by key. Equal sets may be different
// pointers; the same pointer is always the same set. The keys are a list of their
// own, because a run has many sets and few lists of keys.
type tagSet struct {
	keys   *tagKeys
	values []string
	// memo is the group that a groupBy operator put this set into.
	memo *tagMemo
}

// tagKeys is a sorted list of tag keys.
type tagKeys struct{ list []string }

// tagMemo is a group of a set, and the operator it is the group for.
type tagMemo struct {
	group *group
	of    *groupByOp
}

var (
	noKeys = &tagKeys{}
	noTags = &tagSet{keys: noKeys}
)

// newTagSet makes a set of tags that are sorted by key already.
func newTagSet(sorted []tag) *tagSet {
	if len(sorted) == 0 {
		return noTags
	}
	t := &tagSet{keys: &tagKeys{make([]string, len(sorted))}, values: make([]string, len(sorted))}
	for i, x := range sorted {
		t.keys.list[i], t.values[i] = x.key, x.value
	}
	return t
}

func (t *tagSet) len() int { return len(t.values) }

// get returns a tag's value and whether it is there.
func (t *tagSet) get(key string) (string, bool) {
	for i, k := range t.keys.list {
		if k == key {
			return t.values[i], true
		}
	}
	return "", false
}

// with returns the set with a tag replaced or added.
func (t *tagSet) with(key, value string) *tagSet {
	i, ok := slices.BinarySearch(t.keys.list, key)
	if !ok {
		return &tagSet{keys: &tagKeys{inserted(t.keys.list, i, key)}, values: inserted(t.values, i, value)}
	}
	if t.values[i] == value {
		return t
	}
	values := slices.Clone(t.values)
	values[i] = value
	return &tagSet{keys: t.keys, values: values}
}

// without returns the set less a tag.
func (t *tagSet) without(key string) *tagSet {
	i, ok := slices.BinarySearch(t.keys.list, key)
	if !ok {
		return t
	}
	if len(t.values) == 1 {
		return noTags
	}
	return &tagSet{keys: &tagKeys{removed(t.keys.list, i)}, values: removed(t.values, i)}
}

func inserted(list []string, i int, s string) []string {
	out := make([]string, 0, len(list)+1)
	return append(append(append(out, list[:i]...), s), list[i:]...)
}

func removed(list []string, i int) []string {
	out := make([]string, 0, len(list)-1)
	return append(append(out, list[:i]...), list[i+1:]...)
}

// pick returns the set of exactly these sorted keys, absent ones with an empty
// value.
func (t *tagSet) pick(keys *tagKeys) *tagSet {
	if len(keys.list) == 0 {
		return noTags
	}
	if t.keys == keys || slices.Equal(t.keys.list, keys.list) {
		return t
	}
	values := make([]string, len(keys.list))
	for i, k := range keys.list {
		values[i], _ = t.get(k)
	}
	return &tagSet{keys: keys, values: values}
}

// hasAll reports whether the set has all the given tags.
func (t *tagSet) hasAll(tags map[string]string) bool {
	for k, v := range tags {
		if has, ok := t.get(k); !ok || has != v {
			return false
		}
	}
	return true
}

// toMap returns the set as a map, never nil.
func (t *tagSet) toMap() map[string]string {
	m := make(map[string]string, t.len())
	for i, k := range t.keys.list {
		m[k] = t.values[i]
	}
	return m
}

func (t *tagSet) String() string {
	var b strings.Builder
	t.writeTo(&b)
	return b.String()
}

// writeTo writes the set as a group's id shows it.
func (t *tagSet) writeTo(b *strings.Builder) {
	for i, k := range t.keys.list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(k)
		b.WriteByte('=')
		b.WriteString(t.values[i])
	}
}
