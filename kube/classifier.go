package kube

import (
	"cmp"
	"slices"
	"time"
)

// ClassifierOptions tune a Classifier. The zero value is ready for use.
type ClassifierOptions struct {
	// Cluster and Datacenter are copied into every Event.
	Cluster, Datacenter string
	// Kinds are the kinds that will be observed; nil means all. Nothing is judged before each of them was listed once.
	Kinds []Kind
	// Settle is how long a change waits for what explains it to arrive on another watch. Default 3 s.
	Settle time.Duration
	// NodeGrace is how long a node must be not ready before it counts as lost. Default 15 s.
	NodeGrace time.Duration
	// DrainGrace is how long a cordoned node may be not ready, being on its way out, before it counts as lost. Default 15 min.
	DrainGrace time.Duration
	// Hold is how long a judgement waits for a kind that cannot be listed at present. Default 2 min.
	Hold time.Duration
	// Memory is how long departed nodes, namespaces and workloads are remembered to explain what goes with them. Default 10 min.
	Memory time.Duration
	// UnreachableAfter is how long no request may succeed before the cluster counts as lost. Default 1 min.
	UnreachableAfter time.Duration
	// GoneAfter is how long a lost cluster may stay silent before it counts as gone. Default 15 min.
	GoneAfter time.Duration
}

func (o ClassifierOptions) withDefaults() ClassifierOptions {
	o.Kinds = slices.Clone(o.Kinds)
	if o.Kinds == nil {
		o.Kinds = AllKinds()
	}
	o.Settle = cmp.Or(o.Settle, 3*time.Second)
	o.NodeGrace = cmp.Or(o.NodeGrace, 15*time.Second)
	o.DrainGrace = cmp.Or(o.DrainGrace, 15*time.Minute)
	o.Hold = cmp.Or(o.Hold, 2*time.Minute)
	o.Memory = cmp.Or(o.Memory, 10*time.Minute)
	o.UnreachableAfter = cmp.Or(o.UnreachableAfter, time.Minute)
	o.GoneAfter = cmp.Or(o.GoneAfter, 15*time.Minute)
	return o
}

// AllKinds returns the kinds a Lifecycle watches when nothing else is asked for.
func AllKinds() []Kind {
	return []Kind{Node, Namespace, Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, Pod, KubeEvent}
}

// Classifier turns observations into Events. It does no I/O and reads no clock: the same observations with the same times
// always give the same events. It is not safe for concurrent use.
type Classifier struct {
	opt ClassifierOptions
	st  *State
	out []Event
	now time.Time

	// What follows is derived from st or belongs to the running process only.
	sync       map[Kind]*kindSync
	nodes      map[string]string // name -> UID, the latest
	namespaces map[string]string
	children   map[string]map[string]struct{} // owner UID -> UIDs of ReplicaSets
	nodePods   map[string]*podCount
	liveNodes  int
}

type kindSync struct {
	ready, listing, blind, down bool
	// cold: the kind was never listed, neither by this process nor by the one that saved the state.
	cold  bool
	epoch uint32
	// fresh holds new objects of a list until its end: what is gone must be taken away before what is new is counted, or
	// a pod and the one that stands in for it would look like one too many.
	fresh []*Object
}

// podCount counts the active pods of a node.
type podCount struct{ total, daemon int }

// NewClassifier returns a Classifier. With a saved state it goes on from there; the state belongs to it from then on.
func NewClassifier(opt ClassifierOptions, saved *State) *Classifier {
	c := &Classifier{opt: opt.withDefaults(), st: saved}
	if c.st == nil {
		c.st = newState()
	}
	c.index()
	return c
}

func (c *Classifier) index() {
	c.sync = make(map[Kind]*kindSync, len(c.opt.Kinds))
	for _, k := range c.opt.Kinds {
		c.sync[k] = &kindSync{cold: !c.st.Known[k]}
	}
	c.nodes, c.namespaces = map[string]string{}, map[string]string{}
	c.children, c.nodePods = map[string]map[string]struct{}{}, map[string]*podCount{}
	c.liveNodes = 0
	for uid, t := range c.st.Things {
		if s := c.sync[t.Kind]; s != nil {
			s.epoch = max(s.epoch, t.Epoch)
		}
		c.enter(uid, t)
		if t.Kind == Pod && t.Counted {
			c.countOnNode(t, +1)
		}
		if t.Kind == Node && t.GoneAt.IsZero() {
			c.liveNodes++
		}
	}
}

