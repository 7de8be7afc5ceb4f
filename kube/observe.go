package kube

import "time"

// present takes in an object that is there.
func (c *Classifier) present(s *kindSync, o *Object) {
	if o.Kind == KubeEvent {
		c.note(o.Note)
		return
	}
	t := c.st.Things[o.UID]
	if t == nil {
		t = &thing{Object: *o, First: c.now, Found: s.cold, Epoch: s.epoch, Born: o.order()}
		if !t.sound() {
			return
		}
		c.st.Things[o.UID] = t
		c.enter(o.UID, t)
		if t.Kind == Node {
			c.liveNodes++
		}
		c.learn(t, nil)
		if !t.Found && reported(t.Kind) {
			c.enqueue(c.opt.Settle, taskAppeared, o.UID)
		}
		return
	}
	if !t.GoneAt.IsZero() {
		return // a late word about something that is known to be gone
	}
	before := t.Object
	t.Object = *o
	t.Epoch = s.epoch
	if !t.sound() {
		t.Object = before
		return
	}
	c.learn(t, &before)
}

// absent takes in that an object was deleted. exact is false when it was merely missing from a list.
func (c *Classifier) absent(o *Object, exact bool) {
	if o.Kind == KubeEvent {
		return
	}
	t := c.st.Things[o.UID]
	if t == nil || !t.GoneAt.IsZero() {
		return
	}
	if exact {
		before := t.Object
		t.Object = *o
		if !t.sound() {
			t.Object = before
		}
		if t.Kind == Pod {
			c.learn(t, &before) // the last state may be the first to show an eviction
		}
	}
	t.GoneAt, t.Inexact = c.now, !exact
	switch t.Kind {
	case Pod:
		c.depart(t)
		if t.Left == nil { // never counted: it was found or had finished
			t.Left = &departure{At: c.now, LiveBefore: c.group(t.Owner.UID).Live}
			c.enqueue(c.opt.Settle, taskLeft, t.UID)
			return
		}
		if t.Left.Judgement != nil {
			c.tellLeft(t)
		}
	case Node:
		c.liveNodes--
		c.enqueue(c.opt.Settle, taskGone, t.UID)
	default:
		if reported(t.Kind) {
			c.enqueue(c.opt.Settle, taskGone, t.UID)
		} else {
			c.enqueue(c.opt.Memory, taskForget, t.UID)
		}
	}
}

// reported reports whether events are told about objects of the kind. ReplicaSets and Jobs are evidence only: they are how
// Deployments and CronJobs do their work.
func reported(k Kind) bool {
	switch k {
	case Node, Namespace, Pod, Deployment, StatefulSet, DaemonSet:
		return true
	}
	return false
}

// learn updates what is derived from an object's states. before is nil for a new object.
func (c *Classifier) learn(t *thing, before *Object) {
	switch t.Kind {
	case Node:
		c.learnNode(t)
	case Pod:
		c.learnPod(t, before)
	case Deployment, ReplicaSet, StatefulSet, DaemonSet, Job:
		c.learnWorkload(t, before)
	}
}

func (c *Classifier) learnNode(t *thing) {
	n := t.Node
	switch cordoned := n.Unschedulable || n.ScaleDownTaint != ""; {
	case cordoned && t.CordonedSeen.IsZero():
		t.CordonedSeen = c.now
	case !cordoned:
		t.CordonedSeen = time.Time{}
	}
	if n.Ready == "True" {
		t.WasReady = true
		t.LostSeen = time.Time{}
		if t.LostTold {
			t.LostTold = false
			c.emit(Event{
				Time: n.ReadySince, Change: Recovered, Subject: t.Ref, Why: WhyRecovered, Verdict: Normal, Confidence: 1, Exact: true,
				Evidence: []Evidence{{Object: t.Ref, Fact: "condition Ready is True", At: n.ReadySince}},
			})
		}
		return
	}
	if t.Found && n.Ready != "" && t.LostSeen.IsZero() {
		t.WasReady = true // a node that was there before us has been ready once, or it would not matter
	}
	if t.WasReady && t.LostSeen.IsZero() {
		t.LostSeen = c.now
		c.enqueue(c.opt.NodeGrace, taskNodeLost, t.UID)
	}
}

func (c *Classifier) learnPod(t *thing, before *Object) {
	active := t.active()
	if before == nil {
		g := c.group(t.Owner.UID)
		t.AppearLive, t.AppearGrown = g.Live, g.Grown
		if active {
			t.Counted = true
			g.Live++
			c.countOnNode(t, +1)
		}
		if t.Pod.Revision != "" && t.Created.After(g.NewestAt) {
			g.Newest, g.NewestAt = t.Pod.Revision, t.Created
		}
		if t.Found {
			t.Template = c.templateOf(t.Owner.UID)
		}
		if !active && !t.Deleting.IsZero() {
			c.depart(t)
		}
		return
	}
	if t.Counted && before.Pod.Node != t.Pod.Node {
		after := t.Pod.Node
		t.Pod.Node = before.Pod.Node
		c.countOnNode(t, -1)
		t.Pod.Node = after
		c.countOnNode(t, +1)
	}
	if !active {
		c.depart(t)
	}
}

