package engine

// slab hands out values from chunks, for what a run makes in large numbers and
// keeps: it saves the allocator's rounding and keeps neighbours together.
type slab[T any] struct{ free []T }

const slabChunk = 128

// one returns a zero value.
func (s *slab[T]) one() *T {
	if len(s.free) == 0 {
		s.free = make([]T, slabChunk)
	}
	x := &s.free[0]
	s.free = s.free[1:]
	return x
}

// list returns n zero values that cannot grow into their neighbours.
func (s *slab[T]) list(n int) []T {
	if n > slabChunk {
		return make([]T, n)
	}
	if len(s.free) < n {
		s.free = make([]T, 4*slabChunk)
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
