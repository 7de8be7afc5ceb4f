package engine

import "reflect"

// slab hands out values from chunks, for what a run makes in large numbers and
// keeps: it saves the allocator's rounding and keeps neighbours together.
type slab[T any] struct{ free []T }

// slabBytes is a size of the allocator's less the word that it puts before what
// holds pointers.
const slabBytes = 8192 - 8

// chunk is how many values are made at once.
func (s *slab[T]) chunk() int { return max(1, slabBytes/int(reflect.TypeFor[T]().Size())) }

// one returns a zero value.
func (s *slab[T]) one() *T {
	if len(s.free) == 0 {
		s.free = make([]T, s.chunk())
	}
	x := &s.free[0]
	s.free = s.free[1:]
	return x
}

// list returns n zero values that cannot grow into their neighbours.
func (s *slab[T]) list(n int) []T {
	if len(s.free) < n {
		size := s.chunk()
		if n > size/8 {
			return make([]T, n)
		}
		s.free = make([]T, size)
	}
	x := s.free[:n:n]
	s.free = s.free[n:]
	return x
}

// texts keeps many short strings in few allocations.
type texts struct{ free []byte }

func (t *texts) keep(b []byte) string {
	const chunk = 32 << 10
	if len(b) > chunk/4 {
		return string(b)
	}
	if len(t.free) < len(b) {
		t.free = make([]byte, chunk)
	}
	n := copy(t.free, b)
	s := bytesString(t.free[:n:n])
	t.free = t.free[n:]
	return s
}
