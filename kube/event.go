package kube

import (
	"fmt"
	"strings"
	"time"
)

// Change says what happened to the subject of an Event.
type Change string

// The changes.
const (
	// Appeared: the object is new. What was there when watching began is not reported.
	Appeared Change = "appeared"
	// Gone: the object was deleted, or is a pod that was evicted and will never run again.
	Gone Change = "gone"
	// Lost: the object is still in the API but cannot be reached: a node that is not ready, a cluster that does not answer.
	Lost Change = "lost"
	// Recovered: a lost object answers again.
	Recovered Change = "recovered"
)

// Why is the cause of a Change.
type Why string

// The causes.
const (
	// WhyCreated: new, on somebody's request.
	WhyCreated Why = "created"
	// WhyScaledUp: a replica count or node group was raised.
	WhyScaledUp Why = "scaled-up"
	// WhyScaledDown: a replica count was lowered, or an autoscaler removed the node.
	WhyScaledDown Why = "scaled-down"
	// WhyRollout: a new template replaces an old one; the new pods appear and the old ones go for this reason.
	WhyRollout Why = "rollout"
	// WhyReplacement: a controller makes good for a pod that went.
	WhyReplacement Why = "replacement"
	// WhyDrained: the node was cordoned first; of a pod: it was moved off such a node.
	WhyDrained Why = "drained"
	// WhyEvicted: a pod was evicted by request, or by its kubelet for want of resources.
	WhyEvicted Why = "evicted"
	// WhyPreempted: the scheduler made room for a pod of higher priority.
	WhyPreempted Why = "preempted"
	// WhyNodeLost: the node stopped reporting; of a pod: it went with such a node.
	WhyNodeLost Why = "node-lost"
	// WhyNamespaceDeleted: everything in the namespace goes.
	WhyNamespaceDeleted Why = "namespace-deleted"
	// WhyOwnerDeleted: the workload that owned it was deleted.
	WhyOwnerDeleted Why = "owner-deleted"
	// WhyCompleted: a pod that had finished its work was cleaned up.
	WhyCompleted Why = "completed"
	// WhyDeleted: deleted on request, with nothing that explains it better.
	WhyDeleted Why = "deleted"
	// WhyUnreachable: no request to the API server succeeds.
	WhyUnreachable Why = "unreachable"
	// WhyClusterGone: the cluster is not there any more, or another one stands in its place.
	WhyClusterGone Why = "cluster-gone"
	// WhyRecovered: a lost object reports again.
	WhyRecovered Why = "recovered"
)

// Verdict answers the founding question: is this an error, or part of normal work?
type Verdict string

// The verdicts.
const (
	Normal  Verdict = "normal"
	Failure Verdict = "failure"
	// Unclear: nothing in the API decides it; a person should look.
	Unclear Verdict = "unclear"
)

// Evidence is one fact that decided an Event.
type Evidence struct {
	// Object is where the fact was read.
	Object Ref `json:"object"`
	// Fact says what was read, in words.
	Fact string `json:"fact"`
	// At is when it came about, by the API server's clock where that has it, else by the observer's.
	At time.Time `json:"at,omitzero"`
}

// String returns "Kind/name: fact (time)".
func (e Evidence) String() string {
	if e.At.IsZero() {
		return e.Object.String() + ": " + e.Fact
	}
	return fmt.Sprintf("%s: %s (%s)", e.Object, e.Fact, e.At.UTC().Format(time.RFC3339))
}

// Event says that something appeared or went, and why.
type Event struct {
	// Seq numbers the events of one Lifecycle without gaps, across restarts with the same state.
	Seq uint64 `json:"seq"`
	// Cluster and Datacenter are those of the options.
	Cluster    string `json:"cluster,omitempty"`
	Datacenter string `json:"datacenter,omitempty"`
	// Time is when it happened, as far as the API tells; Observed is when it was seen.
	Time     time.Time `json:"time"`
	Observed time.Time `json:"observed"`

	Change  Change `json:"change"`
	Subject Ref    `json:"subject"`
	Why     Why    `json:"why"`
	// Verdict is derived from Why and the evidence.
	Verdict Verdict `json:"verdict"`
	// Confidence is between 0 and 1. Above 0.9 the API says so itself; at 0.5 and below it is a guess.
	Confidence float64 `json:"confidence"`
	// Exact is false when the change was not seen but found by comparing two lists.
	Exact bool `json:"exact"`
	// Owner is the workload behind a pod (the Deployment, not the ReplicaSet), Node the node it ran on.
	Owner Ref    `json:"owner,omitzero"`
	Node  string `json:"node,omitempty"`
	// Evidence holds the facts that decided, the strongest first.
	Evidence []Evidence `json:"evidence,omitempty"`
}

// String returns one line for people.
func (e Event) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s: %s (%s, %.2f)", e.Time.UTC().Format(time.RFC3339), e.Subject, e.Change, e.Why, e.Verdict, e.Confidence)
	for _, ev := range e.Evidence {
		b.WriteString("; ")
		b.WriteString(ev.String())
	}
	return b.String()
}

// Retires reports whether the subject went for good in the course of normal work, so that what watches it can go as well.
func (e Event) Retires() bool { return e.Change == Gone && e.Verdict == Normal }
