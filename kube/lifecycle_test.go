package kube

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes/fake"
	ktesting "k8s.io/client-go/testing"
)

func meta1(name, namespace string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: namespace, UID: types.UID(name + "-uid"), CreationTimestamp: metav1.Now(), ResourceVersion: "1"}
}

func apiNode(name string) *corev1.Node {
	return &corev1.Node{ObjectMeta: meta1(name, ""), Status: corev1.NodeStatus{Conditions: []corev1.NodeCondition{
		{Type: corev1.NodeReady, Status: corev1.ConditionTrue, LastTransitionTime: metav1.Now()},
	}}}
}

func apiReplicaSet(name string, replicas int32) *appsv1.ReplicaSet {
	return &appsv1.ReplicaSet{ObjectMeta: meta1(name, "shop"), Spec: appsv1.ReplicaSetSpec{Replicas: &replicas}}
}

func apiPod(name, owner, node string) *corev1.Pod {
	p := &corev1.Pod{ObjectMeta: meta1(name, "shop"), Spec: corev1.PodSpec{NodeName: node}, Status: corev1.PodStatus{Phase: corev1.PodRunning}}
	yes := true
	p.OwnerReferences = []metav1.OwnerReference{{Kind: "ReplicaSet", Name: owner, UID: types.UID(owner + "-uid"), Controller: &yes}}
	return p
}

func kubeSystem() *corev1.Namespace { return &corev1.Namespace{ObjectMeta: meta1("kube-system", "")} }

// recorder collects events and problems of a running Lifecycle.
type recorder struct {
	mu       sync.Mutex
	events   []Event
	problems []error
	stop     func()
}

func (r *recorder) told() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, e := range r.events {
		out = append(out, e.Subject.Name+" "+string(e.Change)+" "+string(e.Why))
	}
	r.events = nil
	return out
}

// start runs a Lifecycle inside a synctest bubble until stop is called.
func start(t *testing.T, client *fake.Clientset, opt LifecycleOptions) *recorder {
	r := &recorder{}
	opt.OnProblem = func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.problems = append(r.problems, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- NewLifecycle(client, opt).Run(ctx, func(e Event) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.events = append(r.events, e)
			return nil
		})
	}()
	r.stop = func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
	}
	r.settle()
	return r
}

// TestSynced: OnSynced is called once, after everything was listed, and for a run that resumes after it caught up.
func TestSynced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := fake.NewClientset(kubeSystem(), apiNode("n1"))
		store := FileStore(filepath.Join(t.TempDir(), "state"))
		for range 2 {
			calls, lists := 0, 0
			client.ClearActions()
			r := start(t, client, LifecycleOptions{Store: store, OnSynced: func() {
				calls++
				for _, a := range client.Actions() {
					if a.GetVerb() == "list" {
						lists++
					}
				}
			}})
			r.stop()
			require.Equal(t, 1, calls)
			if lists > 0 {
				require.Equal(t, len(LifecycleOptions{}.withDefaults().Kinds), lists, "every kind was listed before")
			}
		}
	})
}

// settle lets virtual time pass until everything that happened was judged.
func (r *recorder) settle() {
	time.Sleep(20 * time.Second) // virtual: the bubble's clock jumps
	synctest.Wait()
}

func TestLifecycle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := fake.NewClientset(kubeSystem(), apiNode("n1"), apiReplicaSet("web-1", 3),
			apiPod("a", "web-1", "n1"), apiPod("b", "web-1", "n1"), apiPod("c", "web-1", "n1"))
		store := FileStore(filepath.Join(t.TempDir(), "state"))
		r := start(t, client, LifecycleOptions{Store: store})
		require.Empty(t, r.told(), "what is found is not news")

		ctx := t.Context()
		_, err := client.AppsV1().ReplicaSets("shop").Update(ctx, apiReplicaSet("web-1", 2), metav1.UpdateOptions{})
		require.NoError(t, err)
		require.NoError(t, client.CoreV1().Pods("shop").Delete(ctx, "b", metav1.DeleteOptions{}))
		r.settle()
		require.Equal(t, []string{"b gone scaled-down"}, r.told())

		n := apiNode("n1")
		n.Spec.Unschedulable = true
		_, err = client.CoreV1().Nodes().Update(ctx, n, metav1.UpdateOptions{})
		require.NoError(t, err)
		r.settle()
		r.stop()

		// While nobody watches the node goes, and a pod with it.
		require.NoError(t, client.CoreV1().Nodes().Delete(ctx, "n1", metav1.DeleteOptions{}))
		require.NoError(t, client.CoreV1().Pods("shop").Delete(ctx, "c", metav1.DeleteOptions{}))
		_, err = client.CoreV1().Nodes().Create(ctx, apiNode("n2"), metav1.CreateOptions{})
		require.NoError(t, err)
		forget(client) // and the server no longer knows the versions

		r = start(t, client, LifecycleOptions{Store: store})
		require.ElementsMatch(t, []string{"c gone drained", "n1 gone drained", "n2 appeared created"}, r.told())
		r.stop()

		r = start(t, client, LifecycleOptions{Store: store})
		require.Empty(t, r.told(), "nothing is told twice")
		r.stop()
	})
}

