package kube_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// kubelets plays the kubelets of a cluster that has none: it keeps the nodes' leases fresh, lets bound pods run, finishes
// those of jobs, and takes terminating pods away. A node that is stopped does nothing any more, as a machine that lost power.
type kubelets struct {
	client  kubernetes.Interface
	mu      sync.Mutex
	running map[string]bool
}

func startKubelets(t *testing.T, client kubernetes.Interface) *kubelets {
	k := &kubelets{client: client, running: map[string]bool{}}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { k.every(ctx, 5*time.Second, k.heartbeat) })
	wg.Go(func() { k.every(ctx, 200*time.Millisecond, k.pods) })
	t.Cleanup(func() { cancel(); wg.Wait() })
	return k
}

func (k *kubelets) every(ctx context.Context, d time.Duration, f func(context.Context)) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f(ctx)
		}
	}
}

// node registers a node that is ready.
func (k *kubelets) node(t *testing.T, name, pool string) {
	t.Helper()
	ctx := t.Context()
	room := corev1.ResourceList{"cpu": resource.MustParse("8"), "memory": resource.MustParse("32Gi"), "pods": resource.MustParse("110")}
	_, err := k.client.CoreV1().Nodes().Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"pool": pool}}}, metav1.CreateOptions{})
	require.NoError(t, err)
	k.lease(ctx, name)
	status := corev1.NodeStatus{Capacity: room, Allocatable: room, Conditions: []corev1.NodeCondition{{
		Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "KubeletReady", LastHeartbeatTime: metav1.Now(), LastTransitionTime: metav1.Now(),
	}}}
	body, err := json.Marshal(map[string]any{"status": status})
	require.NoError(t, err)
	_, err = k.client.CoreV1().Nodes().Patch(ctx, name, types.MergePatchType, body, metav1.PatchOptions{}, "status")
	require.NoError(t, err)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.running[name] = true
}

// stop lets a node fall silent.
func (k *kubelets) stop(name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.running, name)
}

func (k *kubelets) alive(name string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.running[name]
}

func (k *kubelets) heartbeat(ctx context.Context) {
	k.mu.Lock()
	var names []string
	for n := range k.running {
		names = append(names, n)
	}
	k.mu.Unlock()
	for _, n := range names {
		k.lease(ctx, n)
	}
}

func (k *kubelets) lease(ctx context.Context, node string) {
	leases := k.client.CoordinationV1().Leases(corev1.NamespaceNodeLease)
	now, seconds := metav1.NewMicroTime(time.Now()), int32(40)
	l := &coordinationv1.Lease{ObjectMeta: metav1.ObjectMeta{Name: node}, Spec: coordinationv1.LeaseSpec{HolderIdentity: &node, LeaseDurationSeconds: &seconds, RenewTime: &now}}
	if old, err := leases.Get(ctx, node, metav1.GetOptions{}); err == nil {
		old.Spec = l.Spec
		_, _ = leases.Update(ctx, old, metav1.UpdateOptions{})
		return
	}
	_, _ = leases.Create(ctx, l, metav1.CreateOptions{})
}

// pods does a kubelet's work on every pod of a living node. What fails is tried again at the next tick.
func (k *kubelets) pods(ctx context.Context) {
	list, err := k.client.CoreV1().Pods("").List(ctx, metav1.ListOptions{ResourceVersion: "0"})
	if err != nil {
		return
	}
	for i := range list.Items {
		p := &list.Items[i]
		if !k.alive(p.Spec.NodeName) {
			continue
		}
		api := k.client.CoreV1().Pods(p.Namespace)
		switch {
		case p.DeletionTimestamp != nil:
			zero, uid := int64(0), p.UID
			_ = api.Delete(ctx, p.Name, metav1.DeleteOptions{GracePeriodSeconds: &zero, Preconditions: &metav1.Preconditions{UID: &uid}})
		case p.Status.Phase == corev1.PodPending:
			p.Status.Phase = corev1.PodRunning
			p.Status.Conditions = append(p.Status.Conditions, corev1.PodCondition{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: metav1.Now()})
			_, _ = api.UpdateStatus(ctx, p, metav1.UpdateOptions{})
		case p.Status.Phase == corev1.PodRunning && p.Labels["finishes"] == "true":
			p.Status.Phase = corev1.PodSucceeded
			p.Status.Conditions = nil
			_, _ = api.UpdateStatus(ctx, p, metav1.UpdateOptions{})
		}
	}
}

// evict asks for the eviction of a pod, as kubectl drain does.
func evict(ctx context.Context, client kubernetes.Interface, p *corev1.Pod) error {
	return client.PolicyV1().Evictions(p.Namespace).Evict(ctx, eviction(p))
}

func patch(t *testing.T, client kubernetes.Interface, node, body string) {
	t.Helper()
	_, err := client.CoreV1().Nodes().Patch(t.Context(), node, types.MergePatchType, []byte(body), metav1.PatchOptions{})
	require.NoError(t, err)
}
