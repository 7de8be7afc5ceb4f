package kube

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"
)

// stateFormat is raised when a saved state of an older program can no longer be understood.
const stateFormat = 1

// State is all that a Classifier knows. Saved and restored, it lets a new process go on where the old one stopped: with the
// versions from which to resume each watch, and with everything needed to explain what went in between.
type State struct {
	Format   int    `json:"format"`
	Identity string `json:"identity,omitempty"`
	// Seq orders the queue; Told is the number of the last event.
	Seq      uint64          `json:"seq"`
	Told     uint64          `json:"told"`
	Saved    time.Time       `json:"saved"`
	Versions map[Kind]string `json:"versions"`
	// Known are the kinds that were listed in full at least once.
	Known   map[Kind]bool           `json:"known"`
	Things  map[string]*thing       `json:"things"`
	Groups  map[string]*group       `json:"groups"`
	Notes   map[string][]*NoteFacts `json:"notes"`
	Queue   queue                   `json:"queue"`
	Contact contact                 `json:"contact"`
}

func newState() *State {
	return &State{
		Format: stateFormat, Versions: map[Kind]string{}, Known: map[Kind]bool{}, Things: map[string]*thing{}, Groups: map[string]*group{},
		Notes: map[string][]*NoteFacts{},
	}
}

// WriteTo writes the state as compressed JSON.
func (s *State) WriteTo(w io.Writer) (int64, error) {
	counter := &countingWriter{w: w}
	z := gzip.NewWriter(counter)
	if err := json.NewEncoder(z).Encode(s); err != nil {
		return counter.n, fmt.Errorf("write life-cycle state: %w", err)
	}
	if err := z.Close(); err != nil {
		return counter.n, fmt.Errorf("write life-cycle state: %w", err)
	}
	return counter.n, nil
}

// ReadState reads what WriteTo wrote.
func ReadState(r io.Reader) (*State, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("read life-cycle state: not a saved state: %w", err)
	}
	s := newState()
	if err := json.NewDecoder(z).Decode(s); err != nil {
		return nil, fmt.Errorf("read life-cycle state: %w", err)
	}
	if s.Format != stateFormat {
		return nil, fmt.Errorf("read life-cycle state: format %d, this program knows %d; start without it", s.Format, stateFormat)
	}
	for uid, t := range s.Things {
		if t == nil || !t.sound() {
			return nil, fmt.Errorf("read life-cycle state: object %q lacks its facts; start without it", uid)
		}
	}
	for uid, g := range s.Groups {
		if g == nil {
			return nil, fmt.Errorf("read life-cycle state: group %q is empty; start without it", uid)
		}
	}
	for _, notes := range s.Notes {
		for _, n := range notes {
			if n == nil {
				return nil, fmt.Errorf("read life-cycle state: an event lacks its facts; start without it")
			}
		}
	}
	return s, nil
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// thing is an object and what was learnt from watching it.
type thing struct {
	Object
	Epoch uint32    `json:"epoch,omitempty"`
	First time.Time `json:"first"`
	// Born is the order number of the first version that was seen.
	Born uint64 `json:"born,omitempty"`
	// Found: it was there when watching began, so its appearance was not seen.
	Found bool `json:"found,omitempty"`
	// GoneAt makes it a tombstone: kept for a while to explain what goes with it.
	GoneAt time.Time `json:"goneAt,omitzero"`
	// Inexact: the departure was found by comparing lists.
	Inexact bool `json:"inexact,omitempty"`

	// pods
	Counted bool `json:"counted,omitempty"`
	// AppearLive and AppearGrown are the group's Live and Grown when the pod appeared.
	AppearLive  int32      `json:"appearLive,omitempty"`
	AppearGrown bool       `json:"appearGrown,omitempty"`
	Template    string     `json:"template,omitempty"`
	Left        *departure `json:"left,omitempty"`
	Told        bool       `json:"told,omitempty"`

	// nodes
	WasReady     bool      `json:"wasReady,omitempty"`
	LostSeen     time.Time `json:"lostSeen,omitzero"`
	LostTold     bool      `json:"lostTold,omitempty"`
	CordonedSeen time.Time `json:"cordonedSeen,omitzero"`
}

