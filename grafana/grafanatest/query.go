package grafanatest

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/grafana"
)

type queryBody struct {
	From, To string
	Queries  []map[string]any
}

type queryResult struct {
	Status int             `json:"status"`
	Error  string          `json:"error,omitempty"`
	Frames []grafana.Frame `json:"frames"`
}

var errNoPlugin = errors.New("no plugin answers this query in grafanatest; set Config.Query")

func postQuery(q *request) (*reply, error) {
	body, err := bind[queryBody](q)
	if err != nil {
		return nil, err
	}
	if len(body.Queries) == 0 {
		return nil, &apiError{http.StatusBadRequest, obj{"message": "No queries found", "messageId": "query.noQueries", "statusCode": 400, "traceID": ""}}
	}
	from, err := parseTime(body.From, q.s.now())
	if err != nil {
		return nil, err
	}
	to, err := parseTime(body.To, q.s.now())
	if err != nil {
		return nil, err
	}
	results := map[string]queryResult{}
	failed := false
	for _, m := range body.Queries {
		ds, _ := m["datasource"].(map[string]any)
		uid, _ := ds["uid"].(string)
		d := q.org.source(uid)
		if d == nil {
			return nil, &apiError{http.StatusNotFound, obj{"message": "Data source not found"}}
		}
		ref, _ := m["refId"].(string)
		if ref == "" {
			ref = "A"
		}
		ms, _ := m["intervalMs"].(float64)
		if ms == 0 {
			ms = 1000
		}
		frames, err := q.s.answer(q.Context(), d, Query{DataSource: d.DataSource, From: from, To: to, RefID: ref, Model: m, Interval: time.Duration(ms) * time.Millisecond})
		if err != nil {
			if d.Type == grafana.InfluxDBType { // its plugin fails as a whole
				return nil, &apiError{http.StatusInternalServerError, obj{"message": "An error occurred within the plugin", "messageId": "plugin.downstreamError",
					"statusCode": 500, "traceID": ""}}
			}
			failed = true
			results[ref] = queryResult{Status: http.StatusBadRequest, Error: err.Error(), Frames: []grafana.Frame{}}
			continue
		}
		for i := range frames {
			frames[i].RefID = ref
		}
		results[ref] = queryResult{Status: http.StatusOK, Frames: append([]grafana.Frame{}, frames...)}
	}
	status := http.StatusOK
	if failed {
		status = http.StatusBadRequest
		if len(results) > 1 {
			status = http.StatusMultiStatus
		}
	}
	return &reply{status, obj{"results": results}}, nil
}

// answer finds who answers a query. Nothing is asked of the plugin's own checks before.
func (s *Server) answer(ctx context.Context, d *source, q Query) ([]grafana.Frame, error) {
	flux := d.JSONData["version"] == "Flux"
	if text, is := q.Model["query"].(string); is && d.Type == grafana.InfluxDBType && !flux {
		return influxQL(ctx, d, q, text)
	}
	if s.conf.Query == nil {
		return nil, errNoPlugin
	}
	q.DataSource.Secrets = nil
	return s.conf.Query(ctx, q)
}

// parseTime reads milliseconds, and "now".
func parseTime(text string, now time.Time) (time.Time, error) {
	if text == "now" {
		return now, nil
	}
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, failWith(http.StatusBadRequest, "Query data error", "grafanatest reads times in milliseconds, not "+strconv.Quote(text))
	}
	return time.UnixMilli(ms).UTC(), nil
}

func checkHealth(q *request) (*reply, error) {
	d, err := q.pathSource()
	if err != nil {
		return nil, fail(http.StatusInternalServerError, "Unable to load datasource metadata")
	}
	if d.Type != grafana.InfluxDBType {
		return nil, fail(http.StatusNotFound, "Plugin not found")
	}
	var frames []grafana.Frame
	if d.JSONData["version"] == "Flux" {
		frames, err = q.s.answer(q.Context(), d, Query{DataSource: d.DataSource, Model: map[string]any{"query": "buckets()"}})
	} else {
		frames, err = influxQL(q.Context(), d, Query{From: time.UnixMilli(0), To: q.s.now(), Interval: time.Minute}, "SHOW measurements")
	}
	switch {
	case err != nil:
		return nil, &apiError{http.StatusBadRequest, obj{"status": "ERROR", "message": "error reading InfluxDB: " + err.Error()}}
	case len(frames) == 0:
		return nil, &apiError{http.StatusBadRequest, obj{"status": "ERROR", "message": "error connecting InfluxDB influxQL: no measurements"}}
	}
	return ok(obj{"status": "OK", "message": "datasource is working. " + strconv.Itoa(frames[0].Len()) + " measurements found"})
}
