package influxtest

import (
	"context"
	"fmt"
	"net/http"

	"github.com/tickwright/tickwright/influx"
)

// statusError is an error with the status that it is answered with.
type statusError struct {
	status  int
	message string
}

func (e *statusError) Error() string   { return e.message }
func (e *statusError) HTTPStatus() int { return e.status }

func (s *Server) write(w http.ResponseWriter, r *http.Request) {
	s.receiver.ServeHTTP(w, r)
}

// sink stores one write as the real servers do: what fits is stored, and a refused point makes the write a partial one.
func (s *Server) sink(_ context.Context, got influx.Received) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := got.Database
	if got.RetentionPolicy != "" {
		name += "/" + got.RetentionPolicy
	}
	b := s.store.bucket(name)
	if b == nil {
		if s.v2 {
			return &statusError{http.StatusNotFound, fmt.Sprintf("bucket %q not found", name)}
		}
		return &statusError{http.StatusNotFound, fmt.Sprintf("database not found: %q", got.Database)}
	}
	refuse := s.refusal()
	dropped, why := 0, ""
	for _, p := range got.Points {
		reason := ""
		if refuse != nil {
			reason = refuse(p)
		}
		if reason == "" {
			reason = b.write(p)
		}
		if reason != "" {
			dropped++
			why = reason
		}
	}
	if dropped == 0 {
		return nil
	}
	message := fmt.Sprintf("partial write: %s dropped=%d", why, dropped)
	if s.v2 {
		return &statusError{http.StatusUnprocessableEntity, "failure writing points to database: " + message}
	}
	return &statusError{http.StatusBadRequest, message}
}
