package kapacitor

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/tickwright/tickwright/internal/api"
	"github.com/tickwright/tickwright/tickscript/diag"
)

// What can be asked of an error with errors.Is.
var (
	ErrBadRequest      = api.ErrBadRequest      // 400 that is nothing of the below
	ErrUnauthorized    = api.ErrUnauthorized    // 401
	ErrForbidden       = api.ErrForbidden       // 403: a permission is missing
	ErrNotFound        = api.ErrNotFound        // 404, and the other statuses with which the server says so
	ErrConflict        = api.ErrConflict        // what is to be created exists already (the server answers 400 or 500)
	ErrTooManyRequests = api.ErrTooManyRequests // 429
	ErrServer          = api.ErrServer          // 5xx
	ErrTransport       = api.ErrTransport       // no answer
	ErrInvalidRequest  = api.ErrInvalidRequest  // refused here, before anything was sent

	// ErrScript is a script that is refused, here or by the server; Error.Diagnostics has the places.
	ErrScript = errors.New("script is refused")
)

// ErrorBody is the server's answer to a call that failed. Message repeats Error since Kapacitor 1.6.
type ErrorBody struct {
	Error   string `json:"error"`
	Message string `json:"message"`
}

// Error is a failed call: which, where, and what the server said. It holds no secret.
type Error struct {
	Op        string // what was attempted: "create task"
	Method    string // "" when nothing was to be sent yet
	URL       string // without user, password, tokens
	Status    int    // 0 when there was no answer
	Message   string // the server's
	RequestID string // as the server names it, else as it was sent
	Attempts  int    // how often it was sent
	Err       error  // the cause, when it is not the status
	// Diagnostics are the mistakes in a script that was refused; positions count in the script that was sent.
	Diagnostics diag.List

	cause *api.Error
}

// Error is one line.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.cause.Error()
	}
	return fmt.Sprintf("kapacitor: %s: %v", e.Op, e.Err)
}

// Unwrap leads to the cause: a context's error, a network error, ErrInvalidRequest; nil when the status says it all.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the sentinels. The server says with 400 and 500 what other servers say with 404 and 409, so its text is looked at too.
func (e *Error) Is(target error) bool {
	exists, missing := e.says(" already exists"), e.missing()
	switch target {
	case ErrScript:
		return len(e.Diagnostics) > 0
	case ErrConflict:
		return exists || e.Status == http.StatusConflict
	case ErrNotFound:
		return missing || e.Status == http.StatusNotFound
	case ErrBadRequest:
		return e.Status == http.StatusBadRequest && !exists && !missing
	case ErrServer:
		return e.Status >= 500 && !exists && !missing
	}
	return e.cause != nil && e.cause.Is(target)
}

// missing tells an answer about something that is not there.
func (e *Error) missing() bool {
	return e.says("unknown template ") || e.says("no recording exists") || e.says("unknown topic ") || e.says("no user exists")
}

func (e *Error) says(text string) bool { return e.Status >= 400 && strings.Contains(e.Message, text) }

// decodeError reads {"error":...,"message":...}.
func decodeError(e *api.Error, body []byte) error {
	var env ErrorBody
	out := &Error{cause: e}
	if json.Unmarshal(body, &env) == nil && e.Status >= 300 {
		if env.Error != "" {
			e.Message = env.Error
		} else if env.Message != "" {
			e.Message = env.Message
		}
	}
	if e.Status >= 400 {
		out.Diagnostics = parseScriptError(e.Message)
	}
	out.Op, out.Method, out.URL, out.Status = e.Op, e.Method, e.URL, e.Status
	out.Message, out.RequestID, out.Attempts, out.Err = e.Message, e.RequestID, e.Attempts, e.Err
	return out
}

// notFound is the error for something that was looked for in a list.
func notFound(op, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &Error{Op: op, Status: http.StatusNotFound, Message: message, Err: errors.New(message)}
}
