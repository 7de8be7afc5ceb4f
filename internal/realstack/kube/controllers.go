package kube

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/tickwright/tickwright/internal/realstack/build"
	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// takePorts waits until no other process of this kind uses the fixed ports.
func takePorts(ctx context.Context) (release func(), err error) {
	cache, err := build.CacheDir()
	if err != nil {
		return nil, err
	}
	return build.Lock(ctx, filepath.Join(cache, "kube-ports.lock"))
}

// startControllers starts the two programs which make Deployments into Pods that are bound to Nodes.
func (s *Server) startControllers(ctx context.Context, bin, key string) error {
	healthy := func(port int) func(context.Context) error {
		client := &http.Client{Timeout: 5 * time.Second, Transport: insecure()}
		return func(ctx context.Context) error {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("https://127.0.0.1:%d/healthz", port), nil)
			if err != nil {
				return err
			}
			resp, err := client.Do(req)
			if err != nil {
				return err
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("GET /healthz: %s", resp.Status)
			}
			return nil
		}
	}
	common := []string{
		"--kubeconfig=" + s.Kubeconfig, "--authentication-kubeconfig=" + s.Kubeconfig, "--authorization-kubeconfig=" + s.Kubeconfig,
		"--bind-address=127.0.0.1", "--leader-elect=false",
	}
	var err error
	s.ControllerManager, err = proc.Start(ctx, proc.Spec{
		Name: "kube-controller-manager", Path: filepath.Join(bin, "kube-controller-manager"), Dir: s.Dir, Ready: healthy(10257),
		Args: append([]string{"--service-account-private-key-file=" + key, "--cert-dir=" + filepath.Join(s.Dir, "pki-cm")}, common...),
	})
	if err != nil {
		return err
	}
	s.Scheduler, err = proc.Start(ctx, proc.Spec{
		Name: "kube-scheduler", Path: filepath.Join(bin, "kube-scheduler"), Dir: s.Dir, Ready: healthy(10259),
		Args: append([]string{"--cert-dir=" + filepath.Join(s.Dir, "pki-s")}, common...),
	})
	return err
}

// serviceAccountKey writes the key with which service account tokens are signed.
func serviceAccountKey(dir string) (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "sa.key")
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	return file, os.WriteFile(file, pem.EncodeToMemory(block), 0o600)
}

// kubeconfig is the admin's.
func kubeconfig(url string, ca []byte) []byte {
	return fmt.Appendf(nil, `apiVersion: v1
kind: Config
current-context: t
clusters:
- name: t
  cluster: {server: %q, certificate-authority-data: %s}
users:
- name: admin
  user: {token: %q}
contexts:
- name: t
  context: {cluster: t, user: admin}
`, url, base64.StdEncoding.EncodeToString(ca), AdminToken)
}
