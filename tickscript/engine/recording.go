package engine

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	lp "github.com/tickwright/tickwright/influx/point"
)

// Recording is what Kapacitor recorded for a task: the points of a stream, or the
// batches of each query. It is read once.
type Recording struct {
	stream io.Reader
	zipped *zip.Reader
	batch  io.Reader
	// ShiftTo moves the recorded times so that the first point is at this time; the
	// zero Time keeps them. Each query of a batch recording is moved by itself, as
	// Kapacitor does without -rec-time. The times of batches are not moved, only
	// raised to that of their last point.
	ShiftTo time.Time
	// Progress is called with the number of bytes of each read of a stream.
	Progress func(n int64)
}

// OpenStreamRecording reads a stream recording (.srpl): three lines for each point,
// database, retention policy and line protocol in nanoseconds, as they are or with
// gzip (Kapacitor: replay.go).
func OpenStreamRecording(r io.Reader) (*Recording, error) {
	in, err := maybeGzip(r)
	if err != nil {
		return nil, fmt.Errorf("opening stream recording: %w", err)
	}
	return &Recording{stream: in}, nil
}

// OpenBatchRecording reads a batch recording (.brpl) of size bytes: a zip archive
// with one file of JSON objects for each query, or, for a task with one query, the
// bare objects, as they are or with gzip.
func OpenBatchRecording(r io.ReaderAt, size int64) (*Recording, error) {
	var magic [2]byte
	if n, _ := r.ReadAt(magic[:], 0); n == 2 && magic == [2]byte{'P', 'K'} {
		z, err := zip.NewReader(r, size)
		if err != nil {
			return nil, fmt.Errorf("opening batch recording: %w", err)
		}
		return &Recording{zipped: z}, nil
	}
	in, err := maybeGzip(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, fmt.Errorf("opening batch recording: %w", err)
	}
	return &Recording{batch: in}, nil
}

// OpenRecording reads a recording by the end of its name: .srpl or .brpl, also with
// .gz.
func OpenRecording(name string, r io.ReaderAt, size int64) (*Recording, error) {
	switch base := strings.TrimSuffix(name, ".gz"); {
	case strings.HasSuffix(base, ".srpl"):
		return OpenStreamRecording(io.NewSectionReader(r, 0, size))
	case strings.HasSuffix(base, ".brpl"):
		return OpenBatchRecording(r, size)
	}
	return nil, fmt.Errorf("opening recording %s: the name has to end in .srpl or .brpl", name)
}

func maybeGzip(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 256<<10)
	if magic, _ := b.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		return gzip.NewReader(b)
	}
	return b, nil
}

// Replay feeds a recording; it must be of the program's type. Batches without
// points are left out, as Kapacitor leaves them out. Batches of several queries
// take turns in the order of their times, which Kapacitor leaves to chance.
func (r *Run) Replay(ctx context.Context, rec *Recording) error {
	if r.closed {
		return ErrClosed
	}
	if len(r.shards) > 0 {
		return errors.New("replaying: a run with shards reads line protocol only; start the run with one shard")
	}
	defer r.feed(ctx)()
	if rec.stream != nil {
		if len(r.pipelines[0].queries) > 0 {
			return errors.New("replaying: a stream recording does not fit a batch task")
		}
		return r.replayStream(ctx, rec)
	}
	if len(r.pipelines[0].queries) == 0 {
		return errors.New("replaying: a batch recording does not fit a stream task")
	}
	return r.replayBatches(ctx, rec)
}

// recordedLines reads the lines of a stream recording; what line returns is
// borrowed.
type recordedLines struct {
	in   *bufio.Reader
	long []byte
	n    int64
}

// line returns the next line with its line break; the last may lack it.
func (l *recordedLines) line() ([]byte, error) {
	b, err := l.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		l.long = l.long[:0]
		for errors.Is(err, bufio.ErrBufferFull) {
			if len(l.long) > maxEntry {
				return nil, fmt.Errorf("line %d: longer than %d bytes", l.n+1, maxEntry)
			}
			l.long = append(l.long, b...)
			b, err = l.in.ReadSlice('\n')
		}
		b = append(l.long, b...)
		l.long = b
	}
	if len(b) > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	if err == nil {
		l.n++
	}
	return b, err
}

