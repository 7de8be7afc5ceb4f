// Package diag describes what is wrong with a script or a data file: a
// diagnostic is data (a range, a code, a message, a hint); rendering it as text
// is a separate step, so that editors and commands can share the same values.
package diag

import (
	"fmt"
	"sort"
	"strings"
)

// Pos is a place in a source text. Line and Col count from 1, Col in bytes;
// Offset counts bytes from 0. The zero Pos is "no place known".
type Pos struct {
	Offset int `json:"offset"`
	Line   int `json:"line"`
	Col    int `json:"col"`
}

// IsValid reports whether p names a place.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String prints line:col, or "-" for the zero Pos.
func (p Pos) String() string {
	if !p.IsValid() {
		return "-"
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Col)
}

// Range is a half-open piece of a source text: End is the place after the last
// byte.
type Range struct {
	Start Pos `json:"start"`
	End   Pos `json:"end"`
}

// Severity orders diagnostics by what they promise. Error: a real Kapacitor
// refuses the script, cannot start it, or dies of it. Warning: it runs and
// surprises. Info: worth knowing.
type Severity uint8

// The severities, worst first.
const (
	Error Severity = iota
	Warning
	Info
)

// String returns "error", "warning" or "info".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "info"
	}
}

// MarshalText makes a severity readable in JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Severity) UnmarshalText(b []byte) error {
	switch string(b) {
	case "error":
		*s = Error
	case "warning":
		*s = Warning
	case "info":
		*s = Info
	default:
		return fmt.Errorf("unknown severity %q: want error, warning or info", b)
	}
	return nil
}

// Diagnostic is one finding about a source text.
type Diagnostic struct {
	// File names the text, as the caller named it; may be empty.
	File     string   `json:"file,omitempty"`
	Range    Range    `json:"range"`
	Severity Severity `json:"severity"`
	// Code is stable across releases, e.g. "parse", "undefined-name".
	Code string `json:"code"`
	// Message says what is wrong, in one line without a final stop.
	Message string `json:"message"`
	// Hint says what to do about it; may be empty.
	Hint string `json:"hint,omitempty"`
	// Kapacitor is the message a real Kapacitor gives for the same mistake, when
	// it gives one; may be empty.
	Kapacitor string `json:"kapacitor,omitempty"`
}

// Error prints file:line:col: severity: message [code].
func (d Diagnostic) Error() string {
	var b strings.Builder
	if d.File != "" {
		b.WriteString(d.File)
		b.WriteByte(':')
	}
	if d.Range.Start.IsValid() {
		b.WriteString(d.Range.Start.String())
		b.WriteString(": ")
	} else if d.File != "" {
		b.WriteByte(' ')
	}
	b.WriteString(d.Severity.String())
	b.WriteString(": ")
	b.WriteString(d.Message)
	if d.Code != "" {
		b.WriteString(" [")
		b.WriteString(d.Code)
		b.WriteByte(']')
	}
	return b.String()
}

// List is a set of findings. It is an error when it holds any of severity
// Error; use Err to turn it into one.
type List []Diagnostic

// Add appends a diagnostic.
func (l *List) Add(d Diagnostic) { *l = append(*l, d) }

// Errorf appends an error with a code at a range.
func (l *List) Errorf(r Range, code, format string, args ...any) {
	*l = append(*l, Diagnostic{Range: r, Severity: Error, Code: code, Message: fmt.Sprintf(format, args...)})
}

// HasErrors reports whether any diagnostic is of severity Error.
func (l List) HasErrors() bool {
	for _, d := range l {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Err returns the list as an error when it holds any of severity Error, else
// nil.
func (l List) Err() error {
	if l.HasErrors() {
		return l
	}
	return nil
}

// Error prints one diagnostic a line.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, d := range l {
		lines[i] = d.Error()
	}
	return strings.Join(lines, "\n")
}

// Sort orders the list by file, place, severity and code.
func (l List) Sort() {
	sort.SliceStable(l, func(i, j int) bool {
		a, b := l[i], l[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Range.Start.Offset != b.Range.Start.Offset {
			return a.Range.Start.Offset < b.Range.Start.Offset
		}
		if a.Severity != b.Severity {
			return a.Severity < b.Severity
		}
		return a.Code < b.Code
	})
}

// WithFile returns the list with File set on every diagnostic that has none.
func (l List) WithFile(name string) List {
	for i := range l {
		if l[i].File == "" {
			l[i].File = name
		}
	}
	return l
}
