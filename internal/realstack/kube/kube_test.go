package kube_test

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kube"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

func TestServerSaysItsVersion(t *testing.T) {
	status, body, err := kube.Shared(t).Do(t.Context(), http.MethodGet, "/version", nil)
	require.NoError(t, err)
	require.Equal(t, 200, status)
	var v struct{ GitVersion string }
	require.NoError(t, json.Unmarshal(body, &v))
	require.Equal(t, "v"+kube.Version, v.GitVersion)
}

func TestNodesAreStored(t *testing.T) {
	s := kube.Shared(t)
	status, body, err := s.Do(t.Context(), http.MethodPost, "/api/v1/nodes", []byte(`{"metadata":{"name":"n1"}}`))
	require.NoError(t, err)
	require.Equal(t, 201, status, "%s", body)
	status, _, err = s.Do(t.Context(), http.MethodDelete, "/api/v1/nodes/n1", nil)
	require.NoError(t, err)
	require.Equal(t, 200, status)
}

// deployment wants two pods; the node is ready by its own word, since no kubelet says otherwise.
const deployment = `{"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}`

func TestControllersMakeAndBindPods(t *testing.T) {
	s := kube.Run(t, kube.Options{Controllers: true})
	post := func(path, body string) {
		t.Helper()
		status, out, err := s.Do(t.Context(), http.MethodPost, path, []byte(body))
		require.NoError(t, err)
		require.Equal(t, 201, status, "%s", out)
	}
	post("/api/v1/nodes", `{"metadata":{"name":"n1"}}`)
	now := time.Now().UTC().Format(time.RFC3339)
	status, out, err := s.Do(t.Context(), http.MethodPatch, "/api/v1/nodes/n1/status",
		[]byte(`{"status":{"capacity":{"cpu":"4","memory":"8Gi","pods":"10"},"allocatable":{"cpu":"4","memory":"8Gi","pods":"10"},"conditions":[{"type":"Ready","status":"True","lastHeartbeatTime":"`+now+`"}]}}`))
	require.NoError(t, err)
	require.Equal(t, 200, status, "%s", out)
	// The controller takes the "not ready" taint away only after it has seen the condition.
	post("/apis/apps/v1/namespaces/default/deployments", deployment)
	require.Eventually(t, func() bool {
		_, out, err := s.Do(t.Context(), http.MethodGet, "/api/v1/namespaces/default/pods", nil)
		var pods struct {
			Items []struct {
				Spec struct{ NodeName string }
			}
		}
		if err != nil || json.Unmarshal(out, &pods) != nil || len(pods.Items) != 2 {
			return false
		}
		return pods.Items[0].Spec.NodeName == "n1" && pods.Items[1].Spec.NodeName == "n1"
	}, 60*time.Second, 200*time.Millisecond)
	status, out, err = s.Do(t.Context(), http.MethodGet, "/api/v1/componentstatuses", nil)
	require.NoError(t, err)
	require.Equal(t, 200, status)
	require.Contains(t, string(out), `"scheduler"`)
	require.NotContains(t, string(out), `Unhealthy`)
}

func TestFreeze(t *testing.T) {
	s := kube.Run(t, kube.Options{})
	require.NoError(t, s.Freeze())
	require.Eventually(t, func() bool {
		status, _, err := s.Do(t.Context(), http.MethodGet, "/readyz", nil)
		return err == nil && status == 500
	}, 30*time.Second, 200*time.Millisecond)
	require.NoError(t, s.Thaw())
	require.Eventually(t, func() bool {
		status, _, err := s.Do(t.Context(), http.MethodGet, "/readyz", nil)
		return err == nil && status == 200
	}, 30*time.Second, 200*time.Millisecond)
}
