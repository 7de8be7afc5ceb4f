package kapacitortest

import (
	"net/http"
	"strings"
	"time"
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

	hits int
}

// Fail adds a fault.
func (s *Server) Fail(f Fault) {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	s.faults = append(s.faults, &f)
}

// Heal removes all faults.
func (s *Server) Heal() {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	s.faults = nil
}

func (s *Server) fault(r *http.Request, path string) *Fault {
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	for _, f := range s.faults {
		if (f.Method != "" && f.Method != r.Method) || !strings.HasPrefix(path, f.Path) {
			continue
		}
		f.hits++
		if f.hits <= f.Skip || (f.Times > 0 && f.hits > f.Skip+f.Times) {
			continue
		}
		return f
	}
	return nil
}

// inject reports whether a fault has answered.
func (s *Server) inject(w http.ResponseWriter, r *http.Request, path string) bool {
	f := s.fault(r, path)
	switch {
	case f == nil:
		return false
	case f.Reset:
		panic(http.ErrAbortHandler)
	case f.Answer != nil:
		f.Answer(w, r)
		return true
	case f.Status != 0:
		for k, v := range f.Header {
			w.Header().Set(k, v)
		}
		message := f.Message
		if message == "" {
			message = http.StatusText(f.Status)
		}
		writeError(w, &apiError{code: f.Status, message: message})
		return true
	case f.After:
		s.dispatch(discard{http.Header{}}, r, basePath+path)
		panic(http.ErrAbortHandler)
	case f.Delay > 0:
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
		case <-s.closing:
		}
	}
	return false
}

// discard is an answer that nobody sees.
type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}
