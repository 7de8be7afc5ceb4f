package engdiff

import "slices"

// Shrink makes a pipeline and its points smaller as long as differs says that the difference stays. It asks at most
// budget times.
func Shrink(p *Pipeline, points []string, budget int, differs func(*Pipeline, []string) bool) (*Pipeline, []string) {
	ask := func(p *Pipeline, points []string) bool {
		if budget <= 0 {
			return false
		}
		budget--
		return differs(p, points)
	}
	for size := len(points) / 2; size > 0; size /= 2 {
		for at := len(points) - size; at >= 0; at -= size {
			if less := slices.Concat(points[:at], points[at+size:]); len(less) > 0 && ask(p, less) {
				points = less
				at = min(at, len(points)) // what is behind has been tried
			}
		}
		if size > 8 && budget < 20 {
			break
		}
	}
	for again := true; again; {
		again = false
		for _, q := range p.smaller() {
			if ask(q, points) {
				p, again = q, true
				break
			}
		}
	}
	return p, points
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
