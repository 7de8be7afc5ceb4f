package grafanatest

import (
	"crypto/rand"
	"encoding/base32"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/internal/fault"
)

// Server is a Grafana in this process.
type Server struct {
	URL string // with its base path

	conf Config
	http *httptest.Server
	mux  *http.ServeMux

	mu    sync.Mutex // guards everything below; one request at a time
	ids   map[string]int64
	orgs  []*org
	users []*user

	faults fault.List
}

// org is an organisation with all that is in it.
type org struct {
	id       int64
	name     string
	sources  []*source
	things   []*dashboard // dashboards and folders, which share their uids
	notes    []*note
	teams    []*team
	accounts []*account
	elements []*element
	prefs    preferences
	alerting alerting
}

// New starts a server on a loopback port. It has the organisation 1, "Main Org.", and its admin.
func New(c Config) *Server {
	s := &Server{conf: c.withDefaults(), ids: map[string]int64{}}
	admin := &user{id: s.next("user"), login: AdminUser, email: "admin@localhost", password: AdminPassword, admin: true, roles: map[int64]string{}}
	s.users = append(s.users, admin)
	main := s.newOrg("Main Org.")
	admin.roles[main.id], admin.org = grafana.RoleAdmin, main.id
	s.mux = http.NewServeMux()
	for _, r := range routes() {
		s.mux.Handle(r.pattern, s.handle(r))
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL + s.conf.BasePath
	return s
}

// Close stops the server.
func (s *Server) Close() { s.http.Close() }

func (s *Server) newOrg(name string) *org {
	o := &org{id: s.next("org"), name: name, alerting: newAlerting()}
	s.orgs = append(s.orgs, o)
	return o
}

// next is the next id of a kind.
func (s *Server) next(kind string) int64 {
	s.ids[kind]++
	return s.ids[kind]
}

// now is in milliseconds, so that what is stored and what is answered are the same.
func (s *Server) now() time.Time { return s.conf.Now().UTC().Truncate(time.Millisecond) }

func (s *Server) org(id int64) *org { return find(s.orgs, func(o *org) bool { return o.id == id }) }

func find[T any](list []*T, is func(*T) bool) *T {
	for _, x := range list {
		if is(x) {
			return x
		}
	}
	return nil
}

func remove[T any](list []*T, x *T) []*T {
	out := make([]*T, 0, len(list))
	for _, y := range list {
		if y != x {
			out = append(out, y)
		}
	}
	return out
}

// newUID is one such as the server makes.
func newUID() string {
	var b [10]byte
	rand.Read(b[:])
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// slug is a title as it stands in a URL.
func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}
