package kube

import (
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/tickwright/tickwright/influx/point"
)

// The measurements, tags and fields are those of Telegraf's kube_inventory plugin; what it lacks is added under names in its
// manner and documented here.

func wrongType(want string, got runtime.Object) error {
	return fmt.Errorf("list of %s holds a %T", want, got)
}

// node emits kubernetes_node: one point of figures, and one for each condition with the tags condition and status. Added to
// Telegraf's: the field created.
func (c *Collector) node(now time.Time, o runtime.Object, emit func(point.Point) error) error {
	n, ok := o.(*corev1.Node)
	if !ok {
		return wrongType("nodes", o)
	}
	tags := []point.Tag{
		{Key: "node_name", Value: n.Name},
		{Key: "cluster_namespace", Value: n.Annotations["cluster.x-k8s.io/cluster-namespace"]},
		{Key: "version", Value: n.Status.NodeInfo.KubeletVersion},
	}
	for i := range n.Status.Conditions {
		cond := &n.Status.Conditions[i]
		own := append(append([]point.Tag(nil), tags...), point.Tag{Key: "condition", Value: string(cond.Type)}, point.Tag{Key: "status", Value: string(cond.Status)})
		if err := emit(c.point("kubernetes_node", now, own, conditionFields(cond.Status, cond.Type == corev1.NodeReady))); err != nil {
			return err
		}
	}
	f := point.Fields{{Key: "spec_unschedulable", Value: boolInt(n.Spec.Unschedulable)}}
	f = nodeResources(f, "capacity_", n.Status.Capacity)
	f = nodeResources(f, "allocatable_", n.Status.Allocatable)
	f = created(f, n.CreationTimestamp.Time)
	return emit(c.point("kubernetes_node", now, tags, f))
}

func nodeResources(f point.Fields, prefix string, r corev1.ResourceList) point.Fields {
	if q, ok := r[corev1.ResourceCPU]; ok {
		f = append(f, point.Field{Key: prefix + "cpu_cores", Value: point.Int(q.MilliValue() / 1000)},
			point.Field{Key: prefix + "millicpu_cores", Value: point.Int(q.MilliValue())})
	}
	if q, ok := r[corev1.ResourceMemory]; ok {
		f = append(f, point.Field{Key: prefix + "memory_bytes", Value: point.Int(q.Value())})
	}
	if q, ok := r[corev1.ResourcePods]; ok {
		f = append(f, point.Field{Key: prefix + "pods", Value: point.Int(q.Value())})
	}
	return f
}

// conditionFields holds Telegraf's numbers: status_condition 1 for True, 0 for False, 2 for Unknown; ready 1 when the
// condition is Ready and True.
func conditionFields(s corev1.ConditionStatus, isReady bool) point.Fields {
	code := int64(0)
	switch s {
	case corev1.ConditionTrue:
		code = 1
	case corev1.ConditionUnknown:
		code = 2
	}
	return point.Fields{
		{Key: "status_condition", Value: point.Int(code)},
		{Key: "ready", Value: boolInt(isReady && s == corev1.ConditionTrue)},
	}
}

