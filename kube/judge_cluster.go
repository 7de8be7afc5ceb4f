package kube

import (
	"fmt"
	"strconv"
	"time"
)

func (c *Classifier) clusterRef() Ref {
	name := c.opt.Cluster
	if name == "" {
		name = "cluster"
	}
	return Ref{Kind: Cluster, Name: name, UID: c.st.Identity}
}

// contactLost notes that a kind cannot be reached. The cluster is lost when none can.
func (c *Classifier) contactLost(o Observation) {
	k := &c.st.Contact
	k.Cause, k.Fact = o.Cause, o.Fact
	if !k.LostSince.IsZero() {
		return
	}
	for _, s := range c.sync {
		if !s.down {
			return
		}
	}
	k.LostSince = c.now
	c.enqueue(c.opt.UnreachableAfter, taskClusterLost, "")
	c.enqueue(c.opt.GoneAfter, taskClusterGone, "")
}

func (c *Classifier) contactMade() {
	k := &c.st.Contact
	if k.LostTold || k.GoneTold {
		c.emit(Event{Change: Recovered, Subject: c.clusterRef(), Why: WhyRecovered, Verdict: Normal, Confidence: 1, Exact: true,
			Evidence: []Evidence{{Object: c.clusterRef(), Fact: "API server answers again, lost since " + k.LostSince.UTC().Format(time.RFC3339), At: c.now}}})
	}
	*k = contact{Orderly: k.Orderly}
}

func (c *Classifier) judgeClusterLost() {
	k := &c.st.Contact
	if k.LostSince.IsZero() || k.LostTold || c.now.Before(k.LostSince.Add(c.opt.UnreachableAfter)) {
		return
	}
	k.LostTold = true
	j := c.weighSilence(WhyUnreachable, 0.95)
	c.emit(Event{Time: k.LostSince, Change: Lost, Subject: c.clusterRef(), Why: j.Why, Verdict: j.Verdict, Confidence: j.Confidence, Exact: true, Evidence: j.Evidence})
}

func (c *Classifier) judgeClusterGone() {
	k := &c.st.Contact
	if k.LostSince.IsZero() || k.GoneTold || c.now.Before(k.LostSince.Add(c.opt.GoneAfter)) {
		return
	}
	k.GoneTold = true
	j := c.weighSilence(WhyClusterGone, 0.5)
	c.emit(Event{Time: k.LostSince, Change: Gone, Subject: c.clusterRef(), Why: j.Why, Verdict: j.Verdict, Confidence: j.Confidence, Evidence: j.Evidence})
}

// weighSilence judges a silent cluster by what went before: a planned demolition takes the nodes away first.
func (c *Classifier) weighSilence(why Why, base float64) judged {
	k := &c.st.Contact
	j := judged{Why: why, Verdict: Failure, Confidence: base}
	j.Evidence = append(j.Evidence, Evidence{Object: c.clusterRef(), Fact: fmt.Sprintf("no request succeeds: %s: %s", k.Cause, k.Fact), At: k.LostSince})
	if ev, ok := c.demolished(); ok {
		j.Verdict, j.Confidence = Normal, 0.85
		j.Evidence = append(j.Evidence, ev)
	}
	return j
}

// demolished reports whether the nodes were taken away in an orderly manner.
func (c *Classifier) demolished() (Evidence, bool) {
	marked := 0
	for _, uid := range c.nodes {
		n := c.st.Things[uid]
		if n == nil || !n.GoneAt.IsZero() {
			continue
		}
		if _, ok := cordoned(n); !ok || lostFirst(n) {
			return Evidence{}, false
		}
		marked++
	}
	k := &c.st.Contact
	switch {
	case marked == 0 && !k.Orderly.IsZero() && c.now.Sub(k.Orderly) < 24*time.Hour:
		return Evidence{Object: c.clusterRef(), Fact: "all nodes had been drained or scaled down before", At: k.Orderly}, true
	case marked > 0 && marked == c.liveNodes:
		return Evidence{Object: c.clusterRef(), Fact: "all " + strconv.Itoa(marked) + " remaining nodes were cordoned"}, true
	}
	return Evidence{}, false
}

// identify compares the cluster's identity with the known one. Another identity at the same address means that the cluster
// known so far is gone: nothing known about it explains anything in the new one.
func (c *Classifier) identify(uid string) {
	if uid == "" || uid == c.st.Identity {
		return
	}
	if c.st.Identity == "" {
		c.st.Identity = uid
		return
	}
	old := c.clusterRef()
	k := c.st.Contact
	told := k.GoneTold
	e := Event{Change: Gone, Subject: old, Why: WhyClusterGone, Verdict: Unclear, Confidence: 0.99, Exact: false,
		Evidence: []Evidence{{Object: Ref{Kind: Namespace, Name: "kube-system", UID: uid}, Fact: "another cluster answers at this address; the UID of kube-system was " + c.st.Identity}}}
	if ev, ok := c.demolished(); ok {
		e.Verdict = Normal
		e.Evidence = append(e.Evidence, ev)
	}
	fresh := newState()
	fresh.Identity, fresh.Told, fresh.Seq = uid, c.st.Told, c.st.Seq
	c.st = fresh
	if !told {
		c.emit(e)
	}
	c.index()
}
