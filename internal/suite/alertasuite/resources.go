package alertasuite

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
)

func testHeartbeats(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	origin := s.name("hb")
	h, err := c.SendHeartbeat(ctx, alerta.HeartbeatRequest{Origin: origin, Tags: []string{"a"}, Attributes: alerta.Attributes{"x": "1"}, Timeout: time.Minute})
	require.NoError(t, err)
	require.Equal(t, []any{origin, []string{"a"}, "1", alerta.Int(60), "ok"}, []any{h.Origin, h.Tags, h.Attributes["x"], h.Timeout, h.Status})
	again, err := c.SendHeartbeat(ctx, alerta.HeartbeatRequest{Origin: origin})
	require.NoError(t, err)
	require.Equal(t, h.ID, again.ID, "one per origin")
	require.Equal(t, alerta.Int(86400), again.Timeout)

	slow := s.name("hb")
	late, err := c.SendHeartbeat(ctx, alerta.HeartbeatRequest{Origin: slow, CreateTime: time.Now().Add(-time.Minute)})
	require.NoError(t, err)
	require.Equal(t, "slow", late.Status)
	require.Greater(t, int64(late.Latency), int64(50_000))

	got, err := c.GetHeartbeat(ctx, h.ID)
	require.NoError(t, err)
	require.Equal(t, origin, got.Origin)
	found := map[string]bool{}
	for b, err := range c.AllHeartbeats(ctx, alerta.HeartbeatFilter{Origin: []string{origin, slow}, Status: []string{"slow"}}) {
		require.NoError(t, err)
		found[b.Origin] = true
	}
	require.Equal(t, map[string]bool{slow: true}, found)
	p, err := c.ListHeartbeats(ctx, alerta.HeartbeatFilter{Origin: []string{origin}}, alerta.Page{Size: 1})
	require.NoError(t, err)
	require.Equal(t, alerta.Int(1), p.Total)
	for _, id := range []string{h.ID, late.ID} {
		require.NoError(t, c.DeleteHeartbeat(ctx, id))
		require.ErrorIs(t, c.DeleteHeartbeat(ctx, id), alerta.ErrNotFound)
	}
	_, err = c.GetHeartbeat(ctx, h.ID)
	require.ErrorIs(t, err, alerta.ErrNotFound)
}

func testBlackouts(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	res := s.name("quiet")
	b, err := c.CreateBlackout(ctx, alerta.BlackoutRequest{Environment: "Production", Resource: res, Tags: []string{"maint"}, Duration: 10 * time.Minute, Text: "patching"})
	require.NoError(t, err)
	require.Equal(t, []any{res, "active", alerta.Seconds(600), "patching"}, []any{b.Resource, b.Status, b.Duration, b.Text})
	require.Equal(t, 10*time.Minute, b.EndTime.Sub(b.StartTime.Time))

	quiet := s.alert("x")
	quiet.Resource, quiet.Tags = res, []string{"maint", "more"}
	rec, err := c.Send(ctx, quiet)
	require.NoError(t, err)
	require.Equal(t, alerta.Suppressed, rec.Outcome)
	require.Nil(t, rec.Alert)
	require.Empty(t, rec.ID)
	quiet.Tags = nil
	rec, err = c.Send(ctx, quiet)
	require.NoError(t, err)
	require.Equal(t, alerta.Stored, rec.Outcome, "the tag is missing")

	got, err := c.GetBlackout(ctx, b.ID)
	require.NoError(t, err)
	require.InDelta(t, 600, float64(got.Remaining), 60, "a decimal string here")
	up, err := c.UpdateBlackout(ctx, b.ID, func(b *alerta.Blackout) { b.EndTime = alerta.At(b.EndTime.Add(time.Hour)); b.Text = "longer" })
	require.NoError(t, err)
	require.Equal(t, []any{b.ID, res, []string{"maint"}, "longer", alerta.Seconds(4200)}, []any{up.ID, up.Resource, up.Tags, up.Text, up.Duration})
	require.Equal(t, b.EndTime.Add(time.Hour), up.EndTime.Time)

	later, err := c.CreateBlackout(ctx, alerta.BlackoutRequest{Environment: "Development", Resource: res, Service: []string{"web"}, StartTime: time.Now().Add(time.Hour), EndTime: time.Now().Add(2 * time.Hour)})
	require.NoError(t, err)
	require.Equal(t, "pending", later.Status)
	ids := map[string]bool{}
	for x, err := range c.AllBlackouts(ctx, alerta.BlackoutFilter{Resource: []string{res}, Status: []string{"pending"}}) {
		require.NoError(t, err)
		ids[x.ID] = true
	}
	require.Equal(t, map[string]bool{later.ID: true}, ids)
	p, err := c.ListBlackouts(ctx, alerta.BlackoutFilter{Resource: []string{res}}, alerta.Page{})
	require.NoError(t, err)
	require.Len(t, p.Blackouts, 2)
	for _, id := range []string{b.ID, later.ID} {
		require.NoError(t, c.DeleteBlackout(ctx, id))
		require.ErrorIs(t, c.DeleteBlackout(ctx, id), alerta.ErrNotFound)
	}
	_, err = c.GetBlackout(ctx, b.ID)
	require.ErrorIs(t, err, alerta.ErrNotFound)
}

