package grafanad_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/grafanad"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

func call(t *testing.T, s *grafanad.Server, method, path, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.SetBasicAuth(grafanad.AdminUser, grafanad.AdminPassword)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	var out map[string]any
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&out))
	return resp.StatusCode, out
}

func TestServerSaysItsVersion(t *testing.T) {
	status, out := call(t, grafanad.Shared(t), http.MethodGet, "/api/health", "")
	require.Equal(t, 200, status)
	require.Equal(t, grafanad.Version, out["version"])
}

func TestFolderAndDashboard(t *testing.T) {
	s := grafanad.Shared(t)
	status, out := call(t, s, http.MethodPost, "/api/folders", `{"uid":"start-test","title":"start test"}`)
	require.Equal(t, 200, status, out)
	status, out = call(t, s, http.MethodPost, "/api/dashboards/db", `{"folderUid":"start-test","dashboard":{"uid":"start-d","title":"d"}}`)
	require.Equal(t, 200, status, out)
	status, out = call(t, s, http.MethodPost, "/api/dashboards/db", `{"folderUid":"start-test","dashboard":{"uid":"start-d","title":"d2","version":0}}`)
	require.Equal(t, 412, status, out)
}

func TestSubPath(t *testing.T) {
	s := grafanad.Run(t, grafanad.Options{Path: "/grafana"})
	status, out := call(t, s, http.MethodGet, "/api/org", "")
	require.Equal(t, 200, status, out)
}
