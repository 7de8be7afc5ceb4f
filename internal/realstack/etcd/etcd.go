package etcd

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/tickwright/tickwright/internal/realstack/proc"
)

// Server is a running etcd.
type Server struct {
	*proc.Process
	// URL is its client address, without a slash at the end.
	URL string

	dir string
}

// Start starts an empty etcd on two free ports of 127.0.0.1. It does not sync to disk.
func Start(ctx context.Context) (*Server, error) {
	binary, err := Ensure(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{}
	if s.dir, err = os.MkdirTemp("", "tickwright-etcd-"); err != nil {
		return nil, err
	}
	s.Process, err = proc.Again(ctx, func() (*proc.Process, error) {
		ports, err := proc.FreePorts(2)
		if err != nil {
			return nil, err
		}
		client, peer := fmt.Sprintf("http://127.0.0.1:%d", ports[0]), fmt.Sprintf("http://127.0.0.1:%d", ports[1])
		s.URL = client
		return proc.Start(ctx, proc.Spec{
			Name: "etcd", Path: binary.Path, Dir: s.dir,
			Args: []string{
				"--name", "t", "--data-dir", filepath.Join(s.dir, "data"), "--unsafe-no-fsync",
				"--listen-client-urls", client, "--advertise-client-urls", client,
				"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "t=" + peer,
			},
			Ready: proc.Answers(client+"/health", http.StatusOK),
		})
	})
	if err != nil {
		os.RemoveAll(s.dir)
		return nil, err
	}
	return s, nil
}

// Stop ends the server and removes its data.
func (s *Server) Stop() {
	s.Process.Stop()
	os.RemoveAll(s.dir)
}
