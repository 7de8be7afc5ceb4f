package influxsuite

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

func mustRegexp(s string) *regexp.Regexp { return regexp.MustCompile(s) }

func deletion(t *testing.T, s *suite) {
	c := s.bucket(t)
	gone := `we're "gone", a=b \ c`
	mem := point.New("mem", tags("host", gone), point.Fields{{Key: "free", Value: point.Int(1)}, {Key: "used", Value: point.Int(2)}}, at(0))
	stays := []point.Point{disk("a", 0, 1), disk("a", 1, 1)}
	require.NoError(t, c.Write(t.Context(), append(stays, disk(gone, 0, 1), disk(gone, 1, 2), mem)...))
	d := influx.Deletion{Selection: influx.Selection{Tags: map[string]string{"host": gone}}, DryRun: true}
	want := influx.Deleted{Measurements: map[string]int64{"disk": 2, "mem": 2}, Series: 2, Values: 4}
	n, err := c.Delete(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, n))
	require.Len(t, read(t, c, all("disk")), 4, "a dry run deletes nothing")

	d.DryRun = false
	n, err = c.Delete(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, n))
	require.Empty(t, cmp.Diff(stays, read(t, c, all("disk"))))
	require.Empty(t, read(t, c, all("mem")))
	n, err = c.Delete(t.Context(), d)
	require.NoError(t, err)
	require.Zero(t, n.Values, "a second time there is nothing left")
}

func deleteRange(t *testing.T, s *suite) {
	c := s.bucket(t)
	var points []point.Point
	for i := range 10 {
		points = append(points, disk("a", i, 1), disk("b", i, 1))
	}
	require.NoError(t, c.Write(t.Context(), points...))
	n, err := c.Delete(t.Context(), influx.Deletion{Selection: influx.Selection{
		Measurement: "disk", Tags: map[string]string{"host": "a"}, Start: at(3), End: at(7),
	}})
	require.NoError(t, err)
	require.EqualValues(t, 4, n.Values)
	want := slices.DeleteFunc(points, func(p point.Point) bool {
		return p.Tags.Value("host") == "a" && p.Time >= at(3).UnixNano() && p.Time < at(7).UnixNano()
	})
	require.Empty(t, cmp.Diff(want, read(t, c, all("disk"))))
}

func deleteRefuses(t *testing.T, s *suite) {
	c := s.bucket(t)
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1)))
	for _, d := range []influx.Deletion{
		{}, {Selection: influx.Selection{Start: at(0), End: at(1)}}, {DryRun: true},
	} {
		_, err := c.Delete(t.Context(), d)
		require.ErrorIs(t, err, influx.ErrEmptyPredicate)
	}
	for _, sel := range []influx.Selection{
		{Tags: map[string]string{"host": ""}}, {Tags: map[string]string{"": "x"}}, {Measurement: "disk", Start: at(1), End: at(1)},
	} {
		_, err := c.Delete(t.Context(), influx.Deletion{Selection: sel})
		require.ErrorIs(t, err, influx.ErrInvalidRequest)
	}
	require.Len(t, read(t, c, all("disk")), 1)
}

func deleteEverything(t *testing.T, s *suite) {
	c := s.bucket(t)
	require.NoError(t, c.Write(t.Context(), disk("a", 0, 1), point.New("mem", point.Tags{}, field("v", point.Int(1)), time.Now().Add(24*time.Hour))))
	n, err := c.Delete(t.Context(), influx.Deletion{Everything: true})
	require.NoError(t, err)
	require.EqualValues(t, 2, n.Values, "what lies in the future counts too")
	names, err := api.Collect(c.Measurements(t.Context()))
	require.NoError(t, err)
	require.Empty(t, names)
}

func buckets(t *testing.T, s *suite) {
	c := s.bucket(t)
	if !s.V2 {
		db := c.Bucket()[:len(c.Bucket())-len("/autogen")]
		names, err := api.Collect(c.Databases(t.Context()))
		require.NoError(t, err)
		require.Contains(t, names, db)
		require.NoError(t, c.CreateDatabase(t.Context(), db), "it exists already")
		return
	}
	list, err := api.Collect(c.Buckets(t.Context()))
	require.NoError(t, err)
	i := slices.IndexFunc(list, func(b influx.Bucket) bool { return b.Name == c.Bucket() })
	require.GreaterOrEqual(t, i, 0)
	require.NotEmpty(t, list[i].ID)
	require.Zero(t, list[i].Retention)
	require.ErrorIs(t, c.CreateBucket(t.Context(), 0), influx.ErrConflict)
	require.ErrorIs(t, c.In("there_is_none").DeleteBucket(t.Context()), influx.ErrNotFound)
}

