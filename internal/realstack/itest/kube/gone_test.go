package kube_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	realkube "github.com/tickwright/tickwright/internal/realstack/kube"
	"github.com/tickwright/tickwright/kube"
)

// TestClusterGone kills the API server: with its nodes alive that is a failure, after they were drained the end of a
// demolition.
func TestClusterGone(t *testing.T) {
	for _, tc := range []struct {
		name    string
		drained bool
		want    kube.Verdict
	}{{"in the midst of work", false, kube.Failure}, {"after all nodes were drained", true, kube.Normal}} {
		t.Run(tc.name, func(t *testing.T) {
			s := realkube.Run(t, realkube.Options{})
			client, err := kube.Access{Kubeconfig: s.Kubeconfig}.Connect()
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			life := kube.NewLifecycle(client, kube.LifecycleOptions{
				RequestTimeout: 2 * time.Second, RetryFrom: 50 * time.Millisecond, RetryTo: 500 * time.Millisecond,
				ClassifierOptions: kube.ClassifierOptions{Cluster: "real", Settle: time.Second, UnreachableAfter: 2 * time.Second, GoneAfter: 4 * time.Second},
			})
			events := make(chan kube.Event)
			go func() {
				defer close(events)
				for e, err := range life.Events(ctx) {
					if err != nil {
						return
					}
					select {
					case events <- e:
					case <-ctx.Done():
						return
					}
				}
			}()
			next := func() kube.Event {
				t.Helper()
				select {
				case e, ok := <-events:
					require.True(t, ok)
					t.Log(e)
					return e
				case <-ctx.Done():
					require.FailNow(t, "no event in time")
				}
				return kube.Event{}
			}
			// What is made before the first list is found, not told: nodes are made until one is told.
			nodes := client.CoreV1().Nodes()
			made := 0
			require.Eventually(t, func() bool {
				made++
				_, err := nodes.Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{GenerateName: "n-"}}, metav1.CreateOptions{})
				require.NoError(t, err)
				select {
				case e := <-events:
					return e.Change == kube.Appeared && e.Subject.Kind == kube.Node
				default:
					return false
				}
			}, 30*time.Second, 300*time.Millisecond)
			if tc.drained {
				list, err := nodes.List(ctx, metav1.ListOptions{})
				require.NoError(t, err)
				for i := range list.Items {
					patch(t, client, list.Items[i].Name, `{"spec":{"unschedulable":true}}`)
					require.NoError(t, nodes.Delete(ctx, list.Items[i].Name, metav1.DeleteOptions{}))
				}
				for gone := 0; gone < made; {
					if e := next(); e.Change == kube.Gone {
						require.Equal(t, kube.WhyDrained, e.Why)
						gone++
					}
				}
			}
			s.Kill()
			e := next()
			for e.Subject.Kind != kube.Cluster {
				e = next()
			}
			require.Equal(t, kube.Lost, e.Change)
			require.Equal(t, kube.WhyUnreachable, e.Why)
			require.Equal(t, tc.want, e.Verdict)
			e = next()
			require.Equal(t, kube.Gone, e.Change)
			require.Equal(t, kube.WhyClusterGone, e.Why)
			require.Equal(t, tc.want, e.Verdict)
		})
	}
}
