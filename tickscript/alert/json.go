package alert

import (
	"errors"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

// ErrNotJSON says that an event holds a number that JSON cannot carry: NaN or an
// infinity. Kapacitor then sends nothing and logs an error.
var ErrNotJSON = errors.New("json: unsupported value")

// notJSON is ErrNotJSON with the number, in the words of encoding/json.
type notJSON float64

func (e notJSON) Error() string {
	return "json: unsupported value: " + strconv.FormatFloat(float64(e), 'g', -1, 64)
}

func (e notJSON) Is(target error) bool { return target == ErrNotJSON }

// AppendJSON appends the event as Kapacitor's log, post, tcp, exec and kafka
// handlers encode it, byte for byte, without the newline at the end (Kapacitor:
// alert/types.go).
func (e *Event) AppendJSON(b []byte) ([]byte, error) {
	b = append(b, `{"id":`...)
	b = AppendString(b, e.ID)
	b = append(b, `,"message":`...)
	b = AppendString(b, e.Message)
	b = append(b, `,"details":`...)
	b = AppendString(b, e.Details)
	b = append(b, `,"time":`...)
	b = AppendTime(b, e.Time)
	b = append(b, `,"duration":`...)
	b = strconv.AppendInt(b, int64(e.Duration), 10)
	b = append(b, `,"level":"`...)
	b = append(b, e.Level.String()...)
	b = append(b, `","data":`...)
	b, err := AppendResult(b, e.Data)
	if err != nil {
		return nil, err
	}
	b = append(b, `,"previousLevel":"`...)
	b = append(b, e.PreviousLevel.String()...)
	b = append(b, `","recoverable":`...)
	b = strconv.AppendBool(b, e.Recoverable)
	return append(b, '}'), nil
}

// MarshalJSON encodes the event as AppendJSON does.
func (e *Event) MarshalJSON() ([]byte, error) { return e.AppendJSON(nil) }

// AppendResult appends {"series":[...]} as Kapacitor encodes rows: name, tags,
// columns, values, each left out when empty.
func AppendResult(b []byte, series []Series) ([]byte, error) { return appendResult(b, series, nil) }

// AppendResult is AppendResult for the data of the event that d describes.
func (d *Data) AppendResult(b []byte, series []Series) ([]byte, error) {
	return appendResult(b, series, &d.written)
}

func appendResult(b []byte, series []Series, w *written) ([]byte, error) {
	if series == nil {
		return append(b, `{"series":null}`...), nil
	}
	b = append(b, `{"series":[`...)
	var err error
	for i := range series {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendSeries(b, &series[i], w); err != nil {
			return nil, err
		}
	}
	return append(b, "]}"...), nil
}

// AppendSeries appends one series as a JSON object.
func AppendSeries(b []byte, s *Series) ([]byte, error) { return appendSeries(b, s, nil) }

func appendSeries(b []byte, s *Series, w *written) ([]byte, error) {
	b = append(b, '{')
	start := len(b)
	if s.Name != "" {
		b = append(b, `"name":`...)
		b = AppendString(b, s.Name)
	}
	if len(s.Tags) > 0 {
		b = comma(b, start)
		b = append(b, `"tags":`...)
		b = AppendTags(b, s.Tags)
	}
	if len(s.Columns) > 0 {
		b = comma(b, start)
		b = append(b, `"columns":[`...)
		for i, c := range s.Columns {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendString(b, c)
		}
		b = append(b, ']')
	}
	if len(s.Values) > 0 {
		b = comma(b, start)
		b = append(b, `"values":[`...)
		for i, row := range s.Values {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '[')
			for j, v := range row {
				if j > 0 {
					b = append(b, ',')
				}
				var err error
				if b, err = appendValue(b, v, w); err != nil {
					return nil, err
				}
			}
			b = append(b, ']')
		}
		b = append(b, ']')
	}
	return append(b, '}'), nil
}

func comma(b []byte, start int) []byte {
	if len(b) > start {
		return append(b, ',')
	}
	return b
}

// AppendTags appends tags, which are sorted by key, as a JSON object.
func AppendTags(b []byte, tags []Tag) []byte {
	b = append(b, '{')
	for i, t := range tags {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendString(b, t.Key)
		b = append(b, ':')
		b = AppendString(b, t.Value)
	}
	return append(b, '}')
}

// AppendValue appends a value; missing and nil values are null.
func AppendValue(b []byte, v lambda.Value) ([]byte, error) { return appendValue(b, v, nil) }

func appendValue(b []byte, v lambda.Value, w *written) ([]byte, error) {
	switch v.Kind() {
	case lambda.Float:
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, notJSON(f)
		}
		return w.appendFloat(b, f), nil
	case lambda.Int, lambda.Duration:
		return strconv.AppendInt(b, v.Int(), 10), nil
	case lambda.String:
		return AppendString(b, v.Str()), nil
	case lambda.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case lambda.Time:
		b = append(b, '"')
		b = w.appendTime(b, v.Int())
		return append(b, '"'), nil
	}
	return append(b, "null"...), nil
}

// AppendTime appends a time as RFC 3339 with as many digits of the second as it
// needs, in quotes.
func AppendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.AppendFormat(b, time.RFC3339Nano)
	return append(b, '"')
}

// AppendFloat appends a finite float as encoding/json does.
func AppendFloat(b []byte, f float64) []byte {
	abs := math.Abs(f)
	if abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		b = strconv.AppendFloat(b, f, 'e', -1, 64)
		// e-09 becomes e-9.
		if n := len(b); n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
			b[n-2] = b[n-1]
			b = b[:n-1]
		}
		return b
	}
	// Whole numbers are common and strconv's shortest form is slow for them.
	if abs < 1<<53 && f == math.Trunc(f) && !(f == 0 && math.Signbit(f)) {
		return strconv.AppendInt(b, int64(f), 10)
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

const hexDigits = "0123456789abcdef"

// AppendString appends a string as encoding/json does with HTML escaping on.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if plainJSON[c] {
				i++
				continue
			}
			b = append(b, s[start:i]...)
			switch c {
			case '\\', '"':
				b = append(b, '\\', c)
			case '\b':
				b = append(b, '\\', 'b')
			case '\f':
				b = append(b, '\\', 'f')
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = append(b, s[start:i]...)
			b = append(b, `\ufffd`...)
			start = i + n
		case r == '\u2028' || r == '\u2029':
			b = append(b, s[start:i]...)
			b = append(b, `\u202`...)
			b = append(b, hexDigits[r&15])
			start = i + n
		}
		i += n
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

var plainJSON = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&'
	}
	return
}()
