package kube_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"

	realkube "github.com/tickwright/tickwright/internal/realstack/kube"
	"github.com/tickwright/tickwright/kube"
)

// truth is what the test itself did: the cause of each change, by scene (a namespace or the name of a node), kind and change,
// and how many there must be.
type truth struct {
	scene  string
	kind   kube.Kind
	change kube.Change
	why    kube.Why
	count  int
}

// stage is the cluster, the recorder and what is expected.
type stage struct {
	t      *testing.T
	client kubernetes.Interface
	nodes  *kubelets
	store  kube.FileStore

	mu     sync.Mutex
	events []kube.Event
	truths []truth
	stop   func()
}

// TestLifecycle lets the real scheduler and controller manager do what they do, and compares what is told with what was done.
func TestLifecycle(t *testing.T) {
	s := realkube.Run(t, realkube.Options{Controllers: true})
	client, err := kube.Access{Kubeconfig: s.Kubeconfig, QPS: 500, Burst: 1000}.Connect()
	require.NoError(t, err)
	st := &stage{t: t, client: client, nodes: startKubelets(t, client), store: kube.FileStore(filepath.Join(t.TempDir(), "state"))}
	st.watch()

	for _, n := range []string{"main-1", "main-2", "drain-1", "drain-2", "loss-1", "loss-2", "auto-1", "auto-2", "daemon-1", "daemon-2", "prio-1", "pulled-1"} {
		pool, _, _ := strings.Cut(n, "-")
		st.nodes.node(t, n, pool)
		st.expect(n, kube.Node, kube.Appeared, kube.WhyCreated, 1)
	}

	st.until("all nodes take pods", func() bool {
		list, err := client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
		return err == nil && !slices.ContainsFunc(list.Items, func(n corev1.Node) bool { return len(n.Spec.Taints) > 0 })
	})

	// The lost node takes the controllers a minute to notice: it falls silent first, and the rest goes on meanwhile.
	st.deployment("loss", 2, "loss")
	st.expect("loss", kube.Pod, kube.Appeared, kube.WhyCreated, 2)
	lost, spare := st.pick("loss")
	onLost := len(st.pods("loss", lost))
	st.nodes.stop(lost)

	st.scaling()
	st.rollouts()
	st.removals()
	st.sets()
	st.thrownOut()
	st.drain("drain", kube.WhyDrained, func(node string) { patch(t, client, node, `{"spec":{"unschedulable":true}}`) })
	st.drain("auto", kube.WhyScaledDown, func(node string) {
		patch(t, client, node, `{"spec":{"taints":[{"key":"ToBeDeletedByClusterAutoscaler","value":"1","effect":"NoSchedule"}]}}`)
	})
	st.restartWhile()
	st.relistWhile()

	require.NoError(t, client.CoreV1().Nodes().Delete(t.Context(), "pulled-1", metav1.DeleteOptions{}))
	st.expect("pulled-1", kube.Node, kube.Gone, kube.WhyDeleted, 1)

	// By now the lost node is found out, and its pods are given up.
	st.until(lost+" is lost", func() bool { return st.count(lost, kube.Node, kube.Lost) == 1 })
	st.expect(lost, kube.Node, kube.Lost, kube.WhyNodeLost, 1)
	st.until("its pods are replaced", func() bool { return len(st.pods("loss", spare)) == 2 })
	st.expect("loss", kube.Pod, kube.Appeared, kube.WhyReplacement, onLost)
	require.NoError(t, client.CoreV1().Nodes().Delete(t.Context(), lost, metav1.DeleteOptions{}))
	st.expect(lost, kube.Node, kube.Gone, kube.WhyNodeLost, 1)
	st.expect("loss", kube.Pod, kube.Gone, kube.WhyNodeLost, onLost) // by the garbage collector, within a minute or two

	st.settle()
	// What would be told wrongly has had its time when a change that came last is told.
	st.nodes.node(t, "last-1", "last")
	st.expect("last-1", kube.Node, kube.Appeared, kube.WhyCreated, 1)
	st.deployment("last", 1, "last")
	st.expect("last", kube.Pod, kube.Appeared, kube.WhyCreated, 1)
	st.settle()
	st.stop()
	st.report()
}

