package randscript

import "slices"

// Shrink makes a pipeline and its data smaller as long as differs says that the difference stays: first nodes go, then
// lines of data. The data is that of each query, or one list of points. It asks at most budget times.
func Shrink(p *Pipeline, data [][]string, budget int, differs func(*Pipeline, [][]string) bool) (*Pipeline, [][]string) {
	ask := func(p *Pipeline, data [][]string) bool {
		if budget <= 0 {
			return false
		}
		budget--
		return differs(p, data)
	}
	for again := true; again; {
		again = false
		for _, q := range p.smaller() {
			if ask(q, data) {
				p, again = q, true
				break
			}
		}
	}
	for part := range data {
		lines := data[part]
		with := func(lines []string) [][]string {
			out := slices.Clone(data)
			out[part] = lines
			return out
		}
		for size := len(lines) / 2; size > 0; size /= 2 {
			for at := len(lines) - size; at >= 0; at -= size {
				if less := slices.Concat(lines[:at], lines[at+size:]); len(less) > 0 && ask(p, with(less)) {
					lines = less
					at = min(at, len(lines)) // what is behind has been tried
				}
			}
			if size > 8 && budget < 20 {
				break
			}
		}
		data = with(lines)
	}
	return p, data
}

// smaller are the pipelines with one node less.
func (p *Pipeline) smaller() []*Pipeline {
	var out []*Pipeline
	first := 0
	if len(p.Chains) > 1 {
		first = 1
	}
	for i := len(p.Tail) - 1; i >= first; i-- {
		q := *p
		q.Tail = slices.Delete(slices.Clone(p.Tail), i, i+1)
		out = append(out, &q)
	}
	for c, chain := range p.Chains {
		for i := len(chain) - 1; i >= 1; i-- {
			q := *p
			q.Chains = slices.Clone(p.Chains)
			q.Chains[c] = slices.Delete(slices.Clone(chain), i, i+1)
			out = append(out, &q)
		}
	}
	return out
}
