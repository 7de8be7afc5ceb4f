package influx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

// Record is one row of a Flux answer.
type Record struct {
	// Table is the number of the table, from 0.
	Table int
	// Values are the columns: float64, int64, uint64, string, bool, time.Time, time.Duration, []byte; nil for null.
	Values map[string]any
}

// Time returns the column _time, the zero time if there is none.
func (r Record) Time() time.Time {
	t, _ := r.Values["_time"].(time.Time)
	return t
}

// Text returns a column that is a string, "" if it is not one.
func (r Record) Text(column string) string {
	s, _ := r.Values[column].(string)
	return s
}

// Value returns the column _value; the zero Value if it is null or a time.
func (r Record) Value() point.Value {
	v, err := point.ValueOf(r.Values["_value"])
	if err != nil {
		return point.Value{}
	}
	return v
}

// Flux runs a Flux query and yields the records while they arrive. The parameters stand in the record params:
// filter(fn: (r) => r.host == params.host). 1.8 answers when its configuration enables Flux. The sequence ends after the
// first error; stopping early closes the connection.
func (c *Client) Flux(ctx context.Context, query string, params Params) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		const op = "flux query"
		text, err := bindFlux(query, params)
		if err != nil {
			yield(Record{}, c.refuse(op, err))
			return
		}
		ctx := withCall(ctx, callInfo{op: op, repeat: api.RepeatSafe, stream: true})
		res, err := c.v2.QueryAPI(c.org).Query(ctx, text)
		if err != nil {
			yield(Record{}, typed(err))
			return
		}
		// The library's Close reads the rest of the answer, however long it is; closing the body itself does not.
		defer res.Closer.Close()
		n := 0
		for res.Next() {
			n++
			rec := res.Record()
			if !yield(Record{Table: rec.Table(), Values: rec.Values()}, nil) {
				return
			}
		}
		if err := res.Err(); err != nil {
			yield(Record{}, c.fluxError(ctx, op, err))
			return
		}
		// The library takes the end of the context for the end of the answer when it falls between two lines.
		if n == 0 && ctx.Err() != nil {
			yield(Record{}, c.fluxError(ctx, op, ctx.Err()))
		}
	}
}

func (c *Client) fluxError(ctx context.Context, op string, err error) error {
	if ctxErr := ctx.Err(); ctxErr != nil && !errors.Is(err, ctxErr) {
		err = fmt.Errorf("%w: %w", ctxErr, err)
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return &Error{Dropped: -1, apiError: &api.Error{
		Service: "influxdb", Op: op, Method: http.MethodPost, URL: c.api.BaseURL() + "/api/v2/query", Status: http.StatusOK,
		Attempts: 1, Err: fmt.Errorf("read answer: %w", err),
	}}
}
