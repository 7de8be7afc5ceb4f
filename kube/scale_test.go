package kube

import (
	"fmt"
	"io"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/fake"
	ktesting "k8s.io/client-go/testing"

	"github.com/tickwright/tickwright/influx/point"
)

// bigCluster is a clientset that makes nodes and pods page by page as they are asked for, as an API server reads them from
// its store: what a pass keeps is then what the code under test keeps.
func bigCluster(tb testing.TB, nodes, pods int) *fake.Clientset {
	client := fake.NewClientset()
	paged := func(total int, page func(from, to int, m metav1.ListMeta) kruntime.Object) ktesting.ReactionFunc {
		return func(a ktesting.Action) (bool, kruntime.Object, error) {
			o := a.(ktesting.ListActionImpl).ListOptions
			if o.Limit == 0 {
				tb.Error("a list without a limit reads everything at once")
			}
			from, _ := strconv.Atoi(o.Continue)
			to := min(total, from+int(o.Limit))
			m := metav1.ListMeta{ResourceVersion: "1"}
			if to < total {
				m.Continue = strconv.Itoa(to)
			}
			return true, page(from, to, m), nil
		}
	}
	client.PrependReactor("list", "nodes", paged(nodes, func(from, to int, m metav1.ListMeta) kruntime.Object {
		l := &corev1.NodeList{ListMeta: m}
		for i := from; i < to; i++ {
			l.Items = append(l.Items, bigNode(i))
		}
		return l
	}))
	client.PrependReactor("list", "pods", paged(pods, func(from, to int, m metav1.ListMeta) kruntime.Object {
		l := &corev1.PodList{ListMeta: m}
		for i := from; i < to; i++ {
			l.Items = append(l.Items, bigPod(i, nodes))
		}
		return l
	}))
	return client
}

func bigNode(i int) corev1.Node {
	n := corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("node-%05d.example.com", i), UID: types.UID(fmt.Sprintf("node-uid-%027d", i)), ResourceVersion: "1", CreationTimestamp: at(1)}}
	n.Status.Capacity = corev1.ResourceList{"cpu": resource.MustParse("64"), "memory": resource.MustParse("256Gi"), "pods": resource.MustParse("110")}
	n.Status.Allocatable = n.Status.Capacity
	for _, c := range []corev1.NodeConditionType{corev1.NodeReady, corev1.NodeMemoryPressure, corev1.NodeDiskPressure, corev1.NodePIDPressure} {
		n.Status.Conditions = append(n.Status.Conditions, corev1.NodeCondition{Type: c, Status: corev1.ConditionTrue})
	}
	return n
}

func bigPod(i, nodes int) corev1.Pod {
	yes := true
	p := corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		Name: fmt.Sprintf("app-%04d-5d8c7f9b4-%05d", i/20, i), Namespace: fmt.Sprintf("team-%03d", i%200), UID: types.UID(fmt.Sprintf("pod-uid-%028d", i)),
		ResourceVersion: strconv.Itoa(i), CreationTimestamp: at(2), Labels: map[string]string{"pod-template-hash": "5d8c7f9b4", "app": fmt.Sprint("app-", i/20)},
		OwnerReferences: []metav1.OwnerReference{{Kind: "ReplicaSet", Name: fmt.Sprintf("app-%04d-5d8c7f9b4", i/20), UID: types.UID(fmt.Sprintf("rs-uid-%029d", i/20)), Controller: &yes}},
	}}
	p.Spec.NodeName = fmt.Sprintf("node-%05d.example.com", i%nodes)
	for _, c := range []string{"main", "sidecar"} {
		p.Spec.Containers = append(p.Spec.Containers, corev1.Container{Name: c, Image: "registry.example.com/" + c + ":1.2.3",
			Env:       []corev1.EnvVar{{Name: "A", Value: "a value of some length, as they are"}, {Name: "B", Value: "another"}},
			Resources: corev1.ResourceRequirements{Requests: corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("128Mi")}}})
		p.Status.ContainerStatuses = append(p.Status.ContainerStatuses, corev1.ContainerStatus{Name: c, Ready: true, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}})
	}
	p.Status.Phase = corev1.PodRunning
	p.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}
	return p
}

