package kapacitortest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// stepsOf takes a recording apart for a replay in real time, which starts at zero: every part is fed as long after the
// first as it was recorded after it.
func stepsOf(x *execution, raw []byte, zero time.Time, recTime bool) ([]step, error) {
	if x.typ == graph.BatchTask {
		return batchSteps(x, raw, zero, recTime)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(z)
	var out []step
	var diff time.Duration
	for {
		db, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) && db == "" {
			return out, nil
		}
		rp, err1 := in.ReadString('\n')
		line, err2 := in.ReadString('\n')
		if err != nil || err1 != nil || err2 != nil && !(errors.Is(err2, io.EOF) && line != "") {
			return nil, errNoPoint
		}
		points, err := point.Parse([]byte(line), point.Options{})
		if err != nil {
			return nil, err
		}
		if len(points) == 0 {
			return nil, errNoPoint
		}
		p := points[0]
		if out == nil {
			diff = zero.Sub(p.Timestamp())
		}
		at := p.Timestamp().Add(diff)
		if !recTime {
			p.Time = at.UnixNano()
		}
		db, rp = db[:len(db)-1], rp[:len(rp)-1]
		out = append(out, step{at: at, feed: func() error { return x.run.Write(db, rp, p) }})
	}
}

// recorded is a batch as a recording holds it.
type recorded struct {
	Name   string            `json:"name"`
	TMax   time.Time         `json:"tmax"`
	ByName bool              `json:"byname"`
	Tags   map[string]string `json:"tags"`
	Points []struct {
		Fields map[string]any    `json:"fields"`
		Tags   map[string]string `json:"tags"`
		Time   time.Time         `json:"time"`
	} `json:"points"`
}

// batchSteps does so for a batch recording, in which each query has a start of its own. The server links the files to
// the queries from the last to the first.
func batchSteps(x *execution, raw []byte, zero time.Time, recTime bool) ([]step, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	var out []step
	for i, file := range z.File {
		in, err := file.Open()
		if err != nil {
			return nil, err
		}
		var diff time.Duration
		dec := json.NewDecoder(in)
		for first := true; dec.More(); {
			var r recorded
			if err := dec.Decode(&r); err != nil {
				return nil, err
			}
			if len(r.Points) == 0 {
				continue
			}
			if first {
				diff, first = zero.Sub(r.Points[0].Time), false
			}
			b := engine.Batch{Name: r.Name, Tags: r.Tags, ByName: r.ByName, Time: r.TMax}
			var last time.Time
			for _, p := range r.Points {
				last = p.Time
				if !recTime {
					last = p.Time.Add(diff)
				}
				b.Points = append(b.Points, engine.BatchPoint{Time: last, Tags: p.Tags, Fields: p.Fields})
			}
			if b.Time.Before(last) {
				b.Time = last
			}
			at := r.Points[len(r.Points)-1].Time.Add(diff)
			out = append(out, step{at: at, feed: func() error { return x.run.WriteBatch(len(z.File)-1-i, b) }})
		}
	}
	slices.SortStableFunc(out, func(a, b step) int { return a.at.Compare(b.at) })
	return out, nil
}
