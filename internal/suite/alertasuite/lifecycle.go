package alertasuite

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
)

func (s *suite) cluster(t *testing.T, c *alerta.Client, n int) (alerta.Query, []alerta.Alert) {
	tag := "cluster=" + s.name("c")
	var out []alerta.Alert
	for range n {
		r := s.alert("node")
		r.Tags = []string{tag}
		out = append(out, s.sent(t, c, r))
	}
	return alerta.Where(alerta.Equal(alerta.Environment, "Production"), alerta.HasTag(tag)), out
}

func testRetire(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	q, alerts := s.cluster(t, c, 4)
	require.NoError(t, c.Ack(ctx, alerts[1].ID, alerta.Change{}))
	require.NoError(t, c.Shelve(ctx, alerts[2].ID, alerta.Change{}))
	_, err := c.Clear(ctx, alerts[3], "by itself")
	require.NoError(t, err)
	if s.env.Kind == ISA {
		require.NoError(t, c.Ack(ctx, alerts[3].ID, alerta.Change{}))
	}
	over := alerta.StatusClosed
	if s.env.Kind == ISA {
		over = alerta.StatusNormal
	}

	dry, err := c.Retire(ctx, q, alerta.RetireOptions{DryRun: true})
	require.NoError(t, err)
	require.Equal(t, []int{4, 3, 1, 0}, []int{dry.Matched, len(dry.Done), len(dry.Already), len(dry.Failed)})
	require.NotEqual(t, over, s.get(t, c, alerts[0].ID).Status, "nothing happened")

	rep, err := c.Retire(ctx, q, alerta.RetireOptions{Text: "cluster is gone"})
	require.NoError(t, err)
	require.Equal(t, []int{4, 3, 1, 0}, []int{rep.Matched, len(rep.Done), len(rep.Already), len(rep.Failed)})
	for _, a := range alerts {
		require.Equal(t, over, s.get(t, c, a.ID).Status)
	}
	again, err := c.Retire(ctx, q, alerta.RetireOptions{})
	require.NoError(t, err)
	require.Empty(t, again.Done)
	del, err := c.Retire(ctx, q, alerta.RetireOptions{Mode: alerta.RetireDelete})
	require.NoError(t, err)
	require.Len(t, del.Done, 4)
	n, err := c.CountAlerts(ctx, q)
	require.NoError(t, err)
	require.Zero(t, n.Total)
	_, err = c.Retire(ctx, alerta.Query{}, alerta.RetireOptions{Mode: alerta.RetireDelete})
	require.ErrorIs(t, err, alerta.ErrEmptyFilter)
}

func testSilence(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	r := alerta.BlackoutRequest{Environment: "Production", Resource: s.name("silent"), Service: []string{"web"}, Duration: time.Hour, Text: "deploy"}
	b, err := c.Silence(ctx, r)
	require.NoError(t, err)
	same, err := c.Silence(ctx, r)
	require.NoError(t, err)
	require.Equal(t, b.ID, same.ID, "twice is once")
	r.Duration = 3 * time.Hour
	longer, err := c.Silence(ctx, r)
	require.NoError(t, err)
	require.Equal(t, b.ID, longer.ID)
	require.InDelta(t, 3*3600, longer.EndTime.Sub(b.StartTime.Time).Seconds(), 60)
	a := s.alert("x")
	a.Resource = r.Resource
	rec, err := c.Raise(ctx, a)
	require.NoError(t, err)
	require.Equal(t, alerta.Suppressed, rec.Outcome)
	require.NoError(t, c.DeleteBlackout(ctx, b.ID))
}

func testReconcile(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	origin := s.name("origin")
	one, two, three := s.alert("one"), s.alert("two"), s.alert("three")
	d := alerta.Desired{Origin: origin, Alerts: []alerta.AlertRequest{one, two}}
	rep, err := c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Equal(t, []alerta.AlertKey{one.Key(), two.Key()}, rep.Raised)
	rep, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.True(t, rep.Empty(), "%+v", rep)

	two.Severity = "critical"
	if s.env.Kind == ISA {
		two.Severity = "Critical"
	}
	d.Alerts = []alerta.AlertRequest{two, three}
	d.DryRun = true
	want := alerta.ReconcileReport{Raised: []alerta.AlertKey{three.Key()}, Changed: []alerta.AlertKey{two.Key()}, Closed: []alerta.AlertKey{one.Key()}}
	rep, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Equal(t, want, rep)
	d.DryRun = false
	rep, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Equal(t, want, rep)
	open := func() map[string]string {
		m, err := c.AlarmModel(ctx)
		require.NoError(t, err)
		out := map[string]string{}
		for a, err := range c.AllAlerts(ctx, alerta.Where(alerta.Equal(alerta.Origin, origin)), alerta.Show{}) {
			require.NoError(t, err)
			if m.Open(a.Status) {
				out[a.Resource] = a.Severity
			}
		}
		return out
	}
	require.Equal(t, map[string]string{two.Resource: two.Severity, three.Resource: three.Severity}, open())

	// Several at once, with different wishes for what is gone: the same end.
	d.Alerts = []alerta.AlertRequest{three}
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wg.Go(func() { _, errs[i] = c.Reconcile(ctx, d) })
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, map[string]string{three.Resource: three.Severity}, open())

	// A closed alert that is wanted again is raised again; one of another origin counts as present.
	d.Alerts = []alerta.AlertRequest{one, three}
	rep, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Equal(t, []alerta.AlertKey{one.Key()}, rep.Raised)
	foreign := s.alert("foreign")
	s.sent(t, c, foreign)
	d.Alerts = []alerta.AlertRequest{foreign}
	rep, err = c.Reconcile(ctx, d)
	require.NoError(t, err)
	require.Equal(t, []alerta.AlertKey{foreign.Key()}, rep.Unchanged)
	require.Len(t, rep.Closed, 2)
	require.Empty(t, open())
}

