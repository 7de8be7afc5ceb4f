package alerta

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/tickwright/tickwright/internal/api"
)

// What can be asked of an error with errors.Is.
var (
	ErrBadRequest      = api.ErrBadRequest      // 400, and the 500 with which the server answers some mistakes of the caller
	ErrUnauthorized    = api.ErrUnauthorized    // 401
	ErrForbidden       = api.ErrForbidden       // 403: a scope is missing
	ErrNotFound        = api.ErrNotFound        // 404
	ErrConflict        = api.ErrConflict        // 409: the action is not valid in the alert's status; or it exists already
	ErrTooManyRequests = api.ErrTooManyRequests // 429: rate limit of a plugin
	ErrServer          = api.ErrServer          // 5xx that is the server's own
	ErrTransport       = api.ErrTransport       // no answer
	ErrInvalidRequest  = api.ErrInvalidRequest  // refused here, before anything was sent

	// ErrRejected is an alert that a policy of the server refuses (403): an environment that is not allowed, no service.
	ErrRejected = errors.New("rejected by policy")
	// ErrEmptyFilter is a bulk operation without any condition; the server would apply it to every alert.
	ErrEmptyFilter = errors.New("empty filter")
	// ErrNotInModel is an action that the server's alarm model does not know and would ignore in silence.
	ErrNotInModel = errors.New("action is not part of the server's alarm model")
)

// Error is a failed call: which, where, and what the server said. It holds no secret.
type Error struct {
	Op        string   // what was attempted: "get alert"
	Method    string   // "" when nothing was to be sent yet
	URL       string   // without user, password, keys
	Status    int      // 0 when there was no answer
	Message   string   // the server's
	Details   []string // the entries of the server's "errors", flattened
	RequestID string   // as the server names it, else as it was sent
	Attempts  int      // how often it was sent
	Err       error    // the cause, when it is not the status

	cause *api.Error
}

// Error is one line.
func (e *Error) Error() string {
	text := fmt.Sprintf("alerta: %s: %v", e.Op, e.Err)
	if e.cause != nil {
		text = e.cause.Error()
	}
	if len(e.Details) > 0 {
		text += " (" + strings.Join(e.Details, "; ") + ")"
	}
	return text
}

// Unwrap leads to the cause: a context's error, a network error, ErrInvalidRequest; nil when the status says it all.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the sentinels. A 500 that is the caller's mistake is ErrBadRequest, not ErrServer.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrRejected:
		return e.rejected()
	case ErrForbidden:
		return e.Status == http.StatusForbidden && !e.rejected()
	case ErrBadRequest:
		return e.Status == http.StatusBadRequest || e.callersMistake()
	case ErrServer:
		return e.Status >= 500 && !e.callersMistake()
	}
	return e.cause != nil && e.cause.Is(target)
}

// rejected tells a policy's 403 on sending an alert from one for a missing scope, which has a fixed text.
func (e *Error) rejected() bool {
	return e.Status == http.StatusForbidden && e.Op == opSend && !strings.HasPrefix(e.Message, "Missing required scope")
}

// mistakes are fragments of the messages with which the server answers 500 to what a caller got wrong (unknown severity, empty tags,
// unfit filters, an id used twice).
var mistakes = []string{
	") is not one of", "must supply '", "duplicate key value", "does not exist", "malformed array literal", "invalid input syntax",
	"invalid regular expression", "violates not-null constraint", "'NoneType' object has no attribute", "operator does not exist", "is ambiguous", "string index out of range", "syntax error at or near",
}

func (e *Error) callersMistake() bool {
	if e.Status != http.StatusInternalServerError {
		return false
	}
	for _, text := range append([]string{e.Message}, e.Details...) {
		for _, m := range mistakes {
			if strings.Contains(text, m) {
				return true
			}
		}
	}
	return false
}

// decodeError reads {"status":"error","message":...,"errors":...,"requestId":...}.
func decodeError(e *api.Error, body []byte) error {
	var env struct {
		Message   string `json:"message"`
		Errors    any    `json:"errors"`
		RequestID string `json:"requestId"`
	}
	out := &Error{cause: e}
	if json.Unmarshal(body, &env) == nil {
		if env.Message != "" {
			e.Message = env.Message
		}
		if env.RequestID != "" {
			e.RequestID = env.RequestID
		}
		if e.Status >= 400 {
			out.Details = flatten(nil, env.Errors)
		}
	}
	out.Op, out.Method, out.URL, out.Status = e.Op, e.Method, e.URL, e.Status
	out.Message, out.RequestID, out.Attempts, out.Err = e.Message, e.RequestID, e.Attempts, e.Err
	return out
}

// flatten collects the texts of "errors", which the server nests when a query does not parse.
func flatten(out []string, v any) []string {
	switch v := v.(type) {
	case nil:
	case string:
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	case []any:
		for _, x := range v {
			out = flatten(out, x)
		}
	default:
		out = append(out, fmt.Sprint(v))
	}
	return out
}

// invalid is an error about a call that was not sent.
func invalid(op, format string, args ...any) error {
	return &Error{Op: op, Err: fmt.Errorf("%w: %w", ErrInvalidRequest, fmt.Errorf(format, args...))}
}
