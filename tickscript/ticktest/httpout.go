package ticktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// wantOut is a block of points that an httpOut endpoint shows.
type wantOut struct {
	block *block
	name  string
	// at is when the endpoint is read where timed is set; else that is at the end.
	at    time.Duration
	timed bool
	none  bool
	lines []*wantPoint
}

func parseOut(b *block) (*wantOut, error) {
	t, ok := b.word(0)
	if !ok {
		return nil, b.head.errorf(t.col, "the name of an httpOut endpoint is wanted")
	}
	w := &wantOut{block: b, name: unquoted(t.text), at: atEnd}
	rest := b.rest[1:]
	if len(rest) > 0 && rest[0].text == "at" {
		t, _ := b.word(2)
		d, err := parseOffset(t.text)
		if err != nil {
			return nil, b.head.errorf(t.col, "%v", err)
		}
		w.at, w.timed, rest = d, true, rest[2:]
	}
	w.none = len(rest) > 0
	if err := none(b, rest); err != nil {
		return nil, err
	}
	if !w.none && len(b.lines) == 0 {
		return nil, b.head.errorf(len(b.head.text), "points are wanted below, or the word none")
	}
	for _, l := range b.lines {
		p, err := parsePoint(l)
		if err != nil {
			return nil, err
		}
		w.lines = append(w.lines, p)
	}
	return w, nil
}

func (c *check) out(w *wantOut) {
	what := fmt.Sprintf("what httpOut %q shows", w.name)
	if w.timed {
		what += " at " + offset(w.at)
	}
	got, ok := c.r.outs[look{w.name, w.at}]
	switch {
	case !ok:
		c.skip(w.block.head, "%s was not read", what)
		return
	case errors.Is(got.err, engine.ErrNoEndpoint):
		t, _ := w.block.word(0)
		c.failAt(w.block.head, t.col, "the script has no httpOut %q", w.name)
		return
	case got.err != nil:
		c.fail(w.block.head, "%s cannot be read: %v", what, got.err)
		return
	}
	points, err := seriesPoints(got.body, c.r.Start)
	if err != nil {
		c.fail(w.block.head, "%s is not understood: %v", what, err)
		return
	}
	c.pointsOf(what, w.block, w.none, w.lines, points)
}

// seriesPoints reads an httpOut answer.
func seriesPoints(body []byte, start time.Time) ([]sample, error) {
	var answer struct {
		Series []*struct {
			Tags    map[string]string
			Columns []string
			Values  [][]any
		}
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := dec.Decode(&answer); err != nil {
		return nil, err
	}
	var out []sample
	for _, s := range answer.Series {
		if s == nil {
			continue // a group that has shown nothing yet
		}
		for _, row := range s.Values {
			p := sample{}
			for k, v := range s.Tags {
				p.tags = append(p.tags, alert.Tag{Key: k, Value: v})
			}
			slices.SortFunc(p.tags, func(a, b alert.Tag) int { return strings.Compare(a.Key, b.Key) })
			for i, name := range s.Columns {
				if i >= len(row) {
					break
				}
				if text, ok := row[i].(string); ok && name == "time" {
					t, err := time.Parse(time.RFC3339Nano, text)
					if err != nil {
						return nil, err
					}
					p.at = t.Sub(start)
					continue
				}
				p.fields = append(p.fields, alert.Field{Name: name, Value: fromJSON(row[i])})
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// fromJSON is a value of an answer. JSON does not tell an integer from a float
// without decimals; patterns take either for a number.
func fromJSON(v any) lambda.Value {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return lambda.StringValue(v.String())
		}
		return lambda.FloatValue(f)
	case string:
		return lambda.StringValue(v)
	case bool:
		return lambda.BoolValue(v)
	}
	return lambda.NilValue()
}
