package point

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// Options say how a [Reader] reads. The zero Options: timestamps in nanoseconds, the present for a line without a
// timestamp, stop at the first bad line.
type Options struct {
	// Precision is the unit of the timestamps.
	Precision Precision
	// DefaultTime gives the time, in ns, of a line that has none; nil is the present. As a server does, the time is cut
	// off to the precision.
	DefaultTime func() int64
	// Continue goes on after a bad line. Each is reported all the same.
	Continue bool
	// MaxLine is the longest entry that is read, in bytes; a longer one is a bad line. 0 is 16 MiB.
	MaxLine int
	// ReuseFields gives every point the same field array: a point's Fields hold until the next one is read. It spares
	// the allocation where each point is used up at once; [Point.Clone] keeps one.
	ReuseFields bool
}

const (
	defaultMaxLine = 16 << 20
	firstBuffer    = 64 << 10
	maxEmptyReads  = 100
)

// Reader reads points from line protocol, with a memory that does not grow with the input. It is not safe for
// concurrent use.
type Reader struct {
	opts Options
	src  io.Reader
	dec  *decoder

	buf   []byte // what was read and not yet used is buf[pos:]
	pos   int
	line  int64 // number of the line at buf[pos], from 1
	eof   bool
	ended error // what every further Read returns
}

// NewReader returns a Reader of r.
func NewReader(r io.Reader, opts Options) *Reader {
	if opts.MaxLine <= 0 {
		opts.MaxLine = defaultMaxLine
	}
	if opts.DefaultTime == nil {
		opts.DefaultTime = func() int64 { return time.Now().UnixNano() }
	}
	return &Reader{opts: opts, src: r, dec: newDecoder(opts), line: 1}
}

// Read returns the next point; [io.EOF] at the end; a [*LineError] for a line that cannot be read. After a LineError
// the next Read goes on with the next line if [Options.Continue] is set, and returns io.EOF otherwise. An error of the
// underlying reader ends the reading too.
func (r *Reader) Read() (Point, error) {
	for r.ended == nil {
		e, ok := split(r.buf[r.pos:], r.eof)
		if !ok {
			if len(r.buf)-r.pos > r.opts.MaxLine {
				return Point{}, r.tooLong(e)
			}
			r.fill()
			continue
		}
		if e.end == 0 {
			r.ended = io.EOF
			break
		}
		start := r.pos
		if e.blank {
			r.advance(e.end)
			continue
		}
		var p Point
		lineErr := r.tooLongIfComplete(e)
		if lineErr == nil {
			lineErr = r.dec.decode(&p, r.buf[start:start+e.end], e)
		}
		if lineErr == nil {
			r.advance(e.end)
			return p, nil
		}
		return Point{}, r.bad(lineErr, e)
	}
	return Point{}, r.ended
}

// All yields the remaining points. A bad line is yielded as a [*LineError] with a zero Point; then the sequence goes on
// or ends as [Options.Continue] says. An error of the underlying reader ends it.
func (r *Reader) All() iter.Seq2[Point, error] {
	return func(yield func(Point, error) bool) {
		for {
			p, err := r.Read()
			if err == io.EOF {
				return
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// Line returns the number of the line that is read next, from 1.
func (r *Reader) Line() int64 { return r.line }

func (r *Reader) bad(err *LineError, e entry) error {
	text := r.buf[r.pos : r.pos+e.text]
	// The text of an entry of several lines is the line where reading failed.
	for range err.Line {
		text = text[bytes.IndexByte(text, '\n')+1:]
	}
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	if !r.opts.Continue {
		r.ended = io.EOF
	}
	err.Text = cut(string(bytes.TrimSuffix(text, []byte{'\r'})), maxErrorText)
	err.Line += r.line
	r.advance(e.resume)
	return err
}

var errTooLong = errors.New("the entry is too long")

func (r *Reader) tooLongIfComplete(e entry) *LineError {
	if e.text <= r.opts.MaxLine {
		return nil
	}
	return &LineError{Column: r.opts.MaxLine + 1, Err: fmt.Errorf("%w: more than %d bytes", errTooLong, r.opts.MaxLine)}
}

// tooLong reports an entry whose end is not in sight and skips to the next line.
func (r *Reader) tooLong(e entry) error {
	if e.resume == 0 || e.resume > len(r.buf)-r.pos {
		e.resume = len(r.buf) - r.pos
	}
	e.text = len(r.buf) - r.pos
	ended := r.buf[r.pos+e.resume-1] == '\n'
	err := r.bad(&LineError{Column: 1, Err: fmt.Errorf("%w: more than %d bytes", errTooLong, r.opts.MaxLine)}, e)
	for !ended && r.opts.Continue {
		if r.pos == len(r.buf) {
			if r.eof || r.ended != nil {
				break
			}
			r.fill()
			continue
		}
		n := nextLine(r.buf, r.pos) - r.pos
		ended = r.buf[r.pos+n-1] == '\n'
		r.advance(n)
	}
	return err
}

func (r *Reader) advance(n int) {
	r.line += int64(bytes.Count(r.buf[r.pos:r.pos+n], newline))
	r.pos += n
}

var newline = []byte{'\n'}

// fill reads more input behind buf[pos:], which it moves to the front, and grows the buffer when that does not fit. It
// returns when the entry there may be complete: there is one more line break, and a large entry has grown by half, or
// else looking at it after each small read would take quadratic time.
func (r *Reader) fill() {
	if r.pos > 0 {
		r.buf = append(r.buf[:0], r.buf[r.pos:]...)
		r.pos = 0
	}
	before := len(r.buf)
	enough := before + 1
	if before > 4*firstBuffer {
		enough = before + before/2
	}
	for empty := 0; empty < maxEmptyReads; {
		if len(r.buf) == cap(r.buf) {
			grown := make([]byte, len(r.buf), max(firstBuffer, 2*cap(r.buf)))
			copy(grown, r.buf)
			r.buf = grown
		}
		n, err := r.src.Read(r.buf[len(r.buf):cap(r.buf)])
		r.buf = r.buf[:len(r.buf)+n]
		if err == io.EOF {
			r.eof = true
			return
		}
		if err != nil {
			r.ended = fmt.Errorf("read line protocol after line %d: %w", r.line-1, err)
			return
		}
		empty++
		if n > 0 {
			empty = 0
		}
		if len(r.buf) > r.opts.MaxLine || len(r.buf) >= enough && bytes.IndexByte(r.buf[before:], '\n') >= 0 {
			return
		}
	}
	r.ended = fmt.Errorf("read line protocol after line %d: %w", r.line-1, io.ErrNoProgress)
}

// Parse returns the points of data. With [Options.Continue] it returns all good points and the bad lines' errors
// joined; without, the points before the first bad line and its error.
func Parse(data []byte, opts Options) ([]Point, error) {
	opts.ReuseFields = false
	var points []Point
	var bad []error
	for p, err := range NewReader(bytes.NewReader(data), opts).All() {
		if err != nil {
			bad = append(bad, err)
			continue
		}
		points = append(points, p)
	}
	return points, errors.Join(bad...)
}