// pod emits kubernetes_pod, which Telegraf has no longer (fields ready, restarts_total, containers, containers_ready, reason,
// created; tags namespace, node_name, pod_name, phase, owner_kind, owner_name), and kubernetes_pod_container for each
// container. The conditions of a pod are not repeated for each of its containers, as Telegraf does.
func (c *Collector) pod(now time.Time, o runtime.Object, emit func(point.Point) error) error {
	p, ok := o.(*corev1.Pod)
	if !ok {
		return wrongType("pods", o)
	}
	base := []point.Tag{
		{Key: "namespace", Value: p.Namespace}, {Key: "node_name", Value: p.Spec.NodeName}, {Key: "pod_name", Value: p.Name},
		{Key: "phase", Value: string(p.Status.Phase)},
	}
	restarts, readyContainers := int64(0), int64(0)
	each := func(specs []corev1.Container, statuses []corev1.ContainerStatus, init bool) error {
		for i := range specs {
			s := statusOf(statuses, specs[i].Name)
			restarts += int64(s.RestartCount)
			if s.Ready && !init {
				readyContainers++
			}
			if err := emit(c.container(now, p, base, &specs[i], s, init)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := each(p.Spec.InitContainers, p.Status.InitContainerStatuses, true); err != nil {
		return err
	}
	if err := each(p.Spec.Containers, p.Status.ContainerStatuses, false); err != nil {
		return err
	}
	f := point.Fields{
		{Key: "ready", Value: point.Bool(podReady(p))}, {Key: "restarts_total", Value: point.Int(restarts)},
		{Key: "containers", Value: point.Int(int64(len(p.Spec.Containers)))}, {Key: "containers_ready", Value: point.Int(readyContainers)},
	}
	if p.Status.Reason != "" {
		f = append(f, point.Field{Key: "reason", Value: point.String(p.Status.Reason)})
	}
	f = created(f, p.CreationTimestamp.Time)
	for i := range p.OwnerReferences {
		if r := &p.OwnerReferences[i]; r.Controller != nil && *r.Controller {
			base = append(base, point.Tag{Key: "owner_kind", Value: r.Kind}, point.Tag{Key: "owner_name", Value: r.Name})
		}
	}
	return emit(c.point("kubernetes_pod", now, base, f))
}

func podReady(p *corev1.Pod) bool {
	for i := range p.Status.Conditions {
		if k := &p.Status.Conditions[i]; k.Type == corev1.PodReady {
			return k.Status == corev1.ConditionTrue
		}
	}
	return false
}

func statusOf(all []corev1.ContainerStatus, name string) *corev1.ContainerStatus {
	for i := range all {
		if all[i].Name == name {
			return &all[i]
		}
	}
	return &corev1.ContainerStatus{}
}

// container makes a kubernetes_pod_container point. Added to Telegraf's: last_terminated_reason, last_terminated_exit_code and
// last_terminated_at (ns) of the run before this one, and the tag init="true" on init containers.
func (c *Collector) container(now time.Time, p *corev1.Pod, base []point.Tag, spec *corev1.Container, s *corev1.ContainerStatus, init bool) point.Point {
	state, code, reason := "unknown", int64(3), ""
	switch {
	case s.State.Running != nil:
		state, code = "running", 0
	case s.State.Terminated != nil:
		state, code, reason = "terminated", 1, s.State.Terminated.Reason
	case s.State.Waiting != nil:
		state, code, reason = "waiting", 2, s.State.Waiting.Reason
	}
	readiness := "unready"
	if s.Ready {
		readiness = "ready"
	}
	image, version := cutImage(spec.Image)
	tags := append(append(make([]point.Tag, 0, len(base)+6), base...),
		point.Tag{Key: "container_name", Value: spec.Name}, point.Tag{Key: "state", Value: state}, point.Tag{Key: "readiness", Value: readiness},
		point.Tag{Key: "image", Value: image}, point.Tag{Key: "version", Value: version})
	if init {
		tags = append(tags, point.Tag{Key: "init", Value: "true"})
	}
	f := point.Fields{{Key: "restarts_total", Value: point.Int(int64(s.RestartCount))}, {Key: "state_code", Value: point.Int(code)}}
	text := func(key, v string) {
		if v != "" {
			f = append(f, point.Field{Key: key, Value: point.String(v)})
		}
	}
	text("state_reason", reason)
	text("phase_reason", p.Status.Reason)
	if state == "terminated" {
		text("terminated_reason", reason)
	}
	if last := s.LastTerminationState.Terminated; last != nil {
		text("last_terminated_reason", last.Reason)
		f = append(f, point.Field{Key: "last_terminated_exit_code", Value: point.Int(int64(last.ExitCode))})
		if !last.FinishedAt.IsZero() {
			f = append(f, point.Field{Key: "last_terminated_at", Value: point.Int(last.FinishedAt.UnixNano())})
		}
	}
	f = containerResources(f, "resource_requests_", spec.Resources.Requests)
	f = containerResources(f, "resource_limits_", spec.Resources.Limits)
	return c.point("kubernetes_pod_container", now, tags, f)
}

func containerResources(f point.Fields, prefix string, r corev1.ResourceList) point.Fields {
	number := func(name corev1.ResourceName, key string, value func(*resource.Quantity) int64) {
		if q, ok := r[name]; ok {
			f = append(f, point.Field{Key: prefix + key, Value: point.Int(value(&q))})
		}
	}
	number(corev1.ResourceCPU, "millicpu_units", (*resource.Quantity).MilliValue)
	number(corev1.ResourceMemory, "memory_bytes", (*resource.Quantity).Value)
	return f
}

// cutImage splits an image reference at its tag. A digest is not a version, and a port is not a tag.
func cutImage(ref string) (image, version string) {
	ref, _, _ = strings.Cut(ref, "@")
	i := strings.LastIndexByte(ref, ':')
	if i < 0 || strings.Contains(ref[i:], "/") {
		return ref, ""
	}
	return ref[:i], ref[i+1:]
}

// deployment emits kubernetes_deployment. Added to Telegraf's: spec_replicas, replicas, replicas_ready, replicas_updated,
// generation and observed_generation.
func (c *Collector) deployment(now time.Time, o runtime.Object, emit func(point.Point) error) error {
	d, ok := o.(*appsv1.Deployment)
	if !ok {
		return wrongType("deployments", o)
	}
	return emit(c.point("kubernetes_deployment", now, []point.Tag{{Key: "deployment_name", Value: d.Name}, {Key: "namespace", Value: d.Namespace}},
		created(point.Fields{
			{Key: "replicas_available", Value: point.Int(int64(d.Status.AvailableReplicas))},
			{Key: "replicas_unavailable", Value: point.Int(int64(d.Status.UnavailableReplicas))},
			{Key: "spec_replicas", Value: point.Int(int64(deref(d.Spec.Replicas, 1)))},
			{Key: "replicas", Value: point.Int(int64(d.Status.Replicas))},
			{Key: "replicas_ready", Value: point.Int(int64(d.Status.ReadyReplicas))},
			{Key: "replicas_updated", Value: point.Int(int64(d.Status.UpdatedReplicas))},
			{Key: "generation", Value: point.Int(d.Generation)},
			{Key: "observed_generation", Value: point.Int(d.Status.ObservedGeneration)},
		}, d.CreationTimestamp.Time)))
}

// daemonSet emits kubernetes_daemonset. Added to Telegraf's: observed_generation.
func (c *Collector) daemonSet(now time.Time, o runtime.Object, emit func(point.Point) error) error {
	d, ok := o.(*appsv1.DaemonSet)
	if !ok {
		return wrongType("daemonsets", o)
	}
	return emit(c.point("kubernetes_daemonset", now, []point.Tag{{Key: "daemonset_name", Value: d.Name}, {Key: "namespace", Value: d.Namespace}},
		created(point.Fields{
			{Key: "generation", Value: point.Int(d.Generation)},
			{Key: "observed_generation", Value: point.Int(d.Status.ObservedGeneration)},
			{Key: "current_number_scheduled", Value: point.Int(int64(d.Status.CurrentNumberScheduled))},
			{Key: "desired_number_scheduled", Value: point.Int(int64(d.Status.DesiredNumberScheduled))},
			{Key: "number_available", Value: point.Int(int64(d.Status.NumberAvailable))},
			{Key: "number_misscheduled", Value: point.Int(int64(d.Status.NumberMisscheduled))},
			{Key: "number_ready", Value: point.Int(int64(d.Status.NumberReady))},
			{Key: "number_unavailable", Value: point.Int(int64(d.Status.NumberUnavailable))},
			{Key: "updated_number_scheduled", Value: point.Int(int64(d.Status.UpdatedNumberScheduled))},
		}, d.CreationTimestamp.Time)))
}

// statefulSet emits kubernetes_statefulset. Added to Telegraf's: replicas_available.
func (c *Collector) statefulSet(now time.Time, o runtime.Object, emit func(point.Point) error) error {
	s, ok := o.(*appsv1.StatefulSet)
	if !ok {
		return wrongType("statefulsets", o)
	}
	return emit(c.point("kubernetes_statefulset", now, []point.Tag{{Key: "statefulset_name", Value: s.Name}, {Key: "namespace", Value: s.Namespace}},
		created(point.Fields{
			{Key: "generation", Value: point.Int(s.Generation)},
			{Key: "observed_generation", Value: point.Int(s.Status.ObservedGeneration)},
			{Key: "spec_replicas", Value: point.Int(int64(deref(s.Spec.Replicas, 1)))},
			{Key: "replicas", Value: point.Int(int64(s.Status.Replicas))},
			{Key: "replicas_current", Value: point.Int(int64(s.Status.CurrentReplicas))},
			{Key: "replicas_ready", Value: point.Int(int64(s.Status.ReadyReplicas))},
			{Key: "replicas_updated", Value: point.Int(int64(s.Status.UpdatedReplicas))},
			{Key: "replicas_available", Value: point.Int(int64(s.Status.AvailableReplicas))},
		}, s.CreationTimestamp.Time)))
}

func created(f point.Fields, t time.Time) point.Fields {
	if t.IsZero() {
		return f
	}
	return append(f, point.Field{Key: "created", Value: point.Int(t.UnixNano())})
}

func boolInt(b bool) point.Value {
	if b {
		return point.Int(1)
	}
	return point.Int(0)
}
