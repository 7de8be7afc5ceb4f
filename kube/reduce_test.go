package kube

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
)

func TestReduce(t *testing.T) {
	yes, grace, deleted := true, int64(30), at(130)
	whole := metav1.ObjectMeta{
		Name: "x", Namespace: "shop", UID: types.UID("u"), ResourceVersion: "7", CreationTimestamp: at(10), DeletionTimestamp: &deleted, DeletionGracePeriodSeconds: &grace,
		Labels:      map[string]string{"pod-template-hash": "h1"},
		Annotations: map[string]string{"deployment.kubernetes.io/revision": "4"},
		OwnerReferences: []metav1.OwnerReference{
			{Kind: "Gadget", Name: "not the controller", UID: "g"}, {Kind: "ReplicaSet", Name: "rs", UID: "r", Controller: &yes},
		},
	}
	head := func(k Kind) Object {
		return Object{Ref: Ref{Kind: k, Namespace: "shop", Name: "x", UID: "u"}, Version: "7", Created: at(10).Time, Deleting: at(100).Time,
			Owner: Ref{Kind: ReplicaSet, Namespace: "shop", Name: "rs", UID: "r"}}
	}
	with := func(k Kind, f func(*Object)) *Object { o := head(k); f(&o); return &o }
	template := corev1.PodTemplateSpec{Spec: corev1.PodSpec{NodeName: "a"}}
	hash := hashTemplate(&template)
	require.NotEmpty(t, hash)
	added := at(90)
	for _, tc := range []struct {
		name string
		in   runtime.Object
		want *Object
	}{
		{"pod", &corev1.Pod{ObjectMeta: whole, Spec: corev1.PodSpec{NodeName: "n1"}, Status: corev1.PodStatus{Phase: "Failed", Reason: "Evicted", Conditions: []corev1.PodCondition{
			{Type: corev1.PodReady, Status: "True"}, {Type: corev1.DisruptionTarget, Status: "True", Reason: "EvictionByEvictionAPI", LastTransitionTime: at(99)}}}},
			with(Pod, func(o *Object) {
				o.Pod = &PodFacts{Phase: "Failed", Reason: "Evicted", Node: "n1", Disruption: "EvictionByEvictionAPI", DisruptionAt: at(99).Time, Revision: "h1"}
			})},
		{"pod no longer disrupted", &corev1.Pod{ObjectMeta: whole, Status: corev1.PodStatus{Conditions: []corev1.PodCondition{{Type: corev1.DisruptionTarget, Status: "False", Reason: "x"}}}},
			with(Pod, func(o *Object) { o.Pod = &PodFacts{Revision: "h1"} })},
		{"node", &corev1.Node{ObjectMeta: whole, Spec: corev1.NodeSpec{Unschedulable: true, Taints: []corev1.Taint{
			{Key: corev1.TaintNodeUnschedulable, TimeAdded: &added}, {Key: "karpenter.sh/disrupted"}, {Key: "node.cloudprovider.kubernetes.io/shutdown"}, {Key: "other"}}},
			Status: corev1.NodeStatus{Conditions: []corev1.NodeCondition{{Type: corev1.NodeDiskPressure, Status: "True"}, {Type: corev1.NodeReady, Status: "Unknown", Reason: "NodeStatusUnknown", LastTransitionTime: at(80)}}}},
			with(Node, func(o *Object) {
				o.Node = &NodeFacts{Ready: "Unknown", ReadySince: at(80).Time, ReadyReason: "NodeStatusUnknown", Unschedulable: true, CordonedAt: at(90).Time, ScaleDownTaint: "karpenter.sh/disrupted", Shutdown: true}
			})},
		{"namespace", &corev1.Namespace{ObjectMeta: whole}, with(Namespace, func(*Object) {})},
		{"deployment", &appsv1.Deployment{ObjectMeta: whole, Spec: appsv1.DeploymentSpec{Replicas: replicas(3), Template: template}},
			with(Deployment, func(o *Object) { o.Workload = &WorkloadFacts{Desired: 3, Revision: "4", Template: hash} })},
		{"replica set, default count", &appsv1.ReplicaSet{ObjectMeta: whole}, with(ReplicaSet, func(o *Object) { o.Workload = &WorkloadFacts{Desired: 1, Revision: "4", Template: "h1"} })},
		{"stateful set", &appsv1.StatefulSet{ObjectMeta: whole, Spec: appsv1.StatefulSetSpec{Replicas: replicas(2), Template: template, Ordinals: &appsv1.StatefulSetOrdinals{Start: 5}}, Status: appsv1.StatefulSetStatus{UpdateRevision: "r9"}},
			with(StatefulSet, func(o *Object) {
				o.Workload = &WorkloadFacts{Desired: 2, Revision: "r9", Template: hash, FirstOrdinal: 5}
			})},
		{"daemon set", &appsv1.DaemonSet{ObjectMeta: whole, Spec: appsv1.DaemonSetSpec{Template: template}, Status: appsv1.DaemonSetStatus{DesiredNumberScheduled: 6}},
			with(DaemonSet, func(o *Object) { o.Workload = &WorkloadFacts{Desired: 6, Template: hash} })},
		{"job", &batchv1.Job{ObjectMeta: whole, Status: batchv1.JobStatus{Conditions: []batchv1.JobCondition{{Type: batchv1.JobComplete, Status: "True"}}}},
			with(Job, func(o *Object) { o.Workload = &WorkloadFacts{Desired: 1, Complete: true} })},
		{"event about a node", &corev1.Event{ObjectMeta: whole, InvolvedObject: corev1.ObjectReference{Kind: "Node", Namespace: "default", Name: "n1"}, Reason: "ScaleDown",
			Message: strings.Repeat("x", 300), Source: corev1.EventSource{Component: "cluster-autoscaler"}, LastTimestamp: at(70)},
			with(KubeEvent, func(o *Object) {
				o.Note = &NoteFacts{About: Ref{Kind: Node, Name: "n1"}, Reason: "ScaleDown", Component: "cluster-autoscaler", Message: strings.Repeat("x", 200), At: at(70).Time}
			})},
		{"event of the new kind", &corev1.Event{ObjectMeta: whole, InvolvedObject: corev1.ObjectReference{Kind: "Pod", Namespace: "shop", Name: "p"}, Reason: "Preempted",
			ReportingController: "default-scheduler", EventTime: metav1.NewMicroTime(at(60).Time)},
			with(KubeEvent, func(o *Object) {
				o.Note = &NoteFacts{About: Ref{Kind: Pod, Namespace: "shop", Name: "p"}, Reason: "Preempted", Component: "default-scheduler", At: at(60).Time}
			})},
		{"event that tells nothing", &corev1.Event{ObjectMeta: whole, Reason: "Pulled"}, nil},
		{"other kind", &corev1.ConfigMap{ObjectMeta: whole}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := Reduce(tc.in)
			require.Equal(t, tc.want != nil, ok)
			if d := cmp.Diff(tc.want, got); ok && d != "" {
				t.Fatalf("(-want +got):\n%s", d)
			}
		})
	}
	other := template
	other.Spec.NodeName = "b"
	require.NotEqual(t, hash, hashTemplate(&other))
}

