package influx_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api/apitest"
)

func drain[T any](seq iter.Seq2[T, error]) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

func onePoint() point.Point {
	return point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(1)}}, time.Unix(1, 0))
}

// TestFailures drives every method of the client through the ways in which HTTP fails.
func TestFailures(t *testing.T) {
	type client = *influx.Client
	type method = apitest.Method[client]
	call := func(f func(ctx context.Context, c client) error) func(context.Context, client) error { return f }
	sel := influx.Selection{Measurement: "m", Start: time.Unix(0, 0), End: time.Unix(9, 0)}

	// fieldKeys answers the question that Points asks first; count the one of Delete.
	answer := func(w http.ResponseWriter, body string) bool {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(body + "\n"))
		return true
	}
	says := func(part, body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/query" {
				return false
			}
			if err := r.ParseForm(); err != nil || !contains(r.Form.Get("q"), part) {
				return false
			}
			return answer(w, body)
		}
	}
	is := func(paths map[string]any) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			v, ok := paths[r.Method+" "+r.URL.Path]
			if !ok {
				return false
			}
			b, _ := json.Marshal(v)
			return answer(w, string(b))
		}
	}
	orgs := map[string]any{"orgs": []any{map[string]string{"id": "1", "name": "org"}}}
	list := map[string]any{"buckets": []any{map[string]any{"id": "2", "name": "db/rp", "retentionRules": []any{}}}}
	both := is(map[string]any{"GET /api/v2/orgs": orgs, "GET /api/v2/buckets": list})

	suite := func(version string, methods []method) apitest.Suite[client] {
		return apitest.Suite[client]{
			New: func(t testing.TB, url string, hc *http.Client) client {
				opts := []influx.Option{influx.WithHTTPClient(hc), influx.WithRetry(2, 1, 1), influx.WithBucket("db/rp"), influx.WithOrg("org"), influx.WithToken("secret-token")}
				if version != "" {
					opts = append(opts, influx.WithVersion(version))
				}
				c, err := influx.New(url, opts...)
				require.NoError(t, err)
				return c
			},
			Typed: func(err error) bool {
				var e *influx.Error
				return errors.As(err, &e) && e.Op != "" && e.URL != "" && !contains(err.Error(), "secret-token")
			},
			Methods: methods,
		}
	}
	t.Run("server", func(t *testing.T) {
		suite("", []method{
			{Name: "Server", Call: func(ctx context.Context, c client) error { _, err := c.Server(ctx); return err }},
			{Name: "Ping", Call: func(ctx context.Context, c client) error { _, err := c.Ping(ctx); return err }},
			{Name: "Health", Call: func(ctx context.Context, c client) error { _, err := c.Health(ctx); return err }},
		}).Run(t)
	})
	t.Run("1.x", func(t *testing.T) {
		suite("1.8.10", []method{
			{Name: "Write", NoBody: true, Call: func(ctx context.Context, c client) error { return c.Write(ctx, onePoint()) }},
			{Name: "Query", Call: func(ctx context.Context, c client) error { return drain(c.Query(ctx, "SELECT v FROM m", nil)) }},
			{Name: "Exec", Call: func(ctx context.Context, c client) error { return c.Exec(ctx, "DROP MEASUREMENT m", nil) }},
			{Name: "Flux", EmptyOK: true, Call: func(ctx context.Context, c client) error { return drain(c.Flux(ctx, "buckets()", nil)) }},
			{Name: "Points", Call: func(ctx context.Context, c client) error { return drain(c.Points(ctx, sel)) }},
			{Name: "PointsPage", Pass: says("SHOW FIELD KEYS", `{"results":[{}]}`), Call: func(ctx context.Context, c client) error { return drain(c.Points(ctx, sel)) }},
			{Name: "Measurements", Call: func(ctx context.Context, c client) error { return drain(c.Measurements(ctx)) }},
			{Name: "TagKeys", Call: func(ctx context.Context, c client) error { return drain(c.TagKeys(ctx, "m")) }},
			{Name: "TagValues", Call: func(ctx context.Context, c client) error { return drain(c.TagValues(ctx, "m", "k")) }},
			{Name: "FieldKeys", Call: func(ctx context.Context, c client) error { return drain(c.FieldKeys(ctx, "m")) }},
			{Name: "Schema", Call: func(ctx context.Context, c client) error { _, err := c.Schema(ctx); return err }},
			{Name: "Databases", Call: func(ctx context.Context, c client) error { return drain(c.Databases(ctx)) }},
			{Name: "CreateDatabase", Call: func(ctx context.Context, c client) error { return c.CreateDatabase(ctx, "d") }},
			{Name: "DropDatabase", Call: func(ctx context.Context, c client) error { return c.DropDatabase(ctx, "d") }},
			{Name: "CreateBucket", Call: func(ctx context.Context, c client) error { return c.CreateBucket(ctx, time.Hour) }},
			{Name: "DeleteBucket", Call: func(ctx context.Context, c client) error { return c.DeleteBucket(ctx) }},
			{Name: "RetentionPolicies", Call: func(ctx context.Context, c client) error { return drain(c.RetentionPolicies(ctx, "d")) }},
			{Name: "CreateRetentionPolicy", Call: func(ctx context.Context, c client) error {
				return c.CreateRetentionPolicy(ctx, "d", influx.RetentionPolicy{Name: "r"})
			}},
			{Name: "AlterRetentionPolicy", Call: func(ctx context.Context, c client) error {
				return c.AlterRetentionPolicy(ctx, "d", influx.RetentionPolicy{Name: "r"})
			}},
			{Name: "DropRetentionPolicy", Call: func(ctx context.Context, c client) error { return c.DropRetentionPolicy(ctx, "d", "r") }},
			{Name: "Users", Call: func(ctx context.Context, c client) error { return drain(c.Users(ctx)) }},
			{Name: "CreateUser", Call: func(ctx context.Context, c client) error { return c.CreateUser(ctx, "u", "secret-password", true) }},
			{Name: "SetPassword", Call: func(ctx context.Context, c client) error { return c.SetPassword(ctx, "u", "secret-password") }},
			{Name: "DropUser", Call: func(ctx context.Context, c client) error { return c.DropUser(ctx, "u") }},
			{Name: "Grants", Call: func(ctx context.Context, c client) error { return drain(c.Grants(ctx, "u")) }},
			{Name: "Grant", Call: func(ctx context.Context, c client) error { return c.Grant(ctx, influx.ReadPrivilege, "d", "u") }},
			{Name: "Revoke", Call: func(ctx context.Context, c client) error { return c.Revoke(ctx, influx.WritePrivilege, "d", "u") }},
			{Name: "Subscriptions", Call: func(ctx context.Context, c client) error { return drain(c.Subscriptions(ctx)) }},
			{Name: "CreateSubscription", Call: func(ctx context.Context, c client) error {
				return c.CreateSubscription(ctx, influx.Subscription{Database: "d", RetentionPolicy: "r", Name: "s", Destinations: []string{"http://x"}})
			}},
			{Name: "DropSubscription", Call: func(ctx context.Context, c client) error { return c.DropSubscription(ctx, "d", "r", "s") }},
			{Name: "ContinuousQueries", Call: func(ctx context.Context, c client) error { return drain(c.ContinuousQueries(ctx)) }},
			{Name: "CreateContinuousQuery", Call: func(ctx context.Context, c client) error {
				return c.CreateContinuousQuery(ctx, influx.ContinuousQuery{Database: "d", Name: "q", Query: "SELECT 1"})
			}},
			{Name: "DropContinuousQuery", Call: func(ctx context.Context, c client) error { return c.DropContinuousQuery(ctx, "d", "q") }},
			{Name: "DeleteCount", Call: func(ctx context.Context, c client) error {
				_, err := c.Delete(ctx, influx.Deletion{Selection: sel})
				return err
			}},
			{Name: "Delete", Pass: says("count(*)", `{"results":[{"series":[{"name":"m","columns":["time","count_v"],"values":[[0,1]]}]}]}`),
				Call: func(ctx context.Context, c client) error {
					_, err := c.Delete(ctx, influx.Deletion{Selection: sel})
					return err
				}},
		}).Run(t)
	})
	t.Run("2.x", func(t *testing.T) {
		suite("2.7.12", []method{
			{Name: "Buckets", Call: func(ctx context.Context, c client) error { return drain(c.Buckets(ctx)) }},
			{Name: "Orgs", Call: func(ctx context.Context, c client) error { return drain(c.Orgs(ctx)) }},
			{Name: "CreateBucket", Pass: both, Call: func(ctx context.Context, c client) error { return c.CreateBucket(ctx, time.Hour) }},
			{Name: "DeleteBucket", Pass: both, NoBody: true, Call: func(ctx context.Context, c client) error { return c.DeleteBucket(ctx) }},
			{Name: "DBRPs", Call: func(ctx context.Context, c client) error { return drain(c.DBRPs(ctx)) }},
			{Name: "CreateDBRP", Pass: both, Call: func(ctx context.Context, c client) error { _, err := c.CreateDBRP(ctx, "d", "r", true); return err }},
			{Name: "DeleteDBRP", NoBody: true, Call: func(ctx context.Context, c client) error { return c.DeleteDBRP(ctx, "1") }},
			{Name: "Authorizations", Call: func(ctx context.Context, c client) error { return drain(c.Authorizations(ctx)) }},
			{Name: "CreateAuthorization", Pass: both, Call: func(ctx context.Context, c client) error {
				_, err := c.CreateAuthorization(ctx, "x", true, false)
				return err
			}},
			{Name: "DeleteAuthorization", NoBody: true, Call: func(ctx context.Context, c client) error { return c.DeleteAuthorization(ctx, "1") }},
			{Name: "Delete", NoBody: true, Pass: says("count(*)", `{"results":[{"series":[{"name":"m","columns":["time","count_v"],"values":[[0,1]]}]}]}`),
				Call: call(func(ctx context.Context, c client) error {
					_, err := c.Delete(ctx, influx.Deletion{Selection: sel})
					return err
				})},
		}).Run(t)
	})
}

func contains(s, part string) bool { return strings.Contains(s, part) }
