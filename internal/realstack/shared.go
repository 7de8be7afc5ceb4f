package realstack

import (
	"context"
	"sync"
	"testing"
)

// Stopper is a started server.
type Stopper interface{ Stop() }

// Shared holds one server for all tests of a package, started when the first of them asks.
type Shared[S Stopper] struct {
	mu      sync.Mutex
	started bool
	server  S
	err     error
}

// Get returns the server, started by start at the first call; Main stops it.
func (s *Shared[S]) Get(tb testing.TB, start func(context.Context) (S, error)) S {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.started {
		ctx, cancel := context.WithTimeout(context.Background(), StartTimeout)
		defer cancel()
		s.started = true
		s.server, s.err = start(ctx)
		if s.err == nil {
			AtExit(s.server.Stop)
		}
	}
	if s.err != nil {
		tb.Fatal(s.err)
	}
	return s.server
}

// Own starts a server for one test and stops it when that test ends. A failed test prints the server's last lines
// when it has a LogTail method.
func Own[S Stopper](tb testing.TB, start func(context.Context) (S, error)) S {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), StartTimeout)
	defer cancel()
	server, err := start(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if log, ok := any(server).(interface{ LogTail(int) string }); ok && tb.Failed() {
			tb.Logf("last lines of the server's log:\n%s", log.LogTail(30))
		}
		server.Stop()
	})
	return server
}
