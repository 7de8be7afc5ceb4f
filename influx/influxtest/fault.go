package influxtest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/influx/point"
)

// Fault makes requests fail. Its parts work together: what is set happens.
type Fault struct {
	// Path is the end of the path of the requests it is for, "/write"; "" is for all.
	Path string
	// Match, if not nil, decides further.
	Match func(*http.Request) bool
	// Times is how many requests it meets; 0 is all until Clear.
	Times int

	// Delay waits before anything else, or until the request is cancelled.
	Delay time.Duration
	// Status is answered, with Message and, if not empty, Retry-After.
	Status     int
	Message    string
	RetryAfter string
	// Reset closes the connection without an answer.
	Reset bool
	// Store carries out the request before it fails with Status or Reset: the answer gets lost, the effect does not.
	Store bool
	// SlowBody sends headers and the start of a body, and then nothing more until the client goes away.
	SlowBody bool
	// Refuse makes a write a partial one: points for which it returns a reason are not stored.
	Refuse func(point.Point) (reason string)

	met int
}

// Inject adds a fault. Faults are tried in the order in which they came.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Clear removes all faults.
func (s *Server) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// take finds the fault for a request.
func (s *Server) take(r *http.Request) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Times > 0 && f.met >= f.Times || f.Refuse != nil {
			continue
		}
		if strings.HasSuffix(r.URL.Path, f.Path) && (f.Match == nil || f.Match(r)) {
			f.met++
			return *f, true
		}
	}
	return Fault{}, false
}

// refusal finds the fault that makes this write a partial one.
func (s *Server) refusal() func(point.Point) string {
	for _, f := range s.faults {
		if f.Refuse != nil && (f.Times == 0 || f.met < f.Times) {
			f.met++
			return f.Refuse
		}
	}
	return nil
}

// fail lets a fault answer the request; false if there is none, or it only delays.
func (s *Server) fail(w http.ResponseWriter, r *http.Request) bool {
	f, ok := s.take(r)
	if !ok {
		return false
	}
	// The server notices that a client has gone away only when the request's body was read.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if f.Delay > 0 {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			return true
		case <-s.closing:
			panic(http.ErrAbortHandler)
		}
	}
	if f.Store {
		s.route(&discard{header: http.Header{}}, r)
	}
	switch {
	case f.Reset:
		panic(http.ErrAbortHandler)
	case f.SlowBody:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte(`{"results":[`))
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-s.closing:
		}
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		if f.RetryAfter != "" {
			w.Header().Set("Retry-After", f.RetryAfter)
		}
		message := f.Message
		if message == "" {
			message = "injected: " + strings.ToLower(http.StatusText(f.Status))
		}
		s.refuse(w, f.Status, message)
		return true
	}
	return false
}

// discard takes an answer that gets lost.
type discard struct {
	header http.Header
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(int)             {}

// Count returns how many requests had this path's end and this status; 0 means any status.
func (s *Server) Count(path string, status int) int {
	return len(slices.DeleteFunc(s.Requests(), func(r Request) bool {
		return !strings.HasSuffix(r.Path, path) || status != 0 && r.Status != status
	}))
}
