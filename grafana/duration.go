package grafana

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time as alerting writes it: "1h30m", "1w", "500ms". Shorter than a millisecond is cut off.
type Duration time.Duration

var durationUnits = []struct {
	name string
	unit time.Duration
}{
	{"y", 365 * 24 * time.Hour}, {"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}, {"ms", time.Millisecond},
}

// String is the duration in hours and smaller units, "0s" when it is zero.
func (d Duration) String() string {
	rest := time.Duration(d).Truncate(time.Millisecond)
	if rest == 0 {
		return "0s"
	}
	var b strings.Builder
	for _, u := range durationUnits[3:] {
		if n := rest / u.unit; n != 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + u.name)
			rest -= n * u.unit
		}
	}
	return b.String()
}

// MarshalText implements encoding.TextMarshaler.
func (d Duration) MarshalText() ([]byte, error) {
	if d < 0 {
		return nil, fmt.Errorf("grafana: duration %v is negative", time.Duration(d))
	}
	return []byte(d.String()), nil
}

var durationForm = regexp.MustCompile(`^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$`)

// UnmarshalJSON takes the text form, and a number of nanoseconds, which older servers write.
func (d *Duration) UnmarshalJSON(raw []byte) error {
	var n int64
	if json.Unmarshal(raw, &n) == nil {
		*d = Duration(n)
		return nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	parts := durationForm.FindStringSubmatch(s)
	if s == "0" {
		*d = 0
		return nil
	}
	if parts == nil || s == "" {
		return fmt.Errorf("grafana: %q is not a duration such as 1h30m", s)
	}
	var sum time.Duration
	for i, u := range durationUnits {
		if parts[i+1] == "" {
			continue
		}
		n, err := strconv.ParseInt(parts[i+1], 10, 64)
		if err != nil || n > int64((1<<63-1)/u.unit) || sum > 1<<63-1-time.Duration(n)*u.unit {
			return fmt.Errorf("grafana: duration %q is too long", s)
		}
		sum += time.Duration(n) * u.unit
	}
	*d = Duration(sum)
	return nil
}
