package engine

// ring keeps the bookkeeping of a window's ring buffer. Which late points
// survive a purge depends on where they lie in the buffer (N068, N069), so
// capacity, wrapping and purging follow Kapacitor's buffer step by step; where
// the rows themselves are kept is the caller's matter.
type ring struct {
	start, stop, size int32
	// used is how many slots have ever been filled since the last growth.
	used, cap int32
}

// grown is the capacity after the next growth.
func (r *ring) grown() int32 { return 2 * (r.size + 1) }

// full reports whether the next insert must grow first.
func (r *ring) full() bool { return r.size == r.cap }

// grow makes room; the rows must have been moved to slots 0..size-1 in order.
func (r *ring) grow() {
	r.cap = r.grown()
	r.used = r.size + 1
	r.start, r.stop = 0, r.size
}

// insert returns the slot for a new row.
func (r *ring) insert() int32 {
	if r.used == r.cap && r.stop == r.used {
		r.stop = 0
	}
	if r.stop == r.used {
		r.used++
	}
	slot := r.stop
	r.size++
	r.stop++
	return slot
}

// purge drops rows from the front until one is kept; at gives a slot's time.
func (r *ring) purge(keep func(slot int32) bool) {
	if r.used == 0 {
		return
	}
	switch {
	case r.start < r.stop:
		for ; r.start < r.stop && !keep(r.start); r.start++ {
		}
		r.size = r.stop - r.start
	case keep(r.used - 1):
		for ; r.start < r.used && !keep(r.start); r.start++ {
		}
		r.size = r.used - r.start + r.stop
	default:
		for r.start = 0; r.start < r.stop && !keep(r.start); r.start++ {
		}
		r.size = r.stop - r.start
	}
}

// spans returns the filled slots in order as one or two ranges.
func (r *ring) spans() (a0, a1, b0, b1 int32) {
	if r.size == 0 {
		return 0, 0, 0, 0
	}
	if r.stop > r.start {
		return r.start, r.stop, 0, 0
	}
	return r.start, r.used, 0, r.stop
}
