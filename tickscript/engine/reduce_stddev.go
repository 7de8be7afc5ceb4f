package engine

import (
	"math"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() { reduces("stddev", &reducer{reduce: reduceStddev, kinds: numeric}) }

// reduceStddev is the standard deviation of a sample; that of fewer than two
// values is NaN (I034). NaN values are passed over.
func reduceStddev(s *samples, _ *reduceArgs, out []outcome) []outcome {
	if s.len() < 2 {
		return one(lambda.FloatValue(math.NaN()), out)
	}
	mean, n := 0.0, 0
	for i := range s.len() {
		if v := s.number(i); !math.IsNaN(v) {
			n++
			mean += (v - mean) / float64(n)
		}
	}
	squares := 0.0
	for i := range s.len() {
		if v := s.number(i); !math.IsNaN(v) {
			squares += math.Pow(v-mean, 2)
		}
	}
	return one(lambda.FloatValue(math.Sqrt(squares/float64(n-1))), out)
}
