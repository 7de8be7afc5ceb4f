package point

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/influxdata/line-protocol/v2/lineprotocol"
)

// The caches of names and series are dropped when they hold this many entries, so that endless new ones cannot fill
// the memory.
const (
	maxCachedSeries = 1 << 17
	maxCachedNames  = 1 << 14
	fieldSlab       = 256
)

// decoder turns one entry after the other into points. It keeps one line-protocol decoder running over all of them,
// because making one costs more than reading a line, and hands it the entries one by one.
type decoder struct {
	opts   Options
	feed   feed
	dec    *lineprotocol.Decoder
	series map[string]series
	names  map[string]string
	slab   []Field
	tags   []Tag
	fixed  []byte
	added  []int
	lines  int64 // line breaks that dec has seen
}

type series struct {
	measurement string
	tags        Tags
}

// feed gives the line-protocol decoder one entry at a time, as a head and a rest.
type feed struct{ head, rest []byte }

func (f *feed) Read(p []byte) (int, error) {
	n := copy(p, f.head)
	f.head = f.head[n:]
	m := copy(p[n:], f.rest)
	f.rest = f.rest[m:]
	if n+m == 0 {
		return 0, io.EOF
	}
	return n + m, nil
}

// known stands for a series key that was read before: the decoder need not go through it again.
var known = []byte{'m'}

func newDecoder(opts Options) *decoder {
	return &decoder{opts: opts, series: map[string]series{}, names: map[string]string{}}
}

// decode reads one entry, its line break included, into p. The error's Line counts from 0 at the entry's first line.
func (d *decoder) decode(p *Point, line []byte, e entry) *LineError {
	if e.open >= 0 {
		return lineErrorAt(line, e.open, errors.New("the string that starts here is not closed"))
	}
	if d.dec == nil {
		d.dec, d.lines = lineprotocol.NewDecoder(&d.feed), 0
	}
	from := max(e.series, 0)
	d.feed = feed{head: line[:from], rest: line[from:]}
	d.added = d.added[:0]
	if e.breaks {
		d.fixed, d.added = protectBreaks(d.fixed[:0], line[from:], d.added)
		d.feed.rest = d.fixed
	}
	var s series
	hit := false
	if e.series > 0 {
		if s, hit = d.series[string(line[:e.series])]; hit {
			d.feed.head = known
		}
	}
	headLen := len(d.feed.head)
	err := d.decodeEntry(p, s, hit, line, e)
	if err == nil {
		d.lines += int64(bytes.Count(line, newline))
		return nil
	}
	// The decoder is in the middle of a bad line, or has seen the end of its input: the next entry gets a new one.
	d.dec = nil
	var syntax *lineprotocol.DecodeError
	if !errors.As(err, &syntax) {
		return &LineError{Column: 1, Err: err}
	}
	return d.locate(syntax, line, e, from, headLen)
}

func (d *decoder) decodeEntry(p *Point, s series, hit bool, line []byte, e entry) error {
	if !d.dec.Next() {
		return errors.New("no point found")
	}
	if !hit {
		var err error
		if s, err = d.decodeSeries(); err != nil {
			return err
		}
		if e.series > 0 {
			if e.series > MaxSeriesKey {
				return fmt.Errorf("the series key has %d bytes, the servers take %d", e.series, MaxSeriesKey)
			}
			if len(d.series) >= maxCachedSeries {
				clear(d.series)
			}
			d.series[string(line[:e.series])] = s
		}
	}
	p.Measurement, p.Tags = s.measurement, s.tags
	var err error
	if p.Fields, err = d.decodeFields(); err != nil {
		return err
	}
	p.Time, err = d.decodeTime()
	return err
}

func (d *decoder) decodeSeries() (series, error) {
	m, err := d.dec.Measurement()
	if err != nil {
		return series{}, err
	}
	s := series{measurement: d.name(m)}
	d.tags = d.tags[:0]
	for {
		k, v, err := d.dec.NextTag()
		if err != nil {
			return series{}, err
		}
		if k == nil {
			break
		}
		d.tags = append(d.tags, Tag{d.name(k), d.name(v)})
	}
	if len(d.tags) == 0 {
		return s, nil
	}
	tags := slices.Clone(d.tags)
	slices.SortFunc(tags, compareTagKeys)
	for i := range tags[1:] {
		if tags[i].Key == tags[i+1].Key {
			return series{}, fmt.Errorf("the tag %q stands twice", tags[i].Key)
		}
	}
	s.tags = newTags(tags)
	return s, nil
}

