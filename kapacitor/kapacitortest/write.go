package kapacitortest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/tickwright/tickwright/influx/point"
)

// precisions are those that the server knows; it takes any other name for nanoseconds.
var precisions = map[string]point.Precision{"u": point.Microsecond, "ms": point.Millisecond, "s": point.Second, "m": point.Minute, "h": point.Hour}

// writePoints takes line protocol. One bad line refuses all.
func writePoints(q *request) (*reply, error) {
	s, c := q.s, &q.s.counters
	c.writes++
	c.bytes += int64(len(q.body))
	params := q.URL.Query()
	refuse := func(message string) (*reply, error) {
		return nil, &apiError{code: http.StatusBadRequest, message: message, plain: true}
	}
	body := string(q.body) + "\n"
	r := point.NewReader(strings.NewReader(body), point.Options{
		Precision: precisions[params.Get("precision")], DefaultTime: func() int64 { return s.now().UnixNano() }, Continue: true,
	})
	lines := strings.Split(body, "\n")
	var points []point.Point
	var wrong []string
	for p, err := range r.All() {
		var line *point.LineError
		switch {
		case errors.As(err, &line):
			wrong = append(wrong, fmt.Sprintf("unable to parse '%s': %s", line.Text, lineReason(line)))
			continue
		case err != nil:
			return refuse(err.Error())
		}
		for _, f := range p.Fields {
			if _, unsigned := f.Value.Uint(); unsigned {
				wrong = append(wrong, fmt.Sprintf("unable to parse '%s': invalid number", lines[r.Line()-2]))
			}
		}
		points = append(points, p)
	}
	if len(wrong) > 0 {
		return refuse(strings.Join(wrong, "\n"))
	}
	db := params.Get("db")
	if db == "" {
		return refuse("database is required")
	}
	c.written += int64(len(points))
	s.write(db, params.Get("rp"), points)
	return done, nil
}

// reasons are the server's words for what is wrong with a line.
var reasons = []struct{ ours, theirs string }{
	{"stands twice", "duplicate tags"}, {"not closed", "unbalanced quotes"}, {"invalid timestamp", "bad timestamp"}, {"timestamp", "bad timestamp"},
	{"empty tag name", "missing fields"}, {"expected field key", "missing fields"}, {"expected tag key", "missing tag key"},
	{"after tag key", "missing tag value"}, {"expected field value", "missing field value"}, {"unrecognized type", "invalid boolean"},
	{"measurement name", "missing measurement"}, {"start of field key", "missing field key"}, {"cannot parse value", "invalid number"},
	{"want '='", "invalid field format"},
}

func lineReason(line *point.LineError) string {
	switch {
	case strings.HasSuffix(line.Text, "="):
		return "missing field value"
	case !strings.Contains(line.Text, " "):
		return "missing fields"
	}
	err := line.Err
	for _, r := range reasons {
		if strings.Contains(err.Error(), r.ours) {
			return r.theirs
		}
	}
	return err.Error()
}

// Write gives points to the server as if they had been posted to /write.
func (s *Server) Write(db, rp string, points ...point.Point) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp()
	s.write(db, rp, points)
	s.poke()
}