// forget lets each next opening of a watch fail once with 410, as after a compaction.
func forget(client *fake.Clientset) {
	var mu sync.Mutex
	failed := map[string]bool{}
	client.PrependWatchReactor("*", func(a ktesting.Action) (bool, watch.Interface, error) {
		mu.Lock()
		defer mu.Unlock()
		if failed[a.GetResource().Resource] {
			return false, nil, nil
		}
		failed[a.GetResource().Resource] = true
		return true, nil, apierrors.NewResourceExpired("too old resource version")
	})
}

// TestWatchDrops closes every watch again and again, in good order and with errors, while things happen.
func TestWatchDrops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := fake.NewClientset(kubeSystem(), apiReplicaSet("web-1", 3), apiPod("a", "web-1", ""), apiPod("b", "web-1", ""), apiPod("c", "web-1", ""))
		var mu sync.Mutex
		var open []*watch.FakeWatcher
		client.PrependWatchReactor("*", func(ktesting.Action) (bool, watch.Interface, error) {
			mu.Lock()
			defer mu.Unlock()
			w := watch.NewFake()
			open = append(open, w)
			return true, w, nil
		})
		drop := func(how func(*watch.FakeWatcher)) {
			mu.Lock()
			all := open
			open = nil
			mu.Unlock()
			for _, w := range all {
				how(w)
			}
		}
		r := start(t, client, LifecycleOptions{})
		gone := &apierrors.NewResourceExpired("compacted").ErrStatus
		drop(func(w *watch.FakeWatcher) { w.Stop() })
		r.settle()
		require.Empty(t, r.told())
		_, err := client.AppsV1().ReplicaSets("shop").Update(t.Context(), apiReplicaSet("web-1", 1), metav1.UpdateOptions{})
		require.NoError(t, err)
		require.NoError(t, client.CoreV1().Pods("shop").Delete(t.Context(), "b", metav1.DeleteOptions{}))
		require.NoError(t, client.CoreV1().Pods("shop").Delete(t.Context(), "c", metav1.DeleteOptions{}))
		drop(func(w *watch.FakeWatcher) { w.Error(gone) })
		r.settle()
		require.Equal(t, []string{"b gone scaled-down", "c gone scaled-down"}, r.told())
		require.NotEmpty(t, r.problems)
		r.stop()
	})
}

// TestClusterSilent makes every request fail for a while.
func TestClusterSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := fake.NewClientset(kubeSystem(), apiNode("n1"))
		var mu sync.Mutex
		var failure error
		fail := func(err error) { mu.Lock(); failure = err; mu.Unlock() }
		current := func() error { mu.Lock(); defer mu.Unlock(); return failure }
		client.PrependReactor("*", "*", func(ktesting.Action) (bool, runtime.Object, error) { err := current(); return err != nil, nil, err })
		var open []*watch.FakeWatcher
		client.PrependWatchReactor("*", func(ktesting.Action) (bool, watch.Interface, error) {
			if err := current(); err != nil {
				return true, nil, err
			}
			w := watch.NewFake()
			mu.Lock()
			open = append(open, w)
			mu.Unlock()
			return true, w, nil
		})
		r := start(t, client, LifecycleOptions{ClassifierOptions: ClassifierOptions{Cluster: "prod"}})
		fail(&netError{})
		mu.Lock()
		all := open
		open = nil
		mu.Unlock()
		for _, w := range all {
			w.Stop()
		}
		r.settle()
		require.Empty(t, r.told())
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		require.Equal(t, []string{"prod lost unreachable"}, r.told())
		fail(nil)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		require.Equal(t, []string{"prod recovered recovered"}, r.told())
		r.stop()
	})
}

