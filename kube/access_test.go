package kube

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const kubeconfigText = `apiVersion: v1
kind: Config
clusters:
- {name: a, cluster: {server: "https://a.example.com"}}
- {name: b, cluster: {server: "https://b.example.com/base"}}
users:
- {name: u, user: {token: very-secret}}
contexts:
- {name: ca, context: {cluster: a, user: u}}
- {name: cb, context: {cluster: b, user: u}}
current-context: ca
`

func TestAccess(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "config")
	token := filepath.Join(dir, "token")
	require.NoError(t, os.WriteFile(file, []byte(kubeconfigText), 0o600))
	require.NoError(t, os.WriteFile(token, []byte("other-secret"), 0o600))
	t.Setenv("KUBECONFIG", file)

	for _, tc := range []struct {
		access Access
		host   string
		token  string
	}{
		{Access{}, "https://a.example.com", "very-secret"},
		{Access{Context: "cb"}, "https://b.example.com/base", "very-secret"},
		{Access{Kubeconfig: file, URL: "https://c.example.com"}, "https://c.example.com", "very-secret"},
		{Access{URL: "http://127.0.0.1:8080"}, "http://127.0.0.1:8080", ""},
	} {
		cfg, err := tc.access.Config()
		require.NoError(t, err)
		require.Equal(t, tc.host, cfg.Host)
		require.Equal(t, tc.token, cfg.BearerToken)
		require.NotContains(t, fmt.Sprintf("%v %+v", cfg, cfg), "very-secret")
		client, err := tc.access.Connect()
		require.NoError(t, err)
		require.NotNil(t, client)
	}
	cfg, err := Access{TokenFile: token, Insecure: true, Timeout: time.Second}.Config()
	require.NoError(t, err)
	require.Equal(t, token, cfg.BearerTokenFile)
	require.Empty(t, cfg.BearerToken, "the file takes the place of the kubeconfig's token")
	require.True(t, cfg.Insecure)
	require.Equal(t, time.Second, cfg.Timeout)

	_, err = Access{Context: "none"}.Connect()
	require.ErrorContains(t, err, "read kubeconfig")
	_, err = Access{CAFile: filepath.Join(dir, "none")}.Connect()
	require.ErrorContains(t, err, "connect to https://a.example.com")
}

func TestFileStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "state")
	store := FileStore(path)
	s, err := store.Load(context.Background())
	require.NoError(t, err)
	require.Nil(t, s, "nothing saved yet")
	require.NoError(t, store.Save(t.Context(), found(t).c.State()))
	s, err = store.Load(t.Context())
	require.NoError(t, err)
	require.Len(t, s.Things, 8)
	require.NoFileExists(t, path+".new")

	require.NoError(t, os.WriteFile(path, []byte("rubbish"), 0o600))
	_, err = store.Load(t.Context())
	require.ErrorContains(t, err, path)
	require.Error(t, FileStore(filepath.Join(path, "below-a-file")).Save(t.Context(), s))
}
