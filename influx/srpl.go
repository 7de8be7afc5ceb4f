package influx

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/tickwright/tickwright/influx/point"
)

// WriteSRPL writes points as a Kapacitor stream recording: gzip over three lines for each point, database, retention
// policy, line protocol in ns (Kapacitor: replay.go, WritePointForRecording). It returns the number of points, and stops
// at the first error of the sequence or of w.
func WriteSRPL(w io.Writer, database, retentionPolicy string, points iter.Seq2[point.Point, error]) (n int, err error) {
	z := gzip.NewWriter(w)
	b := bufio.NewWriter(z)
	defer func() { err = errors.Join(err, b.Flush(), z.Close()) }()
	var e point.Encoder
	var buf []byte
	for p, err := range points {
		if err != nil {
			return n, err
		}
		buf = append(buf[:0], database...)
		buf = append(buf, '\n')
		buf = append(buf, retentionPolicy...)
		buf = append(buf, '\n')
		if buf, err = e.Append(buf, &p); err != nil {
			return n, err
		}
		if _, err := b.Write(buf); err != nil {
			return n, fmt.Errorf("write recording: %w", err)
		}
		n++
	}
	return n, nil
}
