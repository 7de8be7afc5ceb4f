package alerta_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
)

func TestRetireGoesOnAfterAFailure(t *testing.T) {
	ctx := t.Context()
	srv, c := start(t, alertatest.Config{})
	var ids []string
	for _, r := range []string{"a", "b", "c"} {
		rec, err := c.Raise(ctx, down(r))
		require.NoError(t, err)
		ids = append(ids, rec.ID)
	}
	q := alerta.Where(alerta.Equal(alerta.Environment, "Production"))
	srv.Fail(alertatest.Fault{Method: "PUT", Path: "/alert/" + ids[1], Status: 500, Message: "disk full"})
	rep, err := c.Retire(ctx, q, alerta.RetireOptions{})
	require.ErrorIs(t, err, alerta.ErrServer)
	require.ErrorContains(t, err, "1 of 3 failed")
	require.ErrorContains(t, err, "Production/b/Down")
	var e *alerta.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, []int{3, 2, 0, 1}, []int{rep.Matched, len(rep.Done), len(rep.Already), len(rep.Failed)})
	require.Equal(t, ids[1], rep.Failed[0].ID)
	require.Error(t, rep.Failed[0].Err)

	srv.Heal()
	rep, err = c.Retire(ctx, q, alerta.RetireOptions{})
	require.NoError(t, err)
	require.Equal(t, []int{3, 1, 2, 0}, []int{rep.Matched, len(rep.Done), len(rep.Already), len(rep.Failed)}, "a second run finishes the work")
}

