package point

import (
	"fmt"
	"math"
	"time"
)

// Precision is the unit of the timestamps in line protocol. The zero Precision is the nanosecond.
type Precision uint8

// The precisions which InfluxDB's write endpoints know. Minute and Hour exist on 1.x alone.
const (
	Nanosecond Precision = iota
	Microsecond
	Millisecond
	Second
	Minute
	Hour
)

var precisions = [...]struct {
	v1, v2 string
	unit   time.Duration
}{
	{"ns", "ns", time.Nanosecond},
	{"u", "us", time.Microsecond},
	{"ms", "ms", time.Millisecond},
	{"s", "s", time.Second},
	{"m", "", time.Minute},
	{"h", "", time.Hour},
}

// The range of times which InfluxDB stores (influxdb/models: MinNanoTime, MaxNanoTime).
const (
	MinTime int64 = math.MinInt64 + 2
	MaxTime int64 = math.MaxInt64 - 1
)

// ParsePrecision reads the name of a precision as any of the servers writes it: n, ns, u, us, µs, ms, s, m, h. The
// empty name is the nanosecond.
func ParsePrecision(name string) (Precision, error) {
	switch name {
	case "", "n", "ns":
		return Nanosecond, nil
	case "u", "us", "µ", "µs":
		return Microsecond, nil
	case "ms":
		return Millisecond, nil
	case "s":
		return Second, nil
	case "m":
		return Minute, nil
	case "h":
		return Hour, nil
	}
	return 0, fmt.Errorf("parse precision %q: want ns, us, ms, s, m or h", name)
}

// Unit returns the length of one tick.
func (p Precision) Unit() time.Duration { return precisions[p].unit }

// String returns the name that the /api/v2/write endpoint knows: ns, us, ms, s; and m, h.
func (p Precision) String() string {
	if s := precisions[p].v2; s != "" {
		return s
	}
	return precisions[p].v1
}

// V1 returns the name that the 1.x /write endpoint knows: ns, u, ms, s, m, h.
func (p Precision) V1() string { return precisions[p].v1 }

// nanoseconds returns ticks as nanoseconds; ok is false outside of what InfluxDB stores.
func (p Precision) nanoseconds(ticks int64) (ns int64, ok bool) {
	unit := int64(p.Unit())
	ns = ticks * unit
	if ns/unit != ticks || ns < MinTime || ns > MaxTime {
		return 0, false
	}
	return ns, true
}
