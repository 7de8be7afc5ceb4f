package kapacitor

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// ListStores fetches the server's own databases.
func (c *Client) ListStores(ctx context.Context) ([]Store, error) {
	out, err := get[struct{ Storage []Store }](ctx, c, "storage", call{op: "list stores", path: "storage/stores"})
	return out.Storage, err
}

// RebuildStore rebuilds the indexes of a database.
func (c *Client) RebuildStore(ctx context.Context, name string) error {
	_, err := c.do(ctx, call{
		op: "rebuild store", method: http.MethodPost, path: "storage/stores/{}", args: []string{name}, body: map[string]string{"action": "rebuild"},
		repeat: api.RepeatSafe, done: true,
	}, nil)
	return err
}

// Backup writes the server's database file to w and returns how many bytes it has. A backup that ends early is an error.
func (c *Client) Backup(ctx context.Context, w io.Writer) (int64, error) {
	const op = "backup"
	resp, err := c.api.Open(ctx, api.Request{Op: op, Path: base + "storage/backup"})
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	n, err := io.Copy(w, resp.Body)
	if err == nil && resp.ContentLength >= 0 && n != resp.ContentLength {
		err = fmt.Errorf("got %d of %d bytes: %w", n, resp.ContentLength, io.ErrUnexpectedEOF)
	}
	if err != nil {
		return n, c.broken(ctx, op, resp, err)
	}
	return n, nil
}
