package influx

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/tickwright/tickwright/influx/point"
)

// lines is encoded points: line i is data[ends[i-1]:ends[i]]. A string field may hold line breaks, so that the ends cannot
// be found again in data alone.
type lines struct {
	data []byte
	ends []int
}

func (l *lines) len() int { return len(l.ends) }

func (l *lines) at(i int) []byte { return l.data[l.start(i):l.ends[i]] }

func (l *lines) start(i int) int {
	if i == 0 {
		return 0
	}
	return l.ends[i-1]
}

// slice returns lines i to j-1 without copying the text.
func (l *lines) slice(i, j int) lines {
	from := l.start(i)
	out := lines{data: l.data[from:l.ends[j-1]], ends: make([]int, j-i)}
	for k := range out.ends {
		out.ends[k] = l.ends[i+k] - from
	}
	return out
}

// add appends a copy of other.
func (l *lines) add(other lines) {
	offset := len(l.data)
	l.data = append(l.data, other.data...)
	for _, e := range other.ends {
		l.ends = append(l.ends, offset+e)
	}
}

func (l *lines) reset() { l.data, l.ends = l.data[:0], l.ends[:0] }

// encoder turns points into lines; a pool keeps their buffers.
type encoder struct {
	enc point.Encoder
	out lines
}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

// encode refuses the first point that the server would refuse or lose, and names it.
func (e *encoder) encode(points []point.Point) (lines, error) {
	e.out.reset()
	for i := range points {
		if err := checkNames(&points[i]); err != nil {
			return lines{}, fmt.Errorf("point %d: %w", i, err)
		}
		var err error
		if e.out.data, err = e.enc.Append(e.out.data, &points[i]); err != nil {
			return lines{}, fmt.Errorf("point %d: %w", i, err)
		}
		e.out.ends = append(e.out.ends, len(e.out.data))
	}
	return e.out, nil
}

// checkNames refuses names which the storage engine of 1.x and 2.x changes or drops, some without a word: time, and in a
// measurement or field a backslash before a character that can be escaped. Tags may have the latter.
func checkNames(p *point.Point) error {
	if c := escapes(p.Measurement); c != "" {
		return fmt.Errorf("measurement %q has a backslash before %q, which InfluxDB would misread: rename it", p.Measurement, c)
	}
	for i := range p.Fields {
		k := p.Fields[i].Key
		if k == "time" {
			return fmt.Errorf("measurement %q has a field called \"time\", which InfluxDB would drop: rename it", p.Measurement)
		}
		if c := escapes(k); c != "" {
			return fmt.Errorf("measurement %q has a field %q with a backslash before %q, which InfluxDB would misread: rename it", p.Measurement, k, c)
		}
	}
	if _, ok := p.Tags.Get("time"); ok {
		return fmt.Errorf("measurement %q has a tag called \"time\", which InfluxDB would drop: rename it", p.Measurement)
	}
	return nil
}

// escapes returns the first character of name that a backslash before it would escape, "" if there is none.
func escapes(name string) string {
	for i := strings.IndexByte(name, '\\'); i >= 0 && i+1 < len(name); {
		if c := name[i+1 : i+2]; strings.Contains(`,= "`, c) {
			return c
		}
		next := strings.IndexByte(name[i+1:], '\\')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return ""
}

// FailedPoint is a point that the server does not have, and why.
type FailedPoint struct {
	// Line is the point in line protocol, in ns.
	Line string
	// Err is why: usually an [*Error] with the server's message.
	Err error
}

// Point returns the point.
func (f FailedPoint) Point() (point.Point, error) {
	points, err := point.Parse([]byte(f.Line), point.Options{})
	if err != nil {
		return point.Point{}, err
	}
	return points[0], nil
}

// WriteError names the points that could not be stored. All other points of the write are stored.
type WriteError struct {
	Failed []FailedPoint
}

// Error names the number of points, and the first one with its reason.
func (e *WriteError) Error() string {
	if len(e.Failed) == 0 {
		return "influxdb: write: no point failed"
	}
	first := e.Failed[0]
	line := string(bytes.TrimSuffix([]byte(first.Line), []byte{'\n'}))
	if len(line) > 160 {
		line = line[:160] + "..."
	}
	return fmt.Sprintf("influxdb: write: %d points are not stored, the first is %q: %v", len(e.Failed), line, first.Err)
}

// Unwrap returns the different reasons.
func (e *WriteError) Unwrap() []error {
	var errs []error
	for i := range e.Failed {
		if i == 0 || e.Failed[i].Err != e.Failed[i-1].Err {
			errs = append(errs, e.Failed[i].Err)
		}
	}
	return errs
}
