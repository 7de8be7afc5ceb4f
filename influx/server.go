package influx

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Server is what a server says of itself.
type Server struct {
	// Version is "1.8.10", "2.7.12".
	Version string
	// Build is "OSS", "ENT"; "" if the server does not say.
	Build string
	// Major is 1 or 2.
	Major int
	// Minor is the second number.
	Minor int
}

func parseServer(version string) (*Server, error) {
	v := strings.TrimPrefix(version, "v")
	parts := strings.SplitN(v, ".", 3)
	if len(parts) >= 2 {
		major, err1 := strconv.Atoi(parts[0])
		minor, err2 := strconv.Atoi(parts[1])
		if err1 == nil && err2 == nil && (major == 1 || major == 2) {
			return &Server{Version: v, Major: major, Minor: minor}, nil
		}
	}
	return nil, fmt.Errorf("influxdb: version %q: want 1.x or 2.x; say which one it is with WithVersion", version)
}

// Server returns the server's version. The answer is kept for the client's life.
func (c *Client) Server(ctx context.Context) (Server, error) {
	c.mu.Lock()
	info := c.info
	c.mu.Unlock()
	if info != nil {
		return *info, nil
	}
	_, err := c.Ping(ctx)
	if err != nil {
		return Server{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return *c.info, nil
}

// Ping asks the server for its version and returns how long the answer took. It needs no credential.
func (c *Client) Ping(ctx context.Context) (time.Duration, error) {
	start := time.Now()
	resp, err := c.api.Do(ctx, api.Request{Op: "ping", Path: "ping", OK: []int{http.StatusNoContent, http.StatusOK}, AllowEmpty: true}, nil)
	if err != nil {
		return 0, err
	}
	took := time.Since(start)
	info, err := parseServer(resp.Header.Get("X-Influxdb-Version"))
	if err != nil {
		return 0, &Error{Dropped: -1, apiError: &api.Error{Service: "influxdb", Op: "ping", Method: http.MethodGet, URL: c.api.BaseURL() + "/ping",
			Status: resp.Status, RequestID: resp.RequestID, Attempts: resp.Attempts, Err: err}}
	}
	info.Build = resp.Header.Get("X-Influxdb-Build")
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.info == nil {
		c.info = info
	}
	return took, nil
}

// Health is a server's answer about its own state.
type Health struct {
	Name    string `json:"name"`
	Status  string `json:"status"` // "pass" or "fail"
	Message string `json:"message"`
	Version string `json:"version"`
}

// OK reports whether the server is well.
func (h Health) OK() bool { return h.Status == "pass" }

// Health returns the server's state. A server that answers "fail" is no error.
func (c *Client) Health(ctx context.Context) (Health, error) {
	var h Health
	_, err := c.api.Do(ctx, api.Request{Op: "health", Path: "health", OK: []int{http.StatusOK, http.StatusServiceUnavailable}}, &h)
	return h, err
}
