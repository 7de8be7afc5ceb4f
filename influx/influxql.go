package influx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

// chunkSize is the number of rows which the server sends at once.
const chunkSize = 5000

// Query runs InfluxQL against the client's bucket and yields the rows while they arrive: a SELECT, a SHOW, or several
// statements with semicolons between them. $name stands for a parameter, see [Params]. The sequence ends after the first
// error, also one in the middle of the answer. Stopping early closes the connection.
//
// A statement that changes something goes through [Client.Exec].
func (c *Client) Query(ctx context.Context, query string, params Params) iter.Seq2[Row, error] {
	return c.query(ctx, "query", query, params, api.RepeatSafe)
}

// Exec runs InfluxQL statements that change something, and returns when they are done. It is repeated only when the
// server cannot have acted on it.
func (c *Client) Exec(ctx context.Context, statement string, params Params) error {
	return c.exec(ctx, "exec", statement, params, api.RepeatUnsafe)
}

func (c *Client) exec(ctx context.Context, op, statement string, params Params, repeat api.Repeat) error {
	for _, err := range c.query(ctx, op, statement, params, repeat) {
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) query(ctx context.Context, op, query string, params Params, repeat api.Repeat) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		text, err := bindInfluxQL(query, params)
		if err != nil {
			yield(Row{}, c.refuse(op, err))
			return
		}
		db, rp := c.dbrp()
		form := url.Values{"q": {text}, "epoch": {"ns"}, "chunked": {"true"}, "chunk_size": {strconv.Itoa(chunkSize)}}
		args := url.Values{}
		if db != "" {
			args.Set("db", db)
		}
		if rp != "" {
			args.Set("rp", rp)
		}
		// A POST, since a query may be longer than a URL; the password of CREATE USER must not be in a URL either.
		resp, err := c.api.Open(ctx, api.Request{
			Op: op, Method: http.MethodPost, Path: "query", Query: args, Body: form.Encode(),
			ContentType: "application/x-www-form-urlencoded", Repeat: repeat,
		})
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer resp.Body.Close()
		fail := func(err error) {
			yield(Row{}, c.answerError(ctx, op, resp, err))
		}
		dec := json.NewDecoder(resp.Body)
		dec.UseNumber()
		for n := 0; ; n++ {
			var chunk answer
			switch err := dec.Decode(&chunk); {
			case err == io.EOF && n > 0:
				return
			case err == io.EOF:
				fail(api.ErrEmptyBody)
				return
			case err != nil:
				fail(fmt.Errorf("read answer: %w", decodeFailure(err)))
				return
			}
			if !chunk.rows(yield, fail) {
				return
			}
		}
	}
}

// answer is one JSON object of an InfluxQL answer.
type answer struct {
	Error   string `json:"error"`
	Results []struct {
		ID     int    `json:"statement_id"`
		Error  string `json:"error"`
		Series []struct {
			Name    string            `json:"name"`
			Tags    map[string]string `json:"tags"`
			Columns []string          `json:"columns"`
			Values  [][]any           `json:"values"`
		} `json:"series"`
	} `json:"results"`
}

// rows yields the rows; false means that the reading is over.
func (a *answer) rows(yield func(Row, error) bool, fail func(error)) bool {
	if a.Error != "" {
		fail(serverError(a.Error))
		return false
	}
	for _, res := range a.Results {
		for _, s := range res.Series {
			head := &Series{Statement: res.ID, Name: s.Name, Tags: point.TagsFrom(s.Tags), Columns: s.Columns, time: slices.Index(s.Columns, "time")}
			for _, raw := range s.Values {
				row := Row{Series: head, Values: make([]point.Value, len(raw))}
				for i, v := range raw {
					row.Values[i] = jsonValue(v)
				}
				if !yield(row, nil) {
					return false
				}
			}
		}
		if res.Error != "" {
			fail(serverError(res.Error))
			return false
		}
	}
	return true
}

// serverError is a message which the server sent with status 200.
type serverError string

func (e serverError) Error() string { return string(e) }

func decodeFailure(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &kind) {
		return fmt.Errorf("%w: %w", api.ErrDecode, err)
	}
	return err
}

// answerError is a failure after the server's headers.
func (c *Client) answerError(ctx context.Context, op string, resp *http.Response, err error) error {
	e := &Error{Dropped: -1, apiError: &api.Error{
		Service: "influxdb", Op: op, Method: http.MethodPost, Status: resp.StatusCode, Attempts: 1,
		RequestID: resp.Header.Get("X-Request-Id"),
	}}
	if resp.Request != nil && resp.Request.URL != nil {
		u := *resp.Request.URL
		u.User = nil
		u.RawQuery = ""
		e.URL = c.api.Redact(u.String())
	}
	var said serverError
	if errors.As(err, &said) {
		e.Message = c.api.Redact(string(said))
		return e
	}
	if ctxErr := ctx.Err(); ctxErr != nil && !errors.Is(err, ctxErr) {
		err = fmt.Errorf("%w: %w", ctxErr, err)
	}
	e.Err = err
	return e
}
