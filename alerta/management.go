package alerta

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

var errNotOK = errors.New("answer is not OK")

// Ready reports whether the server can reach its database (gtg, "good to go"). It needs no credential.
func (c *Client) Ready(ctx context.Context) error {
	return c.probe(ctx, "check readiness", "management/gtg")
}

// Healthy is an error when a heartbeat is older than four times its timeout; the message names its origin. It says nothing about the
// server itself, for which there is Ready.
func (c *Client) Healthy(ctx context.Context) error {
	return c.probe(ctx, "check health", "management/healthcheck")
}

// probe is not repeated: 503 is an answer here.
func (c *Client) probe(ctx context.Context, op, path string) error {
	var text string
	resp, err := c.do(ctx, call{op: op, path: path, repeat: api.RepeatUnsafe}, &text)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) != "OK" {
		return &Error{Op: op, Status: resp.Status, Message: firstLine(text), RequestID: resp.RequestID, Attempts: resp.Attempts, Err: errNotOK}
	}
	return nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	if len(s) > 100 {
		s = s[:100]
	}
	return s
}

// Manifest is the server's version.
type Manifest struct {
	Release  string `json:"release"`
	Build    string `json:"build"`
	Date     string `json:"date"`
	Revision string `json:"revision"`
}

// Manifest fetches the server's version.
func (c *Client) Manifest(ctx context.Context) (Manifest, error) {
	var out Manifest
	_, err := c.do(ctx, call{op: "get manifest", path: "management/manifest"}, &must{"release", &out})
	return out, err
}

// ServerStatus are the server's own metrics.
type ServerStatus struct {
	Application string   `json:"application"`
	Version     string   `json:"version"`
	Time        Seconds  `json:"time"`   // Unix, milliseconds
	Uptime      Seconds  `json:"uptime"` // milliseconds
	Metrics     []Metric `json:"metrics"`
}

// Metric is one of the server's counters, gauges or timers.
type Metric struct {
	Group       string  `json:"group"`
	Name        string  `json:"name"`
	Title       string  `json:"title"`
	Description string  `json:"description"`
	Type        string  `json:"type"` // counter, gauge, timer, text
	Count       Int     `json:"count"`
	TotalTime   Seconds `json:"totalTime"` // milliseconds
	Value       any     `json:"value"`
}

// ServerStatus fetches the server's metrics.
func (c *Client) ServerStatus(ctx context.Context) (ServerStatus, error) {
	var out ServerStatus
	_, err := c.do(ctx, call{op: "get status", path: "management/status"}, &must{"metrics", &out})
	return out, err
}

// PrometheusMetrics fetches the server's metrics in the Prometheus text format.
func (c *Client) PrometheusMetrics(ctx context.Context) (string, error) {
	var out string
	_, err := c.do(ctx, call{op: "get metrics", path: "management/metrics"}, &out)
	return out, err
}

// HousekeepingReport is what housekeeping did, by alert id. Deleted alerts are not reported by the server.
type HousekeepingReport struct {
	Expired   []string `json:"expired"`
	Unshelved []string `json:"unshelve"`
	Unacked   []string `json:"unack"`
	Count     Int      `json:"count"`
}

// Housekeeping makes the server expire, un-shelve and un-ack what is due, and delete closed and expired alerts older than expired and
// informational ones older than info (whole hours, rounded up; 0: the server's defaults, 2 h and 12 h). Nothing ever expires unless
// somebody calls it.
func (c *Client) Housekeeping(ctx context.Context, expired, info time.Duration) (HousekeepingReport, error) {
	var out HousekeepingReport
	v := url.Values{}
	for name, d := range map[string]time.Duration{"expired": expired, "info": info} {
		if d < 0 {
			return out, invalid("housekeeping", "%s is negative", name)
		}
		if d > 0 {
			v.Set(name, strconv.FormatInt(int64((d+time.Hour-1)/time.Hour), 10))
		}
	}
	_, err := c.do(ctx, call{op: "housekeeping", method: http.MethodPost, path: "management/housekeeping", query: v, repeat: api.RepeatSafe}, &must{"expired", &out})
	return out, err
}