func testDirectory(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	role := s.name("role")
	p, err := c.CreatePermission(ctx, role, "read", "write:alerts")
	require.NoError(t, err)
	require.Equal(t, []string{"read", "write:alerts"}, p.Scopes)
	p, err = c.UpdatePermission(ctx, p.ID, role, "read")
	require.NoError(t, err)
	got, err := c.GetPermission(ctx, p.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"read"}, got.Scopes)
	_, err = c.CreatePermission(ctx, "admin", "read")
	require.ErrorIs(t, err, alerta.ErrConflict)
	seen := map[string]int{}
	for x, err := range c.AllPermissions(ctx) {
		require.NoError(t, err)
		seen[x.Match]++
	}
	for _, m := range []string{"admin", "user", "guest", role} {
		require.Equal(t, 1, seen[m], m)
	}
	require.NoError(t, c.DeletePermission(ctx, p.ID))
	_, err = c.GetPermission(ctx, p.ID)
	require.ErrorIs(t, err, alerta.ErrNotFound)
	scopes, err := c.ListScopes(ctx)
	require.NoError(t, err)
	require.Len(t, scopes, 29)

	name := s.name("group")
	g, err := c.CreateGroup(ctx, name, "on call")
	require.NoError(t, err)
	g, err = c.UpdateGroup(ctx, g.ID, name+"x", "off call")
	require.NoError(t, err)
	require.Equal(t, []string{name + "x", "off call"}, []string{g.Name, g.Text})
	u, err := c.CreateUser(ctx, alerta.UserRequest{Name: "Ann", Email: s.name("ann") + "@example.com", Password: "pw", Roles: []string{"user"}})
	require.NoError(t, err)
	require.NoError(t, c.AddToGroup(ctx, g.ID, u.ID))
	members, err := c.GroupUsers(ctx, g.ID)
	require.NoError(t, err)
	require.Len(t, members, 1)
	require.Equal(t, u.Login, members[0].Login)
	groups, err := c.UserGroups(ctx, u.ID)
	require.NoError(t, err)
	require.Len(t, groups, 1)
	require.Equal(t, alerta.Int(1), groups[0].Count)
	require.NoError(t, c.RemoveFromGroup(ctx, g.ID, u.ID))
	g, err = c.GetGroup(ctx, g.ID)
	require.NoError(t, err)
	require.Zero(t, g.Count)
	require.ErrorIs(t, c.AddToGroup(ctx, g.ID, "nobody"), alerta.ErrBadRequest)
	n := 0
	for x, err := range c.AllGroups(ctx) {
		require.NoError(t, err)
		if x.ID == g.ID {
			n++
		}
	}
	require.Equal(t, 1, n)
	require.NoError(t, c.DeleteGroup(ctx, g.ID))
	_, err = c.GetGroup(ctx, g.ID)
	require.ErrorIs(t, err, alerta.ErrNotFound)
	require.NoError(t, c.DeleteUser(ctx, u.ID))
}

