package grafanatest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// obj is a JSON object.
type obj = map[string]any

// route is one entry of the API.
type route struct {
	pattern string // of http.ServeMux, without the base path
	need    need
	fn      func(*request) (*reply, error)
}

// need is what a caller must be.
type need int

const (
	nobody need = iota // not even signed in
	viewer
	editor
	orgAdmin
	serverAdmin
)

// reply is a successful answer; a nil body is none.
type reply struct {
	status int
	body   any
}

func ok(body any) (*reply, error) { return &reply{http.StatusOK, body}, nil }

func said(message string) (*reply, error) { return ok(obj{"message": message}) }

// apiError is an error answer.
type apiError struct {
	status int
	body   any // nil is an empty answer
}

func (e *apiError) Error() string { return fmt.Sprint(e.status, " ", e.body) }

// fail is the plain error answer.
func fail(status int, format string, args ...any) error {
	return &apiError{status, obj{"message": fmt.Sprintf(format, args...)}}
}

// failAs has the name of the error, too.
func failAs(status int, name, message string) error {
	return &apiError{status, obj{"message": message, "status": name}}
}

// failWith carries the error behind the message.
func failWith(status int, message, cause string) error {
	return &apiError{status, obj{"message": message, "error": cause}}
}

// request is one call in progress.
type request struct {
	*http.Request
	s      *Server
	raw    []byte
	caller caller
	org    *org
}

// serve strips the base path, injects faults and finds the route.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	rest, under := strings.CutPrefix(r.URL.EscapedPath(), s.conf.BasePath)
	if !under || !strings.HasPrefix(rest, "/") {
		writeJSON(w, http.StatusNotFound, obj{"message": "Not found"})
		return
	}
	r2 := r.Clone(r.Context())
	r2.URL.RawPath = rest
	r2.URL.Path = strings.TrimPrefix(r.URL.Path, s.conf.BasePath)
	if len(r2.URL.Path) > 1 {
		r2.URL.Path, r2.URL.RawPath = strings.TrimSuffix(r2.URL.Path, "/"), strings.TrimSuffix(r2.URL.RawPath, "/")
	}
	if s.inject(w, r2) {
		return
	}
	if _, pattern := s.mux.Handler(r2); pattern == "" {
		writeJSON(w, http.StatusNotFound, obj{"message": "Not found"})
		return
	}
	s.mux.ServeHTTP(w, r2)
}

// handle runs a route under the lock.
func (s *Server) handle(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return // the caller is gone
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		q := &request{Request: r, s: s, raw: raw}
		rep, err := q.run(rt)
		if err != nil {
			var e *apiError
			if !errors.As(err, &e) {
				e = &apiError{http.StatusInternalServerError, obj{"message": err.Error()}}
			}
			rep = &reply{e.status, e.body}
		}
		if rep.body == nil {
			w.WriteHeader(rep.status)
			return
		}
		writeJSON(w, rep.status, rep.body)
	})
}

func (q *request) run(rt route) (*reply, error) {
	if rt.need != nobody {
		if err := q.authenticate(rt.need); err != nil {
			return nil, err
		}
	}
	return rt.fn(q)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		panic(fmt.Sprintf("grafanatest: encode answer: %v", err))
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(bytes.TrimSpace(buf.Bytes()))
}

// bind reads the body.
func bind[T any](q *request) (T, error) {
	var v T
	if err := json.Unmarshal(q.raw, &v); err != nil {
		return v, failWith(http.StatusBadRequest, "bad request data", err.Error())
	}
	return v, nil
}

// number is an id in the path.
func (q *request) number(name string) (int64, error) {
	n, err := strconv.ParseInt(q.PathValue(name), 10, 64)
	if err != nil {
		return 0, failWith(http.StatusBadRequest, name+" is invalid", err.Error())
	}
	return n, nil
}

// param is a whole number in the query, 0 when it is none.
func (q *request) param(name string) int {
	n, _ := strconv.Atoi(q.URL.Query().Get(name)) // what is no number counts as absent, as on the server
	return n
}

// page cuts a page out of a list, given the size the server takes when none is asked for.
func page[T any](q *request, list []T, sizeName string, size, first int) []T {
	if n := q.param(sizeName); n > 0 {
		size = n
	}
	number := max(q.param("page")-first, 0)
	from := min(number*size, len(list))
	return list[from:min(from+size, len(list))]
}