func (d *decoder) decodeFields() (Fields, error) {
	if cap(d.slab)-len(d.slab) < 16 || d.opts.ReuseFields {
		d.slab = d.slab[:0]
		if !d.opts.ReuseFields || d.slab == nil {
			d.slab = make([]Field, 0, fieldSlab)
		}
	}
	start := len(d.slab)
	for {
		k, lv, err := d.dec.NextField()
		if err != nil {
			d.slab = d.slab[:start]
			return nil, err
		}
		if k == nil {
			break
		}
		// The last of two values counts, as on the servers.
		if fields := Fields(d.slab[start:]); len(fields) > 0 {
			if i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == string(k) }); i >= 0 {
				fields[i].Value = d.value(lv)
				continue
			}
		}
		d.slab = append(d.slab, Field{d.name(k), d.value(lv)})
	}
	// The cap keeps an append to one point's fields out of the next point's.
	return Fields(d.slab[start:len(d.slab):len(d.slab)]), nil
}

func (d *decoder) value(v lineprotocol.Value) Value {
	switch v.Kind() {
	case lineprotocol.Float:
		return Float(v.FloatV())
	case lineprotocol.Int:
		return Int(v.IntV())
	case lineprotocol.Uint:
		return Uint(v.UintV())
	case lineprotocol.Bool:
		return Bool(v.BoolV())
	default:
		return String(string(v.BytesV()))
	}
}

func (d *decoder) decodeTime() (int64, error) {
	ts, err := d.dec.TimeBytes()
	if err != nil {
		return 0, err
	}
	unit := int64(d.opts.Precision.Unit())
	if ts == nil {
		t := d.opts.DefaultTime()
		return t - t%unit, nil
	}
	ticks, ok := parseTicks(ts)
	if !ok {
		return 0, fmt.Errorf("invalid timestamp %q", cut(string(ts), 40))
	}
	ns, ok := d.opts.Precision.nanoseconds(ticks)
	if !ok {
		return 0, fmt.Errorf("timestamp %s %s: %w", ts, d.opts.Precision, lineprotocol.ErrValueOutOfRange)
	}
	return ns, nil
}

// parseTicks reads a decimal number without an allocation.
func parseTicks(b []byte) (int64, bool) {
	digits := b
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 18 {
		n, err := strconv.ParseInt(string(b), 10, 64)
		return n, err == nil
	}
	var n int64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return math.MinInt64, false
		}
		n = n*10 + int64(c-'0')
	}
	if b[0] == '-' {
		n = -n
	}
	return n, true
}

// name returns b as a string, the same one each time.
func (d *decoder) name(b []byte) string {
	if s, ok := d.names[string(b)]; ok {
		return s
	}
	if len(d.names) >= maxCachedNames {
		clear(d.names)
	}
	s := string(b)
	d.names[s] = s
	return s
}

// locate turns the decoder's line and column, which count in what it was fed, into those of the line as it was read.
func (d *decoder) locate(syntax *lineprotocol.DecodeError, line []byte, e entry, from, headLen int) *LineError {
	rest := line[from:]
	if len(d.added) > 0 {
		rest = d.fixed
	}
	// offset counts in rest; before rest there is no line break.
	offset := -headLen
	if n := syntax.Line - d.lines - 1; n > 0 {
		offset = 0
		for range n {
			offset += bytes.IndexByte(rest[offset:], '\n') + 1
		}
	}
	offset += syntax.Column - 1
	added := 0
	for added < len(d.added) && d.added[added] < offset {
		added++
	}
	return lineErrorAt(line, min(max(offset-added+from, 0), e.text), syntax.Err)
}

// lineErrorAt returns an error at an offset of an entry, with its Line counted from 0.
func lineErrorAt(entry []byte, offset int, err error) *LineError {
	before := entry[:offset]
	return &LineError{
		Line:   int64(bytes.Count(before, newline)),
		Column: offset - bytes.LastIndexByte(before, '\n'),
		Err:    err,
	}
}
