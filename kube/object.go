package kube

import "time"

// Kind names a kind of object, as Kubernetes spells it.
type Kind string

// The kinds the life-cycle knows. Cluster is the whole cluster and has no counterpart in the API; Event is Kubernetes' own
// Event object, which is evidence and never a subject.
const (
	Cluster     Kind = "Cluster"
	Node        Kind = "Node"
	Namespace   Kind = "Namespace"
	Pod         Kind = "Pod"
	Deployment  Kind = "Deployment"
	ReplicaSet  Kind = "ReplicaSet"
	StatefulSet Kind = "StatefulSet"
	DaemonSet   Kind = "DaemonSet"
	Job         Kind = "Job"
	KubeEvent   Kind = "Event"
)

// Ref points at one object of the cluster. UID tells an object from a later one of the same name.
type Ref struct {
	Kind      Kind   `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
	UID       string `json:"uid,omitempty"`
}

// String returns "Kind/name" or "Kind/namespace/name".
func (r Ref) String() string {
	if r.Namespace == "" {
		return string(r.Kind) + "/" + r.Name
	}
	return string(r.Kind) + "/" + r.Namespace + "/" + r.Name
}

// Object is what the classifier keeps of a Kubernetes object: the few facts that decide why it came or went. Exactly one of
// the fact pointers is set, by Kind; a Namespace has none. Times are the API server's, to the second.
type Object struct {
	Ref
	// Version is the object's resourceVersion.
	Version string `json:"rv,omitempty"`
	// Created is metadata.creationTimestamp.
	Created time.Time `json:"created"`
	// Deleting is when the deletion was asked for (deletionTimestamp less the grace period); zero while it is not.
	Deleting time.Time `json:"deleting,omitzero"`
	// Owner is the controlling owner; its zero value means there is none.
	Owner Ref `json:"owner,omitzero"`

	Node     *NodeFacts     `json:"node,omitempty"`
	Pod      *PodFacts      `json:"pod,omitempty"`
	Workload *WorkloadFacts `json:"workload,omitempty"`
	Note     *NoteFacts     `json:"note,omitempty"`
}

// NodeFacts are the facts of a node.
type NodeFacts struct {
	// Ready is the Ready condition's status: "True", "False" or "Unknown"; empty when the node never reported.
	Ready string `json:"ready,omitempty"`
	// ReadySince is when that status was taken.
	ReadySince time.Time `json:"readySince,omitzero"`
	// ReadyReason is the condition's reason, e.g. NodeStatusUnknown.
	ReadyReason string `json:"readyReason,omitempty"`
	// Unschedulable is spec.unschedulable: the node is cordoned.
	Unschedulable bool `json:"unschedulable,omitempty"`
	// CordonedAt is the time on the unschedulable taint, when it has one.
	CordonedAt time.Time `json:"cordonedAt,omitzero"`
	// ScaleDownTaint is the key of the taint by which an autoscaler marks a node that it is about to delete.
	ScaleDownTaint string `json:"scaleDownTaint,omitempty"`
	// Shutdown is true when the cloud provider says that the machine is switched off.
	Shutdown bool `json:"shutdown,omitempty"`
}

// PodFacts are the facts of a pod.
type PodFacts struct {
	Phase  string `json:"phase,omitempty"`
	Reason string `json:"reason,omitempty"`
	Node   string `json:"node,omitempty"`
	// Disruption is the reason of the DisruptionTarget condition when it is true, e.g. EvictionByEvictionAPI.
	Disruption string `json:"disruption,omitempty"`
	// DisruptionAt is when that condition became true.
	DisruptionAt time.Time `json:"disruptionAt,omitzero"`
	// Revision is the label that names the pod's template: pod-template-hash or controller-revision-hash.
	Revision string `json:"revision,omitempty"`
}

// WorkloadFacts are the facts of something that owns pods.
type WorkloadFacts struct {
	// Desired is spec.replicas; for a DaemonSet the number of nodes it wants a pod on.
	Desired int32 `json:"desired"`
	// Revision is, for a Deployment and its ReplicaSets, the rollout's number; for a StatefulSet status.updateRevision.
	Revision string `json:"revision,omitempty"`
	// Template is a hash of the pod template, or the pod-template-hash label of a ReplicaSet.
	Template string `json:"template,omitempty"`
	// FirstOrdinal is spec.ordinals.start of a StatefulSet.
	FirstOrdinal int32 `json:"firstOrdinal,omitempty"`
	// Complete is true when a Job has finished.
	Complete bool `json:"complete,omitempty"`
}

// NoteFacts are the facts of a Kubernetes Event: something a controller said about another object.
type NoteFacts struct {
	About     Ref       `json:"about"`
	Reason    string    `json:"reason"`
	Component string    `json:"component,omitempty"`
	Message   string    `json:"message,omitempty"`
	At        time.Time `json:"at"`
}

// finished reports whether the pod runs no longer and never will.
func (p *PodFacts) finished() bool { return p.Phase == "Succeeded" || p.Phase == "Failed" }

// active reports whether a controller counts the pod as one of its replicas.
func (o *Object) active() bool { return o.Deleting.IsZero() && !o.Pod.finished() }