// watch runs the Lifecycle until stop is called.
func (s *stage) watch() {
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan error, 1)
	synced := make(chan struct{})
	l := kube.NewLifecycle(s.client, kube.LifecycleOptions{
		ClassifierOptions: kube.ClassifierOptions{Cluster: "real"}, Store: s.store,
		OnSynced: func() { close(synced) },
		OnProblem: func(err error) {
			if !errors.Is(err, context.Canceled) {
				s.t.Logf("problem: %v", err)
			}
		},
	})
	go func() {
		done <- l.Run(ctx, func(e kube.Event) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.events = append(s.events, e)
			return nil
		})
	}()
	s.stop = func() {
		cancel()
		require.ErrorIs(s.t, <-done, context.Canceled)
	}
	select {
	case <-synced:
	case err := <-done:
		require.FailNow(s.t, "the watch ended", "%v", err)
	case <-time.After(time.Minute):
		require.FailNow(s.t, "not everything was listed within a minute")
	}
}

// settle waits until all that was done so far has been told.
func (s *stage) settle() {
	s.t.Helper()
	s.until("all of it is told", func() bool {
		type what struct {
			scene  string
			kind   kube.Kind
			change kube.Change
		}
		want := map[what]int{}
		for _, t := range s.truths {
			want[what{t.scene, t.kind, t.change}] += t.count
		}
		for w, n := range want {
			if s.count(w.scene, w.kind, w.change) < n {
				return false
			}
		}
		return true
	})
}

func (s *stage) until(what string, ok func() bool) {
	s.t.Helper()
	s.t.Logf("%s  %s", time.Now().Format(time.TimeOnly), what)
	require.Eventually(s.t, ok, 3*time.Minute, 200*time.Millisecond, what)
}

func (s *stage) expect(scene string, kind kube.Kind, change kube.Change, why kube.Why, count int) {
	s.truths = append(s.truths, truth{scene, kind, change, why, count})
}

func scene(e kube.Event) string {
	if e.Subject.Namespace != "" {
		return e.Subject.Namespace
	}
	return e.Subject.Name
}

// mine leaves out what the control plane does for itself.
func mine(e kube.Event) bool {
	return !strings.HasPrefix(scene(e), "kube-") && scene(e) != "default"
}

func (s *stage) count(where string, kind kube.Kind, change kube.Change) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.events {
		if scene(e) == where && e.Subject.Kind == kind && e.Change == change {
			n++
		}
	}
	return n
}

// report prints the confusion table and fails on whatever is off its diagonal.
func (s *stage) report() {
	s.mu.Lock()
	defer s.mu.Unlock()
	type cell struct {
		change    kube.Change
		want, got kube.Why
	}
	table := map[cell]int{}
	left := slices.Clone(s.truths)
	wrong := 0
	for _, e := range s.events {
		if !mine(e) {
			continue
		}
		match := func(exact bool) int {
			return slices.IndexFunc(left, func(t truth) bool {
				return t.count > 0 && t.scene == scene(e) && t.kind == e.Subject.Kind && t.change == e.Change && (!exact || t.why == e.Why)
			})
		}
		i := match(true)
		if i < 0 {
			i = match(false)
		}
		want := kube.Why("(nothing)")
		if i >= 0 {
			left[i].count--
			want = left[i].why
		}
		table[cell{e.Change, want, e.Why}]++
		if want != e.Why {
			wrong++
			s.t.Logf("WRONG: want %s: %s", want, e)
		}
	}
	for _, t := range left {
		if t.count > 0 {
			table[cell{t.change, t.why, "(untold)"}] += t.count
			wrong += t.count
			s.t.Logf("UNTOLD: %+v", t)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-10s %-20s %-20s %s\n", "change", "what happened", "what was told", "count")
	cells := slices.SortedFunc(maps.Keys(table), func(a, b cell) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	total := 0
	for _, c := range cells {
		mark := ""
		if c.want != c.got {
			mark = "  <- wrong"
		}
		total += table[c]
		fmt.Fprintf(&b, "%-10s %-20s %-20s %5d%s\n", c.change, c.want, c.got, table[c], mark)
	}
	fmt.Fprintf(&b, "%d events, %d wrong\n", total, wrong)
	s.t.Log(b.String())
	require.Zero(s.t, wrong)
}

func (s *stage) namespace(name string) {
	s.t.Helper()
	_, err := s.client.CoreV1().Namespaces().Create(s.t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	require.NoError(s.t, err)
	s.expect(name, kube.Namespace, kube.Appeared, kube.WhyCreated, 1)
}

// template is a pod for a pool of nodes that gives up a lost node after two seconds.
func template(pool string) corev1.PodTemplateSpec {
	wait := int64(2)
	labels := map[string]string{"app": "web"}
	return corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: corev1.PodSpec{
		NodeSelector: map[string]string{"pool": pool},
		Containers:   []corev1.Container{{Name: "web", Image: "web:1"}},
		Tolerations: []corev1.Toleration{
			{Key: corev1.TaintNodeUnreachable, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: &wait},
			{Key: corev1.TaintNodeNotReady, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: &wait},
		},
	}}
}

// deployment makes a namespace with a Deployment "web" and waits until its pods run and were told.
func (s *stage) deployment(ns string, replicas int32, pool string) {
	s.t.Helper()
	s.namespace(ns)
	d := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "web"}, Spec: appsv1.DeploymentSpec{
		Replicas: &replicas, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}}, Template: template(pool),
	}}
	_, err := s.client.AppsV1().Deployments(ns).Create(s.t.Context(), d, metav1.CreateOptions{})
	require.NoError(s.t, err)
	s.expect(ns, kube.Deployment, kube.Appeared, kube.WhyCreated, 1)
	s.steady(ns, replicas)
}

