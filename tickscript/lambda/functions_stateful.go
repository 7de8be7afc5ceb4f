package lambda

import (
	"math"
	"math/bits"
)

func (m *machine) counters(state int) *counters {
	if state == 0 {
		return m.own
	}
	return m.nested[state-1]
}

// counters are the stateful functions of one expression.
type counters struct {
	count            int64
	n, mean, squares float64
	min, max         float64
}

func newCounters() *counters {
	return &counters{min: math.Inf(1), max: math.Inf(-1)}
}

// sigma returns how many standard deviations x is away from the running mean,
// x included.
func (c *counters) sigma(x float64) float64 {
	c.n++
	delta := x - c.mean
	c.mean += delta / c.n
	// The conversion forbids a fused multiply-add, which would round otherwise.
	c.squares += float64(delta * (x - c.mean))
	variance := c.squares / (c.n - 1)
	if c.n < 2 || variance == 0 {
		return 0
	}
	return math.Abs(x-c.mean) / math.Sqrt(variance)
}

// spread returns the range of all values so far.
func (c *counters) spread(x float64) float64 {
	if x < c.min {
		c.min = x
	}
	if x > c.max {
		c.max = x
	}
	return c.max - c.min
}

func defineStateful() {
	define(&function{
		name: "count",
		emit: func(c *call) code {
			effect, state := c.effectsFrom(0), c.n.state
			return intCode(Int, func(m *machine) int64 {
				effect(m)
				if m.err != nil {
					return 0
				}
				s := m.counters(state)
				s.count++
				return s.count
			})
		},
		misuse: func([]Kind) string { return "" },
	})
	notFloat := func(name string) func([]Kind) string {
		return func(args []Kind) string {
			if len(args) != 1 {
				return name + " expects exactly one argument"
			}
			return "value is not a float"
		}
	}
	define(&function{
		name: "sigma", misuse: notFloat("sigma"),
		emit: func(c *call) code {
			x, state := c.args[0].f, c.n.state
			return floatCode(func(m *machine) float64 {
				v := x(m)
				if m.err != nil {
					return 0
				}
				return m.counters(state).sigma(v)
			})
		},
	})
	define(&function{
		name: "spread", misuse: notFloat("spread"),
		emit: func(c *call) code {
			x, state := c.args[0].f, c.n.state
			return floatCode(func(m *machine) float64 {
				v := x(m)
				if m.err != nil {
					return 0
				}
				return m.counters(state).spread(v)
			})
		},
	})
	define(&function{
		name: "rand",
		emit: emitRand,
		misuse: func(args []Kind) string {
			if len(args) > 1 {
				return "rand expects zero or one argument"
			}
			return "value is not an int"
		},
	})
}

func emitRand(c *call) code {
	noSource := errorAt(c.n, "rand() has no source of random numbers: set Env.Rand or call State.Random")
	var limit func(*machine) int64
	if len(c.args) == 1 {
		limit = c.args[0].i
	}
	return intCode(Int, func(m *machine) int64 {
		var n int64
		if limit != nil {
			n = limit(m)
		}
		if m.err != nil {
			return 0
		}
		next := m.random
		if next == nil && m.env != nil {
			next = m.env.Rand
		}
		switch {
		case next == nil:
			m.fail(noSource)
			return 0
		case limit == nil:
			return int64(next() & math.MaxInt64)
		}
		return int64(below(uint64(n), next) & math.MaxInt64)
	}).canFail()
}

// below returns a number less than n of which each is equally likely, 0 for 0: the
// high word of a product, drawn again where the low word says that it would favour
// some (Kapacitor's generator draws the same way).
func below(n uint64, next func() uint64) uint64 {
	if n == 0 {
		return 0
	}
	high, low := bits.Mul64(next(), n)
	if low < n {
		for least := -n % n; low < least; {
			high, low = bits.Mul64(next(), n)
		}
	}
	return high
}
