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
	noSource := errorAt(c.n, "rand() has no source of random numbers: set Env.Rand")
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
		if m.env == nil || m.env.Rand == nil {
			m.fail(noSource)
			return 0
		}
		r := m.env.Rand()
		if limit != nil {
			// The high word is uniform in [0, n) up to a bias of n/2^64.
			r, _ = bits.Mul64(r, uint64(n))
		}
		return int64(r & math.MaxInt64)
	}).canFail()
}
