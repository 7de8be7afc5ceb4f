package alertad_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/alertad"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

// post sends an alert and returns the status and the answer.
func post(t *testing.T, url, key string) (int, map[string]any) {
	t.Helper()
	body := `{"resource":"web01","event":"NodeDown","environment":"Production","service":["web"],"severity":"critical"}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/alert", bytes.NewBufferString(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Authorization", "Key "+key)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	var out map[string]any
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&out))
	return resp.StatusCode, out
}

func TestRepeatedAlertIsADuplicate(t *testing.T) {
	s := alertad.Shared(t)
	require.NoError(t, s.Reset(t.Context()))
	status, first := post(t, s.URL, "")
	require.Equal(t, 201, status)
	status, second := post(t, s.URL, "")
	require.Equal(t, 201, status)
	require.Equal(t, first["id"], second["id"])
	require.EqualValues(t, 1, second["alert"].(map[string]any)["duplicateCount"])
	require.NoError(t, s.Reset(t.Context()))
	status, third := post(t, s.URL, "")
	require.Equal(t, 201, status)
	require.NotEqual(t, first["id"], third["id"])
}

func TestAuthentication(t *testing.T) {
	s := alertad.SharedAuth(t)
	status, _ := post(t, s.URL, "")
	require.Equal(t, 401, status)
	status, _ = post(t, s.URL, alertad.AdminKey)
	require.Equal(t, 201, status)
	require.NoError(t, s.Key(t.Context(), alertad.Key{User: alertad.AdminUser, Key: "reader", Scopes: []string{"read"}}))
	status, _ = post(t, s.URL, "reader")
	require.Equal(t, 403, status)
	require.NoError(t, s.User(t.Context(), alertad.AdminUser, "Admin", "Passw0rd"))
}

func TestISA(t *testing.T) {
	s := alertad.Run(t, alertad.Options{ISA: true})
	status, out := post(t, s.URL, "")
	require.Equal(t, 500, status, "critical is no ISA severity: %v", out)
}

func TestServersSideBySide(t *testing.T) {
	a, b := alertad.Run(t, alertad.Options{}), alertad.Run(t, alertad.Options{})
	_, first := post(t, a.URL, "")
	_, second := post(t, b.URL, "")
	require.NotEqual(t, first["id"], second["id"])
	a.Stop()
	require.False(t, a.Alive())
	status, _ := post(t, b.URL, "")
	require.Equal(t, 201, status)
}

func TestMistakeInTheConfigurationIsInTheError(t *testing.T) {
	alertad.Require(t)
	_, err := alertad.Start(context.Background(), alertad.Options{Config: "this is no Python"})
	require.ErrorContains(t, err, "SyntaxError")
}
