package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Response is what a successful call answered, besides the decoded body.
type Response struct {
	Status    int
	Header    http.Header
	Body      []byte // all of it; nil after Open
	RequestID string
	Attempts  int
}

// Do sends the request and decodes the answer into out: nil ignores it, *[]byte and *string take it raw, anything else is JSON. The
// response is also returned beside an error when there was an answer. Every error comes from the error decoder or is an *Error.
func (c *Client) Do(ctx context.Context, r Request, out any) (*Response, error) {
	hr, info, err := c.open(ctx, &r, false)
	if err != nil {
		return nil, err
	}
	defer hr.Body.Close()
	body, err := io.ReadAll(hr.Body)
	resp := &Response{Status: hr.StatusCode, Header: hr.Header, Body: body, RequestID: c.answerID(hr), Attempts: info.attempts}
	if err != nil {
		return resp, c.fail(ctx, &r, hr.Request.URL, resp, info, err)
	}
	if !r.succeeded(hr.StatusCode) {
		return resp, c.fail(ctx, &r, hr.Request.URL, resp, info, nil)
	}
	if err := decode(resp, r.AllowEmpty, out); err != nil {
		return resp, c.fail(ctx, &r, hr.Request.URL, resp, info, err)
	}
	return resp, nil
}

// Open sends the request and leaves the body of a successful answer unread, without a limit; the caller closes it. Everything up to the
// headers may be repeated, nothing after them.
func (c *Client) Open(ctx context.Context, r Request) (*http.Response, error) {
	hr, info, err := c.open(ctx, &r, true)
	if err != nil {
		return nil, err
	}
	if r.succeeded(hr.StatusCode) {
		return hr, nil
	}
	defer hr.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(hr.Body, 1<<20))
	resp := &Response{Status: hr.StatusCode, Header: hr.Header, Body: body, RequestID: c.answerID(hr), Attempts: info.attempts}
	return nil, c.fail(ctx, &r, hr.Request.URL, resp, info, nil)
}

func (c *Client) open(ctx context.Context, r *Request, stream bool) (*http.Response, *call, error) {
	info := &call{repeat: r.Repeat, maxBody: r.MaxBody, stream: stream, secrets: c.secrets.with(r.Secrets)}
	u, err := join(c.base, r.Path, r.Args, r.Query)
	if err != nil {
		return nil, nil, c.fail(ctx, r, c.base, nil, info, fmt.Errorf("%w: %w", ErrInvalidRequest, err))
	}
	req, err := r.build(context.WithValue(ctx, callKey{}, info), u)
	if err != nil {
		return nil, nil, c.fail(ctx, r, u, nil, info, fmt.Errorf("%w: %w", ErrInvalidRequest, err))
	}
	hr, err := c.rt.RoundTrip(req)
	if err != nil {
		return nil, nil, c.fail(ctx, r, u, &Response{RequestID: req.Header.Get(c.idHeader())}, info, err)
	}
	if hr.Request == nil {
		hr.Request = req
	}
	return hr, info, nil
}

func (c *Client) idHeader() string { return c.conf.idHeader }

// answerID prefers the id the server names, since a proxy may have replaced ours.
func (c *Client) answerID(hr *http.Response) string {
	if c.conf.idHeader == "" {
		return ""
	}
	if id := hr.Header.Get(c.conf.idHeader); id != "" {
		return id
	}
	return hr.Request.Header.Get(c.conf.idHeader)
}

// fail makes the typed error of one call. It is the only place where one is made, so that no secret can leave by another way.
func (c *Client) fail(ctx context.Context, r *Request, u *url.URL, resp *Response, info *call, cause error) error {
	e := &Error{
		Service: c.conf.service, Op: r.Op, Method: r.method(), URL: info.secrets.URL(u), Attempts: info.attempts,
	}
	var body []byte
	if resp != nil {
		e.Status, e.RequestID, e.header = resp.Status, resp.RequestID, resp.Header
		if resp.Body != nil {
			body = []byte(info.secrets.String(string(resp.Body))) // servers quote a key that they refuse
		}
	}
	if cause != nil {
		// The context's own error explains more than "use of closed connection", and is what callers test for.
		if ctxErr := ctx.Err(); ctxErr != nil && !errors.Is(cause, ctxErr) {
			cause = fmt.Errorf("%w: %w", ctxErr, cause)
		}
		e.Err = info.secrets.wrap(cause)
	} else {
		e.Message = snippet(body)
	}
	var err error = e
	if c.conf.decode != nil {
		if err = c.conf.decode(e, body); err == nil {
			err = e
		}
	}
	return err
}
