package sink

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// File appends lines to files. A file that does not exist is made.
type File struct{}

// Send appends the line.
func (File) Send(_ context.Context, d *alert.Delivery) error {
	p, err := payload[*alert.FileLine](d)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(p.Path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, p.Mode)
	if err != nil {
		return fmt.Errorf("append alert: %w", err)
	}
	_, werr := f.Write(p.Line)
	return errors.Join(werr, f.Close())
}

// TCP writes messages to connections of their own.
type TCP struct {
	// Dialer connects; the zero Dialer sets no limit of its own.
	Dialer net.Dialer
}

// Send connects, writes and, where an answer is expected, reads it.
func (t *TCP) Send(ctx context.Context, d *alert.Delivery) error {
	p, err := payload[*alert.TCPMessage](d)
	if err != nil {
		return err
	}
	conn, err := t.Dialer.DialContext(ctx, "tcp", p.Address)
	if err != nil {
		return fmt.Errorf("send to %s: %w", p.Address, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := conn.Write(p.Data); err != nil {
		return fmt.Errorf("send to %s: %w", p.Address, err)
	}
	if p.Reply == "" {
		return nil
	}
	answer, err := io.ReadAll(io.LimitReader(conn, 1<<16))
	if err != nil {
		return fmt.Errorf("answer of %s: %w", p.Address, err)
	}
	if string(answer) != p.Reply {
		return fmt.Errorf("answer of %s: %q instead of %q", p.Address, answer, p.Reply)
	}
	return nil
}

// Exec runs programs.
type Exec struct{}

// Send runs the program and waits for it. What it wrote is part of the error.
func (Exec) Send(ctx context.Context, d *alert.Delivery) error {
	p, err := payload[*alert.Command](d)
	if err != nil {
		return err
	}
	if len(p.Args) == 0 || p.Args[0] == "" {
		return errors.New("run program: there is none")
	}
	cmd := exec.CommandContext(ctx, p.Args[0], p.Args[1:]...)
	cmd.Stdin = bytes.NewReader(p.Stdin)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run %s: %w: %s", p.Args[0], err, bytes.TrimSpace(out))
	}
	return nil
}
