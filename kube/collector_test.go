package kube

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/rest"
	ktesting "k8s.io/client-go/testing"

	"github.com/tickwright/tickwright/influx/point"
)

func at(seconds int) metav1.Time { return metav1.NewTime(time.Unix(int64(seconds), 0)) }

func replicas(n int32) *int32 { return &n }

func inventory() []runtime.Object {
	return []runtime.Object{
		&corev1.ComponentStatus{ObjectMeta: metav1.ObjectMeta{Name: "scheduler"}, Conditions: []corev1.ComponentCondition{
			{Type: corev1.ComponentHealthy, Status: corev1.ConditionFalse, Message: `Get "https://127.0.0.1:10259/healthz": dial tcp 127.0.0.1:10259: connect: connection refused`}}},
		&corev1.ComponentStatus{ObjectMeta: metav1.ObjectMeta{Name: "etcd-0"}, Conditions: []corev1.ComponentCondition{
			{Type: corev1.ComponentHealthy, Status: corev1.ConditionTrue, Message: "ok"}}},
		&corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "n1", CreationTimestamp: at(100)}, Spec: corev1.NodeSpec{Unschedulable: true},
			Status: corev1.NodeStatus{
				Capacity:    corev1.ResourceList{"cpu": resource.MustParse("3920m"), "memory": resource.MustParse("8Gi"), "pods": resource.MustParse("110")},
				Allocatable: corev1.ResourceList{"cpu": resource.MustParse("3")},
				Conditions:  []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionUnknown}},
				NodeInfo:    corev1.NodeSystemInfo{KubeletVersion: "v1.36.3"},
			}},
		&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "p1", Namespace: "shop", CreationTimestamp: at(200)},
			Spec: corev1.PodSpec{NodeName: "n1", InitContainers: []corev1.Container{{Name: "init", Image: "reg:5000/busybox"}}, Containers: []corev1.Container{{
				Name: "web", Image: "reg:5000/web:2.1@sha256:abc",
				Resources: corev1.ResourceRequirements{Requests: corev1.ResourceList{"cpu": resource.MustParse("250m")}, Limits: corev1.ResourceList{"memory": resource.MustParse("1Ki")}},
			}}},
			Status: corev1.PodStatus{Phase: corev1.PodRunning,
				InitContainerStatuses: []corev1.ContainerStatus{{Name: "init", State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{Reason: "Completed"}}}},
				ContainerStatuses: []corev1.ContainerStatus{{Name: "web", RestartCount: 7,
					State:                corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}},
					LastTerminationState: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{Reason: "OOMKilled", ExitCode: 137, FinishedAt: at(300)}},
				}}}},
		&appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: "shop", Generation: 4}, Spec: appsv1.DeploymentSpec{Replicas: replicas(3)},
			Status: appsv1.DeploymentStatus{Replicas: 3, ReadyReplicas: 2, AvailableReplicas: 2, UnavailableReplicas: 1, UpdatedReplicas: 3, ObservedGeneration: 4}},
		&appsv1.DaemonSet{ObjectMeta: metav1.ObjectMeta{Name: "log", Namespace: "shop"}, Status: appsv1.DaemonSetStatus{DesiredNumberScheduled: 5, NumberReady: 4}},
		&appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "db", Namespace: "shop"}, Status: appsv1.StatefulSetStatus{Replicas: 1, ReadyReplicas: 1}},
	}
}

func collect(t *testing.T, c *Collector) ([]string, error) {
	t.Helper()
	var out []string
	err := c.Collect(t.Context(), func(p point.Point) error {
		if p.Measurement == "kube_collect" {
			seconds, ok := p.Fields.Get("seconds")
			require.True(t, ok)
			require.Equal(t, point.KindFloat, seconds.Kind())
			p.Fields = p.Fields[:3] // a stopwatch is not to be compared
		}
		if latency, ok := p.Fields.Get("latency_seconds"); ok {
			require.Equal(t, point.KindFloat, latency.Kind())
			p.Fields = p.Fields.Set("latency_seconds", point.Float(0))
		}
		line := p.String()
		require.False(t, strings.HasPrefix(line, "!"), "not encodable: %s", line)
		out = append(out, line)
		return nil
	})
	return out, err
}

var noon = func() time.Time { return time.Unix(1, 0) }

