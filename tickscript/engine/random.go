package engine

import "math/rand/v2"

// random returns a source of random numbers for one expression, made when it is
// first drawn from.
func (pl *pipeline) random() func() uint64 {
	var next func() uint64
	return func() uint64 {
		if next == nil {
			next = pl.source()
		}
		return next()
	}
}

func (pl *pipeline) source() func() uint64 {
	if pl.opts != nil && pl.opts.Rand != nil {
		return pl.opts.Rand()
	}
	pl.randoms++
	return rand.NewPCG(0, pl.randoms).Uint64
}
