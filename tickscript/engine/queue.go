package engine

// queue is a ring of values that are reused: push returns a place whose former
// content may be used again.
type queue[T any] struct {
	buf  []T
	head int
	n    int
}

func (q *queue[T]) len() int { return q.n }

// at returns the i-th value from the front.
func (q *queue[T]) at(i int) *T { return &q.buf[(q.head+i)&(len(q.buf)-1)] }

// push makes a place at the back.
func (q *queue[T]) push() *T {
	if q.n == len(q.buf) {
		buf := make([]T, max(4, 2*len(q.buf)))
		for i := range q.n {
			buf[i] = *q.at(i)
		}
		q.buf, q.head = buf, 0
	}
	q.n++
	return q.at(q.n - 1)
}

// pop forgets the front; its place stays as it is until push reuses it.
func (q *queue[T]) pop() {
	q.head = (q.head + 1) & (len(q.buf) - 1)
	q.n--
}