func testUsers(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	email := s.name("bob") + "@example.com"
	u, err := c.CreateUser(ctx, alerta.UserRequest{Name: "Bob", Email: email, Password: "s3cret-pw", Roles: []string{"user"}, Attributes: alerta.Attributes{"a": "1"}, Text: "new"})
	require.NoError(t, err)
	require.Equal(t, []any{"Bob", email, email, "example.com", "active", []string{"user"}, "1"}, []any{u.Name, u.Login, u.Email, u.Domain, u.Status, u.Roles, u.Attributes["a"]})
	_, err = c.CreateUser(ctx, alerta.UserRequest{Name: "Bob", Email: email, Password: "x"})
	require.ErrorIs(t, err, alerta.ErrConflict)
	u, err = c.UpdateUser(ctx, u.ID, alerta.UserRequest{Text: "old"})
	require.NoError(t, err)
	require.Equal(t, []string{"Bob", "old"}, []string{u.Name, u.Text})
	require.NoError(t, c.SetUserAttributes(ctx, u.ID, alerta.Attributes{"a": nil, "b": "2"}))
	u, err = c.GetUser(ctx, u.ID)
	require.NoError(t, err)
	require.Equal(t, alerta.Attributes{"b": "2"}, u.Attributes)
	n := 0
	for x, err := range c.AllUsers(ctx, alerta.UserFilter{Email: []string{email}}) {
		require.NoError(t, err)
		require.Equal(t, u.ID, x.ID)
		n++
	}
	require.Equal(t, 1, n)

	lookup, err := c.CreateCustomer(ctx, email, s.name("cust"))
	require.NoError(t, err)
	defer func() { require.NoError(t, c.DeleteCustomer(ctx, lookup.ID)) }()
	bob := s.plain(t, alerta.WithLogin(email, "s3cret-pw"))
	me, err := bob.Me(ctx)
	require.NoError(t, err)
	require.Equal(t, u.ID, me.ID)
	me, err = bob.UpdateMe(ctx, alerta.UserRequest{Name: "Bobby"})
	require.NoError(t, err)
	require.Equal(t, "Bobby", me.Name)
	require.NoError(t, bob.SetMyAttributes(ctx, alerta.Attributes{"c": "3"}))
	attrs, err := bob.MyAttributes(ctx)
	require.NoError(t, err)
	require.Equal(t, alerta.Attributes{"b": "2", "c": "3"}, attrs)
	info, err := bob.UserInfo(ctx)
	require.NoError(t, err)
	require.Equal(t, []any{u.ID, email, []string{"read", "write"}, []string{lookup.Customer}}, []any{info.Subject, info.PreferredUsername, info.Scopes(), info.Customers})
	_, err = bob.CreateUser(ctx, alerta.UserRequest{Name: "Eve", Email: "eve@example.com"})
	require.ErrorIs(t, err, alerta.ErrForbidden)
	_, err = c.Me(ctx)
	require.ErrorIs(t, err, alerta.ErrNotFound, "a key is nobody")
	require.NoError(t, c.DeleteUser(ctx, u.ID))
	_, err = c.GetUser(ctx, u.ID)
	require.ErrorIs(t, err, alerta.ErrNotFound)

	fresh := s.name("new") + "@example.com"
	_, err = s.plain(t).Signup(ctx, alerta.UserRequest{Name: "New", Email: fresh, Password: "pw"})
	require.ErrorIs(t, err, alerta.ErrForbidden, "no customer is known for the address")
}

