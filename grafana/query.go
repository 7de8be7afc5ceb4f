package grafana

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// QueryRequest asks data sources through the server, as a panel does.
type QueryRequest struct {
	From, To time.Time
	Queries  []Query
}

// Query is one query of a panel: what its data source's plugin understands, and where it goes.
type Query struct {
	RefID         string // names the result; A, B, C, ... in order when empty
	DataSourceUID string
	Interval      time.Duration // what $__interval stands for; 0 leaves it to the server
	MaxDataPoints int64
	// Model holds the plugin's own members, such as "query" and "rawQuery", or a whole target of a panel. What is set above wins.
	Model map[string]any
}

// InfluxQLQuery is a query in InfluxQL as it stands, for a data source made from [InfluxQL]. $timeFilter and $__interval are filled in by
// the server.
func InfluxQLQuery(dataSourceUID, query string) Query {
	return Query{DataSourceUID: dataSourceUID, Model: map[string]any{"query": query, "rawQuery": true, "resultFormat": "time_series"}}
}

// FluxQuery is a query in Flux, for a data source made from [Flux].
func FluxQuery(dataSourceUID, query string) Query {
	return Query{DataSourceUID: dataSourceUID, Model: map[string]any{"query": query}}
}

func (r QueryRequest) body(op string) (map[string]any, error) {
	if len(r.Queries) == 0 {
		return nil, invalid(op, "no query is given")
	}
	if !r.To.After(r.From) {
		return nil, invalid(op, "the time range is empty: from %s to %s", r.From.Format(time.RFC3339), r.To.Format(time.RFC3339))
	}
	seen := map[string]bool{}
	var list []map[string]any
	for i, q := range r.Queries {
		m := map[string]any{}
		for k, v := range q.Model {
			m[k] = v
		}
		if q.RefID != "" {
			m["refId"] = q.RefID
		} else if _, ok := m["refId"].(string); !ok {
			m["refId"] = refID(i)
		}
		ref := m["refId"].(string)
		if seen[ref] {
			return nil, invalid(op, "two queries are named %q", ref)
		}
		seen[ref] = true
		if q.DataSourceUID != "" {
			m["datasource"] = map[string]string{"uid": q.DataSourceUID}
		} else if m["datasource"] == nil {
			return nil, invalid(op, "query %s names no data source", ref)
		}
		if q.Interval > 0 {
			m["intervalMs"] = max(1, q.Interval.Milliseconds())
		}
		if q.MaxDataPoints > 0 {
			m["maxDataPoints"] = q.MaxDataPoints
		}
		list = append(list, m)
	}
	return map[string]any{"from": strconv.FormatInt(r.From.UnixMilli(), 10), "to": strconv.FormatInt(r.To.UnixMilli(), 10), "queries": list}, nil
}

// refID is A to Z, then AA and so on, as a panel names its queries.
func refID(i int) string {
	var name []byte
	for i++; i > 0; i = (i - 1) / 26 {
		name = append(name, byte('A'+(i-1)%26))
	}
	slices.Reverse(name)
	return string(name)
}

// QueryResult is the answer to one query.
type QueryResult struct {
	Status int     `json:"status"` // as of HTTP; 0 on servers before 9
	Error  string  `json:"error"`
	Frames []Frame `json:"frames"`
}

// Query asks data sources and returns the results by RefID. A query that its plugin refuses is a result with an Error; where the plugin
// itself fails, as that of InfluxDB does at a query which the database does not understand, the call does, with ErrServer and without the
// database's message.
func (c *Client) Query(ctx context.Context, r QueryRequest) (map[string]QueryResult, error) {
	const op = "query"
	body, err := r.body(op)
	if err != nil {
		return nil, err
	}
	var out struct {
		Results map[string]QueryResult `json:"results"`
	}
	resp, err := c.do(ctx, call{op: op, method: http.MethodPost, path: "ds/query", body: body, repeat: api.RepeatSafe}, &must{"results", &out})
	if err != nil && resp != nil && (resp.Status == http.StatusBadRequest || resp.Status == http.StatusInternalServerError) {
		// The server answers so when one of the queries failed, with the results of all.
		if json.Unmarshal(resp.Body, &out) == nil && len(out.Results) > 0 {
			return out.Results, nil
		}
	}
	return out.Results, err
}
