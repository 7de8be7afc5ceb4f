package kapacitor

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

// Write gives points to the tasks that read db.rp. A retention policy "" is the server's default. A call that fails is repeated only when
// the server cannot have seen it: a point given twice is judged twice.
func (c *Client) Write(ctx context.Context, db, rp string, points ...point.Point) error {
	if len(points) == 0 {
		return nil
	}
	lines, err := point.Marshal(points...)
	if err != nil {
		return invalid(opWrite, "%w", err)
	}
	return c.WriteLines(ctx, db, rp, point.Nanosecond, lines)
}

const opWrite = "write points"

// WriteLines gives line protocol to the tasks that read db.rp: text with times in the given precision. When a line is bad the server
// judges none of them, and names it.
func (c *Client) WriteLines(ctx context.Context, db, rp string, precision point.Precision, lines []byte) error {
	if db == "" {
		return invalid(opWrite, "no database given")
	}
	if len(bytes.TrimSpace(lines)) == 0 {
		return nil
	}
	_, err := c.do(ctx, call{
		op: opWrite, method: http.MethodPost, path: "write", body: lines, contentType: "text/plain; charset=utf-8", repeat: api.RepeatUnsafe,
		done: true, query: url.Values{"db": {db}, "rp": {rp}, "precision": {precision.V1()}},
	}, nil)
	return err
}

// WriteFrom is WriteLines for a reader: the points are read, checked and sent in requests of up to batch points (5,000 when 0), in order.
// It returns how many points were sent before the error.
func (c *Client) WriteFrom(ctx context.Context, db, rp string, r *point.Reader, batch int) (int, error) {
	if batch <= 0 {
		batch = 5000
	}
	sent := 0
	var points []point.Point
	flush := func() error {
		if err := c.Write(ctx, db, rp, points...); err != nil {
			return err
		}
		sent += len(points)
		points = points[:0]
		return nil
	}
	for {
		p, err := r.Read()
		if err == io.EOF {
			return sent, flush()
		}
		if err != nil {
			return sent, invalid(opWrite, "%w", err)
		}
		if points = append(points, p.Clone()); len(points) == batch {
			if err := flush(); err != nil {
				return sent, err
			}
		}
	}
}
