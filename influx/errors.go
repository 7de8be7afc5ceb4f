package influx

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// What can be asked of an error with errors.Is.
var (
	ErrBadRequest      = api.ErrBadRequest      // 400, 422
	ErrUnauthorized    = api.ErrUnauthorized    // 401
	ErrForbidden       = api.ErrForbidden       // 403
	ErrNotFound        = api.ErrNotFound        // 404; "database not found" and the like in an answer to InfluxQL
	ErrConflict        = api.ErrConflict        // 409; "already exists" in an answer to InfluxQL
	ErrTooManyRequests = api.ErrTooManyRequests // 429
	ErrServer          = api.ErrServer          // 5xx
	ErrTransport       = api.ErrTransport       // no answer
	ErrInvalidRequest  = api.ErrInvalidRequest  // refused before it was sent

	// ErrUnsupported: the server's version has nothing of the kind.
	ErrUnsupported = errors.New("not supported by this version of InfluxDB")
	// ErrEmptyPredicate: a deletion without measurement and tags, which would delete everything.
	ErrEmptyPredicate = errors.New("the predicate is empty, which means everything")
	// ErrClosed: the Writer is closed.
	ErrClosed = errors.New("the writer is closed")
	// ErrFull: the Writer's buffer is full, and it was told not to wait.
	ErrFull = errors.New("the writer's buffer is full")
)

type apiError = api.Error

// Error is one failed call. It has the fields Service, Op, Method, URL (without secrets), Status (0 when there was no
// answer), Code, Message (the server's), RequestID, Attempts and Err (the cause), and logs as a group with log/slog.
type Error struct {
	*apiError
	// RetryAfter is how long the server asked to wait, 0 if it did not.
	RetryAfter time.Duration
	// Dropped is the number of points that the server refused of a write it stored in part; -1 if it did not say.
	Dropped int
}

// Unwrap returns the pipeline's error.
func (e *Error) Unwrap() error { return e.apiError }

// Is finds what a message says whose status says less.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotFound:
		if strings.Contains(e.Message, "not found") {
			return e.Status < 500
		}
	case ErrConflict:
		if strings.Contains(e.Message, "already exists") && !strings.Contains(e.Message, "field type conflict") {
			return e.Status < 500
		}
	}
	return e.apiError.Is(target)
}

var droppedCount = regexp.MustCompile(`dropped=(\d+)`)

// decodeError reads the error answers of all versions: {"error":...}, {"code":...,"message":...}, and the header.
func decodeError(e *api.Error, body []byte) error {
	out := &Error{apiError: e, Dropped: -1}
	var envelope struct {
		Error   string `json:"error"`
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &envelope) == nil {
		switch {
		case envelope.Message != "":
			e.Message, e.Code = envelope.Message, envelope.Code
		case envelope.Error != "":
			e.Message = envelope.Error
		}
	}
	if h := e.Header("X-Influxdb-Error"); h != "" && (len(body) == 0 || e.Message == "") {
		e.Message = h
	}
	if m := droppedCount.FindStringSubmatch(e.Message); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			out.Dropped = n
		}
	}
	out.RetryAfter = parseRetryAfter(e.Header("Retry-After"), time.Now())
	return out
}

func parseRetryAfter(v string, now time.Time) time.Duration {
	if s, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(s) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}
