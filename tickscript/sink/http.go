package sink

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// HTTP sends requests: those of post and of every service that is reached over
// HTTP, Alerta among them.
type HTTP struct {
	// Client sends; nil is a client of its own. Requests that skip the check of the
	// server's certificate always use one of their own.
	Client *http.Client

	once            sync.Once
	own, unverified *http.Client
}

func (h *HTTP) init() {
	h.own = h.Client
	if h.own == nil {
		h.own = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // the script or the configuration asks for it
	h.unverified = &http.Client{Transport: t}
}

// Send sends a request. A status that Kapacitor does not take as success is a
// *StatusError.
func (h *HTTP) Send(ctx context.Context, d *alert.Delivery) error {
	p, err := payload[*alert.HTTPRequest](d)
	if err != nil {
		return err
	}
	h.once.Do(h.init)
	if p.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.Timeout)
		defer cancel()
	}
	req, err := http.NewRequestWithContext(ctx, p.Method, p.URL, bytes.NewReader(p.Body))
	if err != nil {
		return fmt.Errorf("%s %s: %w", p.Method, p.Target(), unURL(err))
	}
	for _, x := range p.Header {
		req.Header.Set(x.Name, x.Value)
	}
	c := h.own
	if p.SkipVerify {
		c = h.unverified
	}
	resp, err := c.Do(req)
	if err != nil {
		return fmt.Errorf("%s %s: %w", p.Method, p.Target(), unURL(err))
	}
	defer resp.Body.Close()
	const most = 1 << 10
	body, _ := io.ReadAll(io.LimitReader(resp.Body, most))
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
	if !p.OK(resp.StatusCode) {
		return fmt.Errorf("%s %s: %w", p.Method, p.Target(), &StatusError{resp.StatusCode, string(body)})
	}
	return nil
}

// unURL drops the URL from an error: it may hold a secret.
func unURL(err error) error {
	var ue *url.Error
	if errors.As(err, &ue) {
		return ue.Err
	}
	return err
}