func TestCollect(t *testing.T) {
	c := NewCollector(fake.NewClientset(inventory()...), CollectorOptions{Cluster: "c1", Datacenter: "dc1", Now: noon})
	got, err := collect(t, c)
	require.NoError(t, err)
	want := strings.Split(strings.TrimSpace(`
kube_components,cluster=c1,datacenter=dc1,name=apiserver healthy=true,state="healthy",cause="ok",message="ok",latency_seconds=0 1000000000
kube_components,cluster=c1,datacenter=dc1,name=etcd-0 healthy=true,state="healthy",cause="ok",message="ok",latency_seconds=0 1000000000
kube_components,cluster=c1,datacenter=dc1,name=scheduler healthy=false,state="unhealthy",cause="unreachable",message="Get \"https://127.0.0.1:10259/healthz\": dial tcp 127.0.0.1:10259: connect: connection refused",latency_seconds=0 1000000000
kube_collect,cluster=c1,datacenter=dc1,part=components ok=true,cause="ok",points=3i 1000000000
kubernetes_node,cluster=c1,condition=Ready,datacenter=dc1,node_name=n1,status=Unknown,version=v1.36.3 status_condition=2i,ready=0i 1000000000
kubernetes_node,cluster=c1,datacenter=dc1,node_name=n1,version=v1.36.3 spec_unschedulable=1i,capacity_cpu_cores=3i,capacity_millicpu_cores=3920i,capacity_memory_bytes=8589934592i,capacity_pods=110i,allocatable_cpu_cores=3i,allocatable_millicpu_cores=3000i,created=100000000000i 1000000000
kubernetes_node,cluster=c1,datacenter=dc1 node_count=1i 1000000000
kube_collect,cluster=c1,datacenter=dc1,part=nodes ok=true,cause="ok",points=3i 1000000000
kubernetes_pod_container,cluster=c1,container_name=init,datacenter=dc1,image=reg:5000/busybox,init=true,namespace=shop,node_name=n1,phase=Running,pod_name=p1,readiness=unready,state=terminated restarts_total=0i,state_code=1i,state_reason="Completed",terminated_reason="Completed" 1000000000
kubernetes_pod_container,cluster=c1,container_name=web,datacenter=dc1,image=reg:5000/web,namespace=shop,node_name=n1,phase=Running,pod_name=p1,readiness=unready,state=waiting,version=2.1 restarts_total=7i,state_code=2i,state_reason="CrashLoopBackOff",last_terminated_reason="OOMKilled",last_terminated_exit_code=137i,last_terminated_at=300000000000i,resource_requests_millicpu_units=250i,resource_limits_memory_bytes=1024i 1000000000
kubernetes_pod,cluster=c1,datacenter=dc1,namespace=shop,node_name=n1,phase=Running,pod_name=p1 ready=false,restarts_total=7i,containers=1i,containers_ready=0i,created=200000000000i 1000000000
kube_collect,cluster=c1,datacenter=dc1,part=pods ok=true,cause="ok",points=3i 1000000000
kubernetes_deployment,cluster=c1,datacenter=dc1,deployment_name=web,namespace=shop replicas_available=2i,replicas_unavailable=1i,spec_replicas=3i,replicas=3i,replicas_ready=2i,replicas_updated=3i,generation=4i,observed_generation=4i 1000000000
kube_collect,cluster=c1,datacenter=dc1,part=deployments ok=true,cause="ok",points=1i 1000000000
kubernetes_daemonset,cluster=c1,daemonset_name=log,datacenter=dc1,namespace=shop generation=0i,observed_generation=0i,current_number_scheduled=0i,desired_number_scheduled=5i,number_available=0i,number_misscheduled=0i,number_ready=4i,number_unavailable=0i,updated_number_scheduled=0i 1000000000
kube_collect,cluster=c1,datacenter=dc1,part=daemonsets ok=true,cause="ok",points=1i 1000000000
kubernetes_statefulset,cluster=c1,datacenter=dc1,namespace=shop,statefulset_name=db generation=0i,observed_generation=0i,spec_replicas=1i,replicas=1i,replicas_current=0i,replicas_ready=1i,replicas_updated=0i,replicas_available=0i 1000000000
kube_collect,cluster=c1,datacenter=dc1,part=statefulsets ok=true,cause="ok",points=1i 1000000000
`), "\n")
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("points (-want +got):\n%s", d)
	}
}

func TestPartialFailure(t *testing.T) {
	client := fake.NewClientset(inventory()...)
	client.PrependReactor("list", "pods", func(ktesting.Action) (bool, runtime.Object, error) {
		return true, nil, apierrors.NewForbidden(schema.GroupResource{Resource: "pods"}, "", errors.New("no"))
	})
	client.PrependReactor("list", "daemonsets", func(ktesting.Action) (bool, runtime.Object, error) {
		return true, nil, context.DeadlineExceeded
	})
	c := NewCollector(client, CollectorOptions{Now: noon})
	got, err := collect(t, c)
	text := strings.Join(got, "\n")
	require.ErrorContains(t, err, "collect pods: forbidden")
	require.ErrorContains(t, err, "collect daemonsets: timeout")
	require.Contains(t, text, `kube_collect,part=pods ok=false,cause="forbidden",points=0i`)
	require.Contains(t, text, `kubernetes_statefulset`)
	require.Contains(t, text, `kubernetes_node`)

	points, errs := 0, 0
	for p, err := range c.Points(t.Context()) {
		if err != nil {
			var part *PartError
			require.ErrorAs(t, err, &part)
			errs++
			continue
		}
		require.NotEmpty(t, p.Measurement)
		points++
	}
	require.Equal(t, len(got), points)
	require.Equal(t, 2, errs)

	full := errors.New("disk full")
	require.Equal(t, full, c.Collect(t.Context(), func(point.Point) error { return full }))
	for range c.Points(t.Context()) {
		break
	}
}

