package kube

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// skew is how far two times of the API server's may be apart and still mean the same moment: they are whole seconds, written
// by different controllers.
const skew = 2 * time.Second

// judgeLeft finds out why a pod left, and tells it if the pod is already gone.
func (c *Classifier) judgeLeft(t *thing) {
	if t.Left == nil || t.Told {
		return
	}
	if t.Left.Judgement == nil {
		j := c.whyLeft(t)
		if t.Inexact {
			j.Confidence *= 0.85
		}
		if c.anyBlind() {
			j.Confidence = min(j.Confidence, 0.7)
		}
		t.Left.Judgement = &j
	}
	if !t.GoneAt.IsZero() || c.evictedInPlace(t) {
		c.tellLeft(t)
	}
}

// tellLeft tells the departure of a pod, once.
func (c *Classifier) tellLeft(t *thing) {
	if !t.Told {
		j := t.Left.Judgement
		at := t.Deleting
		if at.IsZero() {
			at = t.Pod.DisruptionAt
		}
		if at.IsZero() {
			at = t.Left.At
		}
		t.Told = true
		c.emit(Event{
			Time: at, Change: Gone, Subject: t.Ref, Why: j.Why, Verdict: j.Verdict, Confidence: j.Confidence, Exact: !t.Inexact,
			Owner: c.root(t.Owner), Node: t.Pod.Node, Evidence: j.Evidence,
		})
	}
	if !t.GoneAt.IsZero() {
		delete(c.st.Things, t.UID)
		if g := c.st.Groups[t.Owner.UID]; g != nil && g.Live == 0 && len(g.Levels) == 0 {
			delete(c.st.Groups, t.Owner.UID) // an owner of a kind that is not watched
		}
	}
}

// root climbs from a ReplicaSet to its Deployment.
func (c *Classifier) root(owner Ref) Ref {
	if owner.Kind == ReplicaSet {
		if rs := c.st.Things[owner.UID]; rs != nil && rs.Owner.Name != "" {
			return rs.Owner
		}
	}
	return owner
}

// whyLeft weighs what is known about a pod that left. The order matters: what a controller wrote on the pod itself comes
// first, then the fate of what contains it, then the arithmetic of replicas, then the node.
func (c *Classifier) whyLeft(t *thing) judged {
	if j, ok := c.namespaceGoing(t); ok {
		return j
	}
	if j, ok := c.disrupted(t); ok {
		return j
	}
	if t.Pod.finished() && t.Pod.Disruption == "" {
		return judged{WhyCompleted, Normal, 0.95, []Evidence{{Object: t.Ref, Fact: "phase was " + t.Pod.Phase}}}
	}
	if j, ok := c.ownerGoing(t); ok {
		return j
	}
	if j, ok := c.surplus(t); ok {
		return j
	}
	if j, ok := c.nodeGoing(t); ok {
		return j
	}
	if n := c.noted(t.Ref, t.Created, "ScaleDown", "TaintManagerEviction", "Preempted"); n != nil {
		ev := []Evidence{{Object: t.Ref, Fact: "event " + n.Reason + " from " + n.Component + ": " + n.Message, At: n.At}}
		switch n.Reason {
		case "ScaleDown":
			return judged{WhyDrained, Normal, 0.85, ev}
		case "Preempted":
			return judged{WhyPreempted, Normal, 0.85, ev}
		}
		return judged{WhyEvicted, Unclear, 0.6, ev}
	}
	ev := []Evidence{{Object: t.Ref, Fact: "deleted; nothing asked its owner for fewer or other pods", At: t.Deleting}}
	if t.Inexact {
		return judged{WhyDeleted, Unclear, 0.5, ev}
	}
	return judged{WhyDeleted, Normal, 0.8, ev}
}

func (c *Classifier) namespaceGoing(t *thing) (judged, bool) {
	ns := c.st.Things[c.namespaces[t.Namespace]]
	if ns == nil || (ns.Deleting.IsZero() && ns.GoneAt.IsZero()) {
		return judged{}, false
	}
	if !t.Deleting.IsZero() && !ns.Deleting.IsZero() && t.Deleting.Before(ns.Deleting.Add(-skew)) {
		return judged{}, false // it was on its way before
	}
	return judged{WhyNamespaceDeleted, Normal, 0.97, []Evidence{{Object: ns.Ref, Fact: "namespace is being deleted", At: ns.Deleting}}}, true
}

