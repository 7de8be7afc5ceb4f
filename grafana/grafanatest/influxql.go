package grafanatest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/grafana"
)

// influxQL sends a query to the InfluxDB of a data source, with the macros of Grafana filled in, and gives its answer as frames, one for each
// series and column, as the plugin does.
func influxQL(ctx context.Context, d *source, q Query, text string) ([]grafana.Frame, error) {
	text = strings.NewReplacer(
		"$timeFilter", fmt.Sprintf("time >= %dms and time <= %dms", q.From.UnixMilli(), q.To.UnixMilli()),
		"$__interval_ms", strconv.FormatInt(q.Interval.Milliseconds(), 10), "$interval", interval(q.Interval), "$__interval", interval(q.Interval),
	).Replace(text)
	database, _ := d.JSONData["dbName"].(string)
	if database == "" {
		database = d.Database
	}
	u := strings.TrimRight(d.URL, "/") + "/query?" + url.Values{"db": {database}, "epoch": {"ns"}, "q": {text}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return nil, err
	}
	if d.User != "" {
		req.SetBasicAuth(d.User, d.Secrets["password"].Reveal())
	}
	for i := 1; ; i++ {
		name, _ := d.JSONData["httpHeaderName"+strconv.Itoa(i)].(string)
		if name == "" {
			break
		}
		req.Header.Set(name, d.Secrets["httpHeaderValue"+strconv.Itoa(i)].Reveal())
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		return nil, fmt.Errorf("InfluxDB returned error: %s", bytes.TrimSpace(raw))
	}
	return framesOf(raw, text)
}

func interval(d time.Duration) string {
	if d%time.Second == 0 {
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	}
	return strconv.FormatInt(d.Milliseconds(), 10) + "ms"
}

func framesOf(raw []byte, query string) ([]grafana.Frame, error) {
	var answer struct {
		Results []struct {
			Error  string
			Series []struct {
				Name    string
				Tags    map[string]string
				Columns []string
				Values  [][]any
			}
		}
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&answer); err != nil {
		return nil, fmt.Errorf("the answer of InfluxDB: %w", err)
	}
	meta, err := json.Marshal(map[string]string{"executedQueryString": query})
	if err != nil {
		return nil, err
	}
	var out []grafana.Frame
	for _, r := range answer.Results {
		if r.Error != "" {
			return nil, fmt.Errorf("%s", r.Error)
		}
		for _, s := range r.Series {
			times := grafana.Field{Name: "Time", Type: grafana.FieldTime}
			first := 0
			if len(s.Columns) > 0 && s.Columns[0] == "time" {
				first = 1
				for _, row := range s.Values {
					ns, err := strconv.ParseInt(fmt.Sprint(row[0]), 10, 64)
					if err != nil {
						return nil, fmt.Errorf("the time %v of InfluxDB is not a number", row[0])
					}
					times.Values = append(times.Values, time.Unix(0, ns).UTC())
				}
			}
			for i, column := range s.Columns[first:] {
				value := grafana.Field{Name: "Value", Type: grafana.FieldNumber, Labels: s.Tags}
				for _, row := range s.Values {
					v, kind := cell(row[i+first])
					if kind != "" {
						value.Type = kind
					}
					value.Values = append(value.Values, v)
				}
				f := grafana.Frame{Name: seriesName(s.Name, column, s.Tags), Meta: meta, Fields: []grafana.Field{value}}
				if first == 1 {
					f.Fields = []grafana.Field{times, value}
				}
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// cell is a value with the type of its column; "" for null.
func cell(v any) (any, grafana.FieldType) {
	switch v := v.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return f, grafana.FieldNumber
		}
		return v.String(), grafana.FieldString
	case string:
		return v, grafana.FieldString
	case bool:
		return v, grafana.FieldBool
	}
	return nil, ""
}

func seriesName(name, column string, tags map[string]string) string {
	var pairs []string
	for k, v := range tags {
		pairs = append(pairs, k+": "+v)
	}
	sort.Strings(pairs)
	text := name + "." + column
	if len(pairs) > 0 {
		text += " { " + strings.Join(pairs, ", ") + " }"
	}
	return text
}
