package grafanad

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// AdminUser and AdminPassword log in to every started server.
const (
	AdminUser     = "admin"
	AdminPassword = "admin"
)

// Options say how a server differs from the plain one.
type Options struct {
	// Config is added to grafana.ini: whole sections.
	Config string
	// Path is a sub-path below which everything is served, such as /grafana; empty means the root.
	Path string
	// Env is added to the environment.
	Env []string
}

// Server is a running Grafana.
type Server struct {
	*proc.Process
	// URL is its address, without a slash at the end.
	URL string
	// Dir is its data folder.
	Dir string
}

// Start starts a server with an empty SQLite database on a free port of 127.0.0.1. It sends nothing anywhere.
func Start(ctx context.Context, o Options) (*Server, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{}
	if s.Dir, err = os.MkdirTemp("", "tickwright-grafana-"); err != nil {
		return nil, err
	}
	s.Process, err = proc.Again(ctx, func() (*proc.Process, error) {
		port, err := proc.FreePort()
		if err != nil {
			return nil, err
		}
		s.URL = fmt.Sprintf("http://127.0.0.1:%d%s", port, o.Path)
		ini := filepath.Join(s.Dir, "grafana.ini")
		if err := os.WriteFile(ini, []byte(config(s.URL, port, o)), 0o600); err != nil {
			return nil, err
		}
		return proc.Start(ctx, proc.Spec{
			Name: "grafana", Path: binary.Path, Dir: s.Dir, Env: o.Env,
			Args: []string{
				"server", "--homepath=" + filepath.Join(filepath.Dir(binary.Path), "home"), "--config=" + ini,
				"cfg:default.paths.data=" + filepath.Join(s.Dir, "data"), "cfg:default.paths.logs=" + filepath.Join(s.Dir, "log"),
				"cfg:default.paths.plugins=" + filepath.Join(s.Dir, "plugins"), "cfg:default.paths.provisioning=" + filepath.Join(s.Dir, "provisioning"),
			},
			Ready: proc.Answers(s.URL+"/api/health", http.StatusOK),
		})
	})
	if err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// config is grafana.ini. Without the write-ahead log, updates of annotations block for 30 s.
func config(url string, port int, o Options) string {
	return fmt.Sprintf(`[server]
http_addr = 127.0.0.1
http_port = %d
root_url = %s/
serve_from_sub_path = %t

[database]
wal = true

[analytics]
reporting_enabled = false
check_for_updates = false
check_for_plugin_updates = false

[grafana_com]
url = http://127.0.0.1:1

[plugins]
public_key_retrieval_disabled = true

[security]
admin_user = %s
admin_password = %s

%s
`, port, url, o.Path != "", AdminUser, AdminPassword, o.Config)
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() {
	if s.Process != nil {
		s.Process.Stop()
	}
	os.RemoveAll(s.Dir)
}

// Run starts a server for one test.
func Run(tb testing.TB, o Options) *Server {
	tb.Helper()
	Require(tb)
	return realstack.Own(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, o) })
}

var shared realstack.Shared[*Server]

// Shared returns the plain server which all tests of a package share; see realstack.Main. Use names of one's own.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	Require(tb)
	return shared.Get(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, Options{}) })
}
