package kube

import (
	"bytes"
	"compress/gzip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// stories are what happens in clusters, each with what must be told about it, in any order.
var stories = []struct {
	name  string
	start func(*testing.T) *sim
	play  func(*sim)
	want  []string
}{
	{"a new deployment", func(t *testing.T) *sim { s := newSim(t); s.list(); return s }, func(s *sim) { s.web() }, []string{
		"Node/n1 appeared created normal", "Node/n2 appeared created normal", "Namespace/shop appeared created normal", "Deployment/web appeared created normal",
		"Pod/web-1-a appeared created normal", "Pod/web-1-b appeared created normal", "Pod/web-1-c appeared created normal",
	}},
	{"scale up", found, func(s *sim) {
		s.scale("Deployment/web", 5)
		s.scale("ReplicaSet/web-1", 5)
		s.pod("web-1-d", "ReplicaSet/web-1", "n2", "h1")
		s.pod("web-1-e", "ReplicaSet/web-1", "n2", "h1")
	}, []string{"Pod/web-1-d appeared scaled-up normal", "Pod/web-1-e appeared scaled-up normal"}},
	{"scale up, pods seen before the counts", found, func(s *sim) {
		s.pod("web-1-d", "ReplicaSet/web-1", "n2", "h1")
		s.wait(time.Second)
		s.scale("ReplicaSet/web-1", 4)
		s.scale("Deployment/web", 4)
	}, []string{"Pod/web-1-d appeared scaled-up normal"}},
	{"scale down", found, func(s *sim) {
		s.scale("Deployment/web", 1)
		s.scale("ReplicaSet/web-1", 1)
		s.remove("web-1-b", "web-1-c")
	}, []string{"Pod/web-1-b gone scaled-down normal", "Pod/web-1-c gone scaled-down normal"}},
	{"scale down, pods seen before the counts", found, func(s *sim) {
		s.remove("web-1-b")
		s.wait(time.Second)
		s.scale("ReplicaSet/web-1", 2)
		s.scale("Deployment/web", 2)
	}, []string{"Pod/web-1-b gone scaled-down normal"}},
	{"scale down and one more by hand", found, func(s *sim) {
		s.scale("Deployment/web", 2)
		s.scale("ReplicaSet/web-1", 2)
		s.remove("web-1-a")
		s.wait(10 * time.Second)
		s.remove("web-1-b")
		s.pod("web-1-f", "ReplicaSet/web-1", "n1", "h1")
	}, []string{"Pod/web-1-a gone scaled-down normal", "Pod/web-1-b gone deleted normal", "Pod/web-1-f appeared replacement normal"}},
	{"down and up again", found, func(s *sim) {
		s.scale("Deployment/web", 1)
		s.scale("ReplicaSet/web-1", 1)
		s.remove("web-1-b", "web-1-c")
		s.scale("Deployment/web", 2)
		s.scale("ReplicaSet/web-1", 2)
		s.pod("web-1-g", "ReplicaSet/web-1", "n1", "h1")
	}, []string{"Pod/web-1-b gone scaled-down normal", "Pod/web-1-c gone scaled-down normal", "Pod/web-1-g appeared scaled-up normal"}},
	{"to nothing and back", found, func(s *sim) {
		s.scale("Deployment/web", 0)
		s.scale("ReplicaSet/web-1", 0)
		s.remove("web-1-a", "web-1-b", "web-1-c")
		s.wait(time.Minute)
		s.scale("Deployment/web", 1)
		s.scale("ReplicaSet/web-1", 1)
		s.pod("web-1-g", "ReplicaSet/web-1", "n1", "h1")
	}, []string{
		"Pod/web-1-a gone scaled-down normal", "Pod/web-1-b gone scaled-down normal", "Pod/web-1-c gone scaled-down normal",
		"Pod/web-1-g appeared scaled-up normal",
	}},
	{"rollout", found, rollout, rolledOut},
	{"rollout and roll-back", found, func(s *sim) {
		rollout(s)
		s.wait(time.Hour)
		s.events = nil
		s.edit("Deployment/web", func(o *Object) { o.Workload.Revision = "3" })
		s.edit("ReplicaSet/web-1", func(o *Object) { o.Workload.Revision, o.Workload.Desired = "3", 3 })
		s.scale("ReplicaSet/web-2", 0)
		s.pod("web-1-x", "ReplicaSet/web-1", "n1", "h1")
		s.remove("web-2-a", "web-2-b", "web-2-c")
	}, []string{
		"Pod/web-1-x appeared rollout normal", "Pod/web-2-a gone rollout normal", "Pod/web-2-b gone rollout normal", "Pod/web-2-c gone rollout normal",
	}},
	{"a new deployment, rolled out anew at once, the old pods going first", func(t *testing.T) *sim { s := newSim(t); s.list(); return s }, func(s *sim) {
		s.workload(Deployment, "web", "", 2, "1")
		s.workload(ReplicaSet, "web-1", "Deployment/web", 2, "1")
		s.pod("web-1-a", "ReplicaSet/web-1", "", "h1")
		s.pod("web-1-b", "ReplicaSet/web-1", "", "h1")
		s.edit("Deployment/web", func(o *Object) { o.Workload.Template = "t2" })
		s.scale("ReplicaSet/web-1", 0)
		s.remove("web-1-a", "web-1-b")
		s.edit("Deployment/web", func(o *Object) { o.Workload.Revision = "2" })
		s.workload(ReplicaSet, "web-2", "Deployment/web", 2, "2")
		s.pod("web-2-a", "ReplicaSet/web-2", "", "h2")
		s.pod("web-2-b", "ReplicaSet/web-2", "", "h2")
	}, []string{
		"Deployment/web appeared created normal", "Pod/web-1-a appeared created normal", "Pod/web-1-b appeared created normal",
		"Pod/web-1-a gone rollout normal", "Pod/web-1-b gone rollout normal", "Pod/web-2-a appeared rollout normal", "Pod/web-2-b appeared rollout normal",
	}},
	{"scale down, and a rollout at once", found, func(s *sim) {
		s.scale("Deployment/web", 1)
		s.scale("ReplicaSet/web-1", 1)
		s.remove("web-1-b", "web-1-c")
		s.edit("Deployment/web", func(o *Object) { o.Workload.Revision, o.Workload.Template = "2", "t2" })
		s.workload(ReplicaSet, "web-2", "Deployment/web", 1, "2")
		s.pod("web-2-a", "ReplicaSet/web-2", "n1", "h2")
		s.scale("ReplicaSet/web-1", 0)
		s.remove("web-1-a")
	}, []string{
		"Pod/web-1-b gone scaled-down normal", "Pod/web-1-c gone scaled-down normal",
		"Pod/web-2-a appeared rollout normal", "Pod/web-1-a gone rollout normal",
	}},
	{"rollout, then scale up", found, func(s *sim) {
		rollout(s)
		s.wait(time.Hour)
		s.events = nil
		s.scale("Deployment/web", 4)
		s.scale("ReplicaSet/web-2", 4)
		s.pod("web-2-d", "ReplicaSet/web-2", "n1", "h2")
	}, []string{"Pod/web-2-d appeared scaled-up normal"}},
	{"deleted by hand", found, func(s *sim) {
		s.remove("web-1-a")
		s.pod("web-1-d", "ReplicaSet/web-1", "n2", "h1")
	}, []string{"Pod/web-1-a gone deleted normal", "Pod/web-1-d appeared replacement normal"}},
	{"eviction", found, func(s *sim) {
		s.evict("web-1-a", "EvictionByEvictionAPI")
		s.pod("web-1-d", "ReplicaSet/web-1", "n2", "h1")
	}, []string{"Pod/web-1-a gone evicted normal", "Pod/web-1-d appeared replacement normal"}},
	{"node pressure", found, func(s *sim) {
		s.edit("Pod/web-1-a", func(o *Object) { o.Pod.Phase, o.Pod.Reason = "Failed", "Evicted" })
		s.wait(time.Hour)
		s.remove("web-1-a") // cleaned up much later: nothing new to tell
	}, []string{"Pod/web-1-a gone evicted failure"}},
	{"preemption", found, func(s *sim) { s.evict("web-1-a", "PreemptionByScheduler") }, []string{"Pod/web-1-a gone preempted normal"}},
	{"drain and delete", found, func(s *sim) {
		s.cordon("n1")
		s.evict("web-1-a", "EvictionByEvictionAPI")
		s.evict("web-1-c", "EvictionByEvictionAPI")
		s.pod("web-1-d", "ReplicaSet/web-1", "n2", "h1")
		s.wait(10 * time.Second)
		s.drop("Node/n1")
	}, []string{
		"Pod/web-1-a gone drained normal", "Pod/web-1-c gone drained normal", "Pod/web-1-d appeared replacement normal", "Node/n1 gone drained normal",
	}},
	{"drain, switched off, then deleted", found, func(s *sim) {
		s.cordon("n1")
		s.evict("web-1-a", "EvictionByEvictionAPI")
		s.wait(10 * time.Second)
		s.notReady("n1", "Unknown")
		s.wait(5 * time.Minute)
		s.drop("Node/n1")
	}, []string{"Pod/web-1-a gone drained normal", "Node/n1 gone drained normal"}},
	{"drain, switched off, never deleted", found, func(s *sim) {
		s.cordon("n1")
		s.notReady("n1", "Unknown")
		s.wait(time.Hour)
	}, []string{"Node/n1 lost node-lost failure"}},
	{"autoscaler takes a node", found, func(s *sim) {
		s.edit("Node/n1", func(o *Object) { o.Node.ScaleDownTaint = "ToBeDeletedByClusterAutoscaler" })
		s.evict("web-1-a", "EvictionByEvictionAPI")
		s.evict("web-1-c", "EvictionByEvictionAPI")
		s.drop("Node/n1")
	}, []string{"Pod/web-1-a gone drained normal", "Pod/web-1-c gone drained normal", "Node/n1 gone scaled-down normal"}},
	{"autoscaler's event alone", found, func(s *sim) {
		o := s.object(KubeEvent, "ev1", "")
		o.Note = &NoteFacts{About: Ref{Kind: Node, Name: "n2"}, Reason: "ScaleDown", Component: "cluster-autoscaler", Message: "node removed", At: s.now}
		s.put(o)
		s.drop("Node/n2")
	}, []string{"Node/n2 gone scaled-down normal"}},
	{"node lost", found, func(s *sim) {
		s.notReady("n1", "Unknown")
		s.wait(5 * time.Minute)
		s.evict("web-1-a", "DeletionByTaintManager")
		s.evict("web-1-c", "DeletionByTaintManager")
		s.wait(5 * time.Minute)
		s.drop("Node/n1")
	}, []string{"Node/n1 lost node-lost failure", "Pod/web-1-a gone node-lost failure", "Pod/web-1-c gone node-lost failure", "Node/n1 gone node-lost failure"}},
	{"node lost, then cordoned by hand and deleted", found, func(s *sim) {
		s.notReady("n1", "Unknown")
		s.wait(5 * time.Minute)
		s.cordon("n1")
		s.drop("Node/n1")
	}, []string{"Node/n1 lost node-lost failure", "Node/n1 gone node-lost failure"}},
	{"node lost and back", found, func(s *sim) {
		s.notReady("n1", "Unknown")
		s.wait(time.Minute)
		s.edit("Node/n1", func(o *Object) { o.Node.Ready = "True" })
	}, []string{"Node/n1 lost node-lost failure", "Node/n1 recovered recovered normal"}},
	{"node flickers", found, func(s *sim) {
		for range 5 {
			s.notReady("n1", "False")
			s.wait(5 * time.Second)
			s.edit("Node/n1", func(o *Object) { o.Node.Ready = "True" })
			s.wait(time.Second)
		}
	}, nil},
	{"node deleted while ready", found, func(s *sim) { s.drop("Node/n2") }, []string{"Node/n2 gone deleted unclear"}},
	{"pods collected after their drained node", found, func(s *sim) {
		s.cordon("n1")
		s.drop("Node/n1")
		s.wait(time.Minute)
		s.evict("web-1-a", "DeletionByPodGC")
	}, []string{"Node/n1 gone drained normal", "Pod/web-1-a gone drained normal"}},
	{"namespace deleted", found, func(s *sim) {
		s.edit("Namespace/shop", func(o *Object) { o.Deleting = s.now })
		s.remove("web-1-a", "web-1-b", "web-1-c")
		s.drop("ReplicaSet/web-1")
		s.drop("Deployment/web")
		s.wait(time.Second)
		s.drop("Namespace/shop")
	}, []string{
		"Pod/web-1-a gone namespace-deleted normal", "Pod/web-1-b gone namespace-deleted normal", "Pod/web-1-c gone namespace-deleted normal",
		"Deployment/web gone namespace-deleted normal", "Namespace/shop gone deleted normal",
	}},
	{"deployment deleted", found, func(s *sim) {
		s.drop("Deployment/web")
		s.drop("ReplicaSet/web-1")
		s.remove("web-1-a", "web-1-b", "web-1-c")
	}, []string{
		"Deployment/web gone deleted normal", "Pod/web-1-a gone owner-deleted normal", "Pod/web-1-b gone owner-deleted normal", "Pod/web-1-c gone owner-deleted normal",
	}},
	{"stateful set", func(t *testing.T) *sim {
		s := newSim(t)
		s.muted = true
		s.node("n1")
		s.workload(StatefulSet, "db", "", 2, "r1")
		s.pod("db-0", "StatefulSet/db", "n1", "r1")
		s.pod("db-1", "StatefulSet/db", "n1", "r1")
		s.muted = false
		s.list()
		return s
	}, func(s *sim) {
		s.scale("StatefulSet/db", 3)
		s.pod("db-2", "StatefulSet/db", "n1", "r1")
		s.wait(time.Minute)
		s.scale("StatefulSet/db", 2)
		s.remove("db-2")
		s.wait(time.Minute)
		s.remove("db-1")
		s.edit("StatefulSet/db", func(o *Object) { o.Workload.Revision, o.Workload.Template = "r2", "tr2" })
		s.pod("db-1", "StatefulSet/db", "n1", "r2")
		s.wait(time.Minute)
		s.remove("db-1")
		s.pod("db-1", "StatefulSet/db", "n1", "r2")
	}, []string{
		"Pod/db-2 appeared scaled-up normal", "Pod/db-2 gone scaled-down normal", "Pod/db-1 gone rollout normal", "Pod/db-1 appeared rollout normal",
		"Pod/db-1 gone deleted normal", "Pod/db-1 appeared replacement normal",
	}},
	{"daemon set", func(t *testing.T) *sim {
		s := newSim(t)
		s.muted = true
		s.node("n1")
		s.workload(DaemonSet, "log", "", 1, "g1")
		s.pod("log-a", "DaemonSet/log", "n1", "g1")
		s.muted = false
		s.list()
		s.wait(time.Minute)
		return s
	}, func(s *sim) {
		s.node("n2")
		s.pod("log-b", "DaemonSet/log", "n2", "g1")
		s.wait(time.Minute)
		s.edit("DaemonSet/log", func(o *Object) { o.Workload.Template = "g2" })
		s.remove("log-a")
		s.pod("log-c", "DaemonSet/log", "n1", "g2")
	}, []string{
		"Node/n2 appeared created normal", "Pod/log-b appeared scaled-up normal", "Pod/log-a gone rollout normal", "Pod/log-c appeared rollout normal",
	}},
	{"a new daemon set, and a pod of it deleted by hand", found, func(s *sim) {
		s.workload(DaemonSet, "log", "", 2, "g1")
		s.pod("log-a", "DaemonSet/log", "n1", "g1")
		s.pod("log-b", "DaemonSet/log", "n2", "g1")
		s.wait(time.Minute)
		s.remove("log-a")
		s.pod("log-c", "DaemonSet/log", "n1", "g1")
	}, []string{
		"DaemonSet/log appeared created normal", "Pod/log-a appeared created normal", "Pod/log-b appeared created normal",
		"Pod/log-a gone deleted normal", "Pod/log-c appeared replacement normal",
	}},
	{"an autoscaler adds a node", found, func(s *sim) {
		o := s.object(KubeEvent, "ev1", "")
		o.Note = &NoteFacts{About: Ref{Kind: Pod, Namespace: "shop", Name: "web-1-x"}, Reason: "TriggeredScaleUp", Component: "cluster-autoscaler", Message: "pod triggered scale-up", At: s.now}
		s.put(o)
		s.wait(2 * time.Minute)
		s.node("n3")
	}, []string{"Node/n3 appeared scaled-up normal"}},
	{"remembered for a while, then forgotten", found, func(s *sim) {
		s.drop("Deployment/web")
		s.drop("ReplicaSet/web-1")
		s.remove("web-1-a", "web-1-b", "web-1-c")
		s.cordon("n1")
		s.drop("Node/n1")
		s.wait(10 * time.Second)
		s.wait(time.Hour)
		require.Len(s.t, s.c.st.Things, 2, "a node and a namespace are left")
		require.Empty(s.t, s.c.st.Groups)
		require.Empty(s.t, s.c.nodePods["n1"])
	}, []string{
		"Deployment/web gone deleted normal", "Pod/web-1-a gone owner-deleted normal", "Pod/web-1-b gone owner-deleted normal",
		"Pod/web-1-c gone owner-deleted normal", "Node/n1 gone drained normal",
	}},
	{"job", found, func(s *sim) {
		s.workload(Job, "sum", "", 1, "")
		s.pod("sum-x", "Job/sum", "n1", "")
		s.wait(time.Minute)
		s.edit("Pod/sum-x", func(o *Object) { o.Pod.Phase = "Succeeded" })
		s.edit("Job/sum", func(o *Object) { o.Workload.Complete = true })
		s.wait(time.Hour)
		s.remove("sum-x")
		s.drop("Job/sum")
	}, []string{"Pod/sum-x appeared created normal", "Pod/sum-x gone completed normal"}},
	{"the cluster does not answer, and does again", found, func(s *sim) {
		s.silence()
		s.wait(2 * time.Minute)
		s.list()
	}, []string{"Cluster/c1 lost unreachable failure", "Cluster/c1 recovered recovered normal"}},
	{"the cluster dies", found, func(s *sim) {
		s.silence()
		s.wait(2 * time.Minute)
		s.wait(time.Hour)
	}, []string{"Cluster/c1 lost unreachable failure", "Cluster/c1 gone cluster-gone failure"}},
	{"the cluster is demolished", found, func(s *sim) {
		for _, n := range []string{"n1", "n2"} {
			s.cordon(n)
			s.drop("Node/" + n)
		}
		s.wait(time.Minute)
		s.silence()
		s.wait(time.Hour)
	}, []string{
		"Node/n1 gone drained normal", "Node/n2 gone drained normal",
		"Cluster/c1 lost unreachable normal", "Cluster/c1 gone cluster-gone normal",
	}},
	{"another cluster at the same address", func(t *testing.T) *sim {
		s := newSim(t)
		s.observe(Observation{What: Identity, Version: "one"})
		s.web()
		s.list()
		s.wait(time.Minute)
		s.events = nil
		return s
	}, func(s *sim) {
		s.silence()
		clear(s.things)
		s.node("m1")
		s.events = nil
		s.observe(Observation{What: Identity, Version: "two"})
		s.list()
	}, []string{"Cluster/c1 gone cluster-gone unclear"}},
}

func (s *sim) silence() {
	for _, k := range AllKinds() {
		s.observe(Observation{What: ContactLost, Kind: k, Cause: CauseUnreachable, Fact: "connection refused"})
	}
}

func rollout(s *sim) {
	s.edit("Deployment/web", func(o *Object) { o.Workload.Revision, o.Workload.Template = "2", "t2" })
	s.workload(ReplicaSet, "web-2", "Deployment/web", 1, "2")
	s.pod("web-2-a", "ReplicaSet/web-2", "n1", "h2")
	s.wait(5 * time.Second)
	s.scale("ReplicaSet/web-1", 2)
	s.remove("web-1-c")
	s.scale("ReplicaSet/web-2", 2)
	s.pod("web-2-b", "ReplicaSet/web-2", "n2", "h2")
	s.wait(5 * time.Second)
	s.scale("ReplicaSet/web-1", 0)
	s.remove("web-1-a", "web-1-b")
	s.scale("ReplicaSet/web-2", 3)
	s.pod("web-2-c", "ReplicaSet/web-2", "n1", "h2")
}

var rolledOut = []string{
	"Pod/web-2-a appeared rollout normal", "Pod/web-2-b appeared rollout normal", "Pod/web-2-c appeared rollout normal",
	"Pod/web-1-a gone rollout normal", "Pod/web-1-b gone rollout normal", "Pod/web-1-c gone rollout normal",
}

func TestStories(t *testing.T) {
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) { play(t, story.start(t), story.play, story.want) })
	}
}

