package alertasuite

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
)

func testSend(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	created := time.Date(2026, 5, 6, 7, 8, 9, 123456789, time.FixedZone("", 3600))
	r := alerta.AlertRequest{
		Resource: s.name("send"), Event: "HttpDown", Environment: "Production", Severity: "major", Correlate: []string{"HttpUp"}, Service: []string{"web", "shop"},
		Group: "Web", Value: "503", Text: "says \"no\" & <never>", Tags: []string{"cluster=blue", "zone=1"}, Attributes: alerta.Attributes{"region": "eu", "n": 3},
		Origin: "probe/1", Type: "probeAlert", CreateTime: created, Timeout: 90 * time.Minute, RawData: map[string]any{"series": []any{1, "é"}},
	}
	rec, err := c.Send(ctx, r)
	require.NoError(t, err)
	require.Equal(t, alerta.Stored, rec.Outcome)
	got := *rec.Alert
	require.Equal(t, rec.ID, got.ID)
	delete(got.Attributes, "ip")
	want := alerta.Alert{
		Resource: r.Resource, Event: r.Event, Environment: "Production", Severity: "major", Correlate: []string{"HttpUp", "HttpDown"}, Status: "open",
		Service: r.Service, Group: "Web", Value: "503", Text: r.Text, Tags: r.Tags, Attributes: alerta.Attributes{"region": "eu", "n": 3.0}, Origin: "probe/1",
		Type: "probeAlert", CreateTime: alerta.At(time.Date(2026, 5, 6, 6, 8, 9, 123000000, time.UTC)), Timeout: 5400, RawData: `{"series": [1, "\u00e9"]}`,
		PreviousSeverity: "indeterminate", TrendIndication: "moreSevere",
		History: []alerta.HistoryEntry{{Event: r.Event, Severity: "major", Status: "open", Value: "503", Text: r.Text, Type: "new", Timeout: 5400,
			UpdateTime: alerta.At(time.Date(2026, 5, 6, 6, 8, 9, 123000000, time.UTC))}},
	}
	if s.env.Kind == Auth {
		want.History[0].User = AdminUser
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(alerta.Alert{}, "ID", "Href", "ReceiveTime", "LastReceiveTime", "LastReceiveID", "UpdateTime"),
		cmpopts.IgnoreFields(alerta.HistoryEntry{}, "ID", "Href")); d != "" {
		t.Error(d)
	}
	require.Equal(t, got.ID, got.LastReceiveID)
	require.False(t, got.ReceiveTime.IsZero())

	r.Value, r.Text, r.Tags, r.Attributes, r.RawData, r.Service = "504", "again", []string{"zone=1", "rack=7"}, alerta.Attributes{"region": "us"}, nil, []string{"web"}
	rec, err = c.Send(ctx, r)
	require.NoError(t, err)
	require.Equal(t, alerta.Duplicate, rec.Outcome)
	require.Equal(t, got.ID, rec.ID, "the stored alert's id")
	dup := *rec.Alert
	require.Equal(t, alerta.Int(1), dup.DuplicateCount)
	require.True(t, dup.Repeat)
	require.ElementsMatch(t, []string{"cluster=blue", "zone=1", "rack=7"}, dup.Tags)
	require.Equal(t, "us", dup.Attributes["region"])
	require.Equal(t, []string{"web"}, dup.Service)
	require.Empty(t, dup.RawData, "a duplicate without raw data clears the old")
	require.NotEqual(t, dup.ID, dup.LastReceiveID)
	require.ElementsMatch(t, []string{"new", "value"}, types(dup))

	r.Severity = "critical"
	rec, err = c.Send(ctx, r)
	require.NoError(t, err)
	require.Equal(t, alerta.Correlated, rec.Outcome)
	require.Equal(t, got.ID, rec.ID)
	require.Equal(t, []any{"critical", "major", "moreSevere", alerta.Int(0), false},
		[]any{rec.Alert.Severity, rec.Alert.PreviousSeverity, rec.Alert.TrendIndication, rec.Alert.DuplicateCount, rec.Alert.Repeat})

	r.Event, r.Severity = "HttpUp", "normal"
	rec, err = c.Send(ctx, r)
	require.NoError(t, err)
	require.Equal(t, alerta.Correlated, rec.Outcome, "an event named in correlate")
	require.Equal(t, []any{got.ID, "HttpUp", "normal", "closed", "lessSevere"},
		[]any{rec.ID, rec.Alert.Event, rec.Alert.Severity, rec.Alert.Status, rec.Alert.TrendIndication})

	hb := s.alert("beat")
	hb.Event = "Heartbeat"
	hb.Origin = s.name("origin")
	rec, err = c.Send(ctx, hb)
	require.NoError(t, err)
	require.Equal(t, alerta.Heartbeat, rec.Outcome)
	require.Nil(t, rec.Alert)
	info, err := c.GetHeartbeat(ctx, rec.ID)
	require.NoError(t, err)
	require.Equal(t, hb.Origin, info.Origin)

	bad := s.alert("bad")
	bad.Environment = "Moon"
	rec, err = c.Send(ctx, bad)
	require.ErrorIs(t, err, alerta.ErrRejected)
	require.NotErrorIs(t, err, alerta.ErrForbidden)
	require.Equal(t, alerta.Rejected, rec.Outcome)
	require.Contains(t, rec.Message, "[POLICY]")
	bad = s.alert("bad")
	bad.Service = nil
	_, err = c.Send(ctx, bad)
	require.ErrorIs(t, err, alerta.ErrRejected)

	never := s.alert("never")
	never.Timeout = alerta.Never
	require.Zero(t, s.sent(t, c, never).Timeout)
	require.Equal(t, alerta.Int(86400), s.sent(t, c, s.alert("default")).Timeout)

	own := s.alert("own")
	own.ID = "11111111-2222-4333-8444-" + s.run[len(s.run)-12:]
	require.Equal(t, own.ID, s.sent(t, c, own).ID)
	other := s.alert("other")
	other.ID = own.ID
	_, err = c.Send(ctx, other)
	require.ErrorIs(t, err, alerta.ErrBadRequest, "an id used twice")
	require.NotErrorIs(t, err, alerta.ErrServer)
}

