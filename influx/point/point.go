package point

import (
	"slices"
	"time"
)

// Point is one measured point: the values of a series at a time.
type Point struct {
	// Measurement is the name of what was measured, "disk".
	Measurement string
	// Tags say where it was measured. Measurement and Tags together are the series.
	Tags Tags
	// Fields are the measured values; a point that is written has at least one.
	Fields Fields
	// Time is in nanoseconds since 1970, UTC.
	Time int64
}

// New returns a point at t. A field whose key stands twice counts with its last value.
func New(measurement string, tags Tags, fields Fields, t time.Time) Point {
	for i := range fields {
		if slices.ContainsFunc(fields[:i], func(f Field) bool { return f.Key == fields[i].Key }) {
			var unique Fields
			for _, f := range fields {
				unique = unique.Set(f.Key, f.Value)
			}
			fields = unique
			break
		}
	}
	return Point{Measurement: measurement, Tags: tags, Fields: fields, Time: t.UnixNano()}
}

// Timestamp returns the point's time in UTC.
func (p *Point) Timestamp() time.Time { return time.Unix(0, p.Time).UTC() }

// Series returns the point's series as line protocol writes it: measurement,tag=value,... A server keeps one value per
// series, field and time, so that writing a point twice changes nothing.
func (p *Point) Series() string {
	b := make([]byte, 0, len(p.Measurement)+1+len(p.Tags.Key()))
	for i := range len(p.Measurement) {
		if c := p.Measurement[i]; c == ',' || c == ' ' {
			b = append(b, '\\')
		}
		b = append(b, p.Measurement[i])
	}
	if p.Tags.Len() > 0 {
		b = append(b, ',')
		b = append(b, p.Tags.Key()...)
	}
	return string(b)
}

// Clone returns a copy that shares no field array with p. Tags are immutable and stay shared.
func (p Point) Clone() Point {
	p.Fields = slices.Clone(p.Fields)
	return p
}

// Equal reports whether both points have the same measurement, tags, fields (in any order) and time.
func (p Point) Equal(o Point) bool {
	return p.Time == o.Time && p.Measurement == o.Measurement && p.Tags.Equal(o.Tags) && p.Fields.Equal(o.Fields)
}

// String returns the point in line protocol, without the line break; for a point that cannot be written, what is wrong
// with it.
func (p Point) String() string {
	var e Encoder
	b, err := e.Append(nil, &p)
	if err != nil {
		return "!(" + err.Error() + ")"
	}
	return string(b[:len(b)-1])
}
