package influxtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
)

// Options say what server it is. The zero Options are 1.8.10 without authentication.
type Options struct {
	// Version is "1.8.10" (the default) or "2.7.12" and the like; its first number chooses the line.
	Version string
	// User and Password are asked for by a server of 1.x when User is not empty.
	User, Password string
	// Token is asked for by a server of 2.x; "token" if empty.
	Token string
	// Org is the organization of a server of 2.x; "org" if empty.
	Org string
	// MaxBody is the largest body of a write, after decompression; more is answered with 413. 0 is 25 MB.
	MaxBody int64
	// BasePath stands in front of every path, as behind a proxy.
	BasePath string
}

// Server is the server. It is safe for concurrent use.
type Server struct {
	// URL is the address, with the base path.
	URL string
	// Token and Org are those of the options, with their defaults.
	Token, Org string

	opts     Options
	v2       bool
	http     *httptest.Server
	receiver *influx.Receiver
	closing  chan struct{}
	once     sync.Once

	mu     sync.Mutex
	store  store
	faults []*Fault
	log    []Request
	flux   func(query string) (csv string, err error)
}

// Request is one request as it came in.
type Request struct {
	Method string
	Path   string // without the base path
	Query  map[string][]string
	Header http.Header
	// Status is what was answered, 0 if the connection was reset.
	Status int
}

// New starts a server; Close ends it.
func New(o Options) *Server {
	if o.Version == "" {
		o.Version = "1.8.10"
	}
	s := &Server{closing: make(chan struct{}), opts: o, v2: strings.HasPrefix(o.Version, "2."), Token: o.Token, Org: o.Org}
	if s.v2 && s.Token == "" {
		s.Token = "token"
	}
	if s.v2 && s.Org == "" {
		s.Org = "org"
	}
	s.store = newStore()
	s.receiver = &influx.Receiver{Sink: s.sink, MaxBody: o.MaxBody, Version: o.Version}
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL + o.BasePath
	return s
}

// Start is New for the length of a test.
func Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	s := New(o)
	tb.Cleanup(s.Close)
	return s
}

// Close ends the server, and with it the requests that a fault holds up.
func (s *Server) Close() {
	s.once.Do(func() { close(s.closing) })
	s.http.Close()
}

// Client returns a client of this server with its credentials.
func (s *Server) Client(bucket string, opts ...influx.Option) *influx.Client {
	all := []influx.Option{influx.WithBucket(bucket)}
	if s.v2 {
		all = append(all, influx.WithToken(s.Token), influx.WithOrg(s.Org))
	} else if s.opts.User != "" {
		all = append(all, influx.WithPassword(s.opts.User, s.opts.Password))
	}
	c, err := influx.New(s.URL, append(all, opts...)...)
	if err != nil {
		panic(err) // the address is our own
	}
	return c
}

// CreateBucket makes a bucket (1.x: a database and retention policy) without a request.
func (s *Server) CreateBucket(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.createBucket(name)
}

// Points returns the stored points of a bucket, in the order of time and then of series.
func (s *Server) Points(bucket string) []point.Point {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.store.bucket(bucket)
	if b == nil {
		return nil
	}
	return b.points()
}

// Requests returns the requests so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.log...)
}

// HandleFlux sets what answers Flux queries: annotated CSV, or an error that is answered with 400.
func (s *Server) HandleFlux(f func(query string) (csv string, err error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flux = f
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, s.opts.BasePath)
	if !ok {
		http.NotFound(w, r)
		return
	}
	r = r.Clone(r.Context())
	r.URL.Path = path
	rec := &recorder{ResponseWriter: w}
	s.mu.Lock()
	n := len(s.log)
	s.log = append(s.log, Request{Method: r.Method, Path: path, Query: r.URL.Query(), Header: r.Header.Clone()})
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.log[n].Status = rec.status
	}()
	if s.fail(rec, r) {
		return
	}
	s.route(rec, r)
}

// recorder notes the status.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Influxdb-Version", s.opts.Version)
	w.Header().Set("X-Influxdb-Build", "OSS")
	switch r.URL.Path {
	case "/ping":
		w.WriteHeader(http.StatusNoContent)
		return
	case "/health":
		reply(w, http.StatusOK, map[string]string{"name": "influxdb", "status": "pass", "message": "ready for queries and writes", "version": s.opts.Version})
		return
	}
	if !s.authorized(r) {
		s.refuse(w, http.StatusUnauthorized, "unauthorized access")
		return
	}
	switch {
	case r.URL.Path == "/write" || r.URL.Path == "/api/v2/write":
		s.write(w, r)
	case r.URL.Path == "/query":
		s.query(w, r)
	case r.URL.Path == "/api/v2/query":
		s.fluxQuery(w, r)
	case s.v2 && strings.HasPrefix(r.URL.Path, "/api/v2/"):
		s.api2(w, r)
	default:
		s.refuse(w, http.StatusNotFound, "path not found")
	}
}

func (s *Server) authorized(r *http.Request) bool {
	user, password, basic := r.BasicAuth()
	token, isToken := strings.CutPrefix(r.Header.Get("Authorization"), "Token ")
	if s.v2 {
		return isToken && token == s.Token || basic && password == s.Token || r.URL.Query().Get("p") == s.Token
	}
	if s.opts.User == "" {
		return true
	}
	if isToken {
		user, password, basic = strings.Cut(token, ":")
	}
	if !basic {
		user, password = r.URL.Query().Get("u"), r.URL.Query().Get("p")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u, known := s.store.users[user]
	return user == s.opts.User && password == s.opts.Password || known && u.password == password
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// refuse answers an error in the server's own dialect.
func (s *Server) refuse(w http.ResponseWriter, status int, message string) {
	if !s.v2 {
		w.Header().Set("X-Influxdb-Error", message)
		reply(w, status, map[string]string{"error": message})
		return
	}
	code := map[int]string{400: "invalid", 401: "unauthorized", 404: "not found", 409: "conflict", 413: "request too large", 422: "unprocessable entity"}[status]
	if code == "" {
		code = "internal error"
	}
	reply(w, status, map[string]string{"code": code, "message": message})
}