func testAlert(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	r := s.alert("alert")
	r.Tags, r.Timeout = []string{"a=1"}, time.Hour
	a := s.sent(t, c, r)

	require.NoError(t, c.TagAlert(ctx, a.ID, "b=2", "a=1"))
	require.ElementsMatch(t, []string{"a=1", "b=2"}, s.get(t, c, a.ID).Tags)
	require.NoError(t, c.UntagAlert(ctx, a.ID, "a=1", "b=2"))
	require.Empty(t, s.get(t, c, a.ID).Tags)
	require.NoError(t, c.TagAlert(ctx, a.ID, "c=3"))
	require.Equal(t, []string{"c=3"}, s.get(t, c, a.ID).Tags)

	require.NoError(t, c.SetAttributes(ctx, a.ID, alerta.Attributes{"x": "1", "y": 2, "ip": nil}))
	require.Equal(t, alerta.Attributes{"x": "1", "y": 2.0}, s.get(t, c, a.ID).Attributes)
	require.NoError(t, c.SetAttributes(ctx, a.ID, alerta.Attributes{"x": nil, "y": nil}), "clearing the last attribute is no error")
	require.Empty(t, s.get(t, c, a.ID).Attributes)

	require.NoError(t, c.SetStatus(ctx, a.ID, "assign", alerta.Change{Text: "yours"}))
	b := s.get(t, c, a.ID)
	require.Equal(t, "assign", b.Status)
	require.Equal(t, alerta.Int(3600), b.Timeout, "kept although the server would forget it")
	last := b.History[len(b.History)-1]
	require.Equal(t, []any{"status", "assign", "yours", alerta.Int(3600)}, []any{last.Type, last.Status, last.Text, last.Timeout})

	require.NoError(t, c.DeleteAlert(ctx, a.ID))
	_, err := c.GetAlert(ctx, a.ID)
	require.ErrorIs(t, err, alerta.ErrNotFound)
	require.ErrorIs(t, c.DeleteAlert(ctx, a.ID), alerta.ErrNotFound)
	require.ErrorIs(t, c.TagAlert(ctx, a.ID, "x"), alerta.ErrNotFound)
	require.ErrorIs(t, c.UntagAlert(ctx, a.ID, "x"), alerta.ErrNotFound)
	require.ErrorIs(t, c.SetAttributes(ctx, a.ID, alerta.Attributes{"x": 1}), alerta.ErrNotFound)
	require.ErrorIs(t, c.SetStatus(ctx, a.ID, "open", alerta.Change{}), alerta.ErrNotFound)
	require.ErrorIs(t, c.Action(ctx, a.ID, "ack", alerta.Change{}), alerta.ErrNotFound)
	require.ErrorIs(t, c.Ack(ctx, a.ID, alerta.Change{}), alerta.ErrNotFound)
}