func (s *stage) patchDeployment(ns, body string) {
	s.t.Helper()
	_, err := s.client.AppsV1().Deployments(ns).Patch(s.t.Context(), "web", types.MergePatchType, []byte(body), metav1.PatchOptions{})
	require.NoError(s.t, err)
}

// steady waits until the Deployment has come to rest with so many pods.
func (s *stage) steady(ns string, replicas int32) {
	s.t.Helper()
	s.until(fmt.Sprintf("%s has %d pods", ns, replicas), func() bool {
		d, err := s.client.AppsV1().Deployments(ns).Get(s.t.Context(), "web", metav1.GetOptions{})
		return err == nil && d.Status.ObservedGeneration == d.Generation && d.Status.Replicas == replicas &&
			d.Status.UpdatedReplicas == replicas && d.Status.AvailableReplicas == replicas && len(s.pods(ns, "")) == int(replicas)
	})
}

func (s *stage) pods(ns, node string) []corev1.Pod {
	list, err := s.client.CoreV1().Pods(ns).List(s.t.Context(), metav1.ListOptions{})
	require.NoError(s.t, err)
	return slices.DeleteFunc(list.Items, func(p corev1.Pod) bool { return node != "" && p.Spec.NodeName != node })
}

// pick returns a node of the pool that holds pods of the namespace of the same name, and the pool's other node: which is
// which is the scheduler's choice.
func (s *stage) pick(pool string) (with, other string) {
	s.t.Helper()
	with, other = pool+"-1", pool+"-2"
	if len(s.pods(pool, with)) == 0 {
		with, other = other, with
	}
	require.NotEmpty(s.t, s.pods(pool, with))
	return with, other
}

func (s *stage) scaling() {
	s.deployment("scale", 3, "main")
	s.expect("scale", kube.Pod, kube.Appeared, kube.WhyCreated, 3)
	s.settle()
	s.patchDeployment("scale", `{"spec":{"replicas":6}}`)
	s.steady("scale", 6)
	s.expect("scale", kube.Pod, kube.Appeared, kube.WhyScaledUp, 3)
	s.settle()
	s.patchDeployment("scale", `{"spec":{"replicas":2}}`)
	s.steady("scale", 2)
	s.expect("scale", kube.Pod, kube.Gone, kube.WhyScaledDown, 4)
	s.settle()
	s.patchDeployment("scale", `{"spec":{"replicas":0}}`)
	s.steady("scale", 0)
	s.expect("scale", kube.Pod, kube.Gone, kube.WhyScaledDown, 2)
	s.settle()
	s.patchDeployment("scale", `{"spec":{"replicas":2}}`)
	s.steady("scale", 2)
	s.expect("scale", kube.Pod, kube.Appeared, kube.WhyScaledUp, 2)
}

