package engine

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() {
	reduces("median", &reducer{reduce: reduceMedian, kinds: numeric})
	reduces("mode", &reducer{reduce: reduceMode, kinds: numeric})
	reduces("percentile", &reducer{reduce: reducePercentile, kinds: numeric, selector: true})
	reduces("distinct", &reducer{reduce: reduceDistinct, kinds: anyKind, many: true})
}

// byValue sorts samples by value alone. Equal values end up in the order that
// sort.Sort leaves them in, which Kapacitor's results show: mode compares their
// times, percentile selects one of their rows.
type byValue struct {
	s     *samples
	order []int32
}

func (b *byValue) Len() int { return len(b.order) }
func (b *byValue) Less(i, j int) bool {
	x, y := b.s.num[b.order[i]], b.s.num[b.order[j]]
	if b.s.kind == lambda.Int {
		return int64(x) < int64(y)
	}
	return math.Float64frombits(x) < math.Float64frombits(y)
}
func (b *byValue) Swap(i, j int) { b.order[i], b.order[j] = b.order[j], b.order[i] }

func (s *samples) sorted() []int32 {
	if s.sorter == nil {
		s.sorter = &byValue{s: s}
	}
	s.sorter.order = s.indices(s.len())
	sort.Sort(s.sorter)
	return s.sorter.order
}

const emptyReduce = "none of the values has the field's type, and the function indexes an empty list"

// reduceMedian is the middle value, or the mean of the two middle ones (I023).
func reduceMedian(s *samples, _ *reduceArgs, out []outcome) []outcome {
	n := s.len()
	switch n {
	case 0:
		s.crash = emptyReduce
		return out
	case 1:
		if s.kind == lambda.Int {
			return one(lambda.FloatValue(float64(s.int(0))), out)
		}
		return append(out, s.selected(0))
	}
	order := s.sorted()
	hi := int(order[n/2])
	if n%2 == 1 {
		return one(lambda.FloatValue(s.number(hi)), out)
	}
	lo := int(order[n/2-1])
	if s.kind == lambda.Int {
		// The difference is taken in integers, and wraps as such.
		return one(lambda.FloatValue(float64(s.int(lo))+float64(s.int(hi)-s.int(lo))/2), out)
	}
	return one(lambda.FloatValue(s.float(lo)+(s.float(hi)-s.float(lo))/2), out)
}

// reduceMode is the most frequent value (I024). A run of equal values starts its
// count at 1 without being compared, so that a value that occurs once never
// wins over an earlier one.
func reduceMode(s *samples, _ *reduceArgs, out []outcome) []outcome {
	switch s.len() {
	case 0:
		s.crash = emptyReduce
		return out
	case 1:
		return append(out, s.selected(0))
	}
	order := s.sorted()
	first := int(order[0])
	best, bestTime, bestCount := first, s.t[first], 0
	run, runTime, count := first, s.t[first], 0
	for _, at := range order {
		i := int(at)
		if !s.sameValue(i, run) {
			run, runTime, count = i, s.t[i], 1
			continue
		}
		count++
		if bestCount > count || bestCount == count && runTime > bestTime {
			continue
		}
		best, bestTime, bestCount = i, s.t[i], count
	}
	return one(s.value(best), out)
}

// sameValue compares two numbers; NaN is unlike itself.
func (s *samples) sameValue(i, j int) bool {
	if s.kind == lambda.Int {
		return s.num[i] == s.num[j]
	}
	return s.float(i) == s.float(j)
}

// reducePercentile selects the value of the nearest rank; a rank outside of the
// values selects none (I031).
func reducePercentile(s *samples, args *reduceArgs, out []outcome) []outcome {
	n := s.len()
	i := int(math.Floor(float64(n)*args.f/100.0+0.5)) - 1
	if i < 0 || i >= n {
		return out
	}
	return append(out, s.selected(int(s.sorted()[i])))
}

// reduceDistinct yields the first sample of each value, by time and then value
// (I021).
func reduceDistinct(s *samples, _ *reduceArgs, out []outcome) []outcome {
	order := s.indices(s.len())
	slices.SortFunc(order, func(a, b int32) int {
		if c := s.compare(int(a), int(b)); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	kept := order[:0]
	for k, i := range order {
		// NaN is unlike itself: each one counts.
		if k > 0 && s.compare(int(kept[len(kept)-1]), int(i)) == 0 && (s.kind != lambda.Float || s.float(int(i)) == s.float(int(i))) {
			continue
		}
		kept = append(kept, i)
	}
	slices.SortFunc(kept, func(a, b int32) int {
		if c := cmp.Compare(s.t[a], s.t[b]); c != 0 {
			return c
		}
		return s.compare(int(a), int(b))
	})
	for _, i := range kept {
		o := s.selected(int(i))
		o.row = -1
		out = append(out, o)
	}
	return out
}

// compare orders samples by value: false before true, NaN before numbers.
func (s *samples) compare(i, j int) int {
	switch s.kind {
	case lambda.String:
		return cmp.Compare(s.str[i], s.str[j])
	case lambda.Float:
		return cmp.Compare(s.float(i), s.float(j))
	default:
		return cmp.Compare(s.int(i), s.int(j))
	}
}