// testActions walks the table of what leads where.
func testActions(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	into := map[string][]string{"open": {}, "ack": {"ack"}, "shelved": {"shelve"}, "closed": {"close"}, "expired": {"expired"}, "shelved ack": {"ack", "shelve"}}
	const conflict = "409"
	for from, want := range map[string]map[string]string{
		"open":        {"open": conflict, "ack": "ack", "unack": conflict, "shelve": "shelved", "unshelve": conflict, "close": "closed", "assign": "open", "expired": "expired", "huh": "open"},
		"ack":         {"open": "open", "ack": conflict, "unack": "open", "shelve": "shelved", "unshelve": conflict, "close": "closed"},
		"shelved":     {"open": "open", "ack": conflict, "unack": conflict, "shelve": conflict, "unshelve": "open", "close": "closed"},
		"shelved ack": {"unshelve": "ack"},
		"closed":      {"open": "open", "ack": conflict, "unack": conflict, "shelve": conflict, "unshelve": conflict, "close": conflict},
		"expired":     {"open": "open", "ack": conflict, "unack": conflict, "shelve": conflict, "unshelve": conflict, "close": conflict},
	} {
		for action, status := range want {
			a := s.sent(t, c, s.alert("act"))
			for _, first := range into[from] {
				require.NoError(t, c.Action(ctx, a.ID, first, alerta.Change{}))
			}
			err := c.Action(ctx, a.ID, action, alerta.Change{Text: "because", Timeout: 100 * time.Second})
			if status == conflict {
				require.ErrorIs(t, err, alerta.ErrConflict, "%s from %s", action, from)
				continue
			}
			require.NoError(t, err, "%s from %s", action, from)
			b := s.get(t, c, a.ID)
			require.Equal(t, status, b.Status, "%s from %s", action, from)
			last := b.History[len(b.History)-1]
			require.Equal(t, []any{"because", alerta.Int(100)}, []any{last.Text, last.Timeout})
			if action == "huh" {
				require.Equal(t, "action", last.Type)
			} else {
				require.Equal(t, action, last.Type)
			}
			switch {
			case action == "close":
				require.Equal(t, []string{"normal", "major"}, []string{b.Severity, b.PreviousSeverity})
			case from == "closed":
				require.Equal(t, "major", b.Severity, "reopened with the severity it had")
			}
		}
	}

	// The verbs may be repeated.
	a := s.sent(t, c, s.alert("verbs"))
	for _, step := range []struct {
		verb   func(id string) error
		status string
	}{
		{func(id string) error { return c.Ack(ctx, id, alerta.Change{Text: "mine"}) }, "ack"},
		{func(id string) error { return c.Unack(ctx, id, alerta.Change{}) }, "open"},
		{func(id string) error { return c.Shelve(ctx, id, alerta.Change{Timeout: time.Minute}) }, "shelved"},
		{func(id string) error { return c.Unshelve(ctx, id, alerta.Change{}) }, "open"},
		{func(id string) error { return c.Close(ctx, id, alerta.Change{}) }, "closed"},
		{func(id string) error { return c.Reopen(ctx, id, alerta.Change{}) }, "open"},
		{func(id string) error { return c.Expire(ctx, id, alerta.Change{}) }, "expired"},
	} {
		require.NoError(t, step.verb(a.ID))
		require.NoError(t, step.verb(a.ID), "twice")
		got, err := c.WaitFor(ctx, a.ID, step.status)
		require.NoError(t, err)
		require.Equal(t, step.status, got.Status)
	}
	require.ErrorIs(t, c.Ack(ctx, a.ID, alerta.Change{}), alerta.ErrConflict, "an expired alert cannot be acked")

	// A severity that rises takes an ack back; one that falls does not.
	r := s.alert("rise")
	r.Severity = "minor"
	a = s.sent(t, c, r)
	require.NoError(t, c.Ack(ctx, a.ID, alerta.Change{}))
	r.Severity = "warning"
	require.Equal(t, "ack", s.sent(t, c, r).Status)
	r.Severity = "critical"
	require.Equal(t, "open", s.sent(t, c, r).Status)

	rec, err := c.Clear(ctx, s.get(t, c, a.ID), "over")
	require.NoError(t, err)
	require.Equal(t, []string{"normal", "closed", "over"}, []string{rec.Alert.Severity, rec.Alert.Status, rec.Alert.Text})
	r.Severity = "major"
	require.Equal(t, "open", s.sent(t, c, r).Status, "a closed alert opens again")
	r.Severity = "ok"
	_, err = c.Raise(ctx, r)
	require.ErrorIs(t, err, alerta.ErrInvalidRequest)
}

