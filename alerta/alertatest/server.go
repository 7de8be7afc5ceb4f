package alertatest

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/internal/fault"
)

// Server is an Alerta in this process.
type Server struct {
	URL string // of the API, with its base path

	conf    Config
	model   model
	http    *httptest.Server
	mux     *http.ServeMux
	started time.Time
	secret  []byte // signs tokens

	mu       sync.Mutex // guards everything below; one request at a time, as with one worker
	offset   time.Duration
	seq      int64
	alerts   []*alert // in order of insertion
	notes    []*note
	beats    []*heartbeat
	blacks   []*blackout
	keys     []*apiKey
	users    []*user
	groups   []*group
	perms    []*perm
	custs    []*customer
	counters map[string]int64

	faults fault.List
}

// New starts a server on a loopback port.
func New(c Config) *Server {
	s := &Server{conf: c.withDefaults(), counters: map[string]int64{}, secret: make([]byte, 32)}
	rand.Read(s.secret)
	s.model = newModel(s.conf.AlarmModel)
	s.started = s.now()
	s.mux = http.NewServeMux()
	for _, r := range routes() {
		s.mux.Handle(r.pattern, s.handle(r))
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL + strings.TrimRight(s.conf.BasePath, "/")
	return s
}

// Close stops the server.
func (s *Server) Close() { s.http.Close() }

// Now is the server's time.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// Advance moves the server's time forward. Nothing happens by itself: as on a real server, somebody has to call housekeeping.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += d
}

// now is in milliseconds, the resolution of everything the server stores.
func (s *Server) now() time.Time {
	if s.conf.Clock.IsZero() {
		return time.Now().Add(s.offset).UTC().Truncate(time.Millisecond)
	}
	return s.conf.Clock.Add(s.offset).UTC().Truncate(time.Millisecond)
}

// Reset forgets all alerts, heartbeats, blackouts, keys, users and the rest, but not the time.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alerts, s.notes, s.beats, s.blacks, s.keys, s.users, s.groups, s.perms, s.custs = nil, nil, nil, nil, nil, nil, nil, nil, nil
	s.counters = map[string]int64{}
}

// Alerts is a copy of all stored alerts with their history, in the order in which they were first stored.
func (s *Server) Alerts() []alerta.Alert {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]alerta.Alert, 0, len(s.alerts))
	for _, a := range s.alerts {
		var x alerta.Alert
		raw, err := json.Marshal(a.json(s, true, true))
		if err == nil {
			err = json.Unmarshal(raw, &x)
		}
		if err != nil {
			panic(fmt.Sprintf("alertatest: alert %s: %v", a.id, err))
		}
		out = append(out, x)
	}
	return out
}

// AddKey stores an API key, as `alertad key` does, which needs no credential. Scopes default to read and write, for an admin user to all.
func (s *Server) AddKey(user, key string, customer string, scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(scopes) == 0 {
		scopes = []string{"read", "write"}
		if contains(s.conf.AdminUsers, user) {
			scopes = adminScopes
		}
	}
	exp := s.now().AddDate(1, 0, 0)
	s.keys = append(s.keys, &apiKey{id: newUUID(), key: key, user: user, scopes: scopes, expire: &exp, customer: optional(customer)})
}

// AddUser stores a user, as `alertad user` does.
func (s *Server) AddUser(email, name, password string, roles ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(roles) == 0 {
		roles = []string{"user"}
	}
	s.users = append(s.users, &user{id: newUUID(), name: name, login: email, email: &email, password: password, status: "active", roles: s.rolesFor(&email, roles),
		attributes: obj{}, create: s.now(), update: s.now(), verified: true})
}

func newUUID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
