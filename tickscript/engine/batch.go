package engine

// batch is one batch on a batch edge: a group's rows with the batch's own time.
// Batches are borrowed like points.
type batch struct {
	name  string
	group *group
	tmax  int64
	rows  []point
	// hintless marks a batch whose size Kapacitor does not announce; combine
	// depends on it.
	hintless bool
}

// keep returns a copy of b that outlives the call that passed it.
func (b *batch) keep() *batch {
	c := *b
	c.rows = make([]point, len(b.rows))
	for i := range b.rows {
		c.rows[i] = *b.rows[i].keep()
	}
	return &c
}

// barrier says that a group will see no point older than its time.
type barrier struct {
	name  string
	group *group
	time  int64
}
