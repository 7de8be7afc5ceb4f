package influxd2

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// What every started server is set up with.
const (
	User     = "admin"
	Password = "admin-password"
	Org      = "tickwright"
	Bucket   = "metrics"
	Token    = "admin-token"
)

// Options say how a server differs from the plain one.
type Options struct {
	// Args are added to the command line, Env to the environment.
	Args, Env []string
	// Bare leaves out the setup: there is no user, organisation, bucket or token.
	Bare bool
}

// Server is a running InfluxDB 2.x.
type Server struct {
	*proc.Process
	// URL is its HTTP address, without a slash at the end.
	URL string
	// Dir is its data folder.
	Dir string
	// OrgID and BucketID are those of Org and Bucket.
	OrgID, BucketID string
}

// Start starts a server on a free port of 127.0.0.1 and sets it up.
func Start(ctx context.Context, o Options) (*Server, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{}
	if s.Dir, err = os.MkdirTemp("", "tickwright-influxd2-"); err != nil {
		return nil, err
	}
	s.Process, err = proc.Again(ctx, func() (*proc.Process, error) {
		port, err := proc.FreePort()
		if err != nil {
			return nil, err
		}
		address := fmt.Sprintf("127.0.0.1:%d", port)
		s.URL = "http://" + address
		args := []string{
			"run", "--http-bind-address", address, "--bolt-path", filepath.Join(s.Dir, "influxd.bolt"),
			"--sqlite-path", filepath.Join(s.Dir, "influxd.sqlite"), "--engine-path", filepath.Join(s.Dir, "engine"),
			"--reporting-disabled", "--store", "disk", "--log-level", "warn",
		}
		return proc.Start(ctx, proc.Spec{
			Name: "influxd 2.x", Path: binary.Path, Args: append(args, o.Args...), Dir: s.Dir, Env: o.Env,
			Ready: proc.Answers(s.URL+"/health", http.StatusOK),
		})
	})
	if err == nil && !o.Bare {
		err = s.setup(ctx)
	}
	if err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) setup(ctx context.Context) error {
	body, err := json.Marshal(map[string]string{"username": User, "password": Password, "org": Org, "bucket": Bucket, "token": Token})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/api/v2/setup", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("set InfluxDB up: %w", err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusCreated {
		return fmt.Errorf("set InfluxDB up: %s: %s (%v)", resp.Status, data, err)
	}
	var out struct {
		Org    struct{ ID string } `json:"org"`
		Bucket struct{ ID string } `json:"bucket"`
	}
	if err := json.Unmarshal(data, &out); err != nil {
		return fmt.Errorf("set InfluxDB up: %w", err)
	}
	s.OrgID, s.BucketID = out.Org.ID, out.Bucket.ID
	return nil
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

// Shared returns the server which all tests of a package share; see realstack.Main. Use a bucket of one's own.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	Require(tb)
	return shared.Get(tb, func(ctx context.Context) (*Server, error) { return Start(ctx, Options{}) })
}
