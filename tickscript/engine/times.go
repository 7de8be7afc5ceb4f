package engine

import "math/bits"

// Go truncates and rounds times from the year 1; this is the distance from there
// to the Unix epoch, in seconds.
const yearOneToEpoch = 62135596800

// sinceYearOne returns (t - year 1) modulo d, for t in nanoseconds since the
// epoch.
func sinceYearOne(t, d int64) int64 {
	hi, lo := bits.Mul64(yearOneToEpoch, 1e9)
	_, off := bits.Div64(hi%uint64(d), lo, uint64(d))
	m := t % d
	if m < 0 {
		m += d
	}
	// Both are below d, which may be as large as 1<<63-1.
	s := uint64(m) + off
	if s >= uint64(d) {
		s -= uint64(d)
	}
	return int64(s)
}

// truncateTime is Go's Time.Truncate on nanoseconds.
func truncateTime(t, d int64) int64 {
	if d <= 0 {
		return t
	}
	return t - sinceYearOne(t, d)
}

// roundTime is Go's Time.Round on nanoseconds: half rounds up.
func roundTime(t, d int64) int64 {
	if d <= 0 {
		return t
	}
	r := sinceYearOne(t, d)
	if uint64(r)+uint64(r) < uint64(d) {
		return t - r
	}
	return t + (d - r)
}
