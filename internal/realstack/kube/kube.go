package kube

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/etcd"
	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// AdminToken is the bearer token of a member of system:masters.
const AdminToken = "admin-token"

// Options say how a control plane differs from the plain one, which is kube-apiserver on etcd.
type Options struct {
	// Controllers starts kube-controller-manager and kube-scheduler too. They listen on the fixed ports 10257 and
	// 10259, which componentstatuses probes: one such control plane per machine at a time; Start waits for the ports.
	Controllers bool
	// Args are added to kube-apiserver's command line.
	Args []string
}

// Server is a running control plane.
type Server struct {
	// Process is kube-apiserver.
	*proc.Process
	// URL is the API's address, https, without a slash at the end.
	URL string
	// CA is the certificate, in PEM, that the API presents.
	CA []byte
	// TokenFile holds AdminToken: what Telegraf's kube_inventory wants.
	TokenFile string
	// Kubeconfig is a file for client-go's clientcmd, as the admin.
	Kubeconfig string
	// Etcd, Scheduler and ControllerManager are the other processes; the last two are nil without Controllers.
	Etcd                         *etcd.Server
	Scheduler, ControllerManager *proc.Process
	// Dir is the control plane's folder.
	Dir string

	client *http.Client
	ports  func()
}

// Start starts a control plane with an empty cluster.
func Start(ctx context.Context, o Options) (*Server, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{ports: func() {}}
	if s.Dir, err = os.MkdirTemp("", "tickwright-kube-"); err != nil {
		return nil, err
	}
	if err := s.start(ctx, binary.Path, o); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, apiserver string, o Options) error {
	var err error
	if o.Controllers {
		if s.ports, err = takePorts(ctx); err != nil {
			return err
		}
	}
	if s.Etcd, err = etcd.Start(ctx); err != nil {
		return err
	}
	s.TokenFile = filepath.Join(s.Dir, "token")
	tokens := filepath.Join(s.Dir, "tokens.csv")
	for file, text := range map[string]string{
		s.TokenFile: AdminToken, tokens: AdminToken + `,admin,admin-uid,"system:masters"` + "\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return err
		}
	}
	key, err := serviceAccountKey(s.Dir)
	if err != nil {
		return err
	}
	pki := filepath.Join(s.Dir, "pki")
	s.Process, err = proc.Again(ctx, func() (*proc.Process, error) {
		port, err := proc.FreePort()
		if err != nil {
			return nil, err
		}
		s.URL = fmt.Sprintf("https://127.0.0.1:%d", port)
		args := []string{
			"--etcd-servers=" + s.Etcd.URL, "--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", port),
			"--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none", "--cert-dir=" + pki,
			"--service-account-issuer=" + s.URL, "--service-account-key-file=" + key, "--service-account-signing-key-file=" + key,
			"--service-cluster-ip-range=10.0.0.0/24", "--authorization-mode=RBAC", "--token-auth-file=" + tokens,
			"--disable-admission-plugins=ServiceAccount", "--enable-priority-and-fairness=false",
		}
		return proc.Start(ctx, proc.Spec{
			Name: "kube-apiserver", Path: apiserver, Args: append(args, o.Args...), Dir: s.Dir, Ready: s.ready(pki),
		})
	})
	if err != nil {
		return err
	}
	s.Kubeconfig = filepath.Join(s.Dir, "kubeconfig")
	if err := os.WriteFile(s.Kubeconfig, kubeconfig(s.URL, s.CA), 0o600); err != nil {
		return err
	}
	if o.Controllers {
		return s.startControllers(ctx, filepath.Dir(apiserver), key)
	}
	return nil
}

// ready reads the certificate that the server made for itself, and asks whether it is ready.
func (s *Server) ready(pki string) func(context.Context) error {
	return func(ctx context.Context) error {
		pem, err := os.ReadFile(filepath.Join(pki, "apiserver.crt"))
		if err != nil {
			return err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return errors.New("the API's certificate is not complete yet")
		}
		s.CA = pem
		// The certificate names the host, but is its own authority.
		s.client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
		status, body, err := s.Do(ctx, http.MethodGet, "/readyz", nil)
		if err != nil {
			return err
		}
		if status != http.StatusOK {
			return fmt.Errorf("GET /readyz: %d: %.300s", status, body)
		}
		return nil
	}
}

// Do sends a request to the API as the admin; body is JSON or nil. It is for what a test prepares beside the code that it
// tests.
func (s *Server) Do(ctx context.Context, method, path string, body []byte) (status int, answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+AdminToken)
	req.Header.Set("Content-Type", "application/json")
	if method == http.MethodPatch {
		req.Header.Set("Content-Type", "application/merge-patch+json")
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}

// Freeze stops etcd from answering (SIGSTOP), which makes /readyz and /livez fail after about 2 s; Thaw undoes it.
func (s *Server) Freeze() error { return s.Etcd.Signal(syscall.SIGSTOP) }

// Thaw lets etcd answer again.
func (s *Server) Thaw() error { return s.Etcd.Signal(syscall.SIGCONT) }

// Stop ends all processes and removes the folder.
func (s *Server) Stop() {
	for _, p := range []*proc.Process{s.Scheduler, s.ControllerManager, s.Process} {
		if p != nil {
			p.Stop()
		}
	}
	if s.Etcd != nil {
		s.Etcd.Stop()
	}
	s.ports()
	os.RemoveAll(s.Dir)
}

// Run starts a control plane for one test.
func Run(tb testing.TB, o Options) *Server {
	tb.Helper()
	Require(tb)
	return realstack.Own(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, o) })
}

var shared realstack.Shared[*Server]

// Shared returns the plain control plane which all tests of a package share; see realstack.Main. Use a namespace of
// one's own.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	Require(tb)
	return shared.Get(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, Options{}) })
}
