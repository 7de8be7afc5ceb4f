package standin

import "github.com/zeebo/mwc"

// Rand is the generator of rand().
type Rand mwc.T

// NewRand makes the generator of a task; tests replace it.
var NewRand = func() *Rand { return (*Rand)(mwc.Rand()) }