func testKeys(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	expire := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Millisecond)
	own := alerta.Secret(s.name("own-key-value"))
	k, err := c.CreateKey(ctx, alerta.KeyRequest{Key: own, User: "robot", Scopes: []string{"read", "write:alerts"}, Text: "probe", ExpireTime: expire, Customer: "ACME"})
	require.NoError(t, err)
	require.Equal(t, own, k.Key)
	require.Equal(t, []any{"robot", "ACME", "probe", "active", "read-write"}, []any{k.User, k.Customer, k.Text, k.Status, k.Type})
	require.Equal(t, expire, k.ExpireTime.Time)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", k, k, k), own.Reveal())

	k, err = c.UpdateKey(ctx, k.ID, func(k *alerta.Key) { k.Text = "probe 2" })
	require.NoError(t, err)
	require.Equal(t, []any{"probe 2", "ACME"}, []any{k.Text, k.Customer}, "the customer stays")
	require.Equal(t, expire, k.ExpireTime.Time, "and the expire time")
	byKey, err := c.GetKey(ctx, own.Reveal())
	require.NoError(t, err)
	require.Equal(t, k.ID, byKey.ID)
	n := 0
	for x, err := range c.AllKeys(ctx, alerta.KeyFilter{User: []string{"robot"}}) {
		require.NoError(t, err)
		if x.ID == k.ID {
			n++
		}
	}
	require.Equal(t, 1, n)

	robot := s.plain(t, alerta.WithKey(own.Reveal()))
	_, err = robot.CountAlerts(ctx, alerta.Query{})
	require.NoError(t, err)
	_, err = robot.SendHeartbeat(ctx, alerta.HeartbeatRequest{})
	require.ErrorIs(t, err, alerta.ErrForbidden)
	k, err = c.GetKey(ctx, k.ID)
	require.NoError(t, err)
	require.Positive(t, int64(k.Count))
	require.False(t, k.LastUsedTime.IsZero())

	generated, err := c.CreateKey(ctx, alerta.KeyRequest{User: "robot"})
	require.NoError(t, err)
	require.NotEmpty(t, generated.Key.Reveal())
	for _, id := range []string{k.ID, generated.ID} {
		require.NoError(t, c.DeleteKey(ctx, id))
		require.ErrorIs(t, c.DeleteKey(ctx, id), alerta.ErrNotFound)
	}
	_, err = robot.CountAlerts(ctx, alerta.Query{})
	require.ErrorIs(t, err, alerta.ErrUnauthorized)
	require.NotContains(t, err.Error(), own.Reveal(), "the server quotes the key")
	_, err = c.GetKey(ctx, own.Reveal())
	require.ErrorIs(t, err, alerta.ErrNotFound)
	require.NotContains(t, err.Error(), own.Reveal(), "the key is in the path")
}

func testKeysOpen(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	_, err := c.CreateKey(ctx, alerta.KeyRequest{User: "robot"})
	require.ErrorIs(t, err, alerta.ErrBadRequest)
	_, err = c.CreatePermission(ctx, s.name("role"), "read")
	require.ErrorIs(t, err, alerta.ErrForbidden)
	p, err := c.ListKeys(ctx, alerta.KeyFilter{}, alerta.Page{})
	require.NoError(t, err)
	require.Empty(t, p.Keys)
	cust, err := c.CreateCustomer(ctx, s.name("match"), "ACME")
	require.NoError(t, err)
	list, err := c.ListCustomers(ctx, alerta.Page{})
	require.NoError(t, err)
	require.Empty(t, list.Customers, "none is shown without authentication")
	require.NoError(t, c.DeleteCustomer(ctx, cust.ID))
	wrong := s.plain(t, alerta.WithToken("some-api-key"))
	_, err = wrong.CountAlerts(ctx, alerta.Query{})
	require.ErrorIs(t, err, alerta.ErrUnauthorized, "a bad credential is an error even here")
}

func testCredentials(t *testing.T, s *suite) {
	ctx := s.ctx(t)
	for name, opts := range map[string][]alerta.Option{
		"key":   {alerta.WithKey(AdminKey)},
		"basic": {alerta.WithBasic(AdminUser, AdminPassword)},
		"login": {alerta.WithLogin(AdminUser, AdminPassword)},
	} {
		_, err := s.plain(t, opts...).CountAlerts(ctx, alerta.Query{})
		require.NoError(t, err, name)
	}
	token, err := s.plain(t).Login(ctx, AdminUser, AdminPassword)
	require.NoError(t, err)
	info, err := s.plain(t, alerta.WithToken(token.Reveal())).UserInfo(ctx)
	require.NoError(t, err)
	require.Contains(t, info.Scopes(), "admin")
	_, err = s.plain(t).Logout(ctx)
	require.NoError(t, err)

	for name, opts := range map[string][]alerta.Option{
		"none":           nil,
		"wrong key":      {alerta.WithKey("not-a-key")},
		"wrong token":    {alerta.WithToken("a.b.c")},
		"wrong password": {alerta.WithBasic(AdminUser, "wrong-password")},
		"wrong login":    {alerta.WithLogin(AdminUser, "wrong-password")},
		"unknown hmac":   {alerta.WithHMAC("nobody", "hmac-secret")},
	} {
		_, err := s.plain(t, opts...).CountAlerts(ctx, alerta.Query{})
		require.ErrorIs(t, err, alerta.ErrUnauthorized, name)
		for _, secret := range []string{"not-a-key", "a.b.c", "wrong-password", "hmac-secret"} {
			require.NotContains(t, err.Error(), secret, name)
		}
	}
	_, err = s.plain(t).Config(ctx)
	require.NoError(t, err, "the config is for everybody")
	require.NoError(t, s.plain(t).Ready(ctx))
}