// TestRestarts plays every story with a process that is restarted after every single observation.
func TestRestarts(t *testing.T) {
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			s := story.start(t)
			s.restarts = true
			play(t, s, story.play, story.want)
		})
	}
}

func play(t *testing.T, s *sim, script func(*sim), want []string) {
	s.now = s.now.Add(time.Minute)
	script(s)
	s.wait(30 * time.Second)
	got := s.told()
	slices.Sort(got)
	if d := cmp.Diff(slices.Sorted(slices.Values(want)), got); d != "" {
		t.Errorf("events (-want +got):\n%s", d)
		for _, e := range s.events {
			t.Log(e)
		}
	}
	for i, e := range s.events {
		require.NotEmpty(t, e.Evidence, "%s", e)
		require.Greater(t, e.Confidence, 0.0)
		require.LessOrEqual(t, e.Confidence, 1.0)
		require.Equal(t, "c1", e.Cluster)
		if i > 0 {
			require.Equal(t, s.events[i-1].Seq+1, e.Seq, "events are numbered without gaps")
		}
	}
}

// TestDroppedWatch plays what happens while no watch is open: the story is found out from two lists alone.
func TestDroppedWatch(t *testing.T) {
	for _, story := range []struct {
		name string
		play func(*sim)
		want []string
	}{
		{"nothing happened", func(*sim) {}, nil},
		{"scale up", func(s *sim) {
			s.scale("Deployment/web", 4)
			s.scale("ReplicaSet/web-1", 4)
			s.pod("web-1-d", "ReplicaSet/web-1", "n2", "h1")
		}, []string{"Pod/web-1-d appeared scaled-up normal"}},
		{"scale down", func(s *sim) {
			s.scale("Deployment/web", 1)
			s.scale("ReplicaSet/web-1", 1)
			s.remove("web-1-b", "web-1-c")
		}, []string{"Pod/web-1-b gone scaled-down normal", "Pod/web-1-c gone scaled-down normal"}},
		{"scale down and up, the event tells", func(s *sim) {
			s.remove("web-1-b")
			s.pod("web-1-d", "ReplicaSet/web-1", "n2", "h1")
			o := s.object(KubeEvent, "ev1", "")
			o.Note = &NoteFacts{About: s.get("Deployment/web").Ref, Reason: "ScalingReplicaSet", Component: "deployment-controller", Message: "Scaled down replica set web-1 from 3 to 2", At: s.now}
			s.put(o)
		}, []string{"Pod/web-1-b gone scaled-down normal", "Pod/web-1-d appeared replacement normal"}},
		{"rollout", rollout, rolledOut},
		{"drained and deleted, only the cordon was seen", func(s *sim) {
			s.muted = false
			s.cordon("n1")
			s.muted = true
			s.evict("web-1-a", "EvictionByEvictionAPI")
			s.evict("web-1-c", "EvictionByEvictionAPI")
			s.drop("Node/n1")
		}, []string{"Pod/web-1-a gone drained normal", "Pod/web-1-c gone drained normal", "Node/n1 gone drained normal"}},
		{"everything deleted", func(s *sim) {
			s.remove("web-1-a", "web-1-b", "web-1-c")
			s.drop("ReplicaSet/web-1")
			s.drop("Deployment/web")
			s.drop("Namespace/shop")
		}, []string{
			"Deployment/web gone namespace-deleted normal", "Namespace/shop gone deleted normal", "Pod/web-1-a gone namespace-deleted normal",
			"Pod/web-1-b gone namespace-deleted normal", "Pod/web-1-c gone namespace-deleted normal",
		}},
		{"a pod vanished, nothing says why", func(s *sim) { s.remove("web-1-a") }, []string{"Pod/web-1-a gone deleted unclear"}},
		{"node vanished", func(s *sim) { s.drop("Node/n2") }, []string{"Node/n2 gone deleted unclear"}},
	} {
		t.Run(story.name, func(t *testing.T) {
			s := found(t)
			s.muted = true
			play(t, s, func(s *sim) {
				story.play(s)
				s.list()
			}, story.want)
			for _, e := range s.events {
				if e.Change == Gone {
					require.False(t, e.Exact, "found by comparing lists: %s", e)
					require.Less(t, e.Confidence, 0.9)
				}
			}
		})
	}
}

