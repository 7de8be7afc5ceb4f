package kube

import "time"

// cordoned reports whether a node is, or was when it went, marked to take no more pods.
func cordoned(n *thing) (Evidence, bool) {
	switch {
	case n == nil || n.Node == nil:
		return Evidence{}, false
	case n.Node.ScaleDownTaint != "":
		return Evidence{Object: n.Ref, Fact: "autoscaler's taint " + n.Node.ScaleDownTaint, At: n.CordonedSeen}, true
	case n.Node.Unschedulable:
		at := n.Node.CordonedAt
		if at.IsZero() {
			at = n.CordonedSeen
		}
		return Evidence{Object: n.Ref, Fact: "cordoned", At: at}, true
	}
	return Evidence{}, false
}

// lost reports whether a node does not report, or did not when it went.
func lost(n *thing) (Evidence, bool) {
	if n == nil || n.Node == nil || n.Node.Ready == "True" || n.Node.Ready == "" {
		return Evidence{}, false
	}
	fact := "condition Ready is " + n.Node.Ready
	if n.Node.ReadyReason != "" {
		fact += " (" + n.Node.ReadyReason + ")"
	}
	return Evidence{Object: n.Ref, Fact: fact, At: n.Node.ReadySince}, true
}

// lostFirst reports whether a node stopped reporting before anybody cordoned it.
func lostFirst(n *thing) bool {
	if _, gone := lost(n); !gone || !n.WasReady {
		return false
	}
	if n.CordonedSeen.IsZero() {
		return true
	}
	if !n.LostSeen.Equal(n.CordonedSeen) {
		return n.LostSeen.Before(n.CordonedSeen)
	}
	// Both were seen at once: the API server's own times decide.
	return !n.Node.CordonedAt.IsZero() && n.Node.ReadySince.Before(n.Node.CordonedAt)
}

// judgeNodeLost tells that a node does not report, unless it has come back or is on its way out.
func (c *Classifier) judgeNodeLost(t *thing) {
	if t.LostSeen.IsZero() || t.LostTold || !t.GoneAt.IsZero() {
		return
	}
	if c.now.Before(t.LostSeen.Add(c.opt.NodeGrace)) {
		return // it came back and was lost again: a later task of the queue is the one that counts
	}
	evidence, _ := lost(t)
	ev := []Evidence{evidence}
	confidence := 0.95
	if mark, ok := cordoned(t); ok && !lostFirst(t) {
		if wait := t.LostSeen.Add(c.opt.DrainGrace); c.now.Before(wait) {
			c.enqueue(wait.Sub(c.now), taskNodeLost, t.UID)
			return
		}
		ev = append(ev, mark)
		confidence = 0.6
	}
	t.LostTold = true
	c.emit(Event{Time: t.Node.ReadySince, Change: Lost, Subject: t.Ref, Why: WhyNodeLost, Verdict: Failure, Confidence: confidence, Exact: true, Node: t.Name, Evidence: ev})
}

// judgeGone tells why a node, a namespace or a workload went.
func (c *Classifier) judgeGone(t *thing) {
	e := Event{Time: t.Deleting, Change: Gone, Subject: t.Ref, Exact: !t.Inexact, Owner: t.Owner}
	if e.Time.IsZero() {
		e.Time = t.GoneAt
	}
	var j judged
	switch t.Kind {
	case Node:
		e.Node = t.Name
		j = c.whyNodeGone(t)
		if j.Why == WhyDrained || j.Why == WhyScaledDown {
			c.st.Contact.Orderly = c.now
		}
	case Namespace:
		j = judged{WhyDeleted, Normal, 0.97, []Evidence{{Object: t.Ref, Fact: "deleted", At: e.Time}}}
	default:
		j = c.whyWorkloadGone(t)
	}
	if t.Inexact {
		j.Confidence *= 0.85
	}
	e.Why, e.Verdict, e.Confidence, e.Evidence = j.Why, j.Verdict, j.Confidence, j.Evidence
	c.emit(e)
	c.enqueue(c.opt.Memory, taskForget, t.UID)
}

// whyNodeGone is the founding question, asked of a node that is no longer in the API.
func (c *Classifier) whyNodeGone(n *thing) judged {
	since := n.GoneAt.Add(-time.Hour)
	lostEv, isLost := lost(n)
	mark, isMarked := cordoned(n)
	if isLost && lostFirst(n) {
		ev := []Evidence{lostEv}
		confidence := 0.93
		if isMarked {
			ev = append(ev, Evidence{Object: mark.Object, Fact: mark.Fact + ", only after that", At: mark.At})
			confidence = 0.85
		}
		if note := c.noted(n.Ref, since, "DeletingNode"); note != nil {
			ev = append(ev, Evidence{Object: n.Ref, Fact: "event " + note.Reason + ": " + note.Message, At: note.At})
		}
		return judged{WhyNodeLost, Failure, confidence, ev}
	}
	if note := c.noted(n.Ref, since, "ScaleDown", "DisruptionTerminating"); note != nil || n.Node.ScaleDownTaint != "" {
		var ev []Evidence
		if n.Node.ScaleDownTaint != "" {
			ev = append(ev, mark)
		}
		if note != nil {
			ev = append(ev, Evidence{Object: n.Ref, Fact: "event " + note.Reason + " from " + note.Component + ": " + note.Message, At: note.At})
		}
		return judged{WhyScaledDown, Normal, 0.97, ev}
	}
	if isMarked {
		ev := []Evidence{mark}
		confidence := 0.95
		if p := c.nodePods[n.Name]; p != nil && p.total > p.daemon {
			confidence = 0.8
			ev = append(ev, Evidence{Object: n.Ref, Fact: "still held pods: cordoned, but not drained"})
		}
		return judged{WhyDrained, Normal, confidence, ev}
	}
	if isLost || n.Node.Shutdown {
		ev := []Evidence{lostEv}
		if !isLost {
			ev = []Evidence{{Object: n.Ref, Fact: "the cloud provider says that the machine is switched off"}}
		}
		return judged{WhyNodeLost, Failure, 0.8, ev}
	}
	ev := []Evidence{{Object: n.Ref, Fact: "deleted while ready, without being cordoned"}}
	if note := c.noted(n.Ref, since, "DeletingNode"); note != nil {
		ev = append(ev, Evidence{Object: n.Ref, Fact: "event " + note.Reason + ": " + note.Message, At: note.At})
	}
	return judged{WhyDeleted, Unclear, 0.6, ev}
}

func (c *Classifier) whyWorkloadGone(t *thing) judged {
	if ns := c.st.Things[c.namespaces[t.Namespace]]; ns != nil && (!ns.Deleting.IsZero() || !ns.GoneAt.IsZero()) {
		return judged{WhyNamespaceDeleted, Normal, 0.97, []Evidence{{Object: ns.Ref, Fact: "namespace is being deleted", At: ns.Deleting}}}
	}
	if o := c.st.Things[t.Owner.UID]; o != nil && (!o.Deleting.IsZero() || !o.GoneAt.IsZero()) {
		return judged{WhyOwnerDeleted, Normal, 0.97, []Evidence{{Object: o.Ref, Fact: "owner was deleted", At: o.Deleting}}}
	}
	return judged{WhyDeleted, Normal, 0.95, []Evidence{{Object: t.Ref, Fact: "deleted on request", At: t.Deleting}}}
}