// testFlows checks how what needs e-mail, a login provider or Celery fails where there is none.
func testFlows(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	err := c.ConfirmEmail(ctx, "not-a-hash")
	require.ErrorIs(t, err, alerta.ErrBadRequest)
	require.NotContains(t, err.Error(), "not-a-hash", "a hash is a secret")
	require.ErrorIs(t, c.ResetPassword(ctx, "not-a-hash", "new-password"), alerta.ErrBadRequest)
	require.ErrorIs(t, c.ForgotPassword(ctx, s.name("nobody")+"@example.com"), alerta.ErrBadRequest)
	for _, p := range []string{"openid", "azure", "gitlab", "google", "keycloak"} {
		_, err = c.Exchange(ctx, p, map[string]string{"code": "the-code", "clientId": "x", "redirectUri": "http://127.0.0.1/"})
		var e *alerta.Error
		require.ErrorAs(t, err, &e, p)
		require.Equal(t, 503, e.Status, p)
	}
	_, err = c.Exchange(ctx, "cas", map[string]string{})
	require.ErrorIs(t, err, alerta.ErrBadRequest)
	_, err = c.TaskStatus(ctx, "some-task")
	require.ErrorIs(t, err, alerta.ErrServer)
	_, err = c.Oembed(ctx, "http://127.0.0.1/alerts/count", "counts")
	require.ErrorIs(t, err, alerta.ErrServer)
	require.ErrorContains(t, err, "Server Error")
	_, err = c.Oembed(ctx, "http://127.0.0.1/elsewhere", "x")
	require.ErrorIs(t, err, alerta.ErrBadRequest)
}

func testCustomers(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	acme, evil := s.name("ACME"), s.name("Evil")
	x, err := c.CreateCustomer(ctx, s.name("match"), acme)
	require.NoError(t, err)
	x, err = c.UpdateCustomer(ctx, x.ID, x.Match+".org", acme)
	require.NoError(t, err)
	got, err := c.GetCustomer(ctx, x.ID)
	require.NoError(t, err)
	require.Equal(t, x, got)
	n := 0
	for y, err := range c.AllCustomers(ctx) {
		require.NoError(t, err)
		if y.ID == x.ID {
			n++
		}
	}
	require.Equal(t, 1, n)
	require.NoError(t, c.DeleteCustomer(ctx, x.ID))
	_, err = c.GetCustomer(ctx, x.ID)
	require.ErrorIs(t, err, alerta.ErrBadRequest, "the server crashes on it")
	require.ErrorIs(t, c.DeleteCustomer(ctx, x.ID), alerta.ErrNotFound)

	key := func(customer string) *alerta.Client {
		k, err := c.CreateKey(ctx, alerta.KeyRequest{User: "u@" + customer, Scopes: []string{"read", "write"}, Customer: customer})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.client(t).DeleteKey(s.ctx(t), k.ID)) })
		return s.plain(t, alerta.WithKey(k.Key.Reveal()))
	}
	a, e := key(acme), key(evil)
	r := s.alert("shared")
	mine, theirs := s.sent(t, a, r), s.sent(t, e, r)
	require.NotEqual(t, mine.ID, theirs.ID, "the customer is part of the key")
	require.Equal(t, []string{acme, evil}, []string{mine.Customer, theirs.Customer})
	_, err = a.GetAlert(ctx, theirs.ID)
	require.ErrorIs(t, err, alerta.ErrNotFound)
	count, err := a.CountAlerts(ctx, alerta.Where(alerta.Equal(alerta.Resource, r.Resource)))
	require.NoError(t, err)
	require.Equal(t, alerta.Int(1), count.Total)
	count, err = c.CountAlerts(ctx, alerta.Where(alerta.Equal(alerta.Resource, r.Resource)))
	require.NoError(t, err)
	require.Equal(t, alerta.Int(2), count.Total, "an admin sees all")
	r.Customer = evil
	_, err = a.Send(ctx, r)
	require.ErrorIs(t, err, alerta.ErrBadRequest)
	require.Equal(t, theirs.ID, s.sent(t, c, r).ID, "an admin may send for any")

	b, err := c.CreateBlackout(ctx, alerta.BlackoutRequest{Environment: "Production", Resource: r.Resource, Customer: acme})
	require.NoError(t, err)
	b, err = c.UpdateBlackout(ctx, b.ID, func(b *alerta.Blackout) { b.Text = "x" })
	require.NoError(t, err)
	require.Equal(t, acme, b.Customer, "kept")
	r.Customer = ""
	rec, err := a.Send(ctx, r)
	require.NoError(t, err)
	require.Equal(t, alerta.Suppressed, rec.Outcome)
	rec, err = e.Send(ctx, r)
	require.NoError(t, err)
	require.Equal(t, alerta.Duplicate, rec.Outcome, "another customer's blackout")
	require.NoError(t, c.DeleteBlackout(ctx, b.ID))
}

