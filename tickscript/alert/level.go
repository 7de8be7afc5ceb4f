package alert

import (
	"fmt"
	"strings"
)

// Level is the severity of an alert.
type Level uint8

// The levels, in rising order.
const (
	OK Level = iota
	Info
	Warning
	Critical
)

var levelText = [...]string{"OK", "INFO", "WARNING", "CRITICAL"}

// String returns OK, INFO, WARNING or CRITICAL.
func (l Level) String() string {
	if int(l) < len(levelText) {
		return levelText[l]
	}
	return "unknown"
}

// MarshalText writes the level as String does.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText accepts any prefix of a level's name, and the empty text as OK,
// as Kapacitor does (alert/types.go).
func (l *Level) UnmarshalText(b []byte) error {
	for i, name := range levelText {
		if strings.HasPrefix(name, string(b)) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("unknown alert level '%s'", b)
}

// ParseLevel is UnmarshalText without regard to case.
func ParseLevel(s string) (Level, error) {
	var l Level
	err := l.UnmarshalText([]byte(strings.ToUpper(s)))
	return l, err
}
