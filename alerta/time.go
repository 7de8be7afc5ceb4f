package alerta

import (
	"encoding/json"
	"fmt"
	"time"
)

// timeLayout is the one format the server takes: UTC, a fraction, and Z. RFC 3339 without a fraction or with an offset is refused in a
// body and ignored in silence in a query.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Time is a time as the server writes and reads it: UTC, milliseconds. JSON null and "" are the zero time.
type Time struct{ time.Time }

// At is t as a Time.
func At(t time.Time) Time { return Time{t} }

// String is the server's form, "" for the zero time.
func (t Time) String() string { return FormatTime(t.Time) }

// MarshalJSON implements json.Marshaler.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(FormatTime(t.Time))
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Time) UnmarshalJSON(raw []byte) error {
	var s *string
	if err := json.Unmarshal(raw, &s); err != nil {
		return fmt.Errorf("time %s: %w", raw, err)
	}
	if s == nil {
		t.Time = time.Time{}
		return nil
	}
	v, err := ParseTime(*s)
	t.Time = v
	return err
}

// FormatTime is t in the server's form, cut to milliseconds; "" for the zero time.
func FormatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// ParseTime reads the server's form and, for servers behind other software, any RFC 3339 time. "" is the zero time. The result is UTC.
func ParseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("alerta: %q is not a time such as 2026-01-02T15:04:05.000Z", s)
	}
	return t.UTC(), nil
}
