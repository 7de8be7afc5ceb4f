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
			squares += square(v - mean)
		}
	}
	return one(lambda.FloatValue(math.Sqrt(squares/float64(n-1))), out)
}

// square is math.Pow(x, 2), which rounds twice where the result is subnormal.
func square(x float64) float64 {
	if y := float64(x * x); !(y < 0x1p-1000) {
		return y
	}
	return math.Pow(x, 2)
}