func (s *stage) rollouts() {
	s.deployment("roll", 3, "main")
	s.expect("roll", kube.Pod, kube.Appeared, kube.WhyCreated, 3)
	s.settle()
	for _, image := range []string{"web:2", "web:1"} { // there, and back to the old replica set
		s.patchDeployment("roll", fmt.Sprintf(`{"spec":{"template":{"spec":{"containers":[{"name":"web","image":%q}]}}}}`, image))
		s.steady("roll", 3)
		s.expect("roll", kube.Pod, kube.Appeared, kube.WhyRollout, 3)
		s.expect("roll", kube.Pod, kube.Gone, kube.WhyRollout, 3)
		s.settle()
	}
}

func (s *stage) removals() {
	ctx := s.t.Context()
	s.deployment("evict", 2, "main")
	s.expect("evict", kube.Pod, kube.Appeared, kube.WhyCreated, 2)
	s.deployment("hand", 2, "main")
	s.expect("hand", kube.Pod, kube.Appeared, kube.WhyCreated, 2)
	s.deployment("owner", 2, "main")
	s.expect("owner", kube.Pod, kube.Appeared, kube.WhyCreated, 2)
	s.deployment("gone", 3, "main")
	s.expect("gone", kube.Pod, kube.Appeared, kube.WhyCreated, 3)
	s.settle()

	require.NoError(s.t, evict(ctx, s.client, &s.pods("evict", "")[0]))
	s.expect("evict", kube.Pod, kube.Gone, kube.WhyEvicted, 1)
	s.expect("evict", kube.Pod, kube.Appeared, kube.WhyReplacement, 1)
	require.NoError(s.t, s.client.CoreV1().Pods("hand").Delete(ctx, s.pods("hand", "")[0].Name, metav1.DeleteOptions{}))
	s.expect("hand", kube.Pod, kube.Gone, kube.WhyDeleted, 1)
	s.expect("hand", kube.Pod, kube.Appeared, kube.WhyReplacement, 1)
	require.NoError(s.t, s.client.AppsV1().Deployments("owner").Delete(ctx, "web", metav1.DeleteOptions{}))
	s.expect("owner", kube.Deployment, kube.Gone, kube.WhyDeleted, 1)
	s.expect("owner", kube.Pod, kube.Gone, kube.WhyOwnerDeleted, 2)
	require.NoError(s.t, s.client.CoreV1().Namespaces().Delete(ctx, "gone", metav1.DeleteOptions{}))
	s.expect("gone", kube.Namespace, kube.Gone, kube.WhyDeleted, 1)
	s.expect("gone", kube.Deployment, kube.Gone, kube.WhyNamespaceDeleted, 1)
	s.expect("gone", kube.Pod, kube.Gone, kube.WhyNamespaceDeleted, 3)
	s.settle()
}

