package kube_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/tickwright/tickwright/influx/point"
	realkube "github.com/tickwright/tickwright/internal/realstack/kube"
	"github.com/tickwright/tickwright/internal/realstack/telegraf"
	"github.com/tickwright/tickwright/kube"
)

// TestInventoryLikeTelegraf compares the Collector with a real Telegraf's kube_inventory plugin on the same cluster: whatever
// Telegraf reports stands in our points, under the same names and with the same values.
func TestInventoryLikeTelegraf(t *testing.T) {
	telegraf.Require(t)
	s := realkube.Shared(t)
	client, err := kube.Access{Kubeconfig: s.Kubeconfig}.Connect()
	require.NoError(t, err)
	ctx := t.Context()
	const ns = "inventory"
	_, err = client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: ns}}, metav1.CreateOptions{})
	require.NoError(t, err)

	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "inventory-1", Annotations: map[string]string{"cluster.x-k8s.io/cluster-namespace": "fleet"}}, Spec: corev1.NodeSpec{Unschedulable: true}}
	status := corev1.NodeStatus{
		Capacity:    corev1.ResourceList{"cpu": resource.MustParse("16"), "memory": resource.MustParse("128837533696"), "pods": resource.MustParse("110")},
		Allocatable: corev1.ResourceList{"cpu": resource.MustParse("15920m"), "memory": resource.MustParse("120Gi"), "pods": resource.MustParse("100")},
		NodeInfo:    corev1.NodeSystemInfo{KubeletVersion: "v1.36.3"},
		Conditions: []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionTrue}, {Type: corev1.NodeDiskPressure, Status: corev1.ConditionFalse},
			{Type: corev1.NodeMemoryPressure, Status: corev1.ConditionUnknown}},
	}
	node, err = client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{})
	require.NoError(t, err)
	node.Status = status
	_, err = client.CoreV1().Nodes().UpdateStatus(ctx, node, metav1.UpdateOptions{})
	require.NoError(t, err)

	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web"}, Spec: template("inventory").Spec}
	pod.Spec.NodeName = "inventory-1"
	pod.Spec.NodeSelector = nil
	pod.Spec.Containers = append(pod.Spec.Containers, corev1.Container{Name: "side", Image: "side:2", Resources: corev1.ResourceRequirements{
		Requests: corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("128Mi")},
		Limits:   corev1.ResourceList{"cpu": resource.MustParse("1"), "memory": resource.MustParse("1Gi")},
	}})
	pod, err = client.CoreV1().Pods(ns).Create(ctx, pod, metav1.CreateOptions{})
	require.NoError(t, err)
	pod.Status = corev1.PodStatus{Phase: corev1.PodRunning, Reason: "Testing", ContainerStatuses: []corev1.ContainerStatus{
		{Name: "web", Ready: true, RestartCount: 3, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}},
		{Name: "side", State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}}},
	}}
	_, err = client.CoreV1().Pods(ns).UpdateStatus(ctx, pod, metav1.UpdateOptions{})
	require.NoError(t, err)

	labels := &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}}
	three := int32(3)
	d, err := client.AppsV1().Deployments(ns).Create(ctx, &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "web"}, Spec: appsv1.DeploymentSpec{Replicas: &three, Selector: labels, Template: template("x")}}, metav1.CreateOptions{})
	require.NoError(t, err)
	d.Status = appsv1.DeploymentStatus{Replicas: 3, UpdatedReplicas: 3, ReadyReplicas: 2, AvailableReplicas: 2, UnavailableReplicas: 1, ObservedGeneration: 1}
	_, err = client.AppsV1().Deployments(ns).UpdateStatus(ctx, d, metav1.UpdateOptions{})
	require.NoError(t, err)
	ds, err := client.AppsV1().DaemonSets(ns).Create(ctx, &appsv1.DaemonSet{ObjectMeta: metav1.ObjectMeta{Name: "log"}, Spec: appsv1.DaemonSetSpec{Selector: labels, Template: template("x")}}, metav1.CreateOptions{})
	require.NoError(t, err)
	ds.Status = appsv1.DaemonSetStatus{DesiredNumberScheduled: 9, CurrentNumberScheduled: 8, NumberReady: 7, NumberAvailable: 6, NumberUnavailable: 3, NumberMisscheduled: 1, UpdatedNumberScheduled: 5}
	_, err = client.AppsV1().DaemonSets(ns).UpdateStatus(ctx, ds, metav1.UpdateOptions{})
	require.NoError(t, err)
	sts, err := client.AppsV1().StatefulSets(ns).Create(ctx, &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "db"}, Spec: appsv1.StatefulSetSpec{Replicas: &three, Selector: labels, Template: template("x")}}, metav1.CreateOptions{})
	require.NoError(t, err)
	sts.Status = appsv1.StatefulSetStatus{Replicas: 3, ReadyReplicas: 2, CurrentReplicas: 1, UpdatedReplicas: 2, AvailableReplicas: 2, ObservedGeneration: 1}
	_, err = client.AppsV1().StatefulSets(ns).UpdateStatus(ctx, sts, metav1.UpdateOptions{})
	require.NoError(t, err)

	ca := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(ca, s.CA, 0o600))
	out, err := telegraf.Test(ctx, fmt.Sprintf(`[agent]
  omit_hostname = true
[[inputs.kube_inventory]]
  url = "%s"
  bearer_token = "%s"
  tls_ca = "%s"
  namespace = ""
  resource_include = ["nodes", "pods", "deployments", "daemonsets", "statefulsets"]
`, s.URL, s.TokenFile, ca))
	require.NoError(t, err)
	var lines strings.Builder
	for line := range strings.Lines(out) {
		if after, ok := strings.CutPrefix(line, "> "); ok {
			lines.WriteString(after)
		}
	}
	theirs, err := point.Parse([]byte(lines.String()), point.Options{})
	require.NoError(t, err)
	require.NotEmpty(t, theirs)

	var ours []point.Point
	for p, err := range kube.NewCollector(client, kube.CollectorOptions{}).Points(ctx) {
		if err == nil {
			ours = append(ours, p)
		}
	}
	compared := map[string]int{}
	for _, p := range theirs {
		if _, isCondition := p.Tags.Get("condition"); isCondition && p.Measurement == "kubernetes_pod_container" {
			continue // documented: a pod's conditions are not repeated for each of its containers
		}
		compared[p.Measurement]++
		require.True(t, contained(p, ours), "Telegraf has, and we have not:\n%s\nours:\n%s", p.String(), like(p, ours))
	}
	t.Logf("points of Telegraf found in ours: %v", compared)
	for _, m := range []string{"kubernetes_node", "kubernetes_pod_container", "kubernetes_deployment", "kubernetes_daemonset", "kubernetes_statefulset"} {
		require.Positive(t, compared[m], m)
	}
}

// contained reports whether one of the points has all tags and fields of p.
func contained(p point.Point, all []point.Point) bool {
	for _, q := range all {
		if q.Measurement != p.Measurement {
			continue
		}
		same := true
		for i := range p.Tags.Len() {
			tag := p.Tags.At(i)
			same = same && q.Tags.Value(tag.Key) == tag.Value
		}
		for _, f := range p.Fields {
			v, ok := q.Fields.Get(f.Key)
			same = same && ok && v.Equal(f.Value)
		}
		if same {
			return true
		}
	}
	return false
}

// like prints the points of p's measurement.
func like(p point.Point, all []point.Point) string {
	var b strings.Builder
	for _, q := range all {
		if q.Measurement == p.Measurement {
			b.WriteString(q.String() + "\n")
		}
	}
	return b.String()
}
