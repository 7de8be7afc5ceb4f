// Package fault lets the in-process servers for tests fail on demand: a connection that is cut, a status, an answer that gets lost, a
// delay. Each server shows its users a Fault of its own, with the same fields and its own words, and converts it to this one.
package fault

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// Fault makes requests fail. Zero fields of the match apply to every request.
type Fault struct {
	// Method and Path, a prefix, say which requests are meant; Skip of these are let through first, and then Times are hit, 0 for all.
	Method, Path string
	Skip, Times  int

	// What happens, the first that is set: the connection is cut; the function answers; an error with a status, a message and headers; what
	// was asked is done, and then the connection is cut; the request waits, or until its caller gives up, and is served.
	Reset   bool
	Answer  http.HandlerFunc
	Status  int
	Message string
	Header  map[string]string
	After   bool
	Delay   time.Duration
}

// List is a server's faults; the first that matches is used. The zero List has none.
type List struct {
	mu     sync.Mutex
	faults []*entry
}

type entry struct {
	Fault
	hits int
}

// Add adds a fault.
func (l *List) Add(f Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults = append(l.faults, &entry{Fault: f})
}

// Clear removes all faults.
func (l *List) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults = nil
}

func (l *List) match(method, path string) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.faults {
		if (f.Method != "" && f.Method != method) || !strings.HasPrefix(path, f.Path) {
			continue
		}
		f.hits++
		if f.hits <= f.Skip || (f.Times > 0 && f.hits > f.Skip+f.Times) {
			continue
		}
		return &f.Fault
	}
	return nil
}

// Server is what a fault needs of the server that it hits.
type Server struct {
	// Refuse writes an error as the server writes errors.
	Refuse func(w http.ResponseWriter, status int, message string)
	// Serve does what the request asks for; nobody sees the answer.
	Serve http.HandlerFunc
	// Closing ends delays when it is closed; nil does not.
	Closing <-chan struct{}
}

// Inject reports whether a fault has answered the request for path. One that cuts the connection panics with http.ErrAbortHandler, which
// net/http takes for that.
func (l *List) Inject(s Server, w http.ResponseWriter, r *http.Request, path string) bool {
	f := l.match(r.Method, path)
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
		s.Refuse(w, f.Status, message)
		return true
	case f.After:
		s.Serve(discard{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	case f.Delay > 0:
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
		case <-s.Closing:
		}
	}
	return false
}

// discard is an answer that nobody sees.
type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}