// enter makes a thing findable by what others call it.
func (c *Classifier) enter(uid string, t *thing) {
	switch t.Kind {
	case Node:
		enterName(c.nodes, c.st.Things, t.Name, uid)
	case Namespace:
		enterName(c.namespaces, c.st.Things, t.Name, uid)
	case ReplicaSet:
		if t.Owner.UID != "" {
			m := c.children[t.Owner.UID]
			if m == nil {
				m = map[string]struct{}{}
				c.children[t.Owner.UID] = m
			}
			m[uid] = struct{}{}
		}
	}
}

// enterName lets a name stand for the latest object that bears it: a tombstone never hides a living one.
func enterName(names map[string]string, things map[string]*thing, name, uid string) {
	if old := things[names[name]]; old != nil && old.UID != uid && old.GoneAt.IsZero() && !things[uid].GoneAt.IsZero() {
		return
	}
	names[name] = uid
}

// Observe takes one observation and returns the events that can be told by now. Times must not go backwards.
func (c *Classifier) Observe(o Observation) []Event {
	c.tick(o.At)
	s := c.sync[o.Kind]
	switch o.What {
	case Identity:
		c.identify(o.Version)
	case ContactLost:
		if s != nil {
			s.down = true
		}
		c.contactLost(o)
	case Present, Absent, RelistBegin, RelistEnd, CaughtUp, Progress, Blind:
		if s == nil || (o.Object == nil && (o.What == Present || o.What == Absent)) {
			break
		}
		s.down = false
		c.contactMade()
		c.observeKind(s, o)
	}
	return c.settle()
}

func (c *Classifier) observeKind(s *kindSync, o Observation) {
	switch o.What {
	case RelistBegin:
		s.listing, s.fresh = true, nil
		s.epoch++
	case RelistEnd:
		c.sweep(o.Kind, s.epoch)
		for _, fresh := range s.fresh {
			c.present(s, fresh)
		}
		s.fresh = nil
		s.listing, s.ready, s.cold, s.blind = false, true, false, false
		c.st.Known[o.Kind] = true
		c.version(o.Kind, o.Version)
	case CaughtUp:
		s.ready = true
	case Progress:
		c.version(o.Kind, o.Version)
	case Blind:
		s.blind, s.ready, s.listing = true, true, false
	case Present:
		if s.listing && !s.cold && o.Kind != KubeEvent && c.st.Things[o.Object.UID] == nil {
			s.fresh = append(s.fresh, o.Object)
			break
		}
		c.present(s, o.Object)
		if !s.listing {
			c.version(o.Kind, o.Object.Version)
		}
	case Absent:
		c.absent(o.Object, true)
		c.version(o.Kind, o.Object.Version)
	}
}

func (c *Classifier) version(k Kind, v string) {
	if v != "" {
		c.st.Versions[k] = v
	}
}

// Advance moves the clock and returns the events that are due.
func (c *Classifier) Advance(now time.Time) []Event {
	c.tick(now)
	return c.settle()
}

func (c *Classifier) tick(now time.Time) {
	if now.After(c.now) {
		c.now = now
	}
}

