package conf

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Duration is a duration as a configuration writes it: "10s", "1m30s", "7d". It keeps its text, so that what is read is
// printed as it was.
type Duration string

// Every returns d as a Duration.
func Every(d time.Duration) Duration { return Duration(d.String()) }

var days = regexp.MustCompile(`^(\d+)d`)

// Duration returns the value. Days are known, and a bare number is of seconds, as in Telegraf.
func (d Duration) Duration() (time.Duration, error) {
	s := string(d)
	if s == "" {
		return 0, nil
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return time.Duration(n * float64(time.Second)), nil
	}
	var sum time.Duration
	if m := days.FindStringSubmatch(s); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return 0, fmt.Errorf("read duration %q: %w", s, err)
		}
		sum = time.Duration(n) * 24 * time.Hour
		if s = s[len(m[0]):]; s == "" {
			return sum, nil
		}
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("read duration %q: want 10s, 1m30s, 7d and the like", string(d))
	}
	return sum + v, nil
}

// Secret is a password or token in a configuration. It is in the printed file and nowhere else: no verb of fmt shows it.
type Secret string

// String hides the secret.
func (Secret) String() string { return "[redacted]" }

// GoString hides the secret.
func (Secret) GoString() string { return "[redacted]" }

// Format hides the secret from every verb.
func (s Secret) Format(f fmt.State, _ rune) {
	if s != "" {
		_, _ = f.Write([]byte("[redacted]"))
	}
}

// MarshalText returns the secret itself: a configuration is written to be used.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s), nil }

// UnmarshalText takes the secret as it is.
func (s *Secret) UnmarshalText(b []byte) error { *s = Secret(b); return nil }

// MarshalJSON hides the secret: JSON is for looking at, the configuration itself is TOML.
func (s Secret) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte(`""`), nil
	}
	return []byte(`"[redacted]"`), nil
}
