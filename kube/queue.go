package kube

import (
	"container/heap"
	"time"
)

// task is what a queued judgement is about.
type task string

const (
	taskAppeared    task = "appeared"
	taskLeft        task = "left"
	taskGone        task = "gone"
	taskNodeLost    task = "node-lost"
	taskForget      task = "forget"
	taskClusterLost task = "cluster-lost"
	taskClusterGone task = "cluster-gone"
)

// due is a judgement that waits until everything that could explain it has been seen.
type due struct {
	At   time.Time `json:"at"`
	N    uint64    `json:"n"`
	Task task      `json:"task"`
	UID  string    `json:"uid,omitempty"`
}

// queue is a heap by time, first come first served among equals.
type queue []due

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	if !q[i].At.Equal(q[j].At) {
		return q[i].At.Before(q[j].At)
	}
	return q[i].N < q[j].N
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is for container/heap.
func (q *queue) Push(x any) { *q = append(*q, x.(due)) }

// Pop is for container/heap.
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

func (q *queue) add(d due) { heap.Push(q, d) }

func (q *queue) take() due { return heap.Pop(q).(due) }

func (q *queue) remove(i int) { heap.Remove(q, i) }
