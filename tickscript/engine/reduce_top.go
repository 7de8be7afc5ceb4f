package engine

import (
	"fmt"
	"sort"

	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() {
	reduces("top", &reducer{reduce: extremes(1), kinds: numeric, many: true, rowTags: true, unusable: noRoom})
	reduces("bottom", &reducer{reduce: extremes(-1), kinds: numeric, many: true, rowTags: true, unusable: noRoom})
}

func noRoom(args *reduceArgs) string {
	if args.n <= 0 {
		return fmt.Sprintf("a number of %d points leaves no room for the first", args.n)
	}
	return ""
}

// leaders is a binary heap of sample numbers, the worst of them first. Samples
// equal in value and time are told apart only by where the heap puts them, so
// its moves are those of container/heap.
type leaders struct {
	s    *samples
	sign int // 1 keeps the largest, -1 the smallest
	at   []int32
}

// worse orders by value, then later times first.
func (h *leaders) worse(i, j int32) bool {
	if h.s.kind == lambda.Int {
		if a, b := h.s.int(int(i)), h.s.int(int(j)); a != b {
			return (a < b) == (h.sign > 0)
		}
	} else if a, b := h.s.float(int(i)), h.s.float(int(j)); a != b {
		if h.sign > 0 {
			return a < b
		}
		return a > b
	}
	return h.s.t[i] > h.s.t[j]
}

func (h *leaders) push(i int32) {
	h.at = append(h.at, i)
	for j := len(h.at) - 1; j > 0; {
		parent := (j - 1) / 2
		if !h.worse(h.at[j], h.at[parent]) {
			break
		}
		h.at[j], h.at[parent] = h.at[parent], h.at[j]
		j = parent
	}
}

// replace puts a sample in the place of the worst.
func (h *leaders) replace(i int32) {
	h.at[0] = i
	for j := 0; ; {
		child := 2*j + 1
		if child >= len(h.at) {
			return
		}
		if right := child + 1; right < len(h.at) && h.worse(h.at[right], h.at[child]) {
			child = right
		}
		if !h.worse(h.at[child], h.at[j]) {
			return
		}
		h.at[j], h.at[child] = h.at[child], h.at[j]
		j = child
	}
}

// Len, Less and Swap sort the best first.
func (h *leaders) Len() int           { return len(h.at) }
func (h *leaders) Less(i, j int) bool { return h.worse(h.at[j], h.at[i]) }
func (h *leaders) Swap(i, j int)      { h.at[i], h.at[j] = h.at[j], h.at[i] }

// extremes keeps the n best samples; of equal values the earlier (I032, I033).
func extremes(sign int) reduceFunc {
	return func(s *samples, args *reduceArgs, out []outcome) []outcome {
		if s.leaders == nil {
			s.leaders = &leaders{s: s, sign: sign}
		}
		h := s.leaders
		h.at = s.order[:0]
		for i := range int32(s.len()) {
			switch {
			case int64(len(h.at)) < args.n:
				h.push(i)
			case h.worse(h.at[0], i):
				h.replace(i)
			}
		}
		s.order = h.at
		sort.Sort(h)
		for _, i := range h.at {
			out = append(out, s.selected(int(i)))
		}
		return out
	}
}
