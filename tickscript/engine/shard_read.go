package engine

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	lp "github.com/tickwright/tickwright/influx/point"
)

// shard is one of the runs of a sharded run.
type shard struct {
	run *Run
	src *source
	// line is the number of the last line that was read; part takes what there is to
	// say.
	line  int64
	part  *part
	ended bool
}

// newShards makes the runs of a sharded run.
func (r *Run) newShards(n int) {
	r.parts = make([]part, n)
	r.owners, r.share = newOwners(n), dealing
	for i := range n {
		s := &shard{part: &r.parts[i]}
		opts := RunOptions{DBRPs: r.dbrps, Start: r.opts.Start}
		if r.opts.OnEvent != nil {
			opts.OnEvent = s.addEvent
		}
		if r.opts.OnLine != nil {
			opts.OnLine = s.addLine
		}
		if r.opts.OnError != nil {
			opts.OnError = s.addError
		}
		s.run = r.prog.newRun(opts, r.syms)
		s.run.owners, s.run.share = r.owners, i
		s.run.pipelines[0].onSilent = s.addSilent
		r.shards = append(r.shards, s)
	}
}

// writeSharded is Write for one point.
func (r *Run) writeSharded(db, rp string, p *lp.Point) error {
	if r.failed != nil {
		return r.failed
	}
	for _, s := range r.shards {
		s.line, s.part.line = 0, 1
		s.run.source(db, rp).write(p)
		s.part.err = s.run.failure()
	}
	return r.collect(r.parts, nil)
}

// closeSharded is Close.
func (r *Run) closeSharded() error {
	if r.failed != nil {
		return r.failed
	}
	for _, s := range r.shards {
		s.line++ // what is flushed comes after the last line
		s.part.line = s.line + 1
		s.part.err = s.run.Close()
	}
	return r.collect(r.parts, nil)
}

// piece is a part of the text that ends with an entry, and what the shards have to
// do with it.
type piece struct {
	text []byte
	eof  bool
	// line is how many lines were read at its end.
	line  int64
	parts []part
	// left counts the shards that are not done; done is sent to when none is left.
	left atomic.Int32
	done chan struct{}
}

// Pieces are long enough for handing them over not to matter and short enough for
// those under way to stay in the processors' caches. Each shard goes through them
// at its own pace, so that what one piece has more of for a shard does not make
// the others wait.
const (
	pieceSize = 256 << 10
	pieces    = 4
)

// readSharded is ReadFrom with several shards. Text is read and dealt out and
// yields are put in order while the shards work.
func (r *Run) readSharded(in io.Reader, opts *ReadOptions) error {
	var working sync.WaitGroup
	var queues []chan *piece
	of := *opts // the caller's stay off the heap
	for i, s := range r.shards {
		s.src = s.run.source(opts.DB, opts.RP)
		s.line = 0
		q := make(chan *piece, pieces)
		queues = append(queues, q)
		working.Go(func() { s.work(i, q, of) })
	}
	defer func() {
		for _, q := range queues {
			close(q)
		}
		working.Wait()
		for i, s := range r.shards {
			s.part = &r.parts[i]
		}
	}()
	var ring [pieces]*piece
	first, n := 0, 0
	// collect hands on what is done; it waits while more than some pieces are not.
	collect := func(most int) error {
		for ; first < n; first++ {
			p := ring[first%pieces]
			if n-first > most {
				<-p.done
			} else {
				select {
				case <-p.done:
				default:
					return nil
				}
			}
			if err := r.collect(p.parts, opts.OnBadLine); err != nil {
				return err
			}
		}
		return nil
	}
	dealer := r.source(opts.DB, opts.RP)
	var rest []byte
	var line int64
	idle := 0
	for {
		if err := collect(pieces - 1); err != nil {
			return err
		}
		p := ring[n%pieces]
		if p == nil {
			p = &piece{parts: make([]part, len(r.shards)), done: make(chan struct{}, 1)}
			ring[n%pieces] = p
		}
		got, err := p.read(in, rest, opts)
		if got > 0 || err != nil {
			idle = 0
		} else if idle++; idle == maxIdle {
			err = io.ErrNoProgress
		}
		p.eof = errors.Is(err, io.EOF)
		used := dealer.deal(p.parts, p.text, &line, p.eof)
		p.line = line
		rest = append(rest[:0], p.text[used:]...)
		if used > 0 {
			p.left.Store(int32(len(r.shards)))
			n++
			for _, q := range queues {
				q <- p
			}
		}
		if err == nil && len(rest) <= maxEntry {
			continue
		}
		if err := collect(0); err != nil {
			return err
		}
		if p.eof {
			return nil
		}
		if len(rest) > maxEntry {
			return fmt.Errorf("line %d: longer than %d bytes", line+1, maxEntry)
		}
		return fmt.Errorf("reading points after line %d: %w", line, err)
	}
}

// read fills the piece with the rest of the text before it and what is read next.
func (p *piece) read(in io.Reader, rest []byte, opts *ReadOptions) (int, error) {
	size := pieceSize
	if opts.Buffer > 0 {
		size = opts.Buffer
	}
	buf := append(p.text[:0], rest...)
	if cap(buf)-len(buf) < size {
		buf = append(make([]byte, 0, len(buf)+size+size/4), buf...)
	}
	n, err := in.Read(buf[len(buf) : len(buf)+size])
	if opts.Progress != nil && n > 0 {
		opts.Progress(int64(n))
	}
	p.text = buf[:len(buf)+n]
	return n, err
}

// work goes through pieces of text until there are no more.
func (s *shard) work(i int, queue <-chan *piece, opts ReadOptions) {
	if opts.OnBadLine != nil {
		opts.OnBadLine = s.addBad
	}
	for p := range queue {
		s.part = &p.parts[i]
		if !s.ended {
			s.part.err = s.judge(p, &opts)
			s.part.line = s.line
			s.ended = s.part.err != nil
			s.line = p.line
		}
		if p.left.Add(-1) == 0 {
			p.done <- struct{}{}
		}
	}
}

// judge reads the shard's entries of a piece.
func (s *shard) judge(p *piece, opts *ReadOptions) error {
	for _, sp := range s.part.spans {
		s.line = sp.line
		if !sp.careful {
			if _, err := s.src.lines(p.text[sp.from:sp.to], opts, &s.line, false); err != nil {
				return err
			}
			continue
		}
		// A bad entry is told from a good one by what follows it.
		if _, err := s.src.careful(p.text[sp.from:], opts, &s.line, p.eof); err != nil {
			return err
		}
		if s.run.stopped() {
			return s.run.failure()
		}
	}
	return nil
}
