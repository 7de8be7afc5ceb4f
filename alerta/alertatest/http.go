package alertatest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// obj is a JSON object.
type obj = map[string]any

// route is one entry of the API.
type route struct {
	pattern string // of http.ServeMux, without the base path
	scope   string // "": none; "-": not even a credential is looked at
	free    bool   // any content type
	fn      func(*request) (*reply, error)
}

// reply is a successful answer.
type reply struct {
	status int
	body   any // obj, or string for plain text
	header map[string]string
}

func ok(body obj) (*reply, error) {
	body["status"] = "ok"
	return &reply{status: http.StatusOK, body: body}, nil
}

func created(body obj) (*reply, error) {
	body["status"] = "ok"
	return &reply{status: http.StatusCreated, body: body}, nil
}

// apiError is the server's error envelope.
type apiError struct {
	code    int
	message string
	errors  []any
	basic   bool // carries WWW-Authenticate
}

func (e *apiError) Error() string { return e.message }

func fail(code int, format string, args ...any) error {
	return &apiError{code: code, message: fmt.Sprintf(format, args...)}
}

// crash is an error the server did not expect, such as one from its database.
func crash(format string, args ...any) error {
	return &apiError{code: 500, message: "An internal error has occurred!", errors: []any{fmt.Sprintf(format, args...)}}
}

var errNotFound = &apiError{code: 404, message: "not found"}

// request is one call in progress.
type request struct {
	*http.Request
	s      *Server
	raw    map[string]json.RawMessage // JSON body
	body   obj
	caller caller
	now    time.Time
}

// serve strips the base path, injects faults and finds the route.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	id := r.Header.Get("X-Request-ID")
	if id == "" {
		id = newUUID()
	}
	w.Header().Set("X-Request-ID", id)
	base := strings.TrimRight(s.conf.BasePath, "/")
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), base)
	if !ok || !strings.HasPrefix(rest, "/") {
		writeError(w, id, notFoundPage())
		return
	}
	if s.inject(w, r, rest) {
		return
	}
	r2 := r.Clone(r.Context())
	r2.URL.RawPath = rest
	r2.URL.Path = strings.TrimPrefix(r.URL.Path, base)
	if _, pattern := s.mux.Handler(r2); pattern == "" {
		err := notFoundPage()
		for _, m := range []string{"GET", "POST", "PUT", "DELETE"} {
			probe := r2.Clone(r2.Context())
			probe.Method = m
			if _, pattern := s.mux.Handler(probe); pattern != "" {
				err = &apiError{code: 405, message: "405 Method Not Allowed: The method is not allowed for the requested URL.",
					errors: []any{"The method is not allowed for the requested URL."}}
			}
		}
		writeError(w, id, err)
		return
	}
	s.mux.ServeHTTP(w, r2)
}

func notFoundPage() *apiError {
	const text = "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."
	return &apiError{code: 404, message: "404 Not Found: " + text, errors: []any{text}}
}

// handle runs a route under the lock.
func (s *Server) handle(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := w.Header().Get("X-Request-ID")
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return // the caller is gone
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		q := &request{Request: r, s: s, now: s.now()}
		rep, err := q.run(rt, raw)
		if err != nil {
			var e *apiError
			if !errors.As(err, &e) {
				e = &apiError{code: 500, message: err.Error()}
			}
			writeError(w, id, e)
			return
		}
		for k, v := range rep.header {
			w.Header().Set(k, v)
		}
		if text, plain := rep.body.(string); plain {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(rep.status)
			_, _ = io.WriteString(w, text)
			return
		}
		writeJSON(w, rep.status, rep.body)
	})
}

func (q *request) run(rt route, raw []byte) (*reply, error) {
	if !rt.free && (q.Method == "POST" || q.Method == "PUT") && !strings.HasPrefix(q.Header.Get("Content-Type"), "application/json") {
		return nil, fail(415, "POST and PUT requests must set 'Content-type' to 'application/json'")
	}
	if rt.scope != "-" {
		if err := q.authenticate(rt.scope, raw); err != nil {
			return nil, err
		}
	}
	if q.Method == "POST" || q.Method == "PUT" {
		if err := q.decode(rt, raw); err != nil {
			return nil, err
		}
	}
	return rt.fn(q)
}

func (q *request) decode(rt route, raw []byte) error {
	if len(bytes.TrimSpace(raw)) == 0 && rt.free {
		return nil
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		const text = "The browser (or proxy) sent a request that this server could not understand."
		return &apiError{code: 400, message: "400 Bad Request: " + text, errors: []any{text}}
	}
	m, isObject := v.(obj)
	if !isObject {
		if a, isList := v.([]any); isList && len(a) >= 0 {
			return crash("'list' object has no attribute 'get'")
		}
		return crash("'str' object has no attribute 'get'")
	}
	q.body = m
	return json.Unmarshal(raw, &q.raw)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		panic(fmt.Sprintf("alertatest: encode answer: %v", err))
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes())
}

func writeError(w http.ResponseWriter, id string, e *apiError) {
	if e.basic {
		w.Header().Set("WWW-Authenticate", "Basic realm=Alerta")
	}
	var list any
	if e.errors != nil {
		list = e.errors
	}
	writeJSON(w, e.code, obj{"status": "error", "message": e.message, "code": e.code, "errors": list, "requestId": id})
}

// str is a string member of the body, "" when absent, null or something else.
func (q *request) str(name string) string {
	s, _ := q.body[name].(string)
	return s
}

// strs is a list of strings in the body.
func (q *request) strs(name string) []string {
	l, _ := q.body[name].([]any)
	out := make([]string, 0, len(l))
	for _, x := range l {
		if s, isString := x.(string); isString {
			out = append(out, s)
		} else {
			out = append(out, fmt.Sprint(x))
		}
	}
	return out
}

// opt is a string member, nil when absent or null.
func (q *request) opt(name string) *string {
	if s, isString := q.body[name].(string); isString {
		return &s
	}
	return nil
}

// integer is a whole number in the body, nil when absent or null; ok is false for anything else.
func (q *request) integer(name string) (n *int64, ok bool) {
	switch v := q.body[name].(type) {
	case nil:
		return nil, true
	case json.Number:
		i, err := v.Int64()
		return &i, err == nil
	case bool: // Python's True is an int
		var i int64
		if v {
			i = 1
		}
		return &i, true
	}
	return nil, false
}

// when is a time in the body, nil when absent or not a string; only one format is understood.
func (q *request) when(name string) (*time.Time, error) {
	s, isString := q.body[name].(string)
	if !isString {
		return nil, nil
	}
	t, valid := parseTime(s)
	if !valid {
		return nil, fail(400, "dates must be ISO 8601 date format YYYY-MM-DDThh:mm:ss.sssZ")
	}
	return &t, nil
}

// parseTime reads the one format the server takes: a fraction of one to six digits and Z are mandatory.
func parseTime(s string) (time.Time, bool) {
	t, err := time.Parse("2006-01-02T15:04:05Z", s)
	dot := strings.LastIndexByte(s, '.')
	digits := len(s) - dot - 2
	if err != nil || dot < 0 || digits < 1 || digits > 6 {
		return time.Time{}, false
	}
	return t.UTC().Truncate(time.Millisecond), true
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func stampPtr(t *time.Time) any {
	if t == nil {
		return nil
	}
	return stamp(*t)
}

func (s *Server) href(path string) string { return s.URL + path }
