package engine

import (
	"fmt"
	"math"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() {
	reduces("holtWinters", &reducer{reduce: holtWinters(false), kinds: numeric, many: true, pointTimes: true})
	reduces("holtWintersWithFit", &reducer{reduce: holtWinters(true), kinds: numeric, many: true, pointTimes: true})
}

// maxHoltWinters bounds the series of a forecast, gaps included: a short interval
// over a long time would need any amount of memory.
const maxHoltWinters = 1 << 22

// holtWinters forecasts a series by damped multiplicative exponential smoothing
// whose parameters are fitted by the simplex method (I038, I039). Every operation
// is done in InfluxDB's order, so that the results are the same to the last bit.
func holtWinters(withFit bool) reduceFunc {
	return func(s *samples, args *reduceArgs, out []outcome) []outcome {
		n, h, season := s.len(), args.n, args.m
		if season < 2 {
			season = 0
		}
		if n < 2 || season > 0 && int64(n) < season || h <= 0 {
			return out
		}
		if args.interval == 0 {
			s.crash = "an interval of 0 divides by zero"
			return out
		}
		y := holtWintersSeries(s, args.interval)
		if int64(len(y)) > maxHoltWinters-h {
			s.fail = &LimitError{What: "holtWinters intervals", Max: maxHoltWinters}
			return out
		}
		switch {
		case y == nil:
			return out
		case int64(len(y)) < season:
			s.crash = fmt.Sprintf("a season of %d is longer than the series, which is %d long once points of one interval are one", season, len(y))
			return out
		}
		w := smoothing{y: y, season: int(season)}
		all := w.forecast(int(h), w.fit())
		if withFit {
			for i, v := range all {
				out = forecastAt(out, s.t[0]+args.interval*int64(i), v)
			}
			return out
		}
		for i, v := range all[len(y):] {
			out = forecastAt(out, s.t[n-1]+args.interval*(int64(i)+1), v)
		}
		return out
	}
}

// forecastAt appends a forecast, unless it is not a number.
func forecastAt(out []outcome, t int64, v float64) []outcome {
	if math.IsNaN(v) {
		return out
	}
	return append(out, outcome{v: lambda.FloatValue(v), t: t, hasTime: true, row: -1})
}

// nearestMultiple is t in whole intervals, cut towards zero, and one more beyond
// the half.
func nearestMultiple(t, interval int64) int64 {
	k := t / interval
	if t%interval > interval/2 {
		k++
	}
	return k * interval
}

// holtWintersSeries spreads the samples evenly: the first of each interval
// counts, NaN stands for an interval without any. It is nil when the last sample
// is not after the first.
func holtWintersSeries(s *samples, interval int64) []float64 {
	last := s.len() - 1
	at := nearestMultiple(s.t[0], interval)
	if (nearestMultiple(s.t[last], interval)-at)/interval <= 0 {
		return nil
	}
	if interval < 0 {
		s.crash = "with a negative interval the series never ends"
		return nil
	}
	y := []float64{s.number(0)}
	for i := 1; i <= last; i++ {
		t := nearestMultiple(s.t[i], interval)
		if t <= at {
			continue
		}
		gap := (t - at) / interval
		if gap > maxHoltWinters-int64(len(y)) {
			s.fail = &LimitError{What: "holtWinters intervals", Max: maxHoltWinters}
			return nil
		}
		for ; gap > 1; gap-- {
			y = append(y, math.NaN())
		}
		y = append(y, s.number(i))
		at = t
	}
	return y
}

// smoothing is a series with its season's length, 0 for none.
type smoothing struct {
	y      []float64
	season int
	room   []float64
}

// The parameters in a vector of the search: four weights, the initial level and
// trend, then one factor for each step of the season.
const (
	alpha = iota
	beta
	gamma
	phi
	level
	trend
	factors
)

// start makes the first guess of everything but the weights.
func (w *smoothing) start() []float64 {
	x := make([]float64, factors+w.season)
	y, m := w.y, w.season
	if m == 0 {
		x[level] = 0.5 * y[0]
		if !math.IsNaN(y[1]) {
			x[trend] = 0.5 * (y[1] - y[0])
		}
		return x
	}
	for i := range m {
		if !math.IsNaN(y[i]) {
			x[level] += (1 / float64(m)) * y[i]
		}
	}
	for i := 0; i < m && m+i < len(y); i++ {
		if !math.IsNaN(y[i]) && !math.IsNaN(y[m+i]) {
			x[trend] += 1 / float64(m*m) * (y[m+i] - y[i])
		}
	}
	for i := range m {
		if !math.IsNaN(y[i]) {
			x[factors+i] = y[i] / x[level]
		}
	}
	return x
}

// fit searches from a grid of weights and returns the best parameters found.
func (w *smoothing) fit() []float64 {
	x := w.start()
	guesses := func(yield func(float64) bool) {
		for g := 0.3; g < 1.0; g += 0.4 {
			if !yield(g) {
				return
			}
		}
	}
	least := math.Inf(1)
	var best []float64
	for x[alpha] = range guesses {
		for x[beta] = range guesses {
			for x[gamma] = range guesses {
				for x[phi] = range guesses {
					if sum, found := minimize(w.errors, x, 1e-4, 1); sum < least || best == nil {
						least, best = sum, found
					}
				}
			}
		}
	}
	return best
}

// errors is the sum of the squared errors of a fit. It changes x: weights are
// forced into 0..1, and the season's factors move on.
func (w *smoothing) errors(x []float64) float64 {
	sum := 0.0
	for i, v := range w.forecast(0, x) {
		if math.IsNaN(w.y[i]) {
			continue
		}
		if math.IsNaN(v) {
			return math.Inf(1)
		}
		d := v - w.y[i]
		sum += d * d
	}
	return sum
}

// forecast returns the fitted series and h values more; the slice is reused by
// the next call.
func (w *smoothing) forecast(h int, x []float64) []float64 {
	for i := alpha; i <= phi; i++ {
		if x[i] > 1 {
			x[i] = 1
		}
		if x[i] < 0 {
			x[i] = 0
		}
	}
	n, m := len(w.y)+h, w.season
	out := append(w.room[:0], w.y[0])
	damp, damps := x[phi], x[phi]
	v, l, b := w.y[0], x[level], x[trend]
	ring := x[factors:]
	turn := m - 1
	old, now := 1.0, 1.0
	for t := 1; t < n; t++ {
		if m > 0 {
			old = ring[(t-m+turn)%m]
			now = ring[(t-m+t%m+turn)%m]
		}
		before := l + damp*b
		next := x[alpha]*(v/old) + (1-x[alpha])*before
		f := x[gamma]*(v/before) + (1-x[gamma])*old
		b = x[beta]*(next-l) + (1-x[beta])*damp*b
		l = next
		v = (l + damps*b) * now
		damps += math.Pow(damp, float64(t))
		if m > 0 {
			ring[(t+turn)%m] = f
			turn++
		}
		out = append(out, v)
	}
	w.room = out
	return out
}
