package influxtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/influxdata/influxql"
)

// series is one series of an answer.
type series struct {
	Name    string            `json:"name,omitempty"`
	Tags    map[string]string `json:"tags,omitempty"`
	Columns []string          `json:"columns"`
	Values  [][]any           `json:"values,omitempty"`
}

type result struct {
	ID      int      `json:"statement_id"`
	Series  []series `json:"series,omitempty"`
	Partial bool     `json:"partial,omitempty"`
	Error   string   `json:"error,omitempty"`
}

var errNotKnown = errors.New("influxtest does not know this")

func (s *Server) query(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	text := r.Form.Get("q")
	if text == "" {
		s.refuse(w, http.StatusBadRequest, `missing required parameter "q"`)
		return
	}
	q, err := influxql.ParseQuery(text)
	if err != nil {
		s.refuse(w, http.StatusBadRequest, "error parsing query: "+err.Error())
		return
	}
	chunk := 0
	if r.Form.Get("chunked") == "true" {
		chunk = 10000
		if n, err := strconv.Atoi(r.Form.Get("chunk_size")); err == nil && n > 0 {
			chunk = n
		}
	}
	scope := scope{db: r.Form.Get("db"), rp: r.Form.Get("rp")}
	var results []result
	for i, st := range q.Statements {
		s.mu.Lock()
		out, err := s.statement(scope, st)
		s.mu.Unlock()
		res := result{ID: i, Series: out}
		if err != nil {
			res = result{ID: i, Error: err.Error()}
		}
		results = append(results, res)
		if err != nil {
			break
		}
	}
	for _, res := range results {
		res.times(r.Form.Get("epoch"))
	}
	w.Header().Set("Content-Type", "application/json")
	enc := json.NewEncoder(w)
	if chunk == 0 {
		_ = enc.Encode(map[string]any{"results": results})
		return
	}
	for _, res := range results {
		for _, part := range res.chunks(chunk) {
			_ = enc.Encode(map[string]any{"results": []result{part}})
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// epochs are the units of the parameter epoch, in nanoseconds. Any other value means nanoseconds, too.
var epochs = map[string]int64{"u": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9}

// times writes the times of a result as the request wants them: as text where it does not say.
func (r result) times(epoch string) {
	for _, s := range r.Series {
		if s.Columns[0] != "time" {
			continue
		}
		for _, row := range s.Values {
			t, is := row[0].(int64)
			switch unit := epochs[epoch]; {
			case !is:
			case epoch == "":
				row[0] = time.Unix(0, t).UTC().Format(time.RFC3339Nano)
			case unit > 0:
				row[0] = t / unit
			}
		}
	}
}

// chunks cuts a result as chunked answers are: one series, and at most n rows, in each part.
func (r result) chunks(n int) []result {
	if r.Error != "" || len(r.Series) == 0 {
		return []result{r}
	}
	var out []result
	for _, s := range r.Series {
		for from := 0; from == 0 || from < len(s.Values); from += n {
			part := s
			part.Values = s.Values[from:min(from+n, len(s.Values))]
			out = append(out, result{ID: r.ID, Series: []series{part}, Partial: true})
		}
	}
	out[len(out)-1].Partial = false
	return out
}

// scope is the database and retention policy of a request.
type scope struct{ db, rp string }

// statement runs one statement. mu is held.
func (s *Server) statement(sc scope, st influxql.Statement) ([]series, error) {
	if s.v2 {
		switch st.(type) {
		case *influxql.SelectStatement, *influxql.ShowDatabasesStatement, *influxql.ShowMeasurementsStatement, *influxql.ShowTagKeysStatement,
			*influxql.ShowTagValuesStatement, *influxql.ShowFieldKeysStatement, *influxql.ShowRetentionPoliciesStatement:
		default:
			return nil, fmt.Errorf("not implemented: %s", st)
		}
	}
	switch st := st.(type) {
	case *influxql.SelectStatement:
		return s.selectRows(sc, st)
	case *influxql.DeleteSeriesStatement:
		return nil, s.deleteSeries(sc, st.Sources, st.Condition, false)
	case *influxql.DropSeriesStatement:
		return nil, s.deleteSeries(sc, st.Sources, st.Condition, true)
	case *influxql.DropMeasurementStatement:
		return nil, s.deleteSeries(sc, influxql.Sources{&influxql.Measurement{Name: st.Name}}, nil, true)
	}
	if out, err := s.show(sc, st); !errors.Is(err, errNotKnown) {
		return out, err
	}
	return s.administer(st)
}

func errDatabase(db string) error { return fmt.Errorf("database not found: %s", db) }
