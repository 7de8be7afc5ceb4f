package point

import (
	"iter"
	"slices"
	"strings"
)

// Tag is one tag of a point.
type Tag struct {
	Key   string
	Value string
}

// Tags is an immutable tag set, sorted by key. The zero Tags is the empty set.
//
// Tags is comparable: two that are == hold the same tags, and a [Reader] gives all points of one series the same Tags,
// so that a map keyed by Tags is a quick first look-up. Two equal sets made apart are not ==, though: [Tags.Equal] and
// [Tags.Key] compare the content.
type Tags struct{ s *tagSet }

type tagSet struct {
	key  string
	tags []Tag
}

// NewTags returns the set of the given tags. Of two tags with one key the last one counts.
func NewTags(tags ...Tag) Tags {
	if len(tags) == 0 {
		return Tags{}
	}
	sorted := slices.Clone(tags)
	if !slices.IsSortedFunc(sorted, compareTagKeys) {
		slices.SortStableFunc(sorted, compareTagKeys)
	}
	n := 0
	for i := range sorted {
		if n > 0 && sorted[n-1].Key == sorted[i].Key {
			sorted[n-1] = sorted[i]
			continue
		}
		sorted[n] = sorted[i]
		n++
	}
	return newTags(sorted[:n])
}

// TagsFrom returns the set of the map's tags.
func TagsFrom(m map[string]string) Tags {
	if len(m) == 0 {
		return Tags{}
	}
	tags := make([]Tag, 0, len(m))
	for k, v := range m {
		tags = append(tags, Tag{k, v})
	}
	slices.SortFunc(tags, compareTagKeys)
	return newTags(tags)
}

// newTags takes ownership of tags, which are sorted and unique.
func newTags(tags []Tag) Tags {
	if len(tags) == 0 {
		return Tags{}
	}
	n := 0
	for _, t := range tags {
		n += len(t.Key) + len(t.Value) + 2
	}
	key := make([]byte, 0, n)
	for i, t := range tags {
		if i > 0 {
			key = append(key, ',')
		}
		key = appendTagEscaped(key, t.Key)
		key = append(key, '=')
		key = appendTagEscaped(key, t.Value)
	}
	return Tags{&tagSet{key: string(key), tags: tags}}
}

func compareTagKeys(a, b Tag) int { return strings.Compare(a.Key, b.Key) }

func appendTagEscaped(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c == ',' || c == '=' || c == ' ' {
			dst = append(dst, '\\')
		}
		dst = append(dst, s[i])
	}
	return dst
}

// Len returns the number of tags.
func (t Tags) Len() int {
	if t.s == nil {
		return 0
	}
	return len(t.s.tags)
}

// At returns the i-th tag in the order of keys. It panics if i is out of range.
func (t Tags) At(i int) Tag { return t.s.tags[i] }

// Get returns the value of a tag; ok is false if there is none.
func (t Tags) Get(key string) (value string, ok bool) {
	if t.s == nil {
		return "", false
	}
	for i := range t.s.tags {
		if t.s.tags[i].Key == key {
			return t.s.tags[i].Value, true
		}
	}
	return "", false
}

// Value returns the value of a tag, "" if there is none.
func (t Tags) Value(key string) string {
	v, _ := t.Get(key)
	return v
}

// All yields the tags, sorted by key.
func (t Tags) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i := range t.Len() {
			if !yield(t.s.tags[i].Key, t.s.tags[i].Value) {
				return
			}
		}
	}
}

// Map returns a new map with the tags.
func (t Tags) Map() map[string]string {
	m := make(map[string]string, t.Len())
	for k, v := range t.All() {
		m[k] = v
	}
	return m
}

// Key returns the set as line protocol writes it: host=a,path=/tmp with commas, spaces and equal signs escaped. Two
// sets have the same Key exactly when they are equal.
func (t Tags) Key() string {
	if t.s == nil {
		return ""
	}
	return t.s.key
}

// String is [Tags.Key].
func (t Tags) String() string { return t.Key() }

// Equal reports whether both hold the same tags.
func (t Tags) Equal(o Tags) bool {
	if t.s == o.s {
		return true
	}
	return slices.Equal(t.slice(), o.slice())
}

// With returns the set with one tag added or replaced.
func (t Tags) With(key, value string) Tags {
	if v, ok := t.Get(key); ok && v == value {
		return t
	}
	tags := make([]Tag, 0, t.Len()+1)
	i, found := slices.BinarySearchFunc(t.slice(), Tag{Key: key}, compareTagKeys)
	tags = append(tags, t.slice()[:i]...)
	tags = append(tags, Tag{key, value})
	if found {
		i++
	}
	return newTags(append(tags, t.slice()[i:]...))
}

// Without returns the set without the tags of those keys.
func (t Tags) Without(keys ...string) Tags {
	return t.filter(func(k string) bool { return !slices.Contains(keys, k) })
}

// Only returns the set of those tags alone whose keys are given, as a group-by does.
func (t Tags) Only(keys ...string) Tags {
	return t.filter(func(k string) bool { return slices.Contains(keys, k) })
}

func (t Tags) filter(keep func(string) bool) Tags {
	var tags []Tag
	for i := range t.Len() {
		if keep(t.s.tags[i].Key) {
			tags = append(tags, t.s.tags[i])
		}
	}
	if len(tags) == t.Len() {
		return t
	}
	return newTags(tags)
}

func (t Tags) slice() []Tag {
	if t.s == nil {
		return nil
	}
	return t.s.tags
}