// TestFrozenWatch gives up a watch that the server does not end, and finds out what it kept back.
func TestFrozenWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := fake.NewClientset(kubeSystem(), apiNode("n1"))
		frozen := true
		client.PrependWatchReactor("nodes", func(ktesting.Action) (bool, watch.Interface, error) {
			if frozen {
				frozen = false
				return true, watch.NewFake(), nil
			}
			return true, nil, apierrors.NewResourceExpired("compacted")
		})
		r := start(t, client, LifecycleOptions{})
		require.NoError(t, client.CoreV1().Nodes().Delete(t.Context(), "n1", metav1.DeleteOptions{}))
		time.Sleep(15 * time.Minute)
		synctest.Wait()
		require.Equal(t, []string{"n1 gone deleted"}, r.told())
		r.stop()
	})
}

type netError struct{}

func (*netError) Error() string   { return "dial: i/o timeout" }
func (*netError) Timeout() bool   { return true }
func (*netError) Temporary() bool { return true }

// TestForbiddenKind goes on without Events when the credentials may not read them.
func TestForbiddenKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := fake.NewClientset(kubeSystem(), apiNode("n1"))
		client.PrependReactor("list", "events", func(ktesting.Action) (bool, runtime.Object, error) {
			return true, nil, apierrors.NewForbidden(schema.GroupResource{Resource: "events"}, "", errors.New("not for you"))
		})
		r := start(t, client, LifecycleOptions{})
		require.NoError(t, client.CoreV1().Nodes().Delete(t.Context(), "n1", metav1.DeleteOptions{}))
		r.settle()
		require.Equal(t, []string{"n1 gone deleted"}, r.told())
		r.stop()
	})
}

func TestEventsIterator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := fake.NewClientset(kubeSystem())
		go func() {
			time.Sleep(time.Minute)
			_, _ = client.CoreV1().Nodes().Create(t.Context(), apiNode("n1"), metav1.CreateOptions{})
		}()
		for e, err := range NewLifecycle(client, LifecycleOptions{}).Events(t.Context()) {
			require.NoError(t, err)
			require.Equal(t, "n1", e.Subject.Name)
			break
		}
	})
}

func TestUnknownKind(t *testing.T) {
	err := NewLifecycle(fake.NewClientset(), LifecycleOptions{ClassifierOptions: ClassifierOptions{Kinds: []Kind{"Gadget"}}}).Run(t.Context(), func(Event) error { return nil })
	require.ErrorContains(t, err, "Gadget")
}

// TestPages exchanges an expired continue token, and begins anew when there is none to be had.
func TestPages(t *testing.T) {
	expiredWith := func(token string) error {
		err := apierrors.NewResourceExpired("The provided continue parameter is too old")
		err.ErrStatus.ListMeta.Continue = token
		err.ErrStatus.Code = http.StatusGone
		return err
	}
	for _, tc := range []struct {
		name       string
		token      string
		consistent bool
		want       string
		restarts   int
	}{
		{"token offered", "t2", false, "a b", 0},
		{"token offered, consistency wanted", "t2", true, "a a b", 1},
		{"no token", "", false, "a a b", 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			failed := false
			r := calls{list: func(_ context.Context, o metav1.ListOptions) (runtime.Object, error) {
				switch {
				case o.Continue == "":
					return &corev1.PodList{ListMeta: metav1.ListMeta{Continue: "t1", ResourceVersion: "5"}, Items: []corev1.Pod{*apiPod("a", "", "")}}, nil
				case o.Continue == "t1" && !failed:
					failed = true
					return nil, expiredWith(tc.token)
				}
				return &corev1.PodList{ListMeta: metav1.ListMeta{ResourceVersion: "6"}, Items: []corev1.Pod{*apiPod("b", "", "")}}, nil
			}}
			var got []string
			restarts := 0
			version, err := pages(t.Context(), r, 1, time.Second, tc.consistent, func(o runtime.Object) error {
				got = append(got, o.(*corev1.Pod).Name)
				return nil
			}, func() error { restarts++; return nil })
			require.NoError(t, err)
			require.Equal(t, tc.want, strings.Join(got, " "))
			require.Equal(t, tc.restarts, restarts)
			require.Equal(t, "6", version)
		})
	}
}