// disrupted reads the DisruptionTarget condition, by which whoever throws a pod out says so.
func (c *Classifier) disrupted(t *thing) (judged, bool) {
	p := t.Pod
	own := Evidence{Object: t.Ref, Fact: "condition DisruptionTarget: " + p.Disruption, At: p.DisruptionAt}
	node := c.st.Things[c.nodes[p.Node]]
	switch p.Disruption {
	case "EvictionByEvictionAPI":
		if ev, ok := cordoned(node); ok {
			return judged{WhyDrained, Normal, 0.97, []Evidence{own, ev}}, true
		}
		return judged{WhyEvicted, Normal, 0.97, []Evidence{own}}, true
	case corev1.PodReasonPreemptionByScheduler:
		return judged{WhyPreempted, Normal, 0.98, []Evidence{own}}, true
	case "DeletionByTaintManager":
		if ev, ok := lost(node); ok {
			return judged{WhyNodeLost, Failure, 0.97, []Evidence{own, ev}}, true
		}
		return judged{WhyEvicted, Normal, 0.85, []Evidence{own, {Object: Ref{Kind: Node, Name: p.Node}, Fact: "node has a taint that the pod does not tolerate"}}}, true
	case "DeletionByPodGC":
		if j, ok := c.nodeGoing(t); ok {
			j.Evidence = append([]Evidence{own}, j.Evidence...)
			return j, true
		}
		return judged{WhyNodeLost, Failure, 0.7, []Evidence{own}}, true
	case corev1.PodReasonTerminationByKubelet:
		if ev, ok := cordoned(node); ok {
			return judged{WhyDrained, Normal, 0.8, []Evidence{own, ev}}, true
		}
		return judged{WhyEvicted, Failure, 0.95, []Evidence{own}}, true
	}
	if p.Phase == "Failed" {
		switch p.Reason {
		case "Evicted":
			return judged{WhyEvicted, Failure, 0.95, []Evidence{{Object: t.Ref, Fact: "failed with reason Evicted: its node ran out of something"}}}, true
		case "Preempting":
			return judged{WhyPreempted, Normal, 0.95, []Evidence{{Object: t.Ref, Fact: "failed with reason Preempting"}}}, true
		case "NodeLost":
			return judged{WhyNodeLost, Failure, 0.95, []Evidence{{Object: t.Ref, Fact: "failed with reason NodeLost"}}}, true
		}
	}
	return judged{}, false
}

// ownerGoing looks up the chain of owners for one that is being or was deleted.
func (c *Classifier) ownerGoing(t *thing) (judged, bool) {
	for ref, depth := t.Owner, 0; ref.UID != "" && depth < 3; depth++ {
		o := c.st.Things[ref.UID]
		if o == nil {
			break
		}
		if o.Kind == Job && o.Workload.Complete {
			return judged{WhyCompleted, Normal, 0.95, []Evidence{{Object: o.Ref, Fact: "job has finished"}}}, true
		}
		switch {
		case !o.Deleting.IsZero():
			return judged{WhyOwnerDeleted, Normal, 0.97, []Evidence{{Object: o.Ref, Fact: "owner is being deleted", At: o.Deleting}}}, true
		case !o.GoneAt.IsZero():
			return judged{WhyOwnerDeleted, Normal, 0.97, []Evidence{{Object: o.Ref, Fact: "owner was deleted", At: o.GoneAt}}}, true
		}
		ref = o.Owner
	}
	return judged{}, false
}

// surplus asks whether the owner had more pods than it was asked for, or pods of another template.
func (c *Classifier) surplus(t *thing) (judged, bool) {
	owner := c.st.Things[t.Owner.UID]
	if owner == nil || owner.Workload == nil {
		return judged{}, false
	}
	g := c.group(owner.UID)
	low, known := g.minSince(t.Left.At.Add(-skew))
	order := uint64(0) // set when the order of versions explains it
	if l, ok := g.inForce(t.Left.Order); ok && t.Left.LiveBefore > l.Desired {
		low, order = l, t.Left.Order
	}
	over := known && t.Left.LiveBefore > low.Desired
	count := Evidence{Object: owner.Ref, At: low.At,
		Fact: strconv.Itoa(int(t.Left.LiveBefore)) + " pods, " + strconv.Itoa(int(low.Desired)) + " desired"}
	switch owner.Kind {
	case ReplicaSet:
		if !over {
			break
		}
		ev := []Evidence{count}
		if d := c.st.Things[owner.Owner.UID]; d != nil {
			l, ok := c.group(d.UID).inForce(order)
			if !ok {
				l, ok = c.group(d.UID).minSince(t.Left.At.Add(-skew))
			}
			if ok {
				ev = append(ev, Evidence{Object: d.Ref, Fact: strconv.Itoa(int(l.Desired)) + " desired", At: l.At})
			}
			if ok && low.Desired < l.Desired {
				// The deployment wants more than this replica set: it takes the pods from another one.
				return judged{WhyRollout, Normal, 0.96, ev}, true
			}
		}
		if newer, fact := c.newerSibling(owner, t.Left.Order); newer {
			return judged{WhyRollout, Normal, 0.9, append(ev, fact)}, true
		}
		return judged{WhyScaledDown, Normal, 0.96, ev}, true
	case StatefulSet:
		if n, ok := ordinal(t.Name); ok && known && n >= low.Desired+owner.Workload.FirstOrdinal {
			return judged{WhyScaledDown, Normal, 0.97, []Evidence{count, {Object: t.Ref, Fact: "ordinal " + strconv.Itoa(int(n)) + " is beyond the desired range"}}}, true
		}
		if rev := owner.Workload.Revision; rev != "" && t.Pod.Revision != "" && rev != t.Pod.Revision {
			return judged{WhyRollout, Normal, 0.96, []Evidence{{Object: owner.Ref, Fact: "update revision " + rev + ", pod had " + t.Pod.Revision}}}, true
		}
	case DaemonSet:
		if owner.Workload.Template != "" && t.Template != "" && owner.Workload.Template != t.Template {
			return judged{WhyRollout, Normal, 0.93, []Evidence{{Object: owner.Ref, Fact: "pod template changed since the pod was made"}}}, true
		}
		if g.Newest != "" && t.Pod.Revision != "" && g.Newest != t.Pod.Revision {
			return judged{WhyRollout, Normal, 0.9, []Evidence{{Object: owner.Ref, Fact: "newest pods have revision " + g.Newest + ", this one had " + t.Pod.Revision}}}, true
		}
	case Job:
		if over {
			return judged{WhyScaledDown, Normal, 0.85, []Evidence{count}}, true
		}
	}
	if t.Inexact && owner.Kind == ReplicaSet {
		// The levels in between were not seen, but the deployment controller may have left word.
		about := owner.Owner
		if n := c.noted(about, t.First, "ScalingReplicaSet"); n != nil && strings.HasPrefix(n.Message, "Scaled down replica set "+owner.Name+" ") {
			return judged{WhyScaledDown, Normal, 0.8, []Evidence{{Object: about, Fact: "event " + n.Reason + ": " + n.Message, At: n.At}}}, true
		}
	}
	return judged{}, false
}