// sets runs a StatefulSet, a DaemonSet and a Job.
func (s *stage) sets() {
	ctx := s.t.Context()
	s.namespace("sets")
	three := int32(3)
	labels := &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}}
	sts := s.client.AppsV1().StatefulSets("sets")
	_, err := sts.Create(ctx, &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "db"}, Spec: appsv1.StatefulSetSpec{Replicas: &three, Selector: labels, Template: template("main")}}, metav1.CreateOptions{})
	require.NoError(s.t, err)
	s.expect("sets", kube.StatefulSet, kube.Appeared, kube.WhyCreated, 1)
	ready := func(n int32) {
		s.t.Helper()
		s.until(fmt.Sprintf("db has %d pods", n), func() bool {
			d, err := sts.Get(ctx, "db", metav1.GetOptions{})
			return err == nil && d.Status.ObservedGeneration == d.Generation && d.Status.Replicas == n && d.Status.ReadyReplicas == n && d.Status.UpdatedReplicas == n
		})
		s.settle()
	}
	s.expect("sets", kube.Pod, kube.Appeared, kube.WhyCreated, 3)
	ready(3)
	change := func(body string) {
		_, err := sts.Patch(ctx, "db", types.MergePatchType, []byte(body), metav1.PatchOptions{})
		require.NoError(s.t, err)
	}
	change(`{"spec":{"replicas":4}}`)
	s.expect("sets", kube.Pod, kube.Appeared, kube.WhyScaledUp, 1)
	ready(4)
	change(`{"spec":{"replicas":2}}`)
	s.expect("sets", kube.Pod, kube.Gone, kube.WhyScaledDown, 2)
	ready(2)
	change(`{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:2"}]}}}}`)
	s.expect("sets", kube.Pod, kube.Gone, kube.WhyRollout, 2)
	s.expect("sets", kube.Pod, kube.Appeared, kube.WhyRollout, 2)
	ready(2)

	s.namespace("daemons")
	daemons := s.client.AppsV1().DaemonSets("daemons")
	_, err = daemons.Create(ctx, &appsv1.DaemonSet{ObjectMeta: metav1.ObjectMeta{Name: "log"}, Spec: appsv1.DaemonSetSpec{Selector: labels, Template: template("daemon")}}, metav1.CreateOptions{})
	require.NoError(s.t, err)
	s.expect("daemons", kube.DaemonSet, kube.Appeared, kube.WhyCreated, 1)
	covered := func(n int32) {
		s.t.Helper()
		s.until(fmt.Sprintf("log covers %d nodes", n), func() bool {
			d, err := daemons.Get(ctx, "log", metav1.GetOptions{})
			return err == nil && d.Status.ObservedGeneration == d.Generation && d.Status.NumberAvailable == n && d.Status.UpdatedNumberScheduled == n
		})
		s.settle()
	}
	s.expect("daemons", kube.Pod, kube.Appeared, kube.WhyCreated, 2)
	covered(2)
	s.nodes.node(s.t, "daemon-3", "daemon")
	s.expect("daemon-3", kube.Node, kube.Appeared, kube.WhyCreated, 1)
	s.expect("daemons", kube.Pod, kube.Appeared, kube.WhyScaledUp, 1)
	covered(3)
	_, err = daemons.Patch(ctx, "log", types.MergePatchType, []byte(`{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:2"}]}}}}`), metav1.PatchOptions{})
	require.NoError(s.t, err)
	s.expect("daemons", kube.Pod, kube.Gone, kube.WhyRollout, 3)
	s.expect("daemons", kube.Pod, kube.Appeared, kube.WhyRollout, 3)
	covered(3)

	s.namespace("jobs")
	keep := int32(1)
	work := template("main")
	work.Labels["finishes"] = "true"
	work.Spec.RestartPolicy = corev1.RestartPolicyNever
	_, err = s.client.BatchV1().Jobs("jobs").Create(ctx, &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: "sum"}, Spec: batchv1.JobSpec{TTLSecondsAfterFinished: &keep, Template: work}}, metav1.CreateOptions{})
	require.NoError(s.t, err)
	s.expect("jobs", kube.Pod, kube.Appeared, kube.WhyCreated, 1)
	s.expect("jobs", kube.Pod, kube.Gone, kube.WhyCompleted, 1)
	s.until("the job is cleaned up", func() bool { return s.count("jobs", kube.Pod, kube.Gone) == 1 })
}

// thrownOut lets a kubelet evict a pod for want of resources, and the scheduler make room for a more important one.
func (s *stage) thrownOut() {
	ctx := s.t.Context()
	s.deployment("pressure", 2, "main")
	s.expect("pressure", kube.Pod, kube.Appeared, kube.WhyCreated, 2)
	s.settle()
	victim := s.pods("pressure", "")[0]
	victim.Status.Phase, victim.Status.Reason = corev1.PodFailed, "Evicted"
	_, err := s.client.CoreV1().Pods("pressure").UpdateStatus(ctx, &victim, metav1.UpdateOptions{})
	require.NoError(s.t, err)
	s.expect("pressure", kube.Pod, kube.Gone, kube.WhyEvicted, 1)
	s.expect("pressure", kube.Pod, kube.Appeared, kube.WhyReplacement, 1)

	_, err = s.client.SchedulingV1().PriorityClasses().Create(ctx, &schedulingv1.PriorityClass{ObjectMeta: metav1.ObjectMeta{Name: "vip"}, Value: 1000}, metav1.CreateOptions{})
	require.NoError(s.t, err)
	s.deployment("prio", 2, "prio")
	s.expect("prio", kube.Pod, kube.Appeared, kube.WhyCreated, 2)
	s.patchDeployment("prio", `{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null},"template":{"spec":{"containers":[{"name":"web","image":"web:1","resources":{"requests":{"cpu":"4"}}}]}}}}`)
	s.steady("prio", 2)
	s.expect("prio", kube.Pod, kube.Gone, kube.WhyRollout, 2)
	s.expect("prio", kube.Pod, kube.Appeared, kube.WhyRollout, 2)
	s.settle()
	vip := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "vip"}, Spec: template("prio").Spec}
	vip.Spec.PriorityClassName = "vip"
	vip.Spec.Containers[0].Resources.Requests = corev1.ResourceList{"cpu": resource.MustParse("3")}
	_, err = s.client.CoreV1().Pods("prio").Create(ctx, vip, metav1.CreateOptions{})
	require.NoError(s.t, err)
	s.expect("prio", kube.Pod, kube.Appeared, kube.WhyCreated, 1)
	s.expect("prio", kube.Pod, kube.Gone, kube.WhyPreempted, 1)
	s.expect("prio", kube.Pod, kube.Appeared, kube.WhyReplacement, 1)
	s.until("vip runs", func() bool {
		p, err := s.client.CoreV1().Pods("prio").Get(ctx, "vip", metav1.GetOptions{})
		return err == nil && p.Status.Phase == corev1.PodRunning
	})
	s.settle()
}

