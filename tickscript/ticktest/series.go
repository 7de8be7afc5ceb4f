package ticktest

import (
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
)

// maxPoints is how many points a test may have: a count that was mistyped is an
// error, and does not fill the memory.
const maxPoints = 1_000_000

// expander makes points of the lines of data.
type expander struct {
	start  time.Time
	points []point.Point
	// at finds the point of a series at a time, for its further fields.
	at map[string]int
}

// Expand returns the points that lines of the series notation, or of line
// protocol, stand for, in the order of their times. A *SyntaxError says where the
// text is wrong.
func Expand(start time.Time, text string) ([]point.Point, error) {
	return expand(start, []*block{ownBlock("series", text)})
}

func expand(start time.Time, data []*block) ([]point.Point, error) {
	e := &expander{start: start, at: map[string]int{}}
	for _, b := range data {
		for _, l := range b.lines {
			if err := e.line(l); err != nil {
				return nil, err
			}
		}
	}
	slices.SortStableFunc(e.points, func(a, b point.Point) int {
		switch {
		case a.Time < b.Time:
			return -1
		case a.Time > b.Time:
			return 1
		}
		return 0
	})
	return e.points, nil
}

func (e *expander) line(l line) error {
	toks, err := dataTokens(l)
	if err != nil {
		return err
	}
	last := toks[len(toks)-1]
	for i, t := range toks {
		if i == 2 && t.text[0] == '@' && strings.Contains(t.text, ":") {
			return e.series(l, toks)
		}
	}
	head := strings.TrimSpace(l.text[:last.end])
	at := int64(0)
	offset := last.text[0] == '@'
	if offset {
		d, err := parseOffset(last.text[1:])
		if err != nil {
			return l.errorf(last.col+1, "%v", err)
		}
		at = e.start.Add(d).UnixNano()
		head = strings.TrimSpace(l.text[:last.col])
	} else if _, err := strconv.ParseInt(last.text, 10, 64); err != nil {
		return l.errorf(last.col, "neither a series, such as disk,host=a used_percent @10s: 70x5, nor line protocol with a time, such as @30s")
	}
	pts, err := point.Parse([]byte(head), point.Options{DefaultTime: func() int64 { return at }})
	if err != nil {
		col := l.indent()
		if le := (*point.LineError)(nil); errors.As(err, &le) {
			return l.errorf(col+le.Column-1, "line protocol: %v", le.Err)
		}
		return l.errorf(col, "line protocol: %v", err)
	}
	if len(pts) != 1 || offset && pts[0].Time != at {
		return l.errorf(l.indent(), "one point with one time is wanted")
	}
	return e.add(l, pts...)
}

func (e *expander) add(l line, pts ...point.Point) error {
	if len(e.points)+len(pts) > maxPoints {
		return l.errorf(l.indent(), "more than %d points", maxPoints)
	}
	e.points = append(e.points, pts...)
	return nil
}

// dataTokens splits at spaces that are neither quoted nor escaped.
func dataTokens(l line) ([]token, error) {
	var out []token
	s := l.text
	for i := 0; i < len(s); {
		if space(s[i]) {
			i++
			continue
		}
		if s[i] == '#' {
			break
		}
		start := i
		for i < len(s) && !space(s[i]) {
			switch s[i] {
			case '\\':
				i += 2
			case '"':
				// In a name a quote is a letter like any other; in values it opens a text.
				end := closing(s, i)
				if len(out) == 0 {
					i++
					continue
				}
				if end < 0 {
					return nil, l.errorf(i, "the quoted text is not closed")
				}
				i = end
			default:
				i++
			}
		}
		i = min(i, len(s))
		out = append(out, token{s[start:i], start, i})
	}
	if len(out) == 0 {
		return nil, l.errorf(0, "no series")
	}
	return out, nil
}

// grid is when a series has points.
type grid struct {
	step, offset, jitter time.Duration
	rng                  *rand.Rand
}

func parseGrid(l line, t token, series string) (grid, error) {
	var g grid
	spec, rest, _ := strings.Cut(t.text[1:], ":")
	if rest != "" {
		return g, l.errorf(t.col, "a space is missing behind the colon of %s", t.text)
	}
	duration := func(s string) (time.Duration, error) {
		d, err := parseOffset(s)
		if err != nil {
			return 0, l.errorf(t.col+1, "%v", err)
		}
		return d, nil
	}
	spec, jitter, jitters := strings.Cut(spec, "~")
	step, off, shifted := strings.Cut(spec, "+")
	var err error
	if g.step, err = duration(step); err != nil {
		return g, err
	}
	if g.step <= 0 {
		return g, l.errorf(t.col+1, "the step is not longer than 0s")
	}
	if shifted {
		if g.offset, err = duration(off); err != nil {
			return g, err
		}
	}
	if jitters {
		length, seedText, seeded := strings.Cut(jitter, "/")
		if g.jitter, err = duration(length); err != nil {
			return g, err
		}
		if g.jitter < 0 || g.jitter > g.step {
			return g, l.errorf(t.col+1, "the jitter is between 0s and the step")
		}
		var seed uint64 = 1
		if seeded {
			if seed, err = strconv.ParseUint(seedText, 10, 64); err != nil {
				return g, l.errorf(t.col+1, "%q is not a seed: a number", seedText)
			}
		}
		h := fnv.New64a()
		h.Write([]byte(series)) // a hash does not fail
		g.rng = rand.New(rand.NewPCG(seed, h.Sum64()))
	}
	return g, nil
}

