package influx

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"

	"github.com/tickwright/tickwright/internal/api"
)

// newV2 returns InfluxData's client with our pipeline below it. It knows neither the server's address nor a credential:
// the bridge adds both, so that neither can reach its log, and turns every failed answer into our error, of which the
// library would keep a part.
func newV2(c *api.Client, compress bool) influxdb2.Client {
	opts := influxdb2.DefaultOptions().
		SetHTTPClient(&http.Client{Transport: &bridge{c, compress}}).
		SetApplicationName("tickwright").
		SetLogLevel(0)
	return influxdb2.NewClientWithOptions("http://influxdb", "", opts)
}

type bridge struct {
	api      *api.Client
	compress bool
}

type callKey struct{}

// callInfo tells the bridge what the library's request is for.
type callInfo struct {
	op     string
	repeat api.Repeat
	stream bool
	write  bool
}

func withCall(ctx context.Context, info callInfo) context.Context {
	return context.WithValue(ctx, callKey{}, info)
}

// RoundTrip implements http.RoundTripper.
func (b *bridge) RoundTrip(r *http.Request) (*http.Response, error) {
	info, _ := r.Context().Value(callKey{}).(callInfo)
	req := api.Request{
		Op: info.op, Method: r.Method, Path: strings.TrimPrefix(r.URL.EscapedPath(), "/"), Query: r.URL.Query(),
		Header: r.Header.Clone(), Repeat: info.repeat,
	}
	req.Header.Del("User-Agent")
	req.ContentType = req.Header.Get("Content-Type")
	if r.Body != nil {
		body, err := readBody(r.Body, r.ContentLength)
		if err != nil {
			return nil, fmt.Errorf("read request body: %w", err)
		}
		if b.compress && strings.HasSuffix(r.URL.Path, "/write") {
			if body, err = compress(body); err != nil {
				return nil, err
			}
			req.Header.Set("Content-Encoding", "gzip")
		}
		req.Body = body
	}
	if info.stream {
		return b.open(r, req)
	}
	if info.write {
		// A proxy's page with status 200 is no acknowledgement.
		req.OK = []int{http.StatusNoContent}
	}
	// The library takes an answer that is no JSON for an empty one in places.
	var body json.RawMessage
	resp, err := b.api.Do(r.Context(), req, &body)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(resp.Status), StatusCode: resp.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: resp.Header, Body: io.NopCloser(bytes.NewReader(resp.Body)), ContentLength: int64(len(resp.Body)), Request: r,
	}, nil
}

// open leaves the body to be read as a stream. A page or a JSON object is refused: the library skips each line that is no CSV.
func (b *bridge) open(r *http.Request, req api.Request) (*http.Response, error) {
	resp, err := b.api.Open(r.Context(), req)
	if err != nil {
		return nil, err
	}
	if kind := resp.Header.Get("Content-Type"); strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "application/json") {
		resp.Body.Close()
		return nil, &Error{Dropped: -1, apiError: &api.Error{
			Service: "influxdb", Op: req.Op, Method: req.Method, URL: b.api.BaseURL() + "/" + req.Path, Status: resp.StatusCode, Attempts: 1,
			Err: fmt.Errorf("%w: it is %s, want CSV", api.ErrDecode, kind),
		}}
	}
	return resp, nil
}

func readBody(r io.ReadCloser, size int64) ([]byte, error) {
	defer r.Close()
	if size < 0 {
		return io.ReadAll(r)
	}
	b := make([]byte, size)
	_, err := io.ReadFull(r, b)
	return b, err
}

var gzipWriters = sync.Pool{New: func() any {
	// The fastest level: line protocol repeats itself so much that a better one gains little.
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return w
}}

func compress(b []byte) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(b) / 4)
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(&out)
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
