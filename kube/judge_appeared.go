package kube

import (
	"strconv"
	"time"
)

// judgeAppeared tells why an object is new.
func (c *Classifier) judgeAppeared(t *thing) {
	e := Event{Time: t.Created, Change: Appeared, Subject: t.Ref, Exact: true, Verdict: Normal, Why: WhyCreated, Confidence: 0.95}
	switch t.Kind {
	case Pod:
		e.Owner, e.Node = c.root(t.Owner), t.Pod.Node
		t.Template = c.templateOf(t.Owner.UID)
		j := c.whyPodAppeared(t)
		e.Why, e.Verdict, e.Confidence, e.Evidence = j.Why, j.Verdict, j.Confidence, j.Evidence
	case Node:
		if n := c.scaleUpNote(t.Created); n != nil {
			e.Why, e.Confidence = WhyScaledUp, 0.8
			e.Evidence = []Evidence{{Object: n.About, Fact: "event " + n.Reason + ": " + n.Message, At: n.At}}
		} else {
			e.Evidence = []Evidence{{Object: t.Ref, Fact: "registered", At: t.Created}}
		}
	default:
		e.Evidence = []Evidence{{Object: t.Ref, Fact: "created", At: t.Created}}
	}
	c.emit(e)
}

// scaleUpNote finds word of an autoscaler that asked for nodes within the quarter of an hour before t.
func (c *Classifier) scaleUpNote(t time.Time) *NoteFacts {
	var best *NoteFacts
	for _, notes := range c.st.Notes {
		for _, n := range notes {
			if n.Reason == "TriggeredScaleUp" && n.At.After(t.Add(-15*time.Minute)) && !n.At.After(t.Add(skew)) {
				if best == nil || n.At.After(best.At) || (n.At.Equal(best.At) && noteKey(n.About) < noteKey(best.About)) {
					best = n
				}
			}
		}
	}
	return best
}

func (c *Classifier) whyPodAppeared(t *thing) judged {
	owner := c.st.Things[t.Owner.UID]
	if owner == nil || owner.Workload == nil {
		if t.Owner.Name == "" {
			return judged{WhyCreated, Normal, 0.95, []Evidence{{Object: t.Ref, Fact: "has no owner", At: t.Created}}}
		}
		return judged{WhyCreated, Normal, 0.6, []Evidence{{Object: t.Owner, Fact: "owner is not watched"}}}
	}
	g := c.group(owner.UID)
	switch owner.Kind {
	case DaemonSet:
		return c.whyDaemonPod(t, owner, g)
	case Job:
		return judged{WhyCreated, Normal, 0.95, []Evidence{{Object: owner.Ref, Fact: "job runs", At: owner.Created}}}
	}
	reached := t.AppearLive + 1
	count := Evidence{Object: owner.Ref, Fact: strconv.Itoa(int(t.AppearLive)) + " pods before, " + strconv.Itoa(int(g.Base)) + " reached so far, " + strconv.Itoa(int(owner.Workload.Desired)) + " desired"}
	if owner.Kind == StatefulSet {
		if d, ok := g.departedAs(func(d departed) bool { return d.Name == t.Name }); ok {
			if d.Revision != "" && d.Revision != t.Pod.Revision {
				return judged{WhyRollout, Normal, 0.96, []Evidence{{Object: t.Ref, Fact: "revision " + t.Pod.Revision + " after " + d.Revision, At: d.At}}}
			}
			if reached <= g.Base {
				return judged{WhyReplacement, Normal, 0.95, []Evidence{{Object: t.Ref, Fact: "a pod of this name went", At: d.At}, count}}
			}
		}
	}
	if reached <= g.Base {
		ev := []Evidence{count}
		if d, ok := g.departedAs(func(departed) bool { return true }); ok {
			ev = append(ev, Evidence{Object: Ref{Kind: Pod, Namespace: t.Namespace, Name: d.Name}, Fact: "went before", At: d.At})
		}
		return judged{WhyReplacement, Normal, 0.9, ev}
	}
	g.Base = reached
	return c.whyGrowth(t, owner, g, reached, count)
}