// api is an API server of which only what Components asks for exists.
func api(t *testing.T, handler http.HandlerFunc) kubernetes.Interface {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := kubernetes.NewForConfig(&rest.Config{Host: server.URL + "/base"})
	require.NoError(t, err)
	return client
}

func TestComponents(t *testing.T) {
	const statuses = `{"kind":"ComponentStatusList","apiVersion":"v1","items":[{"metadata":{"name":"scheduler"},"conditions":[{"type":"Healthy","status":"True","message":"ok"}]}]}`
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(body, `"kind"`) {
				w.Header().Set("Content-Type", "application/json")
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	const bad = "[+]ping ok\n[-]etcd failed: reason withheld\n[+]shutdown ok\nreadyz check failed\n"
	missing := answer(404, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}`)
	denied := answer(401, `{"kind":"Status","apiVersion":"v1","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}`)
	for _, tc := range []struct {
		name            string
		health, listing http.HandlerFunc
		want            string
		failed          bool
		single          http.HandlerFunc
	}{
		{"all well", answer(200, "[+]ping ok\n[+]etcd ok\nreadyz check passed\n"), answer(200, statuses),
			"apiserver healthy ok; scheduler healthy ok; etcd-0 healthy ok", false, missing},
		{"etcd down, list hangs", answer(500, bad), hang,
			"apiserver unhealthy unhealthy; scheduler unhealthy timeout; etcd-0 unhealthy timeout", true, nil},
		{"one component hangs", answer(200, "[+]etcd ok\n"), hang, "apiserver healthy ok; scheduler healthy ok; etcd-0 unhealthy timeout", true,
			func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "etcd-0") {
					hang(w, r)
					return
				}
				answer(200, `{"kind":"ComponentStatus","apiVersion":"v1","metadata":{"name":"scheduler"},"conditions":[{"type":"Healthy","status":"True","message":"ok"}]}`)(w, r)
			}},
		{"hanging", hang, hang, "apiserver unhealthy timeout; scheduler unknown timeout; etcd-0 unknown timeout", true, nil},
		{"wrong token", denied, denied, "apiserver unknown unauthorized; scheduler unknown unauthorized; etcd-0 unknown unauthorized", true, nil},
		{"health not readable", answer(404, "404 page not found"), answer(200, statuses), "apiserver healthy ok; scheduler healthy ok; etcd-0 unknown unsupported", false, missing},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client := api(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/base/readyz", "/base/livez":
					require.Equal(t, []string{""}, r.URL.Query()["verbose"])
					tc.health(w, r)
				case "/base/api/v1/componentstatuses":
					tc.listing(w, r)
				case "/base/api/v1/componentstatuses/scheduler", "/base/api/v1/componentstatuses/etcd-0":
					if tc.single != nil {
						tc.single(w, r)
						return
					}
					tc.listing(w, r)
				default:
					t.Errorf("unexpected %s", r.URL)
				}
			})
			c := NewCollector(client, CollectorOptions{Timeout: 300 * time.Millisecond, Expect: []string{"scheduler", "etcd-0"}})
			began := time.Now()
			h := c.Components(t.Context())
			require.Less(t, time.Since(began), 3*time.Second)
			var got []string
			for _, k := range h.Components {
				got = append(got, k.Name+" "+string(k.State)+" "+string(k.Cause))
			}
			require.Equal(t, tc.want, strings.Join(got, "; "))
			require.Equal(t, tc.failed, h.Err != nil, "%v", h.Err)
		})
	}
}

func TestUnreachableAndCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it would note each refused certificate
	server.StartTLS()
	client, err := kubernetes.NewForConfig(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	c := NewCollector(client, CollectorOptions{})
	require.Equal(t, CauseCertificate, c.Components(t.Context()).Components[0].Cause)
	server.Close()
	require.Equal(t, CauseUnreachable, c.Components(t.Context()).Components[0].Cause)
}

func TestCutImage(t *testing.T) {
	for ref, want := range map[string][2]string{
		"nginx": {"nginx", ""}, "nginx:1": {"nginx", "1"}, "r:5000/nginx": {"r:5000/nginx", ""}, "r:5000/nginx:1@sha256:a": {"r:5000/nginx", "1"},
	} {
		image, version := cutImage(ref)
		require.Equal(t, want, [2]string{image, version}, ref)
	}
}
