package kube

import (
	"encoding/json"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// scaleDownTaints are the taints by which autoscalers mark a node before they delete it, each read from its project's
// documentation: Cluster Autoscaler, Karpenter v1 and v1beta1.
var scaleDownTaints = []string{
	"ToBeDeletedByClusterAutoscaler",
	"karpenter.sh/disrupted",
	"karpenter.sh/disruption",
}

// telling are the reasons of Kubernetes Events that can explain an appearance or a departure. All others are dropped at the
// door: a busy cluster has hundreds of thousands of them.
var telling = map[string]bool{
	"ScalingReplicaSet":     true, // deployment-controller
	"ScaleDown":             true, // cluster-autoscaler, on nodes and pods
	"TriggeredScaleUp":      true, // cluster-autoscaler, on pods
	"DisruptionTerminating": true, // karpenter
	"DeletingNode":          true, // cloud-node-lifecycle-controller
	"NodeNotReady":          true, // node-controller
	"RemovingNode":          true, // node-controller
	"TaintManagerEviction":  true, // taint-eviction-controller
	"Evicted":               true, // kubelet
	"Preempted":             true, // scheduler
	"NodeShutdown":          true, // kubelet
	"DeletingAllPods":       true, // node-controller
	"SpotInterruption":      true, // karpenter
}

// Reduce keeps of a Kubernetes object what the classifier needs. It returns false for kinds and Events that decide nothing.
func Reduce(obj runtime.Object) (*Object, bool) {
	switch o := obj.(type) {
	case *corev1.Node:
		return reduceNode(o), true
	case *corev1.Pod:
		return reducePod(o), true
	case *corev1.Namespace:
		return head(Namespace, &o.ObjectMeta), true
	case *appsv1.Deployment:
		r := head(Deployment, &o.ObjectMeta)
		r.Workload = &WorkloadFacts{
			Desired:  deref(o.Spec.Replicas, 1),
			Revision: o.Annotations["deployment.kubernetes.io/revision"],
			Template: hashTemplate(&o.Spec.Template),
		}
		return r, true
	case *appsv1.ReplicaSet:
		r := head(ReplicaSet, &o.ObjectMeta)
		r.Workload = &WorkloadFacts{
			Desired:  deref(o.Spec.Replicas, 1),
			Revision: o.Annotations["deployment.kubernetes.io/revision"],
			Template: o.Labels[appsv1.DefaultDeploymentUniqueLabelKey],
		}
		return r, true
	case *appsv1.StatefulSet:
		r := head(StatefulSet, &o.ObjectMeta)
		r.Workload = &WorkloadFacts{
			Desired:  deref(o.Spec.Replicas, 1),
			Revision: o.Status.UpdateRevision,
			Template: hashTemplate(&o.Spec.Template),
		}
		if o.Spec.Ordinals != nil {
			r.Workload.FirstOrdinal = o.Spec.Ordinals.Start
		}
		return r, true
	case *appsv1.DaemonSet:
		r := head(DaemonSet, &o.ObjectMeta)
		r.Workload = &WorkloadFacts{Desired: o.Status.DesiredNumberScheduled, Template: hashTemplate(&o.Spec.Template)}
		return r, true
	case *batchv1.Job:
		r := head(Job, &o.ObjectMeta)
		r.Workload = &WorkloadFacts{Desired: deref(o.Spec.Parallelism, 1)}
		for _, c := range o.Status.Conditions {
			if (c.Type == batchv1.JobComplete || c.Type == batchv1.JobFailed) && c.Status == corev1.ConditionTrue {
				r.Workload.Complete = true
			}
		}
		return r, true
	case *corev1.Event:
		return reduceEvent(o)
	}
	return nil, false
}

func head(kind Kind, m *metav1.ObjectMeta) *Object {
	o := &Object{
		Ref:     Ref{Kind: kind, Namespace: m.Namespace, Name: m.Name, UID: string(m.UID)},
		Version: m.ResourceVersion,
		Created: m.CreationTimestamp.Time,
	}
	if o.UID == "" { // a fake API server may give none; a name and time are then the identity
		o.UID = strings.Join([]string{string(kind), m.Namespace, m.Name, strconv.FormatInt(m.CreationTimestamp.Unix(), 10)}, "/")
	}
	if m.DeletionTimestamp != nil {
		o.Deleting = m.DeletionTimestamp.Time
		if m.DeletionGracePeriodSeconds != nil {
			o.Deleting = o.Deleting.Add(-time.Duration(*m.DeletionGracePeriodSeconds) * time.Second)
		}
	}
	for i := range m.OwnerReferences {
		if r := &m.OwnerReferences[i]; r.Controller != nil && *r.Controller {
			o.Owner = Ref{Kind: Kind(r.Kind), Namespace: m.Namespace, Name: r.Name, UID: string(r.UID)}
		}
	}
	return o
}

func reduceNode(n *corev1.Node) *Object {
	f := &NodeFacts{Unschedulable: n.Spec.Unschedulable}
	for i := range n.Status.Conditions {
		if c := &n.Status.Conditions[i]; c.Type == corev1.NodeReady {
			f.Ready, f.ReadySince, f.ReadyReason = string(c.Status), c.LastTransitionTime.Time, c.Reason
		}
	}
	for i := range n.Spec.Taints {
		t := &n.Spec.Taints[i]
		switch t.Key {
		case corev1.TaintNodeUnschedulable:
			if t.TimeAdded != nil {
				f.CordonedAt = t.TimeAdded.Time
			}
		case "node.cloudprovider.kubernetes.io/shutdown":
			f.Shutdown = true
		default:
			for _, k := range scaleDownTaints {
				if t.Key == k {
					f.ScaleDownTaint = k
				}
			}
		}
	}
	o := head(Node, &n.ObjectMeta)
	o.Node = f
	return o
}

func reducePod(p *corev1.Pod) *Object {
	f := &PodFacts{Phase: string(p.Status.Phase), Reason: p.Status.Reason, Node: p.Spec.NodeName}
	for i := range p.Status.Conditions {
		if c := &p.Status.Conditions[i]; c.Type == corev1.DisruptionTarget && c.Status == corev1.ConditionTrue {
			f.Disruption, f.DisruptionAt = c.Reason, c.LastTransitionTime.Time
		}
	}
	f.Revision = p.Labels[appsv1.ControllerRevisionHashLabelKey]
	if f.Revision == "" {
		f.Revision = p.Labels[appsv1.DefaultDeploymentUniqueLabelKey]
	}
	o := head(Pod, &p.ObjectMeta)
	o.Pod = f
	return o
}

func reduceEvent(e *corev1.Event) (*Object, bool) {
	if !telling[e.Reason] {
		return nil, false
	}
	at := e.LastTimestamp.Time
	if e.Series != nil {
		at = e.Series.LastObservedTime.Time
	}
	if at.IsZero() {
		at = e.EventTime.Time
	}
	if at.IsZero() {
		at = e.CreationTimestamp.Time
	}
	component := e.Source.Component
	if component == "" {
		component = e.ReportingController
	}
	message := e.Message
	if len(message) > 200 {
		message = strings.ToValidUTF8(message[:200], "")
	}
	o := head(KubeEvent, &e.ObjectMeta)
	o.Note = &NoteFacts{
		About:  Ref{Kind: Kind(e.InvolvedObject.Kind), Namespace: e.InvolvedObject.Namespace, Name: e.InvolvedObject.Name},
		Reason: e.Reason, Component: component, Message: message, At: at,
	}
	if o.Note.About.Kind == Node {
		o.Note.About.Namespace = "" // recorded in "default", but a node has none
	}
	return o, true
}

// hashTemplate identifies a pod template; equal templates have equal hashes.
func hashTemplate(t *corev1.PodTemplateSpec) string {
	h := fnv.New64a()
	if err := json.NewEncoder(h).Encode(t); err != nil {
		return ""
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

func deref(p *int32, otherwise int32) int32 {
	if p == nil {
		return otherwise
	}
	return *p
}
