package influxd1

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// Options say how a server differs from the plain one, which asks for no user.
type Options struct {
	// Auth asks for a user; AdminUser with AdminPassword is made.
	Auth bool
	// SharedSecret, with Auth, lets the server accept JSON web tokens signed with it.
	SharedSecret string
	// Env is added to the environment: INFLUXDB_... settings.
	Env []string
	// Dir is the data folder, which then outlives the server; empty means a temporary one.
	Dir string
}

// AdminUser and AdminPassword are the admin of a server with authentication.
const (
	AdminUser     = "admin"
	AdminPassword = "admin-password"
)

// Server is a running InfluxDB 1.x.
type Server struct {
	*proc.Process
	// URL is its HTTP address, without a slash at the end.
	URL string
	// Dir is its data folder.
	Dir string

	auth    bool
	cleanup func()
}

// Start starts a server on two free ports of 127.0.0.1. It takes about 4 s, since Flux initialises.
func Start(ctx context.Context, o Options) (*Server, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: o.Dir, cleanup: func() {}}
	if o.Dir == "" {
		if s.Dir, err = os.MkdirTemp("", "tickwright-influxd1-"); err != nil {
			return nil, err
		}
		s.cleanup = func() { os.RemoveAll(s.Dir) }
	}
	s.Process, err = proc.Again(ctx, func() (*proc.Process, error) {
		ports, err := proc.FreePorts(2)
		if err != nil {
			return nil, err
		}
		s.URL = fmt.Sprintf("http://127.0.0.1:%d", ports[0])
		env := []string{
			fmt.Sprintf("INFLUXDB_HTTP_BIND_ADDRESS=127.0.0.1:%d", ports[0]),
			fmt.Sprintf("INFLUXDB_BIND_ADDRESS=127.0.0.1:%d", ports[1]),
			"INFLUXDB_META_DIR=" + filepath.Join(s.Dir, "meta"),
			"INFLUXDB_DATA_DIR=" + filepath.Join(s.Dir, "data"),
			"INFLUXDB_DATA_WAL_DIR=" + filepath.Join(s.Dir, "wal"),
			"INFLUXDB_REPORTING_DISABLED=true", "INFLUXDB_HTTP_FLUX_ENABLED=true", "INFLUXDB_MONITOR_STORE_ENABLED=false",
			"INFLUXDB_LOGGING_LEVEL=warn", "INFLUXDB_HTTP_LOG_ENABLED=false",
			fmt.Sprintf("INFLUXDB_HTTP_AUTH_ENABLED=%t", o.Auth), "INFLUXDB_HTTP_SHARED_SECRET=" + o.SharedSecret,
		}
		return proc.Start(ctx, proc.Spec{
			Name: "influxd 1.x", Path: binary.Path, Args: []string{"run", "-config", os.DevNull}, Dir: s.Dir,
			Env: append(env, o.Env...), Ready: proc.Answers(s.URL+"/ping", http.StatusNoContent),
		})
	})
	if err == nil && o.Auth {
		// The first user may be made without being one.
		_, err = s.Query(ctx, "", fmt.Sprintf("CREATE USER %s WITH PASSWORD '%s' WITH ALL PRIVILEGES", AdminUser, AdminPassword))
		s.auth = true
	}
	if err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// Query runs InfluxQL as the admin and returns the JSON answer, for what a test prepares or checks beside the client
// that it tests. Statements that change something are allowed.
func (s *Server) Query(ctx context.Context, db, q string) (string, error) {
	return s.do(ctx, "/query?"+url.Values{"db": {db}}.Encode(), "application/x-www-form-urlencoded", url.Values{"q": {q}}.Encode())
}

// Write writes line protocol with timestamps in nanoseconds as the admin.
func (s *Server) Write(ctx context.Context, db, rp, lines string) error {
	_, err := s.do(ctx, "/write?"+url.Values{"db": {db}, "rp": {rp}}.Encode(), "text/plain", lines)
	return err
}

func (s *Server) do(ctx context.Context, path, kind, body string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", kind)
	if s.auth {
		req.SetBasicAuth(AdminUser, AdminPassword)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode/100 != 2 || strings.Contains(string(data), `"error"`) {
		return "", fmt.Errorf("POST %s: %s: %s", strings.SplitN(path, "?", 2)[0], resp.Status, data)
	}
	return string(data), nil
}

// Stop ends the server and removes its temporary folder.
func (s *Server) Stop() {
	if s.Process != nil {
		s.Process.Stop()
	}
	s.cleanup()
}

// Run starts a server for one test.
func Run(tb testing.TB, o Options) *Server {
	tb.Helper()
	Require(tb)
	return realstack.Own(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, o) })
}

var shared, sharedAuth realstack.Shared[*Server]

// Shared returns the plain server which all tests of a package share; see realstack.Main. Use a database of one's own.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	Require(tb)
	return shared.Get(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, Options{}) })
}

// SharedAuth is Shared with authentication and the shared secret "shared-secret".
func SharedAuth(tb testing.TB) *Server {
	tb.Helper()
	Require(tb)
	return sharedAuth.Get(tb, func(ctx context.Context) (*Server, error) {
		return Start(ctx, Options{Auth: true, SharedSecret: "shared-secret"})
	})
}
