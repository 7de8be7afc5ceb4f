package point

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/influxdata/line-protocol/v2/lineprotocol"
)

// MaxSeriesKey is the longest series key that the servers take, in bytes (influxdb/models: MaxKeyLength).
const MaxSeriesKey = 65535

// Encoder writes points as line protocol. The zero Encoder is ready and writes nanoseconds. It is not safe for
// concurrent use.
type Encoder struct {
	// Precision is the unit in which timestamps are written; what is finer is cut off.
	Precision Precision

	enc     lineprotocol.Encoder
	scratch []byte
}

// Append appends p and a line break to dst. What the servers could not store or nobody could read back is an error, and
// then dst is returned as it was: a point without fields, an empty name, a control character or a backslash at the end
// of a name, a measurement that starts with # (a comment), a NaN, a time outside of the range that InfluxDB stores. A
// tag with an empty value is left out: to the servers it is the same as no tag.
func (e *Encoder) Append(dst []byte, p *Point) ([]byte, error) {
	start := len(dst)
	out, err := e.append(dst, p)
	if err != nil {
		return dst[:start], fmt.Errorf("encode point of measurement %q: %w", cut(p.Measurement, 80), err)
	}
	return out, nil
}

func (e *Encoder) append(dst []byte, p *Point) ([]byte, error) {
	if len(p.Fields) == 0 {
		return nil, errors.New("it has no fields")
	}
	if p.Measurement != "" && p.Measurement[0] == '#' {
		return nil, errors.New("a measurement which starts with # would be read as a comment")
	}
	if p.Time < MinTime || p.Time > MaxTime {
		return nil, fmt.Errorf("time %d ns: %w", p.Time, lineprotocol.ErrValueOutOfRange)
	}
	start := len(dst)
	e.enc.SetBuffer(dst)
	e.enc.StartLine(p.Measurement)
	for i := range p.Tags.Len() {
		if t := p.Tags.At(i); t.Value != "" {
			e.enc.AddTag(t.Key, t.Value)
		}
	}
	if n := len(e.enc.Bytes()) - start; n > MaxSeriesKey {
		return nil, fmt.Errorf("the series key has %d bytes, the servers take %d", n, MaxSeriesKey)
	}
	// Where the value of a string with line breaks starts, see restoreBreaks.
	var breaks []int
	for i := range p.Fields {
		f := &p.Fields[i]
		v, err := e.value(f.Value)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", f.Key, err)
		}
		e.enc.AddField(f.Key, v)
		if s, ok := f.Value.Text(); ok {
			if escaped := escapedLen(s); escaped > 0 {
				breaks = append(breaks, len(e.enc.Bytes())-escaped-len(`"`))
			}
		}
	}
	if err := e.enc.Err(); err != nil {
		return nil, err
	}
	out := e.enc.Bytes()
	for i := len(breaks) - 1; i >= 0; i-- {
		out = restoreBreaks(out, breaks[i])
	}
	out = append(out, ' ')
	out = strconv.AppendInt(out, p.Time/int64(e.Precision.Unit()), 10)
	return append(out, '\n'), nil
}

func (e *Encoder) value(v Value) (lineprotocol.Value, error) {
	switch v.kind {
	case KindFloat:
		f, _ := v.Float()
		lv, ok := lineprotocol.FloatValue(f)
		if !ok {
			return lv, fmt.Errorf("line protocol cannot write the number %v", f)
		}
		return lv, nil
	case KindInteger:
		return lineprotocol.IntValue(int64(v.num)), nil
	case KindUnsigned:
		return lineprotocol.UintValue(v.num), nil
	case KindBoolean:
		return lineprotocol.BoolValue(v.num == 1), nil
	case KindString:
		// The encoder copies the bytes before the next value is made.
		e.scratch = append(e.scratch[:0], v.str...)
		return lineprotocol.NewValueFromBytes(lineprotocol.String, e.scratch)
	}
	return lineprotocol.Value{}, errors.New("it has no value")
}

// escapedLen returns the length of s as the encoder wrote it between the quotes, and 0 if s holds none of the
// characters which line-protocol/v2 escapes and the servers do not.
func escapedLen(s string) int {
	n, breaks := len(s), false
	for i := range len(s) {
		switch s[i] {
		case '\n', '\r', '\t':
			breaks = true
			n++
		case '"', '\\':
			n++
		}
	}
	if !breaks {
		return 0
	}
	return n
}

// restoreBreaks puts line breaks and tabs back into the string that starts at from. The library writes \n, \r and \t;
// the servers would store the backslash and the letter, while they take the characters themselves.
func restoreBreaks(line []byte, from int) []byte {
	w := from
	r := from
	for ; line[r] != '"'; r++ {
		if line[r] != '\\' {
			line[w] = line[r]
			w++
			continue
		}
		r++
		switch line[r] {
		case 'n':
			line[w] = '\n'
		case 'r':
			line[w] = '\r'
		case 't':
			line[w] = '\t'
		default:
			line[w] = '\\'
			w++
			line[w] = line[r]
		}
		w++
	}
	return append(line[:w], line[r:]...)
}

// Marshal returns the points as line protocol in nanoseconds, one line each. It stops at the first point that cannot be
// written and names its index.
func Marshal(points ...Point) ([]byte, error) {
	var e Encoder
	var b []byte
	for i := range points {
		var err error
		if b, err = e.Append(b, &points[i]); err != nil {
			return nil, fmt.Errorf("point %d: %w", i, err)
		}
	}
	return b, nil
}