func administer1(t *testing.T, s *suite) {
	if s.V2 {
		t.Skip("users, grants, retention policies, subscriptions and continuous queries belong to 1.x")
	}
	ctx := t.Context()
	db := fmt.Sprintf("admin %d's \"db\"", time.Now().UnixNano())
	c := s.Client(t, db)
	require.NoError(t, c.CreateDatabase(ctx, db))
	week := influx.RetentionPolicy{Name: "one week", Duration: 7 * 24 * time.Hour, ShardDuration: 24 * time.Hour, Replication: 1}
	require.NoError(t, c.CreateRetentionPolicy(ctx, db, week))
	require.NoError(t, c.CreateRetentionPolicy(ctx, db, week), "the same again")
	other := week
	other.Duration *= 2
	require.ErrorIs(t, c.CreateRetentionPolicy(ctx, db, other), influx.ErrConflict)
	other.Default = true
	require.NoError(t, c.AlterRetentionPolicy(ctx, db, other))
	rps, err := api.Collect(c.RetentionPolicies(ctx, db))
	require.NoError(t, err)
	require.Len(t, rps, 2)
	require.Equal(t, influx.RetentionPolicy{Name: "autogen", ShardDuration: 7 * 24 * time.Hour, Replication: 1}, rps[0])
	require.Equal(t, other, rps[1])

	user := db + " user"
	require.NoError(t, c.CreateUser(ctx, user, `p'a"ss\word`, false))
	require.NoError(t, c.SetPassword(ctx, user, "other"))
	require.NoError(t, c.Grant(ctx, influx.AllPrivileges, db, user))
	grants, err := api.Collect(c.Grants(ctx, user))
	require.NoError(t, err)
	require.Equal(t, []influx.Grant{{Database: db, Privilege: influx.AllPrivileges}}, grants)
	require.NoError(t, c.Revoke(ctx, influx.AllPrivileges, db, user))
	grants, err = api.Collect(c.Grants(ctx, user))
	require.NoError(t, err)
	require.Equal(t, []influx.Grant{{Database: db, Privilege: influx.NoPrivileges}}, grants)
	require.ErrorIs(t, c.Grant(ctx, "EVERYTHING", db, user), influx.ErrInvalidRequest)
	users, err := api.Collect(c.Users(ctx))
	require.NoError(t, err)
	require.Contains(t, users, influx.User{Name: user})
	require.NoError(t, c.DropUser(ctx, user))
	require.ErrorIs(t, c.DropUser(ctx, user), influx.ErrNotFound)

	sub := influx.Subscription{Database: db, RetentionPolicy: "autogen", Name: "my sub", Mode: "ALL", Destinations: []string{"http://127.0.0.1:9"}}
	require.NoError(t, c.CreateSubscription(ctx, sub))
	require.ErrorIs(t, c.CreateSubscription(ctx, sub), influx.ErrConflict)
	require.ErrorIs(t, c.CreateSubscription(ctx, influx.Subscription{Name: "x", Mode: "SOME"}), influx.ErrInvalidRequest)
	subs, err := api.Collect(c.Subscriptions(ctx))
	require.NoError(t, err)
	require.Contains(t, subs, sub)
	require.NoError(t, c.DropSubscription(ctx, db, "autogen", "my sub"))
	require.ErrorIs(t, c.DropSubscription(ctx, db, "autogen", "my sub"), influx.ErrNotFound)

	cq := influx.ContinuousQuery{Database: db, Name: "hourly", Resample: "EVERY 30m FOR 2h",
		Query: `SELECT mean(used_percent) INTO "disk_1h" FROM disk GROUP BY time(1h), *`}
	require.NoError(t, c.CreateContinuousQuery(ctx, cq))
	cqs, err := api.Collect(c.ContinuousQueries(ctx))
	require.NoError(t, err)
	i := slices.IndexFunc(cqs, func(q influx.ContinuousQuery) bool { return q.Database == db && q.Name == "hourly" })
	require.GreaterOrEqual(t, i, 0)
	require.Contains(t, cqs[i].Query, "RESAMPLE EVERY 30m FOR 2h")
	require.NoError(t, c.DropContinuousQuery(ctx, db, "hourly"))

	require.NoError(t, c.DropRetentionPolicy(ctx, db, "one week"))
	require.NoError(t, c.DropDatabase(ctx, db))
	require.NoError(t, c.DropDatabase(ctx, db), "it is gone already")
}

func administer2(t *testing.T, s *suite) {
	if !s.V2 {
		t.Skip("buckets, organizations, DBRP mappings and authorizations belong to 2.x")
	}
	ctx := t.Context()
	c := s.bucket(t)
	orgs, err := api.Collect(c.Orgs(ctx))
	require.NoError(t, err)
	require.NotEmpty(t, orgs)

	d, err := c.CreateDBRP(ctx, "old_db", "old_rp", true)
	require.NoError(t, err)
	list, err := api.Collect(c.DBRPs(ctx))
	require.NoError(t, err)
	i := slices.IndexFunc(list, func(x influx.DBRP) bool { return x.ID == d.ID })
	require.GreaterOrEqual(t, i, 0)
	require.Equal(t, "old_db", list[i].Database)
	require.Equal(t, "old_rp", list[i].RetentionPolicy)
	require.NoError(t, c.DeleteDBRP(ctx, d.ID))

	a, err := c.CreateAuthorization(ctx, "for a test", true, true)
	require.NoError(t, err)
	require.NotEmpty(t, a.Token.Reveal())
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", a, a, a, a.Token), a.Token.Reveal())
	require.Len(t, a.Permissions, 2)
	auths, err := api.Collect(c.Authorizations(ctx))
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(auths, func(x influx.Authorization) bool { return x.ID == a.ID && x.Description == "for a test" }))
	require.NoError(t, c.DeleteAuthorization(ctx, a.ID))
	require.ErrorIs(t, c.DeleteAuthorization(ctx, a.ID), influx.ErrNotFound)
	_, err = c.CreateAuthorization(ctx, "nothing", false, false)
	require.ErrorIs(t, err, influx.ErrInvalidRequest)
}

func otherLine(t *testing.T, s *suite) {
	c := s.Client(t, "any")
	if s.V2 {
		_, err := api.Collect(c.Users(t.Context()))
		require.ErrorIs(t, err, influx.ErrUnsupported)
		require.ErrorIs(t, c.CreateDatabase(t.Context(), "x"), influx.ErrUnsupported)
		return
	}
	_, err := api.Collect(c.Buckets(t.Context()))
	require.ErrorIs(t, err, influx.ErrUnsupported)
	_, err = api.Collect(c.Orgs(t.Context()))
	require.ErrorIs(t, err, influx.ErrUnsupported)
}