// testErrors checks what the server answers to what the client would never send by itself, through Action and raw queries.
func testErrors(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	_, err := c.CountAlerts(ctx, alerta.Where(alerta.Lucene("(")))
	require.ErrorIs(t, err, alerta.ErrBadRequest)
	var e *alerta.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, []any{400, "Failed to parse query string."}, []any{e.Status, e.Message})
	require.NotEmpty(t, e.Details)
	for _, q := range []string{"nosuchcolumn:x", "+x", "-x", "duplicate_count:x", "text:/[/"} {
		_, err = c.CountAlerts(ctx, alerta.Where(alerta.Lucene(q)))
		require.ErrorIs(t, err, alerta.ErrBadRequest, q)
		require.NotErrorIs(t, err, alerta.ErrServer, q)
		require.ErrorAs(t, err, &e)
		require.Equal(t, []any{500, "count alerts", "GET"}, []any{e.Status, e.Op, e.Method}, q)
		require.Len(t, e.RequestID, 32)
	}
	for _, sort := range []alerta.Field{"id", "nonsense"} {
		_, err = c.ListAlerts(ctx, alerta.Query{}.SortBy(sort), alerta.Page{}, alerta.Show{})
		require.ErrorIs(t, err, alerta.ErrBadRequest)
	}
	a := s.alert("future")
	a.CreateTime = time.Now().Add(time.Hour)
	require.Equal(t, "open", s.sent(t, c, a).Status)
}

// testExpiry needs to move the clock.
func testExpiry(t *testing.T, s *suite) {
	if s.env.Advance == nil {
		t.Log("left out: this server's clock cannot be moved; a timeout of a second stands in")
		s.expireSoon(t)
		return
	}
	c, ctx := s.client(t), s.ctx(t)
	r := s.alert("old")
	r.Timeout = time.Hour
	old := s.sent(t, c, r)
	r = s.alert("never")
	r.Timeout = alerta.Never
	never := s.sent(t, c, r)
	acked, shelved := s.sent(t, c, s.alert("acked")), s.sent(t, c, s.alert("shelved"))
	require.NoError(t, c.Ack(ctx, acked.ID, alerta.Change{Timeout: 30 * time.Minute}))
	require.NoError(t, c.Shelve(ctx, shelved.ID, alerta.Change{Timeout: 30 * time.Minute}))
	closed := s.sent(t, c, s.alert("closed"))
	require.NoError(t, c.Close(ctx, closed.ID, alerta.Change{}))

	s.env.Advance(59 * time.Minute)
	rep, err := c.Housekeeping(ctx, 0, 0)
	require.NoError(t, err)
	require.NotContains(t, rep.Expired, old.ID)
	require.Contains(t, rep.Unacked, acked.ID)
	require.Contains(t, rep.Unshelved, shelved.ID)
	require.Equal(t, "open", s.get(t, c, acked.ID).Status)
	require.Equal(t, "open", s.get(t, c, shelved.ID).Status)
	s.env.Advance(2 * time.Minute)
	rep, err = c.Housekeeping(ctx, 0, 0)
	require.NoError(t, err)
	require.Contains(t, rep.Expired, old.ID)
	require.Equal(t, "expired", s.get(t, c, old.ID).Status)
	s.env.Advance(time.Hour)
	_, err = c.Housekeeping(ctx, 0, 0)
	require.NoError(t, err)
	_, err = c.GetAlert(ctx, closed.ID)
	require.ErrorIs(t, err, alerta.ErrNotFound, "closed for two hours: deleted")
	s.env.Advance(300 * 24 * time.Hour)
	_, err = c.Housekeeping(ctx, 0, 0)
	require.NoError(t, err)
	require.Equal(t, "open", s.get(t, c, never.ID).Status)
}

// expireSoon waits for a timeout of one second on a server with a real clock.
func (s *suite) expireSoon(t *testing.T) {
	c, ctx := s.client(t), s.ctx(t)
	r := s.alert("soon")
	r.Timeout = time.Second
	a := s.sent(t, c, r)
	shelved := s.sent(t, c, s.alert("shelved"))
	require.NoError(t, c.Ack(ctx, shelved.ID, alerta.Change{}))
	require.NoError(t, c.Shelve(ctx, shelved.ID, alerta.Change{Timeout: time.Second}))
	require.Eventually(t, func() bool {
		_, err := c.Housekeeping(ctx, 0, 0)
		require.NoError(t, err)
		return s.get(t, c, a.ID).Status == "expired" && s.get(t, c, shelved.ID).Status == "ack"
	}, 10*time.Second, 200*time.Millisecond)
}