// depart notes that a pod stopped to be one of its owner's replicas, at the first sign of it.
func (c *Classifier) depart(t *thing) {
	if t.Left != nil {
		return
	}
	if !t.Counted && t.Deleting.IsZero() {
		return
	}
	g := c.group(t.Owner.UID)
	finished := t.Counted && t.Deleting.IsZero() && t.GoneAt.IsZero() // succeeded or failed by itself: not a departure yet
	live := g.Live
	if t.Counted {
		t.Counted = false
		g.Live--
		c.countOnNode(t, -1)
	}
	if finished && !c.evictedInPlace(t) {
		return
	}
	t.Left = &departure{At: c.now, LiveBefore: live}
	if !t.Inexact {
		t.Left.Order = t.order()
	}
	g.remember(departed{Name: t.Name, Node: t.Pod.Node, Revision: t.Pod.Revision, At: c.now})
	c.enqueue(c.opt.Settle, taskLeft, t.UID)
}

// evictedInPlace reports whether a pod failed because it was thrown out: it stays in the API, but it is gone.
func (c *Classifier) evictedInPlace(t *thing) bool {
	return t.Pod.Phase == "Failed" && (t.Pod.Disruption != "" || t.Pod.Reason == "Evicted" || t.Pod.Reason == "Preempting")
}

func (c *Classifier) learnWorkload(t *thing, before *Object) {
	g := c.group(t.UID)
	w := t.Workload
	if before == nil || len(g.Levels) == 0 {
		g.Levels = append(g.Levels, level{At: c.now, Order: t.order(), Desired: w.Desired})
		g.Born = c.now
		if t.Found {
			g.Base, g.Grown = w.Desired, true
		}
		return
	}
	if last := g.Levels[len(g.Levels)-1]; last.Desired != w.Desired {
		if len(g.Levels) == maxLevels {
			g.Levels = append(g.Levels[:0], g.Levels[1:]...)
		}
		g.Levels = append(g.Levels, level{At: c.now, Order: t.order(), Desired: w.Desired})
		switch {
		case t.Kind == ReplicaSet && last.Desired == 0:
			g.Born, g.Base, g.Grown = c.now, 0, false // a roll-back, or a deployment that was scaled to nothing
		case w.Desired < last.Desired:
			g.Base = min(g.Base, w.Desired)
			g.Grown = true
		}
	}
}

// note keeps what a controller said about an object.
func (c *Classifier) note(n *NoteFacts) {
	if n == nil {
		return
	}
	key := noteKey(n.About)
	notes := c.st.Notes[key]
	for i := range notes {
		if notes[i].Reason == n.Reason && notes[i].Message == n.Message {
			notes[i] = n
			return
		}
	}
	if len(notes) == maxNotes {
		notes = append(notes[:0], notes[1:]...)
	}
	c.st.Notes[key] = append(notes, n)
	if len(c.st.Notes) > maxNoted {
		c.pruneNotes()
	}
}

// maxNoted bounds the number of objects about which notes are kept.
const maxNoted = 10000

// pruneNotes drops the older half of all notes.
func (c *Classifier) pruneNotes() {
	var newest, oldest time.Time
	for _, notes := range c.st.Notes {
		at := notes[len(notes)-1].At
		if newest.IsZero() || at.After(newest) {
			newest = at
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	middle := oldest.Add(newest.Sub(oldest) / 2)
	for key, notes := range c.st.Notes {
		if !notes[len(notes)-1].At.After(middle) {
			delete(c.st.Notes, key)
		}
	}
}

func noteKey(r Ref) string { return string(r.Kind) + "/" + r.Namespace + "/" + r.Name }

// noted returns the latest note about an object with one of the reasons, not older than since.
func (c *Classifier) noted(r Ref, since time.Time, reasons ...string) *NoteFacts {
	notes := c.st.Notes[noteKey(r)]
	for i := len(notes) - 1; i >= 0; i-- {
		if notes[i].At.Before(since) {
			continue
		}
		for _, reason := range reasons {
			if notes[i].Reason == reason {
				return notes[i]
			}
		}
	}
	return nil
}

func (c *Classifier) group(uid string) *group {
	if uid == "" {
		return &group{}
	}
	g := c.st.Groups[uid]
	if g == nil {
		g = &group{}
		c.st.Groups[uid] = g
	}
	return g
}

func (c *Classifier) countOnNode(t *thing, by int) {
	if t.Pod.Node == "" {
		return
	}
	p := c.nodePods[t.Pod.Node]
	if p == nil {
		p = &podCount{}
		c.nodePods[t.Pod.Node] = p
	}
	p.total += by
	if t.Owner.Kind == DaemonSet {
		p.daemon += by
	}
	if p.total == 0 && c.nodes[t.Pod.Node] == "" {
		delete(c.nodePods, t.Pod.Node)
	}
}

func (c *Classifier) templateOf(uid string) string {
	if w := c.st.Things[uid]; w != nil && w.Workload != nil {
		return w.Workload.Template
	}
	return ""
}
