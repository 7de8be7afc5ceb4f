package engine

import (
	"math"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() {
	reduces("count", &reducer{reduce: reduceCount, kinds: anyKind, emptyOK: true})
	reduces("sum", &reducer{reduce: reduceSum, kinds: numeric, emptyOK: true})
	reduces("mean", &reducer{reduce: reduceMean, kinds: numeric})
	reduces("spread", &reducer{reduce: reduceSpread, kinds: numeric})
	reduces("min", &reducer{reduce: selectBy(lessValue), kinds: numeric, selector: true})
	reduces("max", &reducer{reduce: selectBy(moreValue), kinds: numeric, selector: true})
	reduces("first", &reducer{reduce: selectBy(earlier), kinds: anyKind, selector: true})
	reduces("last", &reducer{reduce: selectBy(later), kinds: anyKind, selector: true})
}

func reduceCount(s *samples, _ *reduceArgs, out []outcome) []outcome {
	if s.len() == 0 {
		return oneAtEpoch(lambda.IntValue(0), out)
	}
	return one(lambda.IntValue(int64(s.len())), out)
}

func (s *samples) sumFloat() float64 {
	sum := 0.0
	for _, b := range s.num {
		sum += math.Float64frombits(b)
	}
	return sum
}

func (s *samples) sumInt() int64 {
	var sum int64
	for _, b := range s.num {
		sum += int64(b)
	}
	return sum
}

func reduceSum(s *samples, _ *reduceArgs, out []outcome) []outcome {
	if s.kind == lambda.Int {
		return oneAtEpoch(lambda.IntValue(s.sumInt()), out)
	}
	return oneAtEpoch(lambda.FloatValue(s.sumFloat()), out)
}

func reduceMean(s *samples, _ *reduceArgs, out []outcome) []outcome {
	n := float64(s.len())
	if s.kind == lambda.Int {
		return one(lambda.FloatValue(float64(s.sumInt())/n), out)
	}
	return one(lambda.FloatValue(s.sumFloat()/n), out)
}

func reduceSpread(s *samples, _ *reduceArgs, out []outcome) []outcome {
	if s.kind == lambda.Int {
		lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
		for i := range s.num {
			lo, hi = min(lo, s.int(i)), max(hi, s.int(i))
		}
		return one(lambda.IntValue(hi-lo), out)
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range s.num {
		lo, hi = math.Min(lo, s.float(i)), math.Max(hi, s.float(i))
	}
	return one(lambda.FloatValue(hi-lo), out)
}

// selectBy picks one sample: the last one that beats the best so far.
func selectBy(beats func(s *samples, i, best int) bool) reduceFunc {
	return func(s *samples, _ *reduceArgs, out []outcome) []outcome {
		if s.len() == 0 {
			s.crash = "none of the values has the field's type"
			return out
		}
		best := 0
		for i := 1; i < s.len(); i++ {
			if beats(s, i, best) {
				best = i
			}
		}
		return append(out, s.selected(best))
	}
}

func lessValue(s *samples, i, best int) bool {
	if s.kind == lambda.Int {
		a, b := s.int(i), s.int(best)
		return a < b || a == b && s.t[i] < s.t[best]
	}
	a, b := s.float(i), s.float(best)
	return a < b || a == b && s.t[i] < s.t[best]
}

func moreValue(s *samples, i, best int) bool {
	if s.kind == lambda.Int {
		a, b := s.int(i), s.int(best)
		return a > b || a == b && s.t[i] < s.t[best]
	}
	a, b := s.float(i), s.float(best)
	return a > b || a == b && s.t[i] < s.t[best]
}

// larger orders values of equal time for first and last.
func (s *samples) larger(i, j int) bool {
	switch s.kind {
	case lambda.String:
		return s.str[i] > s.str[j]
	case lambda.Int:
		return s.int(i) > s.int(j)
	default:
		return s.float(i) > s.float(j)
	}
}

func earlier(s *samples, i, best int) bool {
	if s.t[i] != s.t[best] {
		return s.t[i] < s.t[best]
	}
	if s.kind == lambda.Bool {
		return s.num[i] == 0 && s.num[best] != 0
	}
	return s.larger(i, best)
}

func later(s *samples, i, best int) bool {
	if s.t[i] != s.t[best] {
		return s.t[i] > s.t[best]
	}
	if s.kind == lambda.Bool {
		return s.num[i] != 0 && s.num[best] == 0
	}
	return s.larger(i, best)
}
