package kapacitor

import (
	"context"
	"net/http"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Pong is the answer to a ping.
type Pong struct {
	Version string // "1.8.3"
	Took    time.Duration
}

// Ping asks whether the server is there, and for its version. Something else that answers is an error.
func (c *Client) Ping(ctx context.Context) (Pong, error) {
	start := time.Now()
	resp, err := c.api.Do(ctx, api.Request{Op: "ping", Path: base + "ping", OK: []int{http.StatusNoContent}}, nil)
	if err != nil {
		return Pong{}, err
	}
	return Pong{Version: resp.Header.Get("X-Kapacitor-Version"), Took: time.Since(start)}, nil
}

// DebugVars fetches the server's own counters.
func (c *Client) DebugVars(ctx context.Context) (DebugVars, error) {
	return get[DebugVars](ctx, c, "kapacitor", call{op: "get debug vars", path: "debug/vars"})
}

// SetLogLevel changes what the server logs: DEBUG, INFO, WARN, ERROR or OFF.
func (c *Client) SetLogLevel(ctx context.Context, level string) error {
	_, err := c.do(ctx, call{
		op: "set log level", method: http.MethodPost, path: "loglevel", body: map[string]string{"level": level}, repeat: api.RepeatSafe, done: true,
	}, nil)
	return err
}

// ReloadSideload lets the server read the files of its sideload nodes again.
func (c *Client) ReloadSideload(ctx context.Context) error {
	_, err := c.do(ctx, call{op: "reload sideload", method: http.MethodPost, path: "sideload/reload", repeat: api.RepeatSafe, done: true}, nil)
	return err
}