// Next returns when Advance should be called at the latest; false when nothing waits.
func (c *Classifier) Next() (time.Time, bool) {
	if len(c.st.Queue) == 0 {
		return time.Time{}, false
	}
	if c.ready() {
		return c.st.Queue[0].At, true
	}
	// All but the judgements about the cluster itself are held.
	var first time.Time
	for _, d := range c.st.Queue {
		at := d.At
		if d.Task != taskClusterLost && d.Task != taskClusterGone {
			at = at.Add(c.opt.Hold)
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first, true
}

// Version returns the resourceVersion from which the watch of a kind can resume; empty means that a list is needed.
func (c *Classifier) Version(k Kind) string { return c.st.Versions[k] }

// State returns the state for saving. It is the classifier's own: write it before the next call.
func (c *Classifier) State() *State {
	c.st.Saved = c.now
	return c.st
}

// ready reports whether every kind is listed and up to date, so that evidence is not missing for want of looking.
func (c *Classifier) ready() bool {
	for _, s := range c.sync {
		if !s.ready || s.listing || s.down {
			return false
		}
	}
	return true
}

// settle judges what is due.
func (c *Classifier) settle() []Event {
	for len(c.st.Queue) > 0 {
		d := c.st.Queue[0]
		if c.now.Before(d.At) {
			break
		}
		if !c.ready() && c.now.Before(d.At.Add(c.opt.Hold)) && d.Task != taskClusterLost && d.Task != taskClusterGone {
			// Contact is judged although nothing else can be: look for it behind the head.
			c.settleContact()
			break
		}
		c.do(c.st.Queue.take())
	}
	out := c.out
	c.out = nil
	return out
}

// settleContact carries out due judgements about the cluster itself while all others wait.
func (c *Classifier) settleContact() {
	for i := 0; i < len(c.st.Queue); {
		d := c.st.Queue[i]
		if (d.Task != taskClusterLost && d.Task != taskClusterGone) || c.now.Before(d.At) {
			i++
			continue
		}
		c.st.Queue.remove(i)
		c.do(d)
		i = 0
	}
}

func (c *Classifier) do(d due) {
	switch d.Task {
	case taskClusterLost:
		c.judgeClusterLost()
		return
	case taskClusterGone:
		c.judgeClusterGone()
		return
	}
	t := c.st.Things[d.UID]
	if t == nil {
		return
	}
	switch d.Task {
	case taskAppeared:
		c.judgeAppeared(t)
	case taskLeft:
		c.judgeLeft(t)
	case taskGone:
		c.judgeGone(t)
	case taskNodeLost:
		c.judgeNodeLost(t)
	case taskForget:
		c.forget(d.UID, t)
	}
}

func (c *Classifier) enqueue(after time.Duration, what task, uid string) {
	c.st.Seq++
	c.st.Queue.add(due{At: c.now.Add(after), N: c.st.Seq, Task: what, UID: uid})
}

func (c *Classifier) emit(e Event) {
	c.st.Told++
	e.Seq = c.st.Told
	e.Cluster, e.Datacenter = c.opt.Cluster, c.opt.Datacenter
	e.Observed = c.now
	if e.Time.IsZero() {
		e.Time = c.now
	}
	c.out = append(c.out, e)
}

// sweep treats what was known and not listed as gone.
func (c *Classifier) sweep(k Kind, epoch uint32) {
	var missing []*thing
	for _, t := range c.st.Things {
		if t.Kind == k && t.Epoch != epoch && t.GoneAt.IsZero() {
			missing = append(missing, t)
		}
	}
	// Map order must not decide the order of events, nor which of several pods is the surplus one.
	slices.SortFunc(missing, func(a, b *thing) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name), cmp.Compare(a.UID, b.UID))
	})
	for _, t := range missing {
		c.absent(&t.Object, false)
	}
}

// forget drops a tombstone.
func (c *Classifier) forget(uid string, t *thing) {
	if t.GoneAt.IsZero() {
		return
	}
	delete(c.st.Things, uid)
	delete(c.st.Groups, uid)
	delete(c.children, uid)
	if m := c.children[t.Owner.UID]; m != nil {
		delete(m, uid)
		if len(m) == 0 {
			delete(c.children, t.Owner.UID)
		}
	}
	if c.nodes[t.Name] == uid {
		delete(c.nodes, t.Name)
		if p := c.nodePods[t.Name]; p != nil && p.total == 0 {
			delete(c.nodePods, t.Name)
		}
	}
	if c.namespaces[t.Name] == uid {
		delete(c.namespaces, t.Name)
	}
}