func testManagement(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	require.NoError(t, c.Ready(ctx))
	require.NoError(t, c.Healthy(ctx))
	m, err := c.Manifest(ctx)
	require.NoError(t, err)
	require.Equal(t, "9.1.0", m.Release)
	st, err := c.ServerStatus(ctx)
	require.NoError(t, err)
	require.Equal(t, "9.1.0", st.Version)
	require.NotEmpty(t, st.Metrics)
	text, err := c.PrometheusMetrics(ctx)
	require.NoError(t, err)
	require.Contains(t, text, "alerta_alerts_total")
	conf, err := c.Config(ctx)
	require.NoError(t, err)
	require.Equal(t, []any{s.env.Kind == Auth, s.env.Kind == Auth, []string{"Production", "Development"}, 24 * time.Hour, 2 * time.Hour, time.Hour},
		[]any{conf.AuthRequired, conf.CustomerViews, conf.Environments, conf.Timeouts.Alert.Duration(), conf.Timeouts.Shelve.Duration(), conf.Blackouts.Duration.Duration()})
	require.NotEmpty(t, conf.Raw)
	_, err = c.Housekeeping(ctx, 0, 0)
	if s.env.Kind == ISA {
		require.ErrorIs(t, err, alerta.ErrServer, "the server has no informational severity in this model")
		return
	}
	require.NoError(t, err)
}

func testWebhooks(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	inst := s.name("inst")
	one := map[string]any{"status": "firing", "startsAt": "2026-05-06T07:08:09.123Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prom/graph",
		"labels":      map[string]string{"alertname": "Down", "instance": inst, "job": "node", "severity": "critical", "environment": "Production", "service": "web", "monitor": "m"},
		"annotations": map[string]string{"summary": "gone", "description": "it is gone"}}
	body := map[string]any{"version": "4", "status": "firing", "receiver": "r", "externalURL": "http://am", "groupLabels": map[string]string{}, "commonLabels": map[string]string{},
		"commonAnnotations": map[string]string{}, "alerts": []any{one}}
	res, err := c.Webhook(ctx, "prometheus", nil, body)
	require.NoError(t, err)
	require.Len(t, res.IDs, 1)
	require.NotNil(t, res.Alert)
	a := s.get(t, c, res.IDs[0])
	require.Equal(t, []string{inst, "Down", "Production", "critical"}, []string{a.Resource, a.Event, a.Environment, a.Severity})
	two := map[string]any{}
	for k, v := range one {
		two[k] = v
	}
	two["labels"] = map[string]string{"alertname": "Up", "instance": inst, "severity": "minor", "environment": "Production", "service": "web"}
	body["alerts"] = []any{one, two}
	res, err = c.Webhook(ctx, "prometheus", nil, body)
	require.NoError(t, err)
	require.Len(t, res.IDs, 2)
	require.Nil(t, res.Alert)
	body["state"] = "alerting"
	res, err = c.Webhook(ctx, "grafana", nil, body)
	require.NoError(t, err)
	require.Empty(t, res.IDs, "a unified alert of Grafana is accepted and lost there")
	_, err = c.Webhook(ctx, "nope", nil, body)
	require.ErrorIs(t, err, alerta.ErrNotFound)
}
