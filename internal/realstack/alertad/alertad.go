package alertad

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// AdminKey is the API key of AdminUser on a server with authentication.
const (
	AdminUser = "admin@example.com"
	AdminKey  = "admin-key"
)

// Options say how a server differs from the plain one, which needs no key.
type Options struct {
	// Auth asks for a key or a login, switches customer views on, and makes AdminKey.
	Auth bool
	// ISA uses the alarm model ISA_18_2 in place of Alerta's own.
	ISA bool
	// Config is added to the configuration file: lines of Python such as ALLOWED_ENVIRONMENTS=['Production'].
	Config string
	// Env is added to the environment.
	Env []string
}

// Server is a running Alerta.
type Server struct {
	*proc.Process
	// URL is its address, without a slash at the end.
	URL string
	// Dir holds its configuration file.
	Dir string

	database string
	postgres *postgres
	python   string
	env      []string
}

// Start starts a server with an empty database.
func Start(ctx context.Context, o Options) (*Server, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{python: binary.Path}
	if s.postgres, err = takePostgres(ctx); err != nil {
		return nil, err
	}
	if err := s.start(ctx, o); err != nil {
		s.release()
		return nil, err
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, o Options) error {
	var err error
	if s.database, err = s.postgres.newDatabase(ctx); err != nil {
		return err
	}
	if s.Dir, err = os.MkdirTemp("", "tickwright-alerta-"); err != nil {
		return err
	}
	file := filepath.Join(s.Dir, "alertad.conf")
	if err := os.WriteFile(file, []byte(config(o)), 0o600); err != nil {
		return err
	}
	s.env = append([]string{
		"ALERTA_SVR_CONF_FILE=" + file,
		fmt.Sprintf("DATABASE_URL=postgresql:///%s?host=%s&user=postgres", s.database, s.postgres.dir),
	}, o.Env...)
	// The socket is opened here and handed down: no port can be lost, and the first request waits for the worker.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	socket, err := l.(*net.TCPListener).File()
	if err != nil {
		return err
	}
	defer socket.Close()
	s.URL = "http://" + l.Addr().String()
	s.Process, err = proc.Start(ctx, proc.Spec{
		Name: "alerta", Path: s.python, Dir: s.Dir, Env: s.env, ExtraFiles: []*os.File{socket},
		// More than one worker answer simultaneous first posts of one alert with 500: duplicate key.
		Args: []string{"-m", "gunicorn", "--no-control-socket", "-w", "1", "-t", "120", "--graceful-timeout", "2",
			"-b", "fd://3", "alerta:create_app()"},
		Ready:      proc.Answers(s.URL+"/management/gtg", http.StatusOK),
		StopSignal: syscall.SIGTERM,
	})
	if err != nil {
		return err
	}
	if err := s.checkConfig(ctx, o); err != nil {
		return err
	}
	if o.Auth {
		return s.Key(ctx, Key{User: AdminUser, Key: AdminKey})
	}
	return nil
}

// config is the configuration file; Alerta reads it as Python.
func config(o Options) string {
	var b strings.Builder
	b.WriteString("SECRET_KEY='tickwright-integration-tests-only-32'\n")
	b.WriteString("PLUGINS=['remote_ip','reject','heartbeat','blackout']\n")
	if o.Auth {
		fmt.Fprintf(&b, "AUTH_REQUIRED=True\nCUSTOMER_VIEWS=True\nADMIN_USERS=['%s']\n", AdminUser)
	}
	if o.ISA {
		b.WriteString("ALARM_MODEL='ISA_18_2'\n")
	}
	b.WriteString(o.Config + "\n")
	return b.String()
}

// checkConfig makes sure that the file was read: Alerta ignores a missing one in silence.
func (s *Server) checkConfig(ctx context.Context, o Options) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/config", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("read the server's configuration: %w", err)
	}
	defer resp.Body.Close()
	var got struct {
		AuthRequired bool `json:"auth_required"`
		AlarmModel   struct {
			Name string `json:"name"`
		} `json:"alarm_model"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		return fmt.Errorf("read the server's configuration: %w", err)
	}
	if got.AuthRequired != o.Auth || strings.Contains(got.AlarmModel.Name, "ISA") != o.ISA {
		return fmt.Errorf("the server did not read its configuration file: it answers %+v", got)
	}
	return nil
}

// Key is an API key.
type Key struct {
	User, Key string
	// Scopes such as read, write:alerts, admin; none means those of the user's role.
	Scopes   []string
	Customer string
}

// Key makes an API key with Alerta's own command.
func (s *Server) Key(ctx context.Context, k Key) error {
	args := []string{"key", "--username", k.User, "--key", k.Key}
	for _, scope := range k.Scopes {
		args = append(args, "--scope", scope)
	}
	if k.Customer != "" {
		args = append(args, "--customer", k.Customer)
	}
	return s.Command(ctx, args...)
}

// User makes a user who can log in with a password. Alerta's command makes admins only, so email must be AdminUser or in
// the configuration's ADMIN_USERS; other users sign up over the API.
func (s *Server) User(ctx context.Context, email, name, password string) error {
	return s.Command(ctx, "user", "--email", email, "--name", name, "--password", password)
}

// Command runs alertad with the server's configuration.
func (s *Server) Command(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, s.python, append([]string{"-c", "import sys; sys.argv[0]='alertad'; from alerta.commands import cli; cli()"}, args...)...)
	cmd.Dir, cmd.Env = s.Dir, append(os.Environ(), s.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run alertad %s: %w\n%s", args[0], err, out)
	}
	return nil
}

// Reset empties every table but those of keys, users, groups, permissions and customers.
func (s *Server) Reset(ctx context.Context) error {
	_, err := s.postgres.sql(ctx, s.database, "TRUNCATE alerts, blackouts, heartbeats, notes, metrics")
	return err
}

// SQL runs statements in the server's database: for what the API cannot show or do, such as moving times back.
func (s *Server) SQL(ctx context.Context, statements string) (string, error) {
	return s.postgres.sql(ctx, s.database, statements)
}

// Stop ends the server, and PostgreSQL after the last one.
func (s *Server) Stop() {
	s.release()
}

func (s *Server) release() {
	if s.Process != nil {
		s.Process.Stop()
	}
	if s.Dir != "" {
		os.RemoveAll(s.Dir)
	}
	if s.postgres != nil {
		s.postgres.giveBack()
		s.postgres = nil
	}
}

// Run starts a server for one test.
func Run(tb testing.TB, o Options) *Server {
	tb.Helper()
	Require(tb)
	return realstack.Own(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, o) })
}

var shared, sharedAuth realstack.Shared[*Server]

// Shared returns the plain server which all tests of a package share; see realstack.Main.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	Require(tb)
	return shared.Get(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, Options{}) })
}

// SharedAuth is Shared with authentication.
func SharedAuth(tb testing.TB) *Server {
	tb.Helper()
	Require(tb)
	return sharedAuth.Get(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, Options{Auth: true}) })
}