// whyGrowth explains a pod beyond the level that its owner had reached.
func (c *Classifier) whyGrowth(t, owner *thing, g *group, reached int32, count Evidence) judged {
	birth := c.birthLevel(owner, g)
	first := !t.AppearGrown && reached <= birth
	g.Grown = g.Grown || reached >= birth
	if !first || c.raisedFromNothing(owner, g) {
		return judged{WhyScaledUp, Normal, 0.95, []Evidence{count}}
	}
	if owner.Kind == ReplicaSet {
		if older := c.olderSibling(owner); older != nil {
			return judged{WhyRollout, Normal, 0.95, []Evidence{{Object: owner.Ref, Fact: "new replica set replaces " + older.Name, At: owner.Created}, count}}
		}
	}
	return judged{WhyCreated, Normal, 0.95, []Evidence{{Object: owner.Ref, Fact: "first pods of a new workload", At: owner.Created}, count}}
}

// birthLevel is the replica count that the workload was to grow to when it was made: a ReplicaSet grows step by step to
// what its Deployment asks for.
func (c *Classifier) birthLevel(owner *thing, g *group) int32 {
	source := g
	if owner.Kind == ReplicaSet && c.st.Things[owner.Owner.UID] != nil {
		source = c.group(owner.Owner.UID)
	}
	l, _ := source.at(g.Born.Add(c.opt.Settle))
	return l.Desired
}

// raisedFromNothing reports whether a ReplicaSet grows because its Deployment, scaled to nothing before, was scaled up.
func (c *Classifier) raisedFromNothing(owner *thing, g *group) bool {
	if owner.Kind != ReplicaSet || c.st.Things[owner.Owner.UID] == nil {
		return false
	}
	low, known := c.group(owner.Owner.UID).minSince(g.Born.Add(-c.opt.Settle))
	return known && low.Desired == 0
}

// olderSibling returns the newest ReplicaSet of the same owner that came before rs.
func (c *Classifier) olderSibling(rs *thing) *thing {
	var best *thing
	for uid := range c.children[rs.Owner.UID] {
		s := c.st.Things[uid]
		if s == nil || uid == rs.UID {
			continue
		}
		older := s.Created.Before(rs.Created)
		if mine, ok := revision(rs); ok {
			if other, ok := revision(s); ok {
				older = other < mine
			}
		}
		if older && (best == nil || s.Created.After(best.Created) || (s.Created.Equal(best.Created) && s.Name < best.Name)) {
			best = s
		}
	}
	return best
}

func (c *Classifier) whyDaemonPod(t, owner *thing, g *group) judged {
	if d, ok := g.departedAs(func(d departed) bool { return t.Pod.Node != "" && d.Node == t.Pod.Node }); ok {
		if d.Revision != "" && d.Revision != t.Pod.Revision {
			return judged{WhyRollout, Normal, 0.95, []Evidence{{Object: owner.Ref, Fact: "revision " + t.Pod.Revision + " after " + d.Revision, At: d.At}}}
		}
		return judged{WhyReplacement, Normal, 0.93, []Evidence{{Object: Ref{Kind: Pod, Namespace: t.Namespace, Name: d.Name}, Fact: "went from the same node", At: d.At}}}
	}
	if n := c.st.Things[c.nodes[t.Pod.Node]]; n != nil && n.Created.After(owner.Created.Add(skew)) {
		return judged{WhyScaledUp, Normal, 0.9, []Evidence{{Object: n.Ref, Fact: "the node is new to the daemon set", At: n.Created}}}
	}
	if g.Grown || owner.Found {
		return judged{WhyScaledUp, Normal, 0.6, []Evidence{{Object: owner.Ref, Fact: "daemon set covers another node"}}}
	}
	return judged{WhyCreated, Normal, 0.9, []Evidence{{Object: owner.Ref, Fact: "first pods of a new workload", At: owner.Created}}}
}

// departedAs takes the latest remembered departure that fits and forgets it, so that each is replaced once.
func (g *group) departedAs(fits func(departed) bool) (departed, bool) {
	for i := len(g.Recent) - 1; i >= 0; i-- {
		if d := g.Recent[i]; fits(d) {
			g.Recent = append(g.Recent[:i], g.Recent[i+1:]...)
			return d, true
		}
	}
	return departed{}, false
}
