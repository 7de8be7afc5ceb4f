package dashboards

import (
	"strings"
)

// unitOf guesses a unit, by Grafana's names, from the name of the field that a
// column was made of, as Telegraf and most programs name fields; "short" where
// nothing tells.
func unitOf(r *relation, column string) string {
	field, changed := r.origin(column)
	unit := fieldUnit(r.src.measurement, field)
	for _, fn := range changed {
		switch fn {
		case "count", "stateCount":
			return "short"
		case "elapsed", "distinct", "eval":
			return "short"
		case "derivative":
			switch unit {
			case "bytes":
				unit = "Bps"
			case "bits":
				unit = "bps"
			default:
				unit = "short"
			}
		}
	}
	return unit
}

// memory are Telegraf's measurements whose plain fields are bytes.
var memory = []string{"mem", "swap", "disk"}

// fieldUnit guesses the unit of a field.
func fieldUnit(measurement, field string) string {
	f := strings.ToLower(field)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(f, p) {
				return true
			}
		}
		return false
	}
	ends := func(parts ...string) bool {
		for _, p := range parts {
			if f == p || strings.HasSuffix(f, "_"+p) {
				return true
			}
		}
		return false
	}
	switch {
	case f == "":
		return "short"
	case has("percent", "pct"), strings.HasPrefix(f, "usage_"), strings.HasPrefix(f, "cpu_usage"):
		return "percent"
	case has("ratio"):
		return "percentunit"
	case has("bytes"):
		return "bytes"
	case ends("bits"):
		return "bits"
	case ends("ns", "nanoseconds", "nanos"):
		return "ns"
	case ends("us", "microseconds", "micros"):
		return "µs"
	case ends("ms", "milliseconds", "millis"):
		return "ms"
	case ends("s", "sec", "secs", "seconds", "uptime"), f == "response_time":
		return "s"
	case ends("celsius", "temp_c", "temperature"):
		return "celsius"
	case ends("hz"):
		return "hertz"
	case contains(memory, measurement) && !has("inodes"):
		return "bytes"
	}
	return "short"
}