// time is that of the i-th step, from the start.
func (g *grid) time(i int) time.Duration {
	d := g.offset + time.Duration(i)*g.step
	if g.jitter > 0 {
		d += time.Duration(g.rng.Int64N(int64(2*g.jitter)+1)) - g.jitter
	}
	return d
}

func (e *expander) series(l line, toks []token) error {
	series, field := toks[0], toks[1]
	g, err := parseGrid(l, toks[2], series.text+" "+field.text)
	if err != nil {
		return err
	}
	// The series is read as line protocol, which knows all escapes.
	proto, err := point.Parse([]byte(series.text+" "+field.text+"=0 0"), point.Options{})
	if err != nil || len(proto) != 1 || len(proto[0].Fields) != 1 {
		return l.errorf(series.col, "%s %s is not a series and a field", series.text, field.text)
	}
	name, tags, key := proto[0].Measurement, proto[0].Tags, proto[0].Fields[0].Key
	i, set := 0, map[int64]bool{}
	for _, t := range toks[3:] {
		it, err := parseItem(l, t)
		if err != nil {
			return err
		}
		if i+it.count > maxPoints {
			return l.errorf(t.col, "more than %d points", maxPoints)
		}
		for k := range it.count {
			d := g.time(i)
			i++
			if it.gap {
				continue
			}
			if d > maxTime || d < -maxTime {
				return l.errorf(t.col, "the series gets longer than %s", offset(maxTime))
			}
			p := point.Point{Measurement: name, Tags: tags, Fields: point.Fields{{Key: key, Value: it.value(k)}}, Time: e.start.Add(d).UnixNano()}
			if set[p.Time] {
				p.Time++ // jitter may put two points on one nanosecond
			}
			set[p.Time] = true
			id := name + "\x00" + tags.Key() + "\x00" + strconv.FormatInt(p.Time, 36)
			if at, ok := e.at[id]; ok {
				e.points[at].Fields = e.points[at].Fields.Set(key, p.Fields[0].Value)
				continue
			}
			e.at[id] = len(e.points)
			if err := e.add(l, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// item is one item of a series: a value or a gap, several times.
type item struct {
	gap   bool
	count int
	first point.Value
	slope float64
	ints  int64
}

func (it *item) value(k int) point.Value {
	if f, ok := it.first.Float(); ok {
		return point.Float(f + float64(k)*it.slope)
	}
	if n, ok := it.first.Int(); ok {
		return point.Int(n + int64(k)*it.ints)
	}
	return it.first
}

// plainFloat is what most values are: they need no reader of line protocol.
var plainFloat = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

func parseItem(l line, t token) (item, error) {
	it := item{count: 1}
	s := t.text
	body := s
	if i := strings.LastIndexByte(s, 'x'); i > 0 && i > strings.LastIndexByte(s, '"') {
		n, err := strconv.Atoi(s[i+1:])
		if err != nil || n < 1 || n > maxPoints {
			return it, l.errorf(t.col+i, "%q is not a count between 1 and %d", s[i+1:], maxPoints)
		}
		it.count, body = n, s[:i]
	}
	if body == "_" || body == "stale" {
		it.gap = true
		return it, nil
	}
	// A sign behind the first digit is a slope's, unless it is an exponent's.
	for i := 1; i < len(body) && body[0] != '"'; i++ {
		if (body[i] == '+' || body[i] == '-') && body[i-1] != 'e' && body[i-1] != 'E' {
			slope, err := strconv.ParseFloat(strings.TrimSuffix(body[i:], "i"), 64)
			if err != nil {
				return it, l.errorf(t.col+i, "%q is not a number to add", body[i:])
			}
			it.slope, it.ints = slope, int64(slope)
			if strings.HasSuffix(body[:i], "i") && float64(it.ints) != slope {
				return it, l.errorf(t.col+i, "%q is no integer, but the value it is added to is", body[i:])
			}
			body = body[:i]
			break
		}
	}
	if plainFloat.MatchString(body) {
		if f, err := strconv.ParseFloat(body, 64); err == nil {
			it.first = point.Float(f)
			return it, nil
		}
	}
	pts, err := point.Parse([]byte("m f="+body+" 0"), point.Options{})
	if err != nil || len(pts) != 1 || len(pts[0].Fields) != 1 {
		return it, l.errorf(t.col, "%q is not a value such as 70, 70i, true, \"text\", 70+1x20 or _x5", s)
	}
	it.first = pts[0].Fields[0].Value
	if it.first.Kind() == point.KindUnsigned {
		return it, l.errorf(t.col, "%q is unsigned, which Kapacitor does not accept", s)
	}
	if it.slope != 0 && it.first.Kind() != point.KindFloat && it.first.Kind() != point.KindInteger {
		return it, l.errorf(t.col, "nothing can be added to %s", body)
	}
	return it, nil
}