func TestRetireStopsWithTheContext(t *testing.T) {
	srv, c := start(t, alertatest.Config{})
	var ids []string
	for _, r := range []string{"a", "b", "c"} {
		rec, err := c.Raise(t.Context(), down(r))
		require.NoError(t, err)
		ids = append(ids, rec.ID)
	}
	ctx, cancel := context.WithCancel(t.Context())
	srv.Fail(alertatest.Fault{Method: "DELETE", Path: "/alert/", Times: 1, Answer: func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"status":"ok"}`)
		_ = http.NewResponseController(w).Flush()
		cancel()
	}})
	rep, err := c.Retire(ctx, alerta.Where(alerta.IDPrefix(ids...)), alerta.RetireOptions{Mode: alerta.RetireDelete})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, len(rep.Done), 3, "what was not reached is not reported as done")
}

func TestRetireForgivesWhatIsGone(t *testing.T) {
	srv, c := start(t, alertatest.Config{})
	_, err := c.Raise(t.Context(), down("a"))
	require.NoError(t, err)
	srv.Fail(alertatest.Fault{Method: "DELETE", Path: "/alert/", Status: 404, Message: "not found"})
	rep, err := c.Retire(t.Context(), alerta.Where(alerta.Equal(alerta.Resource, "a")), alerta.RetireOptions{Mode: alerta.RetireDelete})
	require.NoError(t, err, "somebody else deleted it")
	require.Len(t, rep.Already, 1)
}

func TestReconcileUnderLostAnswers(t *testing.T) {
	ctx := t.Context()
	srv, c := start(t, alertatest.Config{})
	d := alerta.Desired{Origin: "check", Alerts: []alerta.AlertRequest{down("a"), down("b")}}
	srv.Fail(alertatest.Fault{Method: "POST", Path: "/alert", After: true, Times: 1})
	rep, err := c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Len(t, rep.Raised, 2)
	srv.Heal()
	srv.Fail(alertatest.Fault{Method: "PUT", Path: "/alert/", After: true, Times: 1})
	d.Alerts = d.Alerts[:1]
	rep, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Len(t, rep.Closed, 1)
	rep, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.True(t, rep.Empty())
	require.Equal(t, []alerta.AlertKey{down("a").Key()}, rep.Unchanged)
}

func TestReconcileLeavesAcksAlone(t *testing.T) {
	ctx := t.Context()
	_, c := start(t, alertatest.Config{})
	d := alerta.Desired{Origin: "check", Alerts: []alerta.AlertRequest{down("a")}}
	_, err := c.Reconcile(ctx, d)
	require.NoError(t, err)
	p, err := c.ListAlerts(ctx, alerta.Query{}, alerta.Page{}, alerta.Show{})
	require.NoError(t, err)
	require.NoError(t, c.Ack(ctx, p.Alerts[0].ID, alerta.Change{}))
	rep, err := c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.True(t, rep.Empty())
	a, err := c.GetAlert(ctx, p.Alerts[0].ID)
	require.NoError(t, err)
	require.Equal(t, "ack", a.Status)
}

func TestReconcileRefreshesWhatIsOld(t *testing.T) {
	ctx := t.Context()
	srv, c := start(t, alertatest.Config{Clock: time.Now().Add(-2 * time.Hour)})
	d := alerta.Desired{Origin: "check", Alerts: []alerta.AlertRequest{down("a")}, Refresh: time.Hour}
	_, err := c.Reconcile(ctx, d)
	require.NoError(t, err)
	rep, err := c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Equal(t, []alerta.AlertKey{down("a").Key()}, rep.Refreshed)
	require.Equal(t, alerta.Int(1), srv.Alerts()[0].DuplicateCount)
	srv.Advance(2 * time.Hour)
	_, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	rep, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Empty(t, rep.Refreshed, "received just now")
}

func TestReconcileDuringABlackout(t *testing.T) {
	ctx := t.Context()
	_, c := start(t, alertatest.Config{})
	_, err := c.Silence(ctx, alerta.BlackoutRequest{Environment: "Production", Duration: time.Hour})
	require.NoError(t, err)
	rep, err := c.Reconcile(ctx, alerta.Desired{Origin: "check", Environment: "Production", Alerts: []alerta.AlertRequest{down("a")}})
	require.NoError(t, err)
	require.Len(t, rep.Suppressed, 1)
	_, err = c.Reconcile(ctx, alerta.Desired{Origin: "check", Environment: "Development", Alerts: []alerta.AlertRequest{down("a")}})
	require.ErrorIs(t, err, alerta.ErrInvalidRequest, "not in the environment")
}

// With the ISA 18.2 model the server stores an alert that is OK from the start without a status, and then cannot list it beside others.
func TestISAServersAreNotPoisoned(t *testing.T) {
	ctx := t.Context()
	_, c := start(t, alertatest.Config{AlarmModel: alertatest.ModelISA})
	r := down("a")
	r.Severity = "OK"
	_, err := c.Send(ctx, r)
	require.ErrorIs(t, err, alerta.ErrInvalidRequest)
	r.Severity = "High"
	_, err = c.Send(ctx, r)
	require.NoError(t, err)
	r.Severity = "OK"
	rec, err := c.Send(ctx, r)
	require.NoError(t, err, "there is something to clear now")
	require.Equal(t, alerta.StatusReturned, rec.Alert.Status)
}

func TestSilenceWithADeadline(t *testing.T) {
	ctx := t.Context()
	_, c := start(t, alertatest.Config{})
	end := time.Now().Add(2 * time.Hour).UTC().Truncate(time.Millisecond)
	b, err := c.Silence(ctx, alerta.BlackoutRequest{Environment: "Production", EndTime: end})
	require.NoError(t, err)
	require.Equal(t, end, b.EndTime.Time)
	same, err := c.Silence(ctx, alerta.BlackoutRequest{Environment: "Production", EndTime: end.Add(-time.Hour)})
	require.NoError(t, err)
	require.Equal(t, []any{b.ID, end}, []any{same.ID, same.EndTime.Time}, "never shortened")
	other, err := c.Silence(ctx, alerta.BlackoutRequest{Environment: "Production", Resource: "a", EndTime: end})
	require.NoError(t, err)
	require.NotEqual(t, b.ID, other.ID, "another match")
	_, err = c.Silence(ctx, alerta.BlackoutRequest{Environment: "Production", StartTime: end, EndTime: end.Add(time.Hour)})
	require.True(t, errors.Is(err, alerta.ErrInvalidRequest))
}