// TestWaitsForAllKinds holds a judgement back while what could explain it cannot be listed, but not for ever.
func TestWaitsForAllKinds(t *testing.T) {
	s := found(t)
	s.observe(Observation{What: RelistBegin, Kind: ReplicaSet})
	s.remove("web-1-b")
	s.wait(30 * time.Second)
	require.Empty(t, s.events)
	s.scale("Deployment/web", 2)
	s.scale("ReplicaSet/web-1", 2)
	s.observe(Observation{What: RelistEnd, Kind: ReplicaSet, Version: "9"})
	s.wait(time.Second)
	require.Equal(t, []string{"Pod/web-1-b gone scaled-down normal"}, s.told())

	s = found(t)
	s.observe(Observation{What: ContactLost, Kind: Job, Cause: CauseUnhealthy, Fact: "internal error"})
	s.remove("web-1-b")
	s.wait(time.Minute)
	require.Empty(t, s.events)
	s.wait(2 * time.Minute)
	require.Equal(t, []string{"Pod/web-1-b gone deleted normal"}, s.told())
}

// TestBlind goes on without a kind that may not be read, and admits it.
func TestBlind(t *testing.T) {
	s := newSim(t)
	s.muted = true
	s.web()
	s.muted = false
	s.list(Node, Namespace, Deployment, StatefulSet, DaemonSet, Job, Pod)
	s.observe(Observation{What: Blind, Kind: ReplicaSet, Fact: "forbidden"})
	s.observe(Observation{What: Blind, Kind: KubeEvent, Fact: "forbidden"})
	s.remove("web-1-b")
	s.wait(time.Minute)
	require.Equal(t, []string{"Pod/web-1-b gone deleted normal"}, s.told())
	require.LessOrEqual(t, s.events[0].Confidence, 0.7)
}

func TestStateRefused(t *testing.T) {
	for name, text := range map[string]string{
		"not compressed": "{}",
		"other format":   gz(t, `{"format":99}`),
		"no facts":       gz(t, `{"format":1,"things":{"a":{"kind":"Pod","name":"x"}}}`),
		"null thing":     gz(t, `{"format":1,"things":{"a":null}}`),
		"null group":     gz(t, `{"format":1,"groups":{"a":null}}`),
		"null note":      gz(t, `{"format":1,"notes":{"a":[null]}}`),
		"cut short":      gz(t, `{"format":1`),
	} {
		_, err := ReadState(strings.NewReader(text))
		require.Error(t, err, name)
	}
}

func gz(t *testing.T, text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}