// newerSibling reports whether a ReplicaSet of the same owner had taken over from rs by the version of that order number, and
// what shows it.
func (c *Classifier) newerSibling(rs *thing, order uint64) (bool, Evidence) {
	mine, numbered := revision(rs)
	current := false
	d := c.st.Things[rs.Owner.UID]
	if d != nil && d.Workload != nil {
		n, ok := revision(d)
		current = numbered && ok && n > mine
	}
	later := false
	for _, uid := range slices.Sorted(maps.Keys(c.children[rs.Owner.UID])) {
		s := c.st.Things[uid]
		if s == nil || uid == rs.UID || !s.GoneAt.IsZero() {
			continue
		}
		newer := s.Created.After(rs.Created)
		if other, ok := revision(s); ok && numbered {
			newer = other > mine
		}
		switch {
		case !newer:
		case order != 0 && s.Born > order:
			later = true // it came only after the pod had left
		case current || s.Workload.Desired > 0:
			return true, Evidence{Object: s.Ref, Fact: "newer replica set takes over", At: s.Created}
		}
	}
	if current && !later {
		return true, Evidence{Object: d.Ref, Fact: "revision " + d.Workload.Revision + " is current, " + rs.Name + " is revision " + rs.Workload.Revision}
	}
	return false, Evidence{}
}

// revision returns the number of a Deployment's or ReplicaSet's rollout.
func revision(t *thing) (int, bool) {
	n, err := strconv.Atoi(t.Workload.Revision)
	return n, err == nil
}

// nodeGoing explains a pod's departure by its node's.
func (c *Classifier) nodeGoing(t *thing) (judged, bool) {
	if t.Pod.Node == "" {
		return judged{}, false
	}
	n := c.st.Things[c.nodes[t.Pod.Node]]
	if n == nil {
		return judged{}, false
	}
	if !n.GoneAt.IsZero() {
		j := c.whyNodeGone(n)
		ev := append([]Evidence{{Object: n.Ref, Fact: "its node was deleted", At: n.GoneAt}}, j.Evidence...)
		switch j.Why {
		case WhyDrained, WhyScaledDown:
			return judged{WhyDrained, Normal, min(j.Confidence, 0.9), ev}, true
		case WhyNodeLost:
			return judged{WhyNodeLost, Failure, j.Confidence, ev}, true
		}
		return judged{WhyNodeLost, j.Verdict, min(j.Confidence, 0.6), ev}, true
	}
	if t.Owner.Kind == DaemonSet {
		return judged{}, false // a drain leaves them alone
	}
	if ev, ok := lost(n); ok {
		return judged{WhyNodeLost, Failure, 0.75, []Evidence{ev}}, true
	}
	if ev, ok := cordoned(n); ok {
		return judged{WhyDrained, Normal, 0.8, []Evidence{ev}}, true
	}
	return judged{}, false
}

func (c *Classifier) anyBlind() bool {
	for k, s := range c.sync {
		if s.blind && k != KubeEvent && k != Job {
			return true
		}
	}
	return false
}

// ordinal returns the number at the end of a StatefulSet pod's name.
func ordinal(name string) (int32, bool) {
	i := strings.LastIndexByte(name, '-')
	if i < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(name[i+1:], 10, 32)
	return int32(n), err == nil
}