// liveHeap returns the bytes that are reachable now.
func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// pass makes one collection pass, encodes every point, and returns the number of points and the greatest growth of the live
// heap, measured every so many points.
func pass(tb testing.TB, nodes, pods, every int) (points int, peak uint64, took time.Duration) {
	c := NewCollector(bigCluster(tb, nodes, pods), CollectorOptions{Cluster: "big", Datacenter: "dc1"})
	base := liveHeap()
	var enc point.Encoder
	var line []byte
	var measuring time.Duration
	began := time.Now()
	err := c.Collect(tb.Context(), func(p point.Point) error {
		var err error
		line, err = enc.Append(line[:0], &p)
		if points++; points%every == 0 {
			start := time.Now()
			if now := liveHeap(); now > base {
				peak = max(peak, now-base)
			}
			measuring += time.Since(start)
		}
		return err
	})
	require.NoError(tb, err)
	return points, peak, time.Since(began) - measuring
}

// TestCollectIsBounded shows that four times the pods need no more memory.
func TestCollectIsBounded(t *testing.T) {
	const nodes, pods = 250, 5000
	points, small, took := pass(t, nodes, pods, 2000)
	t.Logf("%d nodes, %d pods: %d points in %s, live heap at most +%.1f MB", nodes, pods, points, took.Round(time.Millisecond), float64(small)/1e6)
	points4, large, took4 := pass(t, 4*nodes, 4*pods, 8000)
	t.Logf("%d nodes, %d pods: %d points in %s, live heap at most +%.1f MB", 4*nodes, 4*pods, points4, took4.Round(time.Millisecond), float64(large)/1e6)
	require.Greater(t, points4, 4*pods*3)
	require.Less(t, large, small+8<<20, "memory must not grow with the cluster")
}

// BenchmarkCollect makes whole passes over a cluster of full size.
func BenchmarkCollect(b *testing.B) {
	const nodes, pods = 5000, 100000
	b.Run(fmt.Sprintf("nodes=%d,pods=%d", nodes, pods), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			points, peak, took := pass(b, nodes, pods, 40000)
			b.ReportMetric(float64(peak)/1e6, "peak-MB")
			b.ReportMetric(float64(points)/took.Seconds(), "points/s")
		}
	})
}

// BenchmarkClassifier lists a cluster of full size into a Classifier, once cold and once again, and saves its state.
func BenchmarkClassifier(b *testing.B) {
	const nodes, pods = 5000, 100000
	b.Run(fmt.Sprintf("nodes=%d,pods=%d", nodes, pods), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			base := liveHeap()
			c := NewClassifier(ClassifierOptions{Kinds: []Kind{Node, Pod}}, nil)
			list := func(k Kind, n int, make func(int) kruntime.Object) {
				c.Observe(Observation{At: epoch, What: RelistBegin, Kind: k})
				for i := range n {
					o, _ := Reduce(make(i))
					c.Observe(Observation{At: epoch, What: Present, Kind: k, Object: o})
				}
				c.Observe(Observation{At: epoch, What: RelistEnd, Kind: k, Version: "1"})
			}
			for range 2 {
				list(Node, nodes, func(i int) kruntime.Object { n := bigNode(i); return &n })
				list(Pod, pods, func(i int) kruntime.Object { p := bigPod(i, nodes); return &p })
			}
			b.ReportMetric(float64(liveHeap()-base)/1e6, "live-MB")
			size, err := c.State().WriteTo(io.Discard)
			require.NoError(b, err)
			b.ReportMetric(float64(size)/1e6, "state-MB")
			runtime.KeepAlive(c)
		}
	})
}
