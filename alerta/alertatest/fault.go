package alertatest

import (
	"net/http"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/fault"
)

// Fault makes requests fail. Zero fields of the match apply to every request; the first fault that matches is used.
type Fault struct {
	Method string // of the requests to hit
	Path   string // prefix below the base path, such as /alert
	Skip   int    // matching requests to let through first
	Times  int    // requests to hit; 0: all

	// What happens, the first that is set:
	Reset   bool              // the connection is cut without an answer
	Answer  http.HandlerFunc  // answers itself
	Status  int               // an error envelope with this status
	Message string            // in it
	Header  map[string]string // with the status, such as Retry-After
	After   bool              // do what was asked, then cut the connection: a lost answer
	Delay   time.Duration     // only wait, or until the caller gives up, and then serve
}

// Fail adds a fault.
func (s *Server) Fail(f Fault) { s.faults.Add(fault.Fault(f)) }

// Heal removes all faults.
func (s *Server) Heal() { s.faults.Clear() }

// inject reports whether a fault has answered.
func (s *Server) inject(w http.ResponseWriter, r *http.Request, path string) bool {
	return s.faults.Inject(fault.Server{
		Refuse: func(w http.ResponseWriter, status int, message string) {
			writeError(w, w.Header().Get("X-Request-ID"), &apiError{code: status, message: message})
		},
		Serve: func(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, s.stripped(r, path)) },
	}, w, r, path)
}

func (s *Server) stripped(r *http.Request, path string) *http.Request {
	r2 := r.Clone(r.Context())
	r2.URL.RawPath = path
	r2.URL.Path = strings.TrimPrefix(r.URL.Path, strings.TrimRight(s.conf.BasePath, "/"))
	return r2
}
