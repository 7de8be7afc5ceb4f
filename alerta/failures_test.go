package alerta_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/internal/api/apitest"
)

const someID = "0e1b1e5c-8a5f-4c39-9d0c-6f1d5f2a7b11"

type method = apitest.Method[*alerta.Client]

// one makes a test of a method with a result.
func one[T any](name string, f func(ctx context.Context, c *alerta.Client) (T, error)) method {
	return method{Name: name, Call: func(ctx context.Context, c *alerta.Client) error { _, err := f(ctx, c); return err }}
}

// all drains an iterator.
func all[T any](name string, f func(ctx context.Context, c *alerta.Client) iter.Seq2[T, error]) method {
	return method{Name: name, Call: func(ctx context.Context, c *alerta.Client) error {
		for _, err := range f(ctx, c) {
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

func plain(name string, f func(ctx context.Context, c *alerta.Client) error) method {
	return method{Name: name, Call: f}
}

// config answers what a client asks before its first alert, so that the fault hits the request that is meant.
func config(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != "/config" {
		return false
	}
	_, _ = io.WriteString(w, `{"alarm_model":{"name":"Alerta 9.1.0","severity":{"major":2,"normal":7},"defaults":{"normal_severity":"normal"}}}`)
	return true
}

func TestEveryMethodFailsWell(t *testing.T) {
	q := alerta.Where(alerta.Equal(alerta.Environment, "Production"))
	a := alerta.AlertRequest{Resource: "r", Event: "e", Environment: "Production", Severity: "major"}
	ch := alerta.Change{Timeout: time.Minute}
	verb := func(name string, f func(c *alerta.Client) func(context.Context, string, alerta.Change) error) method {
		return plain(name, func(ctx context.Context, c *alerta.Client) error { return f(c)(ctx, someID, ch) })
	}
	methods := []method{
		one("Send", func(ctx context.Context, c *alerta.Client) (alerta.Receipt, error) { return c.Send(ctx, a) }),
		one("Raise", func(ctx context.Context, c *alerta.Client) (alerta.Receipt, error) { return c.Raise(ctx, a) }),
		one("Clear", func(ctx context.Context, c *alerta.Client) (alerta.Receipt, error) {
			return c.Clear(ctx, alerta.Alert{Resource: "r", Event: "e"}, "")
		}),
		one("GetAlert", func(ctx context.Context, c *alerta.Client) (alerta.Alert, error) { return c.GetAlert(ctx, someID) }),
		plain("DeleteAlert", func(ctx context.Context, c *alerta.Client) error { return c.DeleteAlert(ctx, someID) }),
		verb("Ack", func(c *alerta.Client) func(context.Context, string, alerta.Change) error { return c.Ack }),
		verb("Unack", func(c *alerta.Client) func(context.Context, string, alerta.Change) error { return c.Unack }),
		verb("Shelve", func(c *alerta.Client) func(context.Context, string, alerta.Change) error { return c.Shelve }),
		verb("Unshelve", func(c *alerta.Client) func(context.Context, string, alerta.Change) error { return c.Unshelve }),
		verb("Close", func(c *alerta.Client) func(context.Context, string, alerta.Change) error { return c.Close }),
		verb("Reopen", func(c *alerta.Client) func(context.Context, string, alerta.Change) error { return c.Reopen }),
		verb("Expire", func(c *alerta.Client) func(context.Context, string, alerta.Change) error { return c.Expire }),
		plain("Action", func(ctx context.Context, c *alerta.Client) error { return c.Action(ctx, someID, "ack", ch) }),
		plain("SetStatus", func(ctx context.Context, c *alerta.Client) error { return c.SetStatus(ctx, someID, "open", ch) }),
		plain("SetStatus reads the timeout", func(ctx context.Context, c *alerta.Client) error {
			return c.SetStatus(ctx, someID, "open", alerta.Change{})
		}),
		plain("TagAlert", func(ctx context.Context, c *alerta.Client) error { return c.TagAlert(ctx, someID, "x") }),
		plain("UntagAlert", func(ctx context.Context, c *alerta.Client) error { return c.UntagAlert(ctx, someID, "x") }),
		plain("SetAttributes", func(ctx context.Context, c *alerta.Client) error {
			return c.SetAttributes(ctx, someID, alerta.Attributes{"x": 1})
		}),
		one("AddNote", func(ctx context.Context, c *alerta.Client) (alerta.Note, error) { return c.AddNote(ctx, someID, "x") }),
		one("ListNotes", func(ctx context.Context, c *alerta.Client) ([]alerta.Note, error) { return c.ListNotes(ctx, someID) }),
		one("UpdateNote", func(ctx context.Context, c *alerta.Client) (alerta.Note, error) {
			return c.UpdateNote(ctx, someID, "n", "x", nil)
		}),
		plain("DeleteNote", func(ctx context.Context, c *alerta.Client) error { return c.DeleteNote(ctx, someID, "n") }),
		one("WaitFor", func(ctx context.Context, c *alerta.Client) (alerta.Alert, error) {
			return c.WaitFor(ctx, someID, "open")
		}),

		one("ListAlerts", func(ctx context.Context, c *alerta.Client) (alerta.AlertPage, error) {
			return c.ListAlerts(ctx, q, alerta.Page{}, alerta.Show{})
		}),
		all("AllAlerts", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.Alert, error] {
			return c.AllAlerts(ctx, q, alerta.Show{})
		}),
		one("ListHistory", func(ctx context.Context, c *alerta.Client) ([]alerta.RichHistoryEntry, error) {
			return c.ListHistory(ctx, q, alerta.Page{})
		}),
		all("AllHistory", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.RichHistoryEntry, error] {
			return c.AllHistory(ctx, q)
		}),
		one("CountAlerts", func(ctx context.Context, c *alerta.Client) (alerta.Counts, error) { return c.CountAlerts(ctx, q) }),
		one("TopN", func(ctx context.Context, c *alerta.Client) ([]alerta.TopEntry, error) {
			return c.TopN(ctx, alerta.ByCount, q, "", 3)
		}),
		one("ListEnvironments", func(ctx context.Context, c *alerta.Client) ([]alerta.EnvironmentCount, error) {
			return c.ListEnvironments(ctx, q)
		}),
		one("ListServices", func(ctx context.Context, c *alerta.Client) ([]alerta.ServiceCount, error) {
			return c.ListServices(ctx, q)
		}),
		one("ListAlertGroups", func(ctx context.Context, c *alerta.Client) ([]alerta.GroupCount, error) {
			return c.ListAlertGroups(ctx, q)
		}),
		one("ListTags", func(ctx context.Context, c *alerta.Client) ([]alerta.TagCount, error) { return c.ListTags(ctx, q) }),

		one("BulkSetStatus", func(ctx context.Context, c *alerta.Client) ([]string, error) {
			return c.BulkSetStatus(ctx, q, "open", ch)
		}),
		one("BulkTag", func(ctx context.Context, c *alerta.Client) ([]string, error) { return c.BulkTag(ctx, q, "x") }),
		one("BulkUntag", func(ctx context.Context, c *alerta.Client) ([]string, error) { return c.BulkUntag(ctx, q, "x") }),
		one("BulkSetAttributes", func(ctx context.Context, c *alerta.Client) ([]string, error) {
			return c.BulkSetAttributes(ctx, q, alerta.Attributes{"x": 1})
		}),
		one("BulkDelete", func(ctx context.Context, c *alerta.Client) ([]string, error) { return c.BulkDelete(ctx, q) }),
		one("BulkAction", func(ctx context.Context, c *alerta.Client) (string, error) { return c.BulkAction(ctx, q, "ack", ch) }),
		one("TaskStatus", func(ctx context.Context, c *alerta.Client) (string, error) { return c.TaskStatus(ctx, "t") }),

		one("SendHeartbeat", func(ctx context.Context, c *alerta.Client) (alerta.HeartbeatInfo, error) {
			return c.SendHeartbeat(ctx, alerta.HeartbeatRequest{})
		}),
		one("GetHeartbeat", func(ctx context.Context, c *alerta.Client) (alerta.HeartbeatInfo, error) {
			return c.GetHeartbeat(ctx, someID)
		}),
		plain("DeleteHeartbeat", func(ctx context.Context, c *alerta.Client) error { return c.DeleteHeartbeat(ctx, someID) }),
		all("AllHeartbeats", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.HeartbeatInfo, error] {
			return c.AllHeartbeats(ctx, alerta.HeartbeatFilter{})
		}),
		one("CreateBlackout", func(ctx context.Context, c *alerta.Client) (alerta.Blackout, error) {
			return c.CreateBlackout(ctx, alerta.BlackoutRequest{Environment: "Production"})
		}),
		one("GetBlackout", func(ctx context.Context, c *alerta.Client) (alerta.Blackout, error) { return c.GetBlackout(ctx, "b") }),
		one("UpdateBlackout", func(ctx context.Context, c *alerta.Client) (alerta.Blackout, error) {
			return c.UpdateBlackout(ctx, "b", func(*alerta.Blackout) {})
		}),
		plain("DeleteBlackout", func(ctx context.Context, c *alerta.Client) error { return c.DeleteBlackout(ctx, "b") }),
		all("AllBlackouts", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.Blackout, error] {
			return c.AllBlackouts(ctx, alerta.BlackoutFilter{})
		}),

		one("CreateKey", func(ctx context.Context, c *alerta.Client) (alerta.Key, error) {
			return c.CreateKey(ctx, alerta.KeyRequest{User: "u"})
		}),
		one("GetKey", func(ctx context.Context, c *alerta.Client) (alerta.Key, error) { return c.GetKey(ctx, "k") }),
		one("UpdateKey", func(ctx context.Context, c *alerta.Client) (alerta.Key, error) {
			return c.UpdateKey(ctx, "k", func(*alerta.Key) {})
		}),
		plain("DeleteKey", func(ctx context.Context, c *alerta.Client) error { return c.DeleteKey(ctx, "k") }),
		all("AllKeys", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.Key, error] {
			return c.AllKeys(ctx, alerta.KeyFilter{})
		}),
		one("CreateCustomer", func(ctx context.Context, c *alerta.Client) (alerta.CustomerLookup, error) {
			return c.CreateCustomer(ctx, "m", "c")
		}),
		one("GetCustomer", func(ctx context.Context, c *alerta.Client) (alerta.CustomerLookup, error) {
			return c.GetCustomer(ctx, "c")
		}),
		one("UpdateCustomer", func(ctx context.Context, c *alerta.Client) (alerta.CustomerLookup, error) {
			return c.UpdateCustomer(ctx, "c", "m", "c")
		}),
		plain("DeleteCustomer", func(ctx context.Context, c *alerta.Client) error { return c.DeleteCustomer(ctx, "c") }),
		all("AllCustomers", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.CustomerLookup, error] {
			return c.AllCustomers(ctx)
		}),
		one("CreateGroup", func(ctx context.Context, c *alerta.Client) (alerta.UserGroup, error) {
			return c.CreateGroup(ctx, "g", "")
		}),
		one("GetGroup", func(ctx context.Context, c *alerta.Client) (alerta.UserGroup, error) { return c.GetGroup(ctx, "g") }),
		one("UpdateGroup", func(ctx context.Context, c *alerta.Client) (alerta.UserGroup, error) {
			return c.UpdateGroup(ctx, "g", "g", "")
		}),
		plain("DeleteGroup", func(ctx context.Context, c *alerta.Client) error { return c.DeleteGroup(ctx, "g") }),
		all("AllGroups", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.UserGroup, error] {
			return c.AllGroups(ctx)
		}),
		one("GroupUsers", func(ctx context.Context, c *alerta.Client) ([]alerta.GroupUser, error) { return c.GroupUsers(ctx, "g") }),
		plain("AddToGroup", func(ctx context.Context, c *alerta.Client) error { return c.AddToGroup(ctx, "g", "u") }),
		plain("RemoveFromGroup", func(ctx context.Context, c *alerta.Client) error { return c.RemoveFromGroup(ctx, "g", "u") }),
		one("CreatePermission", func(ctx context.Context, c *alerta.Client) (alerta.Permission, error) {
			return c.CreatePermission(ctx, "r", "read")
		}),
		one("GetPermission", func(ctx context.Context, c *alerta.Client) (alerta.Permission, error) {
			return c.GetPermission(ctx, "p")
		}),
		one("UpdatePermission", func(ctx context.Context, c *alerta.Client) (alerta.Permission, error) {
			return c.UpdatePermission(ctx, "p", "r")
		}),
		plain("DeletePermission", func(ctx context.Context, c *alerta.Client) error { return c.DeletePermission(ctx, "p") }),
		all("AllPermissions", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.Permission, error] {
			return c.AllPermissions(ctx)
		}),
		one("ListScopes", func(ctx context.Context, c *alerta.Client) ([]string, error) { return c.ListScopes(ctx) }),

		one("CreateUser", func(ctx context.Context, c *alerta.Client) (alerta.User, error) {
			return c.CreateUser(ctx, alerta.UserRequest{Name: "u", Email: "u@x"})
		}),
		one("GetUser", func(ctx context.Context, c *alerta.Client) (alerta.User, error) { return c.GetUser(ctx, "u") }),
		one("UpdateUser", func(ctx context.Context, c *alerta.Client) (alerta.User, error) {
			return c.UpdateUser(ctx, "u", alerta.UserRequest{Name: "v"})
		}),
		plain("SetUserAttributes", func(ctx context.Context, c *alerta.Client) error {
			return c.SetUserAttributes(ctx, "u", alerta.Attributes{"x": 1})
		}),
		plain("DeleteUser", func(ctx context.Context, c *alerta.Client) error { return c.DeleteUser(ctx, "u") }),
		all("AllUsers", func(ctx context.Context, c *alerta.Client) iter.Seq2[alerta.User, error] {
			return c.AllUsers(ctx, alerta.UserFilter{})
		}),
		one("UserGroups", func(ctx context.Context, c *alerta.Client) ([]alerta.UserGroup, error) { return c.UserGroups(ctx, "u") }),
		one("Me", func(ctx context.Context, c *alerta.Client) (alerta.User, error) { return c.Me(ctx) }),
		one("UpdateMe", func(ctx context.Context, c *alerta.Client) (alerta.User, error) {
			return c.UpdateMe(ctx, alerta.UserRequest{Name: "v"})
		}),
		one("MyAttributes", func(ctx context.Context, c *alerta.Client) (alerta.Attributes, error) { return c.MyAttributes(ctx) }),
		plain("SetMyAttributes", func(ctx context.Context, c *alerta.Client) error {
			return c.SetMyAttributes(ctx, alerta.Attributes{"x": 1})
		}),

		one("Login", func(ctx context.Context, c *alerta.Client) (alerta.Secret, error) { return c.Login(ctx, "u", "pass") }),
		one("Signup", func(ctx context.Context, c *alerta.Client) (alerta.Secret, error) {
			return c.Signup(ctx, alerta.UserRequest{Name: "u", Email: "u@x", Password: "pass"})
		}),
		one("Exchange", func(ctx context.Context, c *alerta.Client) (alerta.Secret, error) {
			return c.Exchange(ctx, "github", map[string]string{"code": "code"})
		}),
		plain("ConfirmEmail", func(ctx context.Context, c *alerta.Client) error { return c.ConfirmEmail(ctx, "hash") }),
		plain("ForgotPassword", func(ctx context.Context, c *alerta.Client) error { return c.ForgotPassword(ctx, "u@x") }),
		plain("ResetPassword", func(ctx context.Context, c *alerta.Client) error { return c.ResetPassword(ctx, "hash", "pass") }),
		one("Logout", func(ctx context.Context, c *alerta.Client) (string, error) { return c.Logout(ctx) }),
		one("UserInfo", func(ctx context.Context, c *alerta.Client) (alerta.UserInfo, error) { return c.UserInfo(ctx) }),

		one("Webhook", func(ctx context.Context, c *alerta.Client) (alerta.WebhookResult, error) {
			return c.Webhook(ctx, "prometheus", nil, map[string]any{})
		}),
		one("Oembed", func(ctx context.Context, c *alerta.Client) ([]byte, error) { return c.Oembed(ctx, "http://x", "t") }),
		plain("Ready", func(ctx context.Context, c *alerta.Client) error { return c.Ready(ctx) }),
		plain("Healthy", func(ctx context.Context, c *alerta.Client) error { return c.Healthy(ctx) }),
		one("Manifest", func(ctx context.Context, c *alerta.Client) (alerta.Manifest, error) { return c.Manifest(ctx) }),
		one("ServerStatus", func(ctx context.Context, c *alerta.Client) (alerta.ServerStatus, error) { return c.ServerStatus(ctx) }),
		{Name: "PrometheusMetrics", NotJSON: true, EmptyOK: true, Call: func(ctx context.Context, c *alerta.Client) error {
			_, err := c.PrometheusMetrics(ctx)
			return err
		}},
		one("Housekeeping", func(ctx context.Context, c *alerta.Client) (alerta.HousekeepingReport, error) {
			return c.Housekeeping(ctx, 0, 0)
		}),

		one("Retire", func(ctx context.Context, c *alerta.Client) (alerta.RetireReport, error) {
			return c.Retire(ctx, q, alerta.RetireOptions{})
		}),
		one("Silence", func(ctx context.Context, c *alerta.Client) (alerta.Blackout, error) {
			return c.Silence(ctx, alerta.BlackoutRequest{Environment: "Production", Duration: time.Hour})
		}),
		one("Reconcile", func(ctx context.Context, c *alerta.Client) (alerta.ReconcileReport, error) {
			return c.Reconcile(ctx, alerta.Desired{Origin: "o", Alerts: []alerta.AlertRequest{a}})
		}),
	}
	none := func(http.ResponseWriter, *http.Request) bool { return false }
	methods = append(methods,
		method{Name: "Config", Pass: none, Call: func(ctx context.Context, c *alerta.Client) error { _, err := c.Config(ctx); return err }},
		method{Name: "AlarmModel", Pass: none, Call: func(ctx context.Context, c *alerta.Client) error { _, err := c.AlarmModel(ctx); return err }})

	apitest.Suite[*alerta.Client]{
		New: func(t testing.TB, url string, hc *http.Client) *alerta.Client {
			c, err := alerta.New(url, alerta.WithHTTPClient(hc), alerta.WithKey("some-key"), alerta.WithRetries(2, time.Millisecond, time.Millisecond))
			require.NoError(t, err)
			return c
		},
		Typed: func(err error) bool {
			var e *alerta.Error
			return errors.As(err, &e) && e.Op != ""
		},
		Pass:    config,
		Methods: methods,
	}.Run(t)
}
