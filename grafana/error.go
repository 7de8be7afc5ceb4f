package grafana

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
	ErrBadRequest      = api.ErrBadRequest      // 400, 422
	ErrUnauthorized    = api.ErrUnauthorized    // 401
	ErrForbidden       = api.ErrForbidden       // 403: a role or permission is missing
	ErrNotFound        = api.ErrNotFound        // 404
	ErrConflict        = api.ErrConflict        // 409, 412: it exists already, or was changed by somebody else
	ErrTooManyRequests = api.ErrTooManyRequests // 429
	ErrServer          = api.ErrServer          // 5xx
	ErrTransport       = api.ErrTransport       // no answer
	ErrInvalidRequest  = api.ErrInvalidRequest  // refused here, before anything was sent

	// ErrVersionMismatch is a save over a version that somebody else has changed since it was read. Read again, or save with Overwrite.
	ErrVersionMismatch = errors.New("version mismatch")
	// ErrNameExists is a title that another dashboard of the folder, or another folder, has already.
	ErrNameExists = errors.New("name exists")
	// ErrPluginDashboard is a save over a dashboard that belongs to a plugin.
	ErrPluginDashboard = errors.New("dashboard belongs to a plugin")
)

// Error is a failed call: which, where, and what the server said. It holds no secret.
type Error struct {
	Op        string   // what was attempted: "save dashboard"
	Method    string   // "" when nothing was to be sent
	URL       string   // without user, password and tokens
	Status    int      // 0 when there was no answer
	Message   string   // the server's
	MessageID string   // the server's name of the error, where it has one: "folder.not-found", "name-exists"
	TraceID   string   // names the request in the server's log
	Details   []string // what else the server said: the error behind the message, validation errors, the permission that is missing
	RequestID string
	Attempts  int   // how often it was sent
	Err       error // the cause, when it is not the status

	cause *api.Error
}

// Error is one line.
func (e *Error) Error() string {
	text := fmt.Sprintf("grafana: %s: %v", e.Op, e.Err)
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

// Is matches the sentinels.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrVersionMismatch:
		// Data sources and library elements say it by their message only.
		conflict := e.Status == http.StatusPreconditionFailed || e.Status == http.StatusConflict
		return conflict && (e.MessageID == "version-mismatch" || strings.Contains(e.Message, "by someone else"))
	case ErrNameExists:
		return e.Status == http.StatusPreconditionFailed && e.MessageID == "name-exists"
	case ErrPluginDashboard:
		return e.Status == http.StatusPreconditionFailed && e.MessageID == "plugin-dashboard"
	}
	return e.cause != nil && e.cause.Is(target)
}

// decodeError reads the error envelopes of Grafana 7 to 12: {"message","error","status","traceID"}, the list of validation errors
// [{"fieldNames","classification","message"}], {"message","messageId","statusCode","traceID","extra"}, and the Status object of the
// Kubernetes-like endpoints of 12.
func decodeError(e *api.Error, body []byte) error {
	out := &Error{cause: e}
	if e.Status >= 400 {
		readEnvelope(e, out, body)
	}
	e.Code = out.MessageID
	out.Op, out.Method, out.URL, out.Status = e.Op, e.Method, e.URL, e.Status
	out.Message, out.RequestID, out.Attempts, out.Err = e.Message, e.RequestID, e.Attempts, e.Err
	return out
}

func readEnvelope(e *api.Error, out *Error, body []byte) {
	var list []struct {
		FieldNames []string `json:"fieldNames"`
		Message    string   `json:"message"`
	}
	if json.Unmarshal(body, &list) == nil {
		e.Message = "the request was not valid"
		for _, v := range list {
			out.Details = append(out.Details, strings.TrimSpace(strings.Join(v.FieldNames, ", ")+" "+v.Message))
		}
		return
	}
	var env struct {
		Message       string `json:"message"`
		MessageID     string `json:"messageId"`
		Error         any    `json:"error"`
		Status        any    `json:"status"`
		Reason        string `json:"reason"`
		Kind          string `json:"kind"`
		TraceID       string `json:"traceID"`
		AccessErrorID string `json:"accessErrorId"`
	}
	if json.Unmarshal(body, &env) != nil {
		return
	}
	if env.Message != "" {
		e.Message = env.Message
	}
	out.MessageID, out.TraceID = env.MessageID, env.TraceID
	if s, ok := env.Status.(string); ok && out.MessageID == "" && env.Kind != "Status" {
		out.MessageID = s
	}
	if env.Kind == "Status" && env.Reason != "" {
		out.MessageID = env.Reason
	}
	if s, ok := env.Error.(string); ok && s != "" && s != env.Message {
		out.Details = append(out.Details, s)
	}
	if env.AccessErrorID != "" {
		out.Details = append(out.Details, "access error "+env.AccessErrorID)
	}
}

// invalid is an error about a call that was not sent.
func invalid(op, format string, args ...any) error {
	return &Error{Op: op, Err: fmt.Errorf("%w: %w", ErrInvalidRequest, fmt.Errorf(format, args...))}
}