// TestNotesAreBounded keeps what was said last.
func TestNotesAreBounded(t *testing.T) {
	s := newSim(t)
	s.list()
	for i := range maxNoted + 100 {
		o := s.object(KubeEvent, fmt.Sprint("e", i), "")
		o.Note = &NoteFacts{About: Ref{Kind: Node, Name: fmt.Sprint("n", i)}, Reason: "ScaleDown", At: s.now.Add(time.Duration(i) * time.Second)}
		s.observe(Observation{What: Present, Kind: KubeEvent, Object: o})
	}
	require.LessOrEqual(t, len(s.c.st.Notes), maxNoted)
	require.NotNil(t, s.c.noted(Ref{Kind: Node, Name: fmt.Sprint("n", maxNoted+99)}, time.Time{}, "ScaleDown"))
	require.Nil(t, s.c.noted(Ref{Kind: Node, Name: "n0"}, time.Time{}, "ScaleDown"))
}

// TestSilentClusterWithHeldJudgements tells that a cluster is silent even while a departure waits for its explanation.
func TestSilentClusterWithHeldJudgements(t *testing.T) {
	s := found(t)
	s.c.opt.Hold = time.Hour
	s.remove("web-1-b")
	s.silence()
	s.wait(90 * time.Second)
	require.Equal(t, []string{"Cluster/c1 lost unreachable failure"}, s.told())
	next, ok := s.c.Next()
	require.True(t, ok)
	require.True(t, next.After(s.now))
	s.events = nil
	s.scale("Deployment/web", 2)
	s.scale("ReplicaSet/web-1", 2)
	s.list()
	s.wait(time.Minute)
	require.Equal(t, []string{"Cluster/c1 recovered recovered normal", "Pod/web-1-b gone scaled-down normal"}, s.told())
}

func TestEventString(t *testing.T) {
	s := found(t)
	s.drop("Node/n2")
	s.wait(time.Minute)
	require.Equal(t, "2026-03-01T12:01:00Z Node/n2 gone: deleted (unclear, 0.60); Node/n2: deleted while ready, without being cordoned", s.events[0].String())
	require.Equal(t, "Pod/shop/p: fact (2026-03-01T12:00:00Z)", Evidence{Object: Ref{Kind: Pod, Namespace: "shop", Name: "p"}, Fact: "fact", At: epoch}.String())
}
