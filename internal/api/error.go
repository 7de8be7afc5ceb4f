package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
)

// What can be asked of a failed call with errors.Is.
var (
	ErrBadRequest      = errors.New("bad request")       // 400, 422
	ErrUnauthorized    = errors.New("unauthorized")      // 401
	ErrForbidden       = errors.New("forbidden")         // 403
	ErrNotFound        = errors.New("not found")         // 404, 410
	ErrConflict        = errors.New("conflict")          // 409, 412
	ErrTooManyRequests = errors.New("too many requests") // 429
	ErrServer          = errors.New("server error")      // 5xx
	ErrTransport       = errors.New("no answer")         // no status: connection, TLS, DNS, timeout
	ErrDecode          = errors.New("answer is not the expected JSON")
	ErrEmptyBody       = errors.New("answer is empty where JSON was expected")
	ErrTooLarge        = errors.New("answer is larger than allowed")
	ErrInvalidRequest  = errors.New("request is not valid") // refused before it was sent
)

// Error is one failed call. Nothing in it holds a secret.
type Error struct {
	Service   string // "alerta"
	Op        string // "get alert"
	Method    string
	URL       string // without user, password and secret parameters
	Status    int    // 0 when there was no answer
	Code      string // the service's own error code, if it has one
	Message   string // the server's message, or the start of its answer
	RequestID string // as the server names it, else as it was sent
	Attempts  int    // how often it was sent
	Err       error  // the cause, when it is not the status

	header http.Header
}

// Error is one line: service, operation, method and URL, then what went wrong.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", e.Service)
	if e.Op != "" {
		fmt.Fprintf(&b, "%s: ", e.Op)
	}
	fmt.Fprintf(&b, "%s %s", e.Method, e.URL)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": %d %s", e.Status, http.StatusText(e.Status))
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts)", e.Attempts)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " [request id %s]", e.RequestID)
	}
	return b.String()
}

// Unwrap is the cause: a context's error, a net error, a JSON error; nil when the status says it all.
func (e *Error) Unwrap() error { return e.Err }

// Header is a header of the failed answer; "" when there was none.
func (e *Error) Header(name string) string { return e.header.Get(name) }

// Is matches the sentinels by status.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrBadRequest:
		return e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	case ErrNotFound:
		return e.Status == http.StatusNotFound || e.Status == http.StatusGone
	case ErrConflict:
		return e.Status == http.StatusConflict || e.Status == http.StatusPreconditionFailed
	case ErrTooManyRequests:
		return e.Status == http.StatusTooManyRequests
	case ErrServer:
		return e.Status >= 500
	case ErrTransport:
		return e.Status == 0 && !errors.Is(e.Err, ErrInvalidRequest)
	}
	return false
}

// LogValue groups the parts for log/slog.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("service", e.Service), slog.String("op", e.Op), slog.String("method", e.Method), slog.String("url", e.URL),
		slog.Int("status", e.Status), slog.String("message", e.Message), slog.String("request_id", e.RequestID),
		slog.Int("attempts", e.Attempts),
	}
	if e.Err != nil {
		attrs = append(attrs, slog.String("cause", e.Err.Error()))
	}
	return slog.GroupValue(attrs...)
}