func testISA(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	m, err := c.AlarmModel(ctx)
	require.NoError(t, err)
	require.True(t, m.ISA())
	require.Equal(t, []string{"OK", "Advisory", "Low", "Medium", "High", "Critical"}, m.Severities())

	r := s.alert("isa")
	a := s.sent(t, c, r)
	require.Equal(t, []string{"UNACK", "moreSevere", "OK"}, []string{a.Status, a.TrendIndication, a.PreviousSeverity})
	step := func(verb func() error, status string) {
		t.Helper()
		require.NoError(t, verb())
		require.Equal(t, status, s.get(t, c, a.ID).Status)
	}
	step(func() error { return c.Ack(ctx, a.ID, alerta.Change{}) }, "ACKED")
	step(func() error { return c.Unack(ctx, a.ID, alerta.Change{}) }, "UNACK")
	step(func() error { return c.Shelve(ctx, a.ID, alerta.Change{}) }, "SHLVD")
	step(func() error { return c.Unshelve(ctx, a.ID, alerta.Change{}) }, "UNACK")
	step(func() error { _, err := c.Clear(ctx, s.get(t, c, a.ID), "over"); return err }, "RTNUN")
	step(func() error { return c.Ack(ctx, a.ID, alerta.Change{}) }, "NORM")
	step(func() error { _, err := c.Raise(ctx, r); return err }, "UNACK")
	step(func() error { return c.Ack(ctx, a.ID, alerta.Change{}) }, "ACKED")
	r.Severity = "Critical"
	step(func() error { _, err := c.Raise(ctx, r); return err }, "UNACK")
	step(func() error { return c.Action(ctx, a.ID, "close", alerta.Change{}) }, "UNACK") // ignored by the server
	for _, verb := range []func() error{
		func() error { return c.Close(ctx, a.ID, alerta.Change{}) },
		func() error { return c.Reopen(ctx, a.ID, alerta.Change{}) },
		func() error { return c.Expire(ctx, a.ID, alerta.Change{}) },
	} {
		require.ErrorIs(t, verb(), alerta.ErrNotInModel)
	}
	r.Severity = "major"
	_, err = c.Send(ctx, r)
	require.ErrorIs(t, err, alerta.ErrInvalidRequest)
	require.ErrorContains(t, err, "OK, Advisory, Low, Medium, High, Critical")
}

func testNotes(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	a := s.sent(t, c, s.alert("notes"))
	notes, err := c.ListNotes(ctx, a.ID)
	require.NoError(t, err)
	require.Empty(t, notes)

	n, err := c.AddNote(ctx, a.ID, "called Ann")
	require.NoError(t, err)
	require.Equal(t, []any{"called Ann", a.ID, "alert", a.Resource}, []any{n.Text, n.Related.Alert, n.Type, n.Attributes["resource"]})
	n2, err := c.UpdateNote(ctx, a.ID, n.ID, "called Bob", alerta.Attributes{"phone": "1"})
	require.NoError(t, err)
	require.Equal(t, []any{n.ID, "called Bob", "1", a.Resource}, []any{n2.ID, n2.Text, n2.Attributes["phone"], n2.Attributes["resource"]})
	require.False(t, n2.UpdateTime.IsZero())
	notes, err = c.ListNotes(ctx, a.ID)
	require.NoError(t, err)
	require.Len(t, notes, 1)
	require.NoError(t, c.DeleteNote(ctx, a.ID, n.ID))
	require.ErrorIs(t, c.DeleteNote(ctx, a.ID, n.ID), alerta.ErrNotFound)
	_, err = c.UpdateNote(ctx, a.ID, n.ID, "x", nil)
	require.ErrorIs(t, err, alerta.ErrNotFound)
	require.Equal(t, []string{"new", "note", "dismiss"}, types(s.get(t, c, a.ID)))
}