// drain empties one of two nodes and deletes it.
func (s *stage) drain(pool string, why kube.Why, mark func(node string)) {
	ctx := s.t.Context()
	s.deployment(pool, 4, pool)
	s.expect(pool, kube.Pod, kube.Appeared, kube.WhyCreated, 4)
	s.settle()
	first, second := s.pick(pool)
	mark(first)
	moved := s.pods(pool, first)
	for i := range moved {
		require.NoError(s.t, evict(ctx, s.client, &moved[i]))
	}
	s.until("pods have moved", func() bool { return len(s.pods(pool, second)) == 4 })
	s.expect(pool, kube.Pod, kube.Gone, kube.WhyDrained, len(moved))
	s.expect(pool, kube.Pod, kube.Appeared, kube.WhyReplacement, len(moved))
	s.nodes.stop(first)
	require.NoError(s.t, s.client.CoreV1().Nodes().Delete(ctx, first, metav1.DeleteOptions{}))
	s.expect(first, kube.Node, kube.Gone, why, 1)
	s.settle()
}

// restartWhile lets things happen while nobody watches.
func (s *stage) restartWhile() {
	s.deployment("away", 4, "main")
	s.expect("away", kube.Pod, kube.Appeared, kube.WhyCreated, 4)
	s.settle()
	s.stop()
	s.patchDeployment("away", `{"spec":{"replicas":1}}`)
	s.steady("away", 1)
	s.patchDeployment("away", `{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:2"}]}}}}`)
	s.steady("away", 1)
	s.expect("away", kube.Pod, kube.Gone, kube.WhyScaledDown, 3)
	s.expect("away", kube.Pod, kube.Gone, kube.WhyRollout, 1)
	s.expect("away", kube.Pod, kube.Appeared, kube.WhyRollout, 1)
	s.watch()
	s.settle()
}

// relistWhile lets things happen while nobody watches, and takes away the versions from which the watches could resume, as a
// compaction does: what happened must be told from two lists.
func (s *stage) relistWhile() {
	ctx := s.t.Context()
	s.deployment("relist", 4, "main")
	s.expect("relist", kube.Pod, kube.Appeared, kube.WhyCreated, 4)
	s.deployment("relist2", 2, "main")
	s.expect("relist2", kube.Pod, kube.Appeared, kube.WhyCreated, 2)
	s.settle()
	s.stop()
	s.patchDeployment("relist", `{"spec":{"replicas":2}}`)
	s.steady("relist", 2)
	s.expect("relist", kube.Pod, kube.Gone, kube.WhyScaledDown, 2)
	s.patchDeployment("relist2", `{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:2"}]}}}}`)
	s.steady("relist2", 2)
	s.expect("relist2", kube.Pod, kube.Gone, kube.WhyRollout, 2)
	s.expect("relist2", kube.Pod, kube.Appeared, kube.WhyRollout, 2)
	saved, err := s.store.Load(ctx)
	require.NoError(s.t, err)
	clear(saved.Versions)
	require.NoError(s.t, s.store.Save(ctx, saved))
	s.watch()
	s.settle()
}

func eviction(p *corev1.Pod) *policyv1.Eviction {
	return &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: p.Name, Namespace: p.Namespace}}
}
