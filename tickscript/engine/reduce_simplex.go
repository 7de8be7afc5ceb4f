package engine

import "math"

// minimize searches the minimum of f by the Nelder-Mead simplex method, with
// reflection 1, contraction 1/2 and expansion 2, for at most 1000 rounds or until
// the values at the corners deviate by less than epsilon. f may change its
// argument, and then the corner is changed. It returns the least value and where
// it was found.
//
// InfluxDB: query/neldermead
func minimize(f func([]float64) float64, start []float64, epsilon, scale float64) (float64, []float64) {
	s := newSimplex(f, start, scale)
	for range 1000 {
		s.step()
		if s.deviation() < epsilon {
			break
		}
	}
	best, _ := s.extremes()
	found := append([]float64(nil), s.corner[best]...)
	return f(s.corner[best]), found
}

type simplex struct {
	f func([]float64) float64
	// corner are n+1 points, value what f is there.
	corner [][]float64
	value  []float64
	// center is the middle of all corners but the worst; far, farther and near are
	// the reflected, expanded and contracted points.
	center, far, farther, near []float64
}

func newSimplex(f func([]float64) float64, start []float64, scale float64) *simplex {
	n := len(start)
	room := make([]float64, n*(n+5))
	take := func() []float64 {
		p := room[:n:n]
		room = room[n:]
		return p
	}
	s := &simplex{f: f, value: make([]float64, n+1), center: take(), far: take(), farther: take(), near: take()}
	root := math.Sqrt(float64(n + 1))
	long := scale * (root - 1 + float64(n)) / (float64(n) * math.Sqrt(2))
	short := scale * (root - 1) / (float64(n) * math.Sqrt(2))
	for i := range n + 1 {
		p := take()
		for j, x := range start {
			switch i {
			case 0:
				p[j] = x
			case j + 1:
				p[j] = long + x
			default:
				p[j] = short + x
			}
		}
		s.corner = append(s.corner, p)
	}
	for i, p := range s.corner {
		s.value[i] = f(p)
	}
	return s
}

// extremes returns the corners with the least and the largest value, of equal
// ones the first.
func (s *simplex) extremes() (best, worst int) {
	for i, v := range s.value {
		if v > s.value[worst] {
			worst = i
		}
		if v < s.value[best] {
			best = i
		}
	}
	return best, worst
}

// move replaces a corner.
func (s *simplex) move(i int, p []float64, v float64) {
	copy(s.corner[i], p)
	s.value[i] = v
}

func (s *simplex) step() {
	best, worst := s.extremes()
	second := best
	for i, v := range s.value {
		if v > s.value[second] && v < s.value[worst] {
			second = i
		}
	}
	n := float64(len(s.center))
	for j := range s.center {
		sum := 0.0
		for i, p := range s.corner {
			if i != worst {
				sum += p[j]
			}
		}
		s.center[j] = sum / n
		s.far[j] = s.center[j] + 1.0*(s.center[j]-s.corner[worst][j])
	}
	far := s.f(s.far)
	if far < s.value[second] && far >= s.value[best] {
		s.move(worst, s.far, far)
	}
	// What follows compares with the corners' values as they are by now.
	if far < s.value[best] {
		for j, c := range s.center {
			s.farther[j] = c + 2.0*(s.far[j]-c)
		}
		if farther := s.f(s.farther); farther < far {
			s.move(worst, s.farther, farther)
		} else {
			s.move(worst, s.far, far)
		}
	}
	if far >= s.value[second] {
		s.contract(best, second, worst, far)
	}
}

// contract moves the worst corner towards the center, or all towards the best.
func (s *simplex) contract(best, second, worst int, far float64) {
	outside := far < s.value[worst]
	for j, c := range s.center {
		if outside {
			s.near[j] = c + 0.5*(s.far[j]-c)
		} else {
			s.near[j] = c - 0.5*(c-s.corner[worst][j])
		}
	}
	if near := s.f(s.near); near < s.value[worst] {
		s.move(worst, s.near, near)
		return
	}
	for i, p := range s.corner {
		if i == best {
			continue
		}
		for j, b := range s.corner[best] {
			p[j] = b + (p[j]-b)/2.0
		}
	}
	s.value[worst] = s.f(s.corner[worst])
	s.value[second] = s.f(s.corner[second])
}

// deviation is the standard deviation of the values at the corners.
func (s *simplex) deviation() float64 {
	sum := 0.0
	for _, v := range s.value {
		sum += v
	}
	mean := sum / float64(len(s.value))
	d := 0.0
	for _, v := range s.value {
		d += square(v-mean) / float64(len(s.center))
	}
	return math.Sqrt(d)
}
