package kube

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func stream(err error, events ...Event) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(Event{}, err)
		}
	}
}

func nodeEvent(change Change, why Why, v Verdict, confidence float64) Event {
	return Event{Cluster: "c1", Change: change, Why: why, Verdict: v, Confidence: confidence, Subject: Ref{Kind: Node, Name: "n1"}}
}

func TestRetire(t *testing.T) {
	for _, tc := range []struct {
		name  string
		event Event
		want  string
	}{
		{"drained", nodeEvent(Gone, WhyDrained, Normal, 0.95), "drop alerts series annotate"},
		{"drained, hardly certain", nodeEvent(Gone, WhyDrained, Normal, 0.4), "review"},
		{"deleted while ready", nodeEvent(Gone, WhyDeleted, Unclear, 0.6), "review"},
		{"lost", nodeEvent(Lost, WhyNodeLost, Failure, 0.95), "escalate annotate"},
		{"lost and deleted", nodeEvent(Gone, WhyNodeLost, Failure, 0.9), "escalate annotate"},
		{"lost with little confidence", nodeEvent(Lost, WhyNodeLost, Failure, 0.3), "escalate annotate"},
		{"back", nodeEvent(Recovered, WhyRecovered, Normal, 1), "recover"},
		{"new", nodeEvent(Appeared, WhyCreated, Normal, 1), ""},
		{"a pod", Event{Change: Gone, Verdict: Normal, Confidence: 1, Subject: Ref{Kind: Pod, Name: "p"}}, ""},
		{"cluster demolished, not gone yet", Event{Cluster: "c1", Change: Lost, Verdict: Normal, Confidence: 1, Subject: Ref{Kind: Cluster, Name: "c1"}}, ""},
		{"cluster demolished", Event{Cluster: "c1", Change: Gone, Verdict: Normal, Confidence: 0.85, Subject: Ref{Kind: Cluster, Name: "c1"}}, "drop alerts series annotate"},
		{"nameless cluster", Event{Change: Gone, Verdict: Normal, Confidence: 1, Subject: Ref{Kind: Cluster, Name: "cluster"}}, "error"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var calls []string
			hook := func(name string) Hook {
				return func(_ context.Context, target Target) error {
					require.Equal(t, "c1", target.Tags["cluster"])
					calls = append(calls, name)
					return nil
				}
			}
			hooks := Hooks{hook("drop"), hook("alerts"), hook("series"), hook("annotate"), hook("escalate"), hook("recover"), hook("review")}
			err := Retire(t.Context(), stream(nil, tc.event), hooks, RetireOptions{OnError: func(*HookError) { calls = append(calls, "error") }})
			require.NoError(t, err)
			require.Equal(t, tc.want, strings.Join(calls, " "))
			require.NoError(t, Retire(t.Context(), stream(nil, tc.event), Hooks{}, RetireOptions{}), "no hook is a must")
		})
	}
}

// TestRetireFailures repeats a failing hook with growing pauses, goes on with the others, and reports it.
func TestRetireFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("alerta is down")
		tries, others := 0, 0
		var failed []*HookError
		began := time.Now()
		end := errors.New("end of stream")
		err := Retire(t.Context(), stream(end, nodeEvent(Gone, WhyDrained, Normal, 1)), Hooks{
			DropState:    func(context.Context, Target) error { others++; return nil },
			RetireAlerts: func(context.Context, Target) error { tries++; return down },
			RetireSeries: func(ctx context.Context, _ Target) error {
				others++
				if others == 2 {
					<-ctx.Done() // hangs once
					return ctx.Err()
				}
				return nil
			},
		}, RetireOptions{OnError: func(e *HookError) { failed = append(failed, e) }})
		require.ErrorIs(t, err, end)
		require.Equal(t, 3, tries)
		require.Equal(t, 3, others)
		require.Equal(t, 3*time.Second+30*time.Second+time.Second, time.Since(began))
		require.Len(t, failed, 1)
		require.ErrorIs(t, failed[0], down)
		require.Equal(t, "retire alerts for Node/n1 (drained): alerta is down", failed[0].Error())
	})
}

func TestDefaultTarget(t *testing.T) {
	for _, tc := range []struct {
		event Event
		want  map[string]string
	}{
		{Event{Cluster: "c", Subject: Ref{Kind: Node, Name: "n"}}, map[string]string{"cluster": "c", "host": "n"}},
		{Event{Cluster: "c", Subject: Ref{Kind: Pod, Namespace: "s", Name: "p"}}, map[string]string{"cluster": "c", "namespace": "s", "pod_name": "p"}},
		{Event{Subject: Ref{Kind: Namespace, Name: "s"}}, map[string]string{"namespace": "s"}},
		{Event{Subject: Ref{Kind: Deployment, Namespace: "s", Name: "d"}}, map[string]string{"namespace": "s", "deployment_name": "d"}},
		{Event{Subject: Ref{Kind: StatefulSet, Namespace: "s", Name: "d"}}, map[string]string{"namespace": "s", "statefulset_name": "d"}},
		{Event{Subject: Ref{Kind: DaemonSet, Namespace: "s", Name: "d"}}, map[string]string{"namespace": "s", "daemonset_name": "d"}},
		{Event{Cluster: "c", Subject: Ref{Kind: Cluster}}, map[string]string{"cluster": "c"}},
		{Event{Subject: Ref{Kind: Cluster}}, nil},
		{Event{Subject: Ref{Kind: Job}}, nil},
	} {
		require.Empty(t, cmp.Diff(tc.want, DefaultTarget(tc.event)), "%s", tc.event.Subject)
	}
}