func (r *Run) replayStream(ctx context.Context, rec *Recording) error {
	in := rec.stream
	if rec.Progress != nil {
		in = progressReader{in, rec.Progress}
	}
	l := &recordedLines{in: bufio.NewReaderSize(ctxReader{ctx, in}, 64<<10)}
	opts := &ReadOptions{unit: 1}
	var src *source
	shift := int64(0)
	first := !rec.ShiftTo.IsZero()
	parse := first || len(r.shards) > 0
	trim := func(b []byte) []byte { return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte{'\n'}), []byte{'\r'}) }
	var db, rp []byte
	for {
		b, err := l.line()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading recording after line %d: %w", l.n, err)
		}
		db = append(db[:0], trim(b)...)
		if b, err = l.line(); err == nil {
			rp = append(rp[:0], trim(b)...)
			b, err = l.line()
		}
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("reading recording: line %d: the recording ends inside a point; it needs three lines for each", l.n)
		}
		if err != nil {
			return fmt.Errorf("reading recording after line %d: %w", l.n, err)
		}
		if src == nil || src.origin.db != string(db) || src.origin.rp != string(rp) {
			src = r.source(string(db), string(rp))
		}
		if !parse {
			line, before := l.n-1, r.points
			if _, err := src.lines(b, opts, &line, true); err != nil {
				return err
			}
			if r.points == before {
				return fmt.Errorf("reading recording: line %d holds no point", l.n)
			}
			continue
		}
		pts, err := lp.Parse(b, lp.Options{})
		if err == nil && len(pts) == 0 {
			err = errors.New("no point")
		}
		if err != nil {
			return fmt.Errorf("reading recording: line %d: %w", l.n, err)
		}
		if first {
			shift, first = rec.ShiftTo.UnixNano()-pts[0].Time, false
		}
		pts[0].Time += shift
		if err := r.Write(string(db), string(rp), pts[0]); err != nil {
			return err
		}
	}
}

type progressReader struct {
	r io.Reader
	f func(int64)
}

func (p progressReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if n > 0 {
		p.f(int64(n))
	}
	return n, err
}

// recordedBatch is a batch as recordings hold it.
type recordedBatch struct {
	Name   string            `json:"name,omitempty"`
	TMax   time.Time         `json:"tmax,omitempty"`
	Group  string            `json:"group,omitempty"`
	ByName bool              `json:"byname,omitempty"`
	Tags   map[string]string `json:"tags,omitempty"`
	Points []recordedRow     `json:"points,omitempty"`
}

type recordedRow struct {
	Fields map[string]any    `json:"fields"`
	Tags   map[string]string `json:"tags"`
	Time   time.Time         `json:"time"`
}

// recordedQuery is one query's part of a recording, read one batch ahead.
type recordedQuery struct {
	dec   *json.Decoder
	name  string
	shift int64
	begun bool
	next  *batch
}

// read reads the next batch that has points.
func (q *recordedQuery) read(pl *pipeline, to time.Time) error {
	q.next = nil
	for q.dec.More() {
		var rb recordedBatch
		if err := q.dec.Decode(&rb); err != nil {
			return fmt.Errorf("reading recording %s at byte %d: %w", q.name, q.dec.InputOffset(), err)
		}
		if len(rb.Points) == 0 {
			continue
		}
		b := Batch{Name: rb.Name, Tags: rb.Tags, ByName: rb.ByName, Time: rb.TMax}
		for _, p := range rb.Points {
			b.Points = append(b.Points, BatchPoint{Time: p.Time, Tags: p.Tags, Fields: p.Fields})
		}
		x, err := pl.convert(&b, true)
		if err != nil {
			return fmt.Errorf("reading recording %s before byte %d: %w", q.name, q.dec.InputOffset(), err)
		}
		if !to.IsZero() {
			if !q.begun {
				q.shift, q.begun = to.UnixNano()-x.rows[0].time, true
			}
			for i := range x.rows {
				x.rows[i].time += q.shift
			}
		}
		x.tmax = max(x.tmax, x.rows[len(x.rows)-1].time)
		q.next = x
		return nil
	}
	// More is false also in the middle of an object that was cut off.
	if _, err := q.dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading recording %s at byte %d: %w", q.name, q.dec.InputOffset(), err)
	}
	return nil
}

