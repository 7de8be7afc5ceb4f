package kapacitortest

import (
	"net/http"
	"time"

	"github.com/tickwright/tickwright/internal/fault"
)

// Fault makes requests fail. Zero fields of the match apply to every request; the first fault that matches is used.
type Fault struct {
	Method string // of the requests to hit
	Path   string // prefix below /kapacitor/v1, such as /tasks
	Skip   int    // matching requests to let through first
	Times  int    // requests to hit; 0: all

	// What happens, the first that is set:
	Reset   bool              // the connection is cut without an answer
	Answer  http.HandlerFunc  // answers itself
	Status  int               // an error with this status
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
			writeError(w, &apiError{code: status, message: message})
		},
		Serve:   func(w http.ResponseWriter, r *http.Request) { s.dispatch(w, r, basePath+path) },
		Closing: s.closing,
	}, w, r, path)
}
