package kube

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sim scripts a cluster: it keeps objects, hands every change to a Classifier and collects the events.
type sim struct {
	t      *testing.T
	c      *Classifier
	now    time.Time
	rv     int
	things map[string]*Object
	events []Event
	// muted drops what happens, as a broken watch does.
	muted bool
	// restarts saves and restores the state after every observation.
	restarts bool
}

var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newSim(t *testing.T) *sim {
	s := &sim{t: t, now: epoch, things: map[string]*Object{}, c: NewClassifier(ClassifierOptions{Cluster: "c1", Datacenter: "dc1"}, nil)}
	return s
}

func (s *sim) observe(o Observation) {
	o.At = s.now
	s.events = append(s.events, s.c.Observe(o)...)
	if s.restarts && s.c.ready() {
		s.restart()
	}
}

// restart lets a new classifier go on from the saved state, its watches resumed.
func (s *sim) restart() {
	var b bytes.Buffer
	_, err := s.c.State().WriteTo(&b)
	require.NoError(s.t, err)
	st, err := ReadState(&b)
	require.NoError(s.t, err)
	s.c = NewClassifier(s.c.opt, st)
	for _, k := range AllKinds() {
		s.events = append(s.events, s.c.Observe(Observation{At: s.now, What: CaughtUp, Kind: k})...)
	}
}

// list sends a full list of every kind, as at the start and after a dropped watch.
func (s *sim) list(kinds ...Kind) {
	if kinds == nil {
		kinds = AllKinds()
	}
	for _, k := range kinds {
		s.observe(Observation{What: RelistBegin, Kind: k})
		for _, uid := range slices.Sorted(maps.Keys(s.things)) {
			if o := s.things[uid]; o.Kind == k {
				s.observe(Observation{What: Present, Kind: k, Object: s.copy(o)})
			}
		}
		s.observe(Observation{What: RelistEnd, Kind: k, Version: fmt.Sprint(s.rv)})
	}
}

func (s *sim) copy(o *Object) *Object {
	d := *o
	if o.Pod != nil {
		p := *o.Pod
		d.Pod = &p
	}
	if o.Node != nil {
		n := *o.Node
		d.Node = &n
	}
	if o.Workload != nil {
		w := *o.Workload
		d.Workload = &w
	}
	return &d
}

func (s *sim) put(o *Object) {
	s.rv++
	o.Version = fmt.Sprint(s.rv)
	s.things[o.UID] = o
	if !s.muted {
		s.observe(Observation{What: Present, Kind: o.Kind, Object: s.copy(o)})
	}
}

func (s *sim) drop(name string) {
	o := s.get(name)
	delete(s.things, o.UID)
	s.rv++
	o.Version = fmt.Sprint(s.rv)
	if !s.muted {
		s.observe(Observation{What: Absent, Kind: o.Kind, Object: s.copy(o)})
	}
}

// get finds an object by "Kind/name".
func (s *sim) get(name string) *Object {
	for _, o := range s.things {
		if string(o.Kind)+"/"+o.Name == name {
			return o
		}
	}
	require.FailNow(s.t, "no such object", name)
	return nil
}

func (s *sim) edit(name string, f func(*Object)) {
	o := s.copy(s.get(name))
	f(o)
	s.put(o)
}

func (s *sim) wait(d time.Duration) {
	s.now = s.now.Add(d)
	s.events = append(s.events, s.c.Advance(s.now)...)
}

func (s *sim) object(kind Kind, name string, owner string) *Object {
	o := &Object{Ref: Ref{Kind: kind, Name: name, UID: fmt.Sprintf("%s-%s-%d", kind, name, s.rv)}, Created: s.now}
	if kind != Node && kind != Namespace {
		o.Namespace = "shop"
	}
	if owner != "" {
		o.Owner = s.get(owner).Ref
	}
	return o
}

func (s *sim) node(name string) {
	o := s.object(Node, name, "")
	o.Node = &NodeFacts{Ready: "True", ReadySince: s.now}
	s.put(o)
}

func (s *sim) namespace(name string) { s.put(s.object(Namespace, name, "")) }

func (s *sim) workload(kind Kind, name, owner string, desired int32, revision string) {
	o := s.object(kind, name, owner)
	o.Workload = &WorkloadFacts{Desired: desired, Revision: revision, Template: "t" + revision}
	s.put(o)
}

func (s *sim) scale(name string, desired int32) {
	s.edit(name, func(o *Object) { o.Workload.Desired = desired })
}

func (s *sim) pod(name, owner, node, revision string) {
	o := s.object(Pod, name, owner)
	o.Pod = &PodFacts{Phase: "Running", Node: node, Revision: revision}
	s.put(o)
}

func (s *sim) terminate(name string) {
	s.edit("Pod/"+name, func(o *Object) { o.Deleting = s.now })
}

// remove deletes a pod as the API does: terminating first, then gone.
func (s *sim) remove(names ...string) {
	for _, n := range names {
		s.terminate(n)
	}
	for _, n := range names {
		s.drop("Pod/" + n)
	}
}

func (s *sim) evict(name, reason string) {
	s.edit("Pod/"+name, func(o *Object) { o.Pod.Disruption, o.Pod.DisruptionAt = reason, s.now })
	s.remove(name)
}

func (s *sim) notReady(name, status string) {
	s.edit("Node/"+name, func(o *Object) {
		o.Node.Ready, o.Node.ReadySince, o.Node.ReadyReason = status, s.now, "NodeStatusUnknown"
	})
}

func (s *sim) cordon(name string) {
	s.edit("Node/"+name, func(o *Object) { o.Node.Unschedulable, o.Node.CordonedAt = true, s.now })
}

// web lays down a small shop: a deployment of three pods on two nodes, seen from its birth or found.
func (s *sim) web() {
	s.node("n1")
	s.node("n2")
	s.namespace("shop")
	s.workload(Deployment, "web", "", 3, "1")
	s.workload(ReplicaSet, "web-1", "Deployment/web", 3, "1")
	s.pod("web-1-a", "ReplicaSet/web-1", "n1", "h1")
	s.pod("web-1-b", "ReplicaSet/web-1", "n2", "h1")
	s.pod("web-1-c", "ReplicaSet/web-1", "n1", "h1")
}

// found starts with the shop already there.
func found(t *testing.T) *sim {
	s := newSim(t)
	s.muted = true
	s.web()
	s.muted = false
	s.list()
	s.wait(time.Minute)
	require.Empty(t, s.events, "what was found is not news")
	return s
}

// told returns "Kind/name change why verdict" of every event.
func (s *sim) told() []string {
	var out []string
	for _, e := range s.events {
		out = append(out, fmt.Sprintf("%s/%s %s %s %s", e.Subject.Kind, e.Subject.Name, e.Change, e.Why, e.Verdict))
	}
	return out
}