// sound reports whether the facts that belong to the kind are there.
func (t *thing) sound() bool {
	switch t.Kind {
	case Node:
		return t.Node != nil
	case Pod:
		return t.Pod != nil
	case Namespace:
		return true
	case Deployment, ReplicaSet, StatefulSet, DaemonSet, Job:
		return t.Workload != nil
	}
	return false
}

// departure is the moment a pod stopped to be one of its owner's replicas.
type departure struct {
	At         time.Time `json:"at"`
	Order      uint64    `json:"order,omitempty"`
	LiveBefore int32     `json:"liveBefore"`
	Judgement  *judged   `json:"judgement,omitempty"`
}

type judged struct {
	Why        Why        `json:"why"`
	Verdict    Verdict    `json:"verdict"`
	Confidence float64    `json:"confidence"`
	Evidence   []Evidence `json:"evidence,omitempty"`
}

// group counts the pods of one owner against the number it was asked for.
type group struct {
	Live   int32   `json:"live"`
	Levels []level `json:"levels,omitempty"`
	// Base is the number of replicas already reached: a pod that appears below it stands in for one that went.
	Base int32 `json:"base"`
	// Born is when the workload was first seen, or last raised from nothing.
	Born time.Time `json:"born,omitzero"`
	// Grown: the first growth is over; what comes on top is a scale-up.
	Grown bool `json:"grown,omitempty"`
	// Newest is the revision label of the pod created last.
	Newest   string     `json:"newest,omitempty"`
	NewestAt time.Time  `json:"newestAt,omitzero"`
	Recent   []departed `json:"recent,omitempty"`
}

// level is a desired count and when it was seen.
type level struct {
	At      time.Time `json:"at"`
	Order   uint64    `json:"order,omitempty"`
	Desired int32     `json:"desired"`
}

// order is an object's resourceVersion as a number, 0 when it is none. The API server draws the versions of all kinds that
// share a store from one counter, which puts changes of different kinds into an order even when they are heard of all at
// once, as after a restart. It is evidence where it decides something, and never relied upon alone: kinds may be kept in
// stores of their own.
func (o *Object) order() uint64 {
	n, err := strconv.ParseUint(o.Version, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// departed remembers a pod that went, to recognise the one that stands in for it.
type departed struct {
	Name     string    `json:"name"`
	Node     string    `json:"node,omitempty"`
	Revision string    `json:"revision,omitempty"`
	At       time.Time `json:"at"`
}

const (
	maxLevels = 16
	maxRecent = 64
	maxNotes  = 4
)

// minSince returns the lowest desired count in force at any time since t, and when it was set.
func (g *group) minSince(t time.Time) (level, bool) {
	if len(g.Levels) == 0 {
		return level{}, false
	}
	low := g.Levels[len(g.Levels)-1]
	for i := len(g.Levels) - 2; i >= 0 && g.Levels[i+1].At.After(t); i-- {
		if g.Levels[i].Desired < low.Desired {
			low = g.Levels[i]
		}
	}
	return low, true
}

// at returns the desired count in force at t, or the earliest known.
func (g *group) at(t time.Time) (level, bool) {
	for i := len(g.Levels) - 1; i >= 0; i-- {
		if !g.Levels[i].At.After(t) {
			return g.Levels[i], true
		}
	}
	if len(g.Levels) > 0 {
		return g.Levels[0], true
	}
	return level{}, false
}

// inForce returns the desired count at the version of that order number, as far as the levels reach back.
func (g *group) inForce(order uint64) (level, bool) {
	if order == 0 {
		return level{}, false
	}
	for i := len(g.Levels) - 1; i >= 0; i-- {
		if l := g.Levels[i]; l.Order != 0 && l.Order <= order {
			return l, true
		}
	}
	return level{}, false
}

func (g *group) remember(d departed) {
	if len(g.Recent) == maxRecent {
		g.Recent = append(g.Recent[:0], g.Recent[1:]...)
	}
	g.Recent = append(g.Recent, d)
}

// contact is what is known about the line to the API server.
type contact struct {
	LostSince time.Time `json:"lostSince,omitzero"`
	Cause     Cause     `json:"cause,omitempty"`
	Fact      string    `json:"fact,omitempty"`
	LostTold  bool      `json:"lostTold,omitempty"`
	GoneTold  bool      `json:"goneTold,omitempty"`
	// Orderly is when a node last went by drain or scale-down: the trace a planned demolition leaves.
	Orderly time.Time `json:"orderly,omitzero"`
}
