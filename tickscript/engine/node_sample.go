package engine

import (
	"errors"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func init() { register("sample", compileSample) }

// sampleSpec keeps every n-th point, or the points whose time is a multiple of a
// duration (N090).
type sampleSpec struct{ n, every int64 }

func compileSample(c *compiler, n *graph.Node) spec {
	s := &sampleSpec{}
	if n.Args[0].Type == catalog.Duration {
		s.every = int64(n.Args[0].Dur)
	} else {
		s.n = n.Args[0].Int
	}
	s.n, s.every = n.Int("n", s.n), int64(n.Dur("duration", time.Duration(s.every)))
	if s.n == 0 && s.every == 0 {
		c.errorAt(n.Range, "sample-zero", errors.New("invalid sample rate: must be positive integer or duration"))
		return nil
	}
	return s
}

func (s *sampleSpec) stateful() bool           { return true }
func (s *sampleSpec) shardable() bool          { return true }
func (s *sampleSpec) demand(out demand) demand { return out }
func (s *sampleSpec) start(b base) op          { return &each{base: b, f: s} }

func (s *sampleSpec) open() any    { return new(int64) }
func (s *sampleSpec) begin(st any) { *st.(*int64) = 0 }

func (s *sampleSpec) row(_ *each, st any, p *point) bool {
	n := st.(*int64)
	count := *n
	*n++
	if s.every != 0 {
		return truncateTime(p.time, s.every) == p.time
	}
	return count%s.n == 0
}
