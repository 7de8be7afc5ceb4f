package kapacitortest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
)

const (
	basePath    = "/kapacitor/v1"
	previewPath = "/kapacitor/v1preview"
)

// obj is a JSON object.
type obj = map[string]any

// route is one entry of the API. A pattern that ends in a slash stands for everything below it.
type route struct {
	method, pattern string
	open            bool // asks for no credentials
	fn              func(*request) (*reply, error)
}

// reply is a successful answer.
type reply struct {
	status int
	body   any    // JSON, unless raw is there
	flat   bool   // JSON on one line
	raw    []byte // as it is
	header map[string]string
	stream func(http.ResponseWriter, *http.Request) // answers by itself, without the lock
}

func ok(body any) (*reply, error) { return &reply{status: http.StatusOK, body: body}, nil }
func flat(body any) (*reply, error) {
	return &reply{status: http.StatusOK, body: body, flat: true}, nil
}

var done = &reply{status: http.StatusNoContent}

// apiError is an error answer.
type apiError struct {
	code    int
	message string
	plain   bool // text instead of JSON, as /write answers
	flat    bool // JSON on one line, as the checks of credentials answer
}

func (e *apiError) Error() string { return e.message }

func fail(code int, format string, args ...any) error {
	return &apiError{code: code, message: fmt.Sprintf(format, args...)}
}

func bad(err error) error { return fail(http.StatusBadRequest, "%s", err) }

// request is one call in progress.
type request struct {
	*http.Request
	s    *Server
	path string // below basePath
	body []byte
}

// below is what follows a prefix of the path.
func (q *request) below(prefix string) string { return strings.TrimPrefix(q.path, prefix) }

// decode reads the body. Like the server, it looks at the first JSON value only.
func (q *request) decode(into any) error {
	return json.NewDecoder(bytes.NewReader(q.body)).Decode(into)
}

func self(elements ...string) obj {
	return obj{"rel": "self", "href": path.Join(append([]string{basePath}, elements...)...)}
}

// serve strips the base path, injects faults, checks credentials and finds the route.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	p, isBelow := strings.CutPrefix(r.URL.Path, strings.TrimRight(s.conf.BasePath, "/"))
	if !isBelow || !strings.HasPrefix(p, "/") {
		writeError(w, &apiError{code: http.StatusNotFound, message: "Not Found"})
		return
	}
	if clean := cleanPath(p); clean != p {
		to := *r.URL
		to.Path = strings.TrimRight(s.conf.BasePath, "/") + clean
		http.Redirect(w, r, to.String(), http.StatusMovedPermanently)
		return
	}
	rest := strings.TrimPrefix(p, basePath)
	if s.inject(w, r, rest) {
		return
	}
	s.dispatch(w, r, p)
}

func (s *Server) dispatch(w http.ResponseWriter, r *http.Request, p string) {
	if origin := r.Header.Get("Origin"); origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Allow-Methods", "DELETE, GET, OPTIONS, POST, PATCH")
		w.Header().Set("Access-Control-Allow-Headers", "Accept, Accept-Encoding, Authorization, Content-Length, Content-Type, X-CSRF-Token, X-HTTP-Method-Override")
	}
	w.Header().Set("X-Kapacitor-Version", Version)
	w.Header().Set("Request-Id", newUUID())
	if r.Method == http.MethodOptions {
		return // answered for every path
	}
	rt := s.find(r.Method, p)
	if rt == nil && strings.HasPrefix(p, previewPath+"/") {
		p = basePath + strings.TrimPrefix(p, previewPath)
		rt = s.find(r.Method, p)
	}
	if !(rt != nil && rt.open) {
		if err := s.authenticate(r); err != nil {
			writeError(w, &apiError{code: http.StatusUnauthorized, message: err.Error(), flat: true})
			return
		}
	}
	if rt == nil {
		writeError(w, &apiError{code: http.StatusNotFound, message: "Not Found"})
		return
	}
	body, err := readBody(r)
	if err != nil {
		writeError(w, &apiError{code: http.StatusBadRequest, message: err.Error(), plain: true})
		return
	}
	rep, err := s.handle(rt, &request{Request: r, s: s, path: strings.TrimPrefix(p, basePath), body: body})
	if err != nil {
		var e *apiError
		if !errors.As(err, &e) {
			e = &apiError{code: http.StatusInternalServerError, message: err.Error()}
		}
		writeError(w, e)
		return
	}
	rep.write(w, r)
}

// handle runs a route under the lock.
func (s *Server) handle(rt *route, q *request) (*reply, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp()
	s.counters.requests++
	rep, err := rt.fn(q)
	s.poke()
	return rep, err
}

// find returns the route with the longest pattern that fits.
func (s *Server) find(method, p string) *route {
	var best *route
	for i := range s.routes {
		rt := &s.routes[i]
		fits := rt.pattern == p || strings.HasSuffix(rt.pattern, "/") && strings.HasPrefix(p, rt.pattern)
		if rt.method == method && fits && (best == nil || len(rt.pattern) > len(best.pattern)) {
			best = rt
		}
	}
	return best
}

// cleanPath removes . and .. and double slashes, and keeps a slash at the end.
func cleanPath(p string) string {
	clean := path.Clean(p)
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

// maxBody bounds what a request may hold, in bytes, after it is unpacked.
const maxBody = 256 << 20

func readBody(r *http.Request) ([]byte, error) {
	var in io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, err
		}
		in = z
	}
	b, err := io.ReadAll(io.LimitReader(in, maxBody+1))
	if err == nil && len(b) > maxBody {
		err = fmt.Errorf("a body of more than %d bytes is not read", maxBody)
	}
	return b, err
}

func (rep *reply) write(w http.ResponseWriter, r *http.Request) {
	if rep.stream != nil {
		rep.stream(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	for k, v := range rep.header {
		w.Header().Set(k, v)
	}
	switch {
	case rep.raw != nil:
		w.WriteHeader(rep.status)
		_, _ = w.Write(rep.raw)
	case rep.body != nil:
		b := marshal(rep.body, rep.flat)
		w.WriteHeader(rep.status)
		_, _ = w.Write(b)
	default:
		w.WriteHeader(rep.status)
	}
}

func marshal(v any, flat bool) []byte {
	var b []byte
	var err error
	if flat {
		b, err = json.Marshal(v)
		b = append(b, '\n')
	} else {
		b, err = json.MarshalIndent(v, "", "    ")
	}
	if err != nil {
		b, _ = json.Marshal(obj{"error": err.Error()})
	}
	return b
}

func writeError(w http.ResponseWriter, e *apiError) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(e.code)
	if e.plain {
		_, _ = io.WriteString(w, e.message+"\n")
		return
	}
	_, _ = w.Write(marshal(obj{"error": e.message, "message": e.message}, e.flat))
}
