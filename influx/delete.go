package influx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Deletion says what goes. The zero times leave the range open.
type Deletion struct {
	Selection
	// Everything allows a deletion with neither measurement nor tags.
	Everything bool
	// DryRun counts what would go and deletes nothing.
	DryRun bool
}

// Deleted is what a deletion removed, or would remove.
type Deleted struct {
	// Measurements is the number of values per measurement, of those which have any.
	Measurements map[string]int64
	// Series is the number of series with values in the range.
	Series int64
	// Values is the number of field values: a point with three fields has three.
	Values int64
}

// Delete deletes the points of the client's bucket that the selection means, after counting them. Without measurement
// and tags it is [ErrEmptyPredicate], unless Everything is set. Deleting twice is the same as deleting once.
//
// On 1.x a deletion covers all retention policies of the database: its language cannot name one. The count is of the
// bucket's own policy.
func (c *Client) Delete(ctx context.Context, d Deletion) (Deleted, error) {
	const op = "delete points"
	if c.bucket == "" {
		return Deleted{}, c.refuse(op, errors.New("no bucket: give one with WithBucket or In"))
	}
	if d.Measurement == "" && len(d.Tags) == 0 && !d.Everything {
		return Deleted{}, c.refuse(op, fmt.Errorf("%w: name a measurement or tags, or set Everything", ErrEmptyPredicate))
	}
	for k, v := range d.Tags {
		if k == "" || v == "" {
			return Deleted{}, c.refuse(op, fmt.Errorf("tag %q=%q: neither may be empty in a deletion", k, v))
		}
	}
	if !d.Start.IsZero() && !d.End.IsZero() && !d.Start.Before(d.End) {
		return Deleted{}, c.refuse(op, errors.New("the range is empty"))
	}
	info, err := c.Server(ctx)
	if err != nil {
		return Deleted{}, err
	}
	n, err := c.count(ctx, d.Selection)
	if err != nil || d.DryRun || n.Values == 0 {
		return n, err
	}
	if info.Major == 1 {
		return n, c.delete1(ctx, op, d.Selection)
	}
	return n, c.delete2(ctx, op, d.Selection)
}

// count counts what a selection means.
func (c *Client) count(ctx context.Context, sel Selection) (Deleted, error) {
	out := Deleted{Measurements: map[string]int64{}}
	where, params := sel.where(sel.Start, sel.End)
	from := "/.*/"
	if sel.Measurement != "" {
		params["from"] = c.from(sel.Measurement)
		from = c.source(params)
	} else if _, rp := c.dbrp(); rp != "" {
		params["rp"] = Ident(rp)
		from = "$rp./.*/"
	}
	query := "SELECT count(*) FROM " + from
	if where != "" {
		query += " WHERE " + where
	}
	// Without a time range the server would leave out what lies in the future.
	if sel.End.IsZero() {
		query += whereOr(where) + fmt.Sprintf("time <= %d", maxQueryTime)
	}
	for row, err := range c.query(ctx, "count points", query+" GROUP BY *", params, api.RepeatSafe) {
		if err != nil {
			return Deleted{}, err
		}
		out.Series++
		for i, v := range row.Values {
			if i == row.Series.time {
				continue
			}
			if n, ok := v.Int(); ok {
				out.Values += n
				out.Measurements[row.Series.Name] += n
			}
		}
	}
	return out, nil
}

// maxQueryTime is the last time that InfluxQL accepts (influxql.MaxTime).
const maxQueryTime = 9223372036854775806

func whereOr(where string) string {
	if where == "" {
		return " WHERE "
	}
	return " AND "
}

// delete1 uses DELETE, which keeps to a range, with or without a measurement.
func (c *Client) delete1(ctx context.Context, op string, sel Selection) error {
	where, params := sel.where(sel.Start, sel.End)
	// DELETE does not know the cast that tells a tag from a field of the same name; it takes tags only.
	where = strings.ReplaceAll(where, "::tag", "")
	statement := "DELETE"
	if sel.Measurement != "" {
		statement += " FROM $from"
		params["from"] = c.from(sel.Measurement)
	}
	if where != "" {
		statement += " WHERE " + where
	} else if sel.Measurement == "" {
		statement += fmt.Sprintf(" WHERE time <= %d", maxQueryTime)
	}
	db, _ := c.dbrp()
	return c.In(db).exec(ctx, op, statement, params, api.RepeatSafe)
}

// delete2 uses the delete API, whose predicate is a list of equalities and whose range has two ends.
func (c *Client) delete2(ctx context.Context, op string, sel Selection) error {
	var conds []string
	if sel.Measurement != "" {
		conds = append(conds, "_measurement="+predicateString(sel.Measurement))
	}
	for _, k := range sortedKeys(sel.Tags) {
		conds = append(conds, predicateString(k)+"="+predicateString(sel.Tags[k]))
	}
	body := map[string]string{"start": firstTime, "stop": lastTime}
	if !sel.Start.IsZero() {
		body["start"] = sel.Start.UTC().Format(time.RFC3339Nano)
	}
	if !sel.End.IsZero() {
		// The server deletes up to and with stop.
		body["stop"] = sel.End.UTC().Add(-1).Format(time.RFC3339Nano)
	}
	if len(conds) > 0 {
		body["predicate"] = strings.Join(conds, " AND ")
	}
	_, err := c.api.Do(ctx, api.Request{
		Op: op, Method: http.MethodPost, Path: "api/v2/delete", Query: url.Values{"org": {c.org}, "bucket": {c.bucket}},
		Body: body, Repeat: api.RepeatSafe, AllowEmpty: true,
	}, nil)
	return err
}

// The first and last time of the delete API.
const (
	firstTime = "1677-09-21T00:12:43.145224194Z"
	lastTime  = "2262-04-11T23:47:16.854775806Z"
)

func predicateString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