func (r *Run) replayBatches(ctx context.Context, rec *Recording) error {
	pl := r.pipelines[0]
	var qs []*recordedQuery
	if rec.zipped != nil {
		for _, f := range rec.zipped.File {
			in, err := f.Open()
			if err != nil {
				return fmt.Errorf("reading recording: file %s: %w", f.Name, err)
			}
			defer in.Close()
			qs = append(qs, &recordedQuery{dec: json.NewDecoder(in), name: f.Name})
		}
	} else {
		qs = append(qs, &recordedQuery{dec: json.NewDecoder(rec.batch)})
	}
	if len(qs) != len(pl.queries) {
		return fmt.Errorf("replaying: the recording is of %d queries, the task has %d", len(qs), len(pl.queries))
	}
	for _, q := range qs {
		if err := q.read(pl, rec.ShiftTo); err != nil {
			return err
		}
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := -1
		for i, q := range qs {
			if q.next != nil && (at < 0 || q.next.tmax < qs[at].next.tmax) {
				at = i
			}
		}
		if at < 0 {
			return nil
		}
		b := qs[at].next
		pl.take(len(b.rows))
		if pl.err != nil {
			return pl.err
		}
		if r.opts.Follow {
			r.follow(b.tmax)
			if pl.err != nil {
				return pl.err
			}
		}
		// Kapacitor links the queries of a task from the last to the first.
		pl.queries[len(pl.queries)-1-at].collect(b)
		if pl.err != nil {
			return pl.err
		}
		if err := qs[at].read(pl, rec.ShiftTo); err != nil {
			return err
		}
	}
}

// WriteBatchRecording writes batches as Kapacitor records them: a zip archive with a
// file for each query of the task, in the order in which the script names the
// queries.
func WriteBatchRecording(w io.Writer, queries ...[]Batch) error {
	z := zip.NewWriter(w)
	for i, list := range slices.Backward(queries) {
		f, err := z.Create(fmt.Sprint(len(queries) - 1 - i))
		if err != nil {
			return fmt.Errorf("writing batch recording: %w", err)
		}
		enc := json.NewEncoder(f)
		for j := range list {
			if err := enc.Encode(list[j].recorded()); err != nil {
				return fmt.Errorf("writing batch recording: query %d, batch %d: %w", i, j, err)
			}
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("writing batch recording: %w", err)
	}
	return nil
}

func (b *Batch) recorded() *recordedBatch {
	tags := tagSetOf(b.Tags)
	rb := &recordedBatch{Name: b.Name, TMax: b.Time.UTC(), Group: groupID(b.ByName, b.Name, tags), ByName: b.ByName, Tags: b.Tags}
	for _, p := range b.Points {
		t := p.Tags
		if len(t) == 0 {
			t = maps.Clone(b.Tags)
		}
		rb.Points = append(rb.Points, recordedRow{Fields: p.Fields, Tags: t, Time: p.Time.UTC()})
	}
	return rb
}

// StreamRecorder writes a stream recording with gzip, as Kapacitor stores it.
type StreamRecorder struct {
	z   *gzip.Writer
	enc lp.Encoder
	buf []byte
}

// NewStreamRecorder starts a recording; Close ends it.
func NewStreamRecorder(w io.Writer) *StreamRecorder { return &StreamRecorder{z: gzip.NewWriter(w)} }

// Write adds a point that was written to a database and retention policy.
func (s *StreamRecorder) Write(db, rp string, p lp.Point) error {
	if strings.ContainsAny(db+rp, "\r\n") {
		return fmt.Errorf("recording a point of %q.%q: a name cannot hold a line break", db, rp)
	}
	b := append(append(append(append(s.buf[:0], db...), '\n'), rp...), '\n')
	b, err := s.enc.Append(b, &p)
	if err != nil {
		return fmt.Errorf("recording a point of %q: %w", p.Measurement, err)
	}
	s.buf = b
	if _, err := s.z.Write(b); err != nil {
		return fmt.Errorf("writing recording: %w", err)
	}
	return nil
}

// Close ends the recording; it does not close the writer below.
func (s *StreamRecorder) Close() error { return s.z.Close() }
