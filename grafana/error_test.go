package grafana

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestErrorShapes reads what the versions of Grafana answer to a call that fails.
func TestErrorShapes(t *testing.T) {
	for name, tc := range map[string]struct {
		status        int
		body          string
		message, kind string
		details       []string
		is            error
	}{
		"7 plain":          {404, `{"message":"Dashboard not found"}`, "Dashboard not found", "", nil, ErrNotFound},
		"7 version":        {412, `{"message":"The dashboard has been changed by someone else","status":"version-mismatch"}`, "The dashboard has been changed by someone else", "version-mismatch", nil, ErrVersionMismatch},
		"7 name":           {412, `{"message":"A dashboard with the same name in the folder already exists","status":"name-exists"}`, "A dashboard with the same name in the folder already exists", "name-exists", nil, ErrNameExists},
		"7 validation":     {422, `[{"fieldNames":["Title"],"classification":"RequiredError","message":"Required"}]`, "the request was not valid", "", []string{"Title Required"}, ErrBadRequest},
		"8 not found":      {404, `{"message":"Dashboard not found","status":"not-found","traceID":"00"}`, "Dashboard not found", "not-found", nil, ErrNotFound},
		"8 access":         {403, `{"accessErrorId":"ACE01","message":"You'll need additional permissions","title":"Access denied"}`, "You'll need additional permissions", "", []string{"access error ACE01"}, ErrForbidden},
		"9 with error":     {500, `{"error":"disk is full","message":"Failed to save dashboard","traceID":"ab"}`, "Failed to save dashboard", "", []string{"disk is full"}, ErrServer},
		"10 id":            {404, `{"message":"folder not found","messageId":"folder.not-found","statusCode":404,"traceID":""}`, "folder not found", "folder.not-found", nil, ErrNotFound},
		"10 prov":          {400, `{"message":"invalid object specification: type should not be an empty string","traceID":""}`, "invalid object specification: type should not be an empty string", "", nil, ErrBadRequest},
		"12 status object": {409, `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"exists","reason":"AlreadyExists","code":409}`, "exists", "AlreadyExists", nil, ErrConflict},
		"proxy":            {502, `<html>bad gateway</html>`, "<html>bad gateway</html>", "", nil, ErrServer},
		"list":             {400, `[]`, "the request was not valid", "", nil, ErrBadRequest},
		"empty":            {401, ``, "", "", nil, ErrUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(tc.status)
				_, _ = w.Write([]byte(tc.body))
			}))
			defer srv.Close()
			c, err := New(srv.URL+"/grafana", WithRetries(1, 0, 0))
			require.NoError(t, err)
			_, err = c.GetDashboard(t.Context(), "u")
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, []any{"get dashboard", tc.status, tc.message, tc.kind, tc.details}, []any{e.Op, e.Status, e.Message, e.MessageID, e.Details})
			require.ErrorIs(t, err, tc.is)
			for _, other := range []error{ErrVersionMismatch, ErrNameExists, ErrPluginDashboard, ErrTransport} {
				require.Equal(t, other == tc.is, errors.Is(err, other), "%v", other)
			}
		})
	}
}
