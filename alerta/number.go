package alerta

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Seconds is a length of time that the server writes as a number or as a decimal string ("599.15"), depending on the endpoint.
type Seconds float64

// Duration is s as a time.Duration.
func (s Seconds) Duration() time.Duration { return time.Duration(float64(s) * float64(time.Second)) }

// UnmarshalJSON takes a number, a string with a number, or null (0).
func (s *Seconds) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	if text == "null" || text == "" {
		*s = 0
		return nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return fmt.Errorf("alerta: %s is not a number of seconds", raw)
	}
	*s = Seconds(f)
	return nil
}

// Int is a count that may come as a number, as a string with a number, or as null (0).
type Int int64

// UnmarshalJSON implements json.Unmarshaler.
func (i *Int) UnmarshalJSON(raw []byte) error {
	var f Seconds
	if err := json.Unmarshal(raw, &f); err != nil {
		return fmt.Errorf("alerta: %s is not a count", raw)
	}
	if f != Seconds(math.Trunc(float64(f))) || math.Abs(float64(f)) > 1<<53 {
		return fmt.Errorf("alerta: %s is not a whole number", raw)
	}
	*i = Int(f)
	return nil
}
