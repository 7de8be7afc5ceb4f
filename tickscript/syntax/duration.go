package syntax

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// errInvalidDuration has the text a user of Kapacitor knows.
var errInvalidDuration = errors.New("invalid duration")

// ParseDuration reads an InfluxQL duration: an optional minus sign and one or
// more digits-and-unit pairs with the units ns, u, µ, ms, s, m, h, d (24 hours)
// and w (7 days), e.g. "1h30m". A literal in a script has exactly one pair and
// no ns. Source: influxql, parser.go.
func ParseDuration(s string) (time.Duration, error) {
	if len(s) < 2 {
		return 0, errInvalidDuration
	}
	negative := s[0] == '-'
	if negative {
		s = s[1:]
	}
	var sum time.Duration
	last := ""
	for s != "" {
		digits := 0
		for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
			digits++
		}
		n, err := strconv.ParseInt(s[:digits], 10, 64)
		if err != nil {
			return 0, errInvalidDuration
		}
		unit, size := durationUnit(s[digits:])
		if size == 0 {
			return 0, errInvalidDuration
		}
		sum += time.Duration(n) * size
		last = s[:digits+len(unit)]
		s = s[digits+len(unit):]
	}
	// The overflow check is the one InfluxQL makes: a sum that wrapped around to
	// a positive value goes unnoticed there, and so here.
	if sum < 0 && !negative {
		return 0, fmt.Errorf("overflowed duration %s: choose a smaller duration or INF", trimZeros(last))
	}
	if negative {
		sum = -sum
	}
	return sum, nil
}

// trimZeros removes leading zeros of a duration's number.
func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9' {
		s = s[1:]
	}
	return s
}

// durationUnit returns the unit that s begins with and its size, 0 when there is
// none.
func durationUnit(s string) (string, time.Duration) {
	two := ""
	if len(s) >= 2 {
		two = s[:2]
	}
	switch two {
	case "ns":
		return two, time.Nanosecond
	case "ms":
		return two, time.Millisecond
	case "µ":
		return two, time.Microsecond
	}
	if s == "" {
		return "", 0
	}
	switch s[0] {
	case 'u':
		return "u", time.Microsecond
	case 's':
		return "s", time.Second
	case 'm':
		return "m", time.Minute
	case 'h':
		return "h", time.Hour
	case 'd':
		return "d", day
	case 'w':
		return "w", week
	}
	return "", 0
}

// FormatDuration writes a duration with the largest unit that divides it: w, d,
// h, m, s, ms, u or ns; zero is "0s". Source: influxql, parser.go.
func FormatDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	for _, u := range [...]struct {
		size time.Duration
		name string
	}{
		{week, "w"}, {day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"},
		{time.Millisecond, "ms"}, {time.Microsecond, "u"},
	} {
		if d%u.size == 0 {
			return strconv.FormatInt(int64(d/u.size), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(d), 10) + "ns"
}
