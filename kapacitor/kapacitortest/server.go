package kapacitortest

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tickwright/tickwright/internal/fault"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// Server is a Kapacitor in this process.
type Server struct {
	// URL is the server's address with its base path, without a slash at the end.
	URL string

	conf      Config
	http      *httptest.Server
	routes    []route
	clusterID string
	serverID  string
	closing   chan struct{}
	wake      chan struct{}
	running   sync.WaitGroup

	mu         sync.Mutex // guards all below; one request at a time
	clock      time.Time
	topics     *alert.Topics
	tasks      map[string]*task
	templates  map[string]*template
	main       *master
	replayRuns map[string]*master
	recordings map[string]*recording
	replays    map[string]*replay
	users      map[string]*user
	overrides  map[string]override
	counters   counters
	looped     []engine.Loopback
	looping    bool
	deliveries []Delivery
	events     []Event
	posts      []Post
	writes     []Write

	logs logs

	faults fault.List
}

// New starts a server on a free port of 127.0.0.1.
func New(c Config) *Server {
	s := &Server{
		conf: c.withDefaults(), clusterID: newUUID(), serverID: newUUID(), closing: make(chan struct{}), wake: make(chan struct{}, 1),
		tasks: map[string]*task{}, templates: map[string]*template{}, replayRuns: map[string]*master{}, recordings: map[string]*recording{},
		replays: map[string]*replay{}, users: map[string]*user{}, overrides: map[string]override{},
	}
	s.clock = s.conf.Clock.UTC()
	s.counters.init()
	s.topics = alert.NewTopics(s.conf.Handlers, s.now())
	s.main = s.newMaster("main", nil)
	for name, password := range s.conf.Users {
		s.users[name] = &user{name: name, password: password, admin: true}
	}
	s.routes = s.api()
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL + strings.TrimRight(s.conf.BasePath, "/")
	if s.conf.RealTime {
		s.running.Add(1)
		go s.follow()
	}
	return s
}

// Run starts a server that is closed at the end of the test.
func Run(tb testing.TB, c Config) *Server {
	tb.Helper()
	s := New(c)
	tb.Cleanup(s.Close)
	return s
}

// Close stops the server and all of its tasks. It may be called twice.
func (s *Server) Close() {
	s.mu.Lock()
	select {
	case <-s.closing:
		s.mu.Unlock()
		return
	default:
	}
	close(s.closing)
	s.mu.Unlock()
	s.http.CloseClientConnections()
	s.http.Close()
	s.running.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.main.ids() {
		s.main.stop(id)
	}
}

func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
