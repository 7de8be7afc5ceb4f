package grafana

import (
	"encoding/json"
	"fmt"
	"time"
)

// Millis is a time as Grafana writes it in annotations and queries: milliseconds since 1970. JSON 0 and null are the zero time.
type Millis struct{ time.Time }

// At is t as Millis.
func At(t time.Time) Millis { return Millis{t} }

// MarshalJSON implements json.Marshaler.
func (m Millis) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("0"), nil
	}
	return json.Marshal(m.UnixMilli())
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *Millis) UnmarshalJSON(raw []byte) error {
	var n *int64
	if err := json.Unmarshal(raw, &n); err != nil {
		return fmt.Errorf("time %s is not a number of milliseconds", raw)
	}
	m.Time = time.Time{}
	if n != nil && *n != 0 {
		m.Time = time.UnixMilli(*n).UTC()
	}
	return nil
}
