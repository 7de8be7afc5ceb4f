package telegraf

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/tickwright/tickwright/influx/point"
)

// Gather collects points once. It returns when it is done; the context ends when Telegraf has lost its patience.
type Gather func(ctx context.Context, emit func(points ...point.Point) error) error

// maxStderr is how much of a program's stderr Telegraf shows: one line of it, of at most this many bytes.
const maxStderr = 512

// Main runs gather as a program for Telegraf's exec input with data_format "influx", and ends the process: points to
// stdout, an error as one line to stderr, exit status 0 or 1.
func Main(gather Gather) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := Run(ctx, os.Stdout, os.Stderr, gather)
	stop()
	os.Exit(status)
}

// Run is Main with everything given, and returns the exit status. Points are printed when gather has returned: Telegraf
// throws away what a program printed that fails (unless ignore_error is set), so that half of it must not look like all.
// When gather fails after having emitted some, they are printed, for the sake of ignore_error, and the status is 1.
// A point that cannot be written makes the status 1 and leaves the others alone.
func Run(ctx context.Context, stdout, stderr io.Writer, gather Gather) int {
	var enc point.Encoder
	var buf []byte
	var bad error
	err := run(ctx, gather, func(points ...point.Point) error {
		for i := range points {
			var err error
			if buf, err = enc.Append(buf, &points[i]); err != nil {
				bad = errors.Join(bad, err)
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = bad
	}
	out := bufio.NewWriter(stdout)
	_, werr := out.Write(buf)
	if err = errors.Join(err, werr, out.Flush()); err == nil {
		return 0
	}
	text := strings.Join(strings.Fields(err.Error()), " ")
	if len(text) > maxStderr-1 {
		text = strings.ToValidUTF8(text[:maxStderr-1], "")
	}
	fmt.Fprintln(stderr, text)
	return 1
}

// run turns a panic into an error, since a stack trace's first line is all that Telegraf would show.
func run(ctx context.Context, gather Gather, emit func(...point.Point) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return gather(ctx, emit)
}
