package influx

import (
	"compress/gzip"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/tickwright/tickwright/influx/point"
)

// Received is one write as it came in.
type Received struct {
	// Database and RetentionPolicy are those of /write?db=&rp=, or the parts of /api/v2/write?bucket=.
	Database        string
	RetentionPolicy string
	// Org is that of /api/v2/write.
	Org    string
	Points []point.Point
}

// Receiver is an [http.Handler] that takes what an InfluxDB client sends: a subscription of 1.x, a Telegraf output, this
// package's own Writer. It serves POST /write and /api/v2/write, with gzip and every precision, GET and HEAD /ping, and
// answers POST /query with an empty result, since Telegraf wants to create its database first.
//
// The good lines of a write are passed on; for the bad ones the answer is 400 with "partial write", as InfluxDB has it.
type Receiver struct {
	// Sink gets the points. Its error is answered with 500, so that the sender repeats the write. It may be called by
	// many goroutines at once.
	Sink func(ctx context.Context, r Received) error
	// Auth, if not nil, decides on each request by user and password, or by the token, which is then the password of the
	// user "". [PasswordAuth] and [TokenAuth] make one.
	Auth func(user, password string) bool
	// MaxBody is the largest body in bytes, before and after decompression; more is answered with 413. 0 is 25 MB.
	MaxBody int64
	// Version is what X-Influxdb-Version says; "1.8.10" if empty. It makes senders choose their dialect.
	Version string
	// Now gives the time, in ns, of lines that have none; nil is the present.
	Now func() int64
}

const defaultMaxBody = 25_000_000

// PasswordAuth accepts one user.
func PasswordAuth(user, password string) func(string, string) bool {
	return func(u, p string) bool {
		return subtle.ConstantTimeCompare([]byte(u), []byte(user))&subtle.ConstantTimeCompare([]byte(p), []byte(password)) == 1
	}
}

// TokenAuth accepts one token.
func TokenAuth(token string) func(string, string) bool { return PasswordAuth("", token) }

// ServeHTTP implements [http.Handler].
func (rc *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	version := rc.Version
	if version == "" {
		version = "1.8.10"
	}
	w.Header().Set("X-Influxdb-Version", version)
	w.Header().Set("X-Influxdb-Build", "OSS")
	switch r.URL.Path {
	case "/ping":
		w.WriteHeader(http.StatusNoContent)
	case "/write", "/api/v2/write", "/query":
		if r.Method != http.MethodPost && r.URL.Path != "/query" {
			w.Header().Set("Allow", http.MethodPost)
			answer1(w, http.StatusMethodNotAllowed, "method not allowed")
			return
		}
		if rc.Auth != nil && !rc.Auth(requestUser(r)) {
			w.Header().Set("WWW-Authenticate", `Basic realm="InfluxDB"`)
			answer1(w, http.StatusUnauthorized, "authorization failed")
			return
		}
		if r.URL.Path == "/query" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"results":[{"statement_id":0}]}`+"\n")
			return
		}
		rc.write(w, r)
	default:
		answer1(w, http.StatusNotFound, "not found")
	}
}

// requestUser finds the credentials in each of the places where InfluxDB takes them.
func requestUser(r *http.Request) (user, password string) {
	if u, p, ok := r.BasicAuth(); ok {
		return u, p
	}
	scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "token") || strings.EqualFold(scheme, "bearer") {
		// 1.8 takes "Token user:password".
		if u, p, ok := strings.Cut(rest, ":"); ok {
			return u, p
		}
		return "", rest
	}
	q := r.URL.Query()
	return q.Get("u"), q.Get("p")
}

func (rc *Receiver) write(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	got := Received{Database: q.Get("db"), RetentionPolicy: q.Get("rp")}
	if r.URL.Path == "/api/v2/write" {
		got.Database, got.RetentionPolicy, _ = strings.Cut(q.Get("bucket"), "/")
		got.Org = q.Get("org")
	}
	if got.Database == "" {
		answer1(w, http.StatusBadRequest, "database is required")
		return
	}
	prec, err := point.ParsePrecision(q.Get("precision"))
	if err != nil {
		answer1(w, http.StatusBadRequest, err.Error())
		return
	}
	limit := rc.MaxBody
	if limit <= 0 {
		limit = defaultMaxBody
	}
	body := io.Reader(http.MaxBytesReader(w, r.Body, limit))
	if strings.Contains(r.Header.Get("Content-Encoding"), "gzip") {
		z, err := gzip.NewReader(body)
		if err != nil {
			answer1(w, bodyStatus(err), fmt.Sprintf("read gzip: %v", err))
			return
		}
		defer z.Close()
		body = &limitedReader{z, limit}
	}
	var bad []error
	for p, err := range point.NewReader(body, point.Options{Precision: prec, Continue: true, DefaultTime: rc.Now, MaxLine: int(limit)}).All() {
		var line *point.LineError
		switch {
		case errors.As(err, &line):
			bad = append(bad, err)
		case err != nil:
			answer1(w, bodyStatus(err), err.Error())
			return
		default:
			got.Points = append(got.Points, p)
		}
	}
	if len(got.Points) > 0 {
		if err := rc.Sink(r.Context(), got); err != nil {
			status := http.StatusInternalServerError
			var s interface{ HTTPStatus() int }
			if errors.As(err, &s) {
				status = s.HTTPStatus()
			}
			answer1(w, status, err.Error())
			return
		}
	}
	if len(bad) > 0 {
		answer1(w, http.StatusBadRequest, fmt.Sprintf("partial write: unable to parse %v dropped=%d", errors.Join(bad...), len(bad)))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

var errBodyTooLarge = errors.New("the body is too large")

// limitedReader fails, rather than ends, after n bytes.
type limitedReader struct {
	r io.Reader
	n int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.n < 0 {
		return 0, errBodyTooLarge
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.n+1)])
	if l.n -= int64(n); l.n < 0 {
		return 0, errBodyTooLarge
	}
	return n, err
}

func bodyStatus(err error) int {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, errBodyTooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// answer1 is an error as 1.x and 2.x clients both read it.
func answer1(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Influxdb-Error", strings.NewReplacer("\n", " ", "\r", " ").Replace(message))
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": message, "code": codes[status], "message": message})
}

var codes = map[int]string{
	http.StatusBadRequest: "invalid", http.StatusUnauthorized: "unauthorized", http.StatusNotFound: "not found",
	http.StatusRequestEntityTooLarge: "request too large", http.StatusInternalServerError: "internal error",
	http.StatusMethodNotAllowed: "method not allowed",
}
