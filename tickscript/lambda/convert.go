package lambda

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// truncate converts a float to an integer as Kapacitor does on amd64, where
// what does not fit becomes the smallest integer. Go leaves that case to the
// processor; a replay must not depend on it.
func truncate(f float64) int64 {
	if f >= -(1<<63) && f < 1<<63 {
		return int64(f)
	}
	return math.MinInt64
}

// truncateUnsigned converts a float to an unsigned integer as Kapacitor does on
// amd64: negative numbers wrap, what is too large becomes 2^63.
func truncateUnsigned(f float64) uint64 {
	if f < 1<<63 {
		return uint64(truncate(f))
	}
	return uint64(truncate(f-(1<<63))) | 1<<63
}

func boolOfInt(i int64) (bool, string) {
	if i == 0 || i == 1 {
		return i == 1, ""
	}
	return false, fmt.Sprintf("cannot convert %d to boolean", i)
}

func boolOfFloat(f float64) (bool, string) {
	if f == 0 || f == 1 {
		return f == 1, ""
	}
	return false, fmt.Sprintf("cannot convert %v to boolean", f)
}

func boolOfString(s string) (bool, string) {
	b, err := strconv.ParseBool(s)
	return b, text(err)
}

func intOfString(s string) (int64, string) {
	i, err := strconv.ParseInt(s, 10, 64)
	return i, text(err)
}

func floatOfString(s string) (float64, string) {
	f, err := strconv.ParseFloat(s, 64)
	return f, text(err)
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// InfluxQL's units of durations, largest first.
var durationUnits = []struct {
	name string
	ns   int64
}{
	{"w", 7 * 24 * 3600e9}, {"d", 24 * 3600e9}, {"h", 3600e9}, {"m", 60e9},
	{"s", 1e9}, {"ms", 1e6}, {"u", 1e3}, {"ns", 1},
}

// formatDuration prints a duration in the largest unit that divides it.
func formatDuration(ns int64) string {
	if ns == 0 {
		return "0s"
	}
	for _, u := range durationUnits {
		if ns%u.ns == 0 {
			return strconv.FormatInt(ns/u.ns, 10) + u.name
		}
	}
	return ""
}

// parseDuration reads an InfluxQL duration such as 1h30m. Its arithmetic wraps
// around as InfluxQL's does; only a positive duration that comes out negative
// is refused.
func parseDuration(s string) (int64, string) {
	invalid := fmt.Sprintf("invalid duration string %q", s)
	rest, negative := strings.CutPrefix(s, "-")
	if len(s) < 2 || rest == "" && !negative {
		return 0, invalid
	}
	var sum int64
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil {
			return 0, invalid
		}
		unit, size := durationUnit(rest[digits:])
		if size == 0 {
			return 0, invalid
		}
		sum += n * unit
		rest = rest[digits+size:]
	}
	if sum < 0 && !negative {
		return 0, invalid
	}
	if negative {
		sum = -sum
	}
	return sum, ""
}

// durationUnit returns the unit at the start of s and its length in bytes.
func durationUnit(s string) (ns int64, size int) {
	switch {
	case strings.HasPrefix(s, "ns"):
		return 1, 2
	case strings.HasPrefix(s, "ms"):
		return 1e6, 2
	case strings.HasPrefix(s, "µ"):
		return 1e3, utf8.RuneLen('µ')
	}
	if s == "" {
		return 0, 0
	}
	for _, u := range durationUnits {
		if u.name == s[:1] {
			return u.ns, 1
		}
	}
	return 0, 0
}

var byteUnits = [...]string{"B", "kB", "MB", "GB", "TB", "PB", "EB"}

// humanBytes prints a number of bytes in decimal units.
func humanBytes(n uint64) string {
	if n < 10 {
		return strconv.FormatUint(n, 10) + " B"
	}
	e := math.Floor(math.Log(float64(n)) / math.Log(1000))
	v := math.Floor(float64(n)/math.Pow(1000, e)*10+0.5) / 10
	decimals := 0
	if v < 10 {
		decimals = 1
	}
	return strconv.FormatFloat(v, 'f', decimals, 64) + " " + byteUnits[int(e)]
}
