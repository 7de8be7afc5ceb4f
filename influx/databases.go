package influx

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Databases yields the names of the databases; on 2.x, those which DBRP mappings make.
func (c *Client) Databases(ctx context.Context) iter.Seq2[string, error] {
	return c.In("").column(ctx, "list databases", "SHOW DATABASES", nil, "name")
}

// CreateDatabase creates a database on 1.x with the default retention policy autogen. It is no error if it exists.
func (c *Client) CreateDatabase(ctx context.Context, name string) error {
	return c.admin1(ctx, "create database", "CREATE DATABASE $db", Params{"db": Ident(name)}, api.RepeatSafe)
}

// DropDatabase deletes a database of 1.x with all of its data. It is no error if there is none.
func (c *Client) DropDatabase(ctx context.Context, name string) error {
	return c.admin1(ctx, "drop database", "DROP DATABASE $db", Params{"db": Ident(name)}, api.RepeatSafe)
}

// RetentionPolicy is one retention policy of a database of 1.x.
type RetentionPolicy struct {
	Name string
	// Duration is how long points are kept, 0 forever.
	Duration time.Duration
	// ShardDuration is the time that one shard covers; 0 lets the server choose.
	ShardDuration time.Duration
	// Replication is 1 on the open source version.
	Replication int
	Default     bool
}

// RetentionPolicies yields the retention policies of a database.
func (c *Client) RetentionPolicies(ctx context.Context, database string) iter.Seq2[RetentionPolicy, error] {
	return mapRows(c.In("").query(ctx, "list retention policies", "SHOW RETENTION POLICIES ON $db", Params{"db": Ident(database)}, api.RepeatSafe),
		func(r Row) (RetentionPolicy, error) {
			rp := RetentionPolicy{Name: r.Text("name")}
			var err error
			if rp.Duration, err = parseDuration(r.Text("duration")); err != nil {
				return rp, err
			}
			// 2.x answers without the group duration's unit or at all in some versions.
			rp.ShardDuration, _ = parseDuration(r.Text("shardGroupDuration"))
			if v, ok := r.Get("replicaN"); ok {
				n, _ := v.Int()
				rp.Replication = int(n)
			}
			if v, ok := r.Get("default"); ok {
				rp.Default, _ = v.Bool()
			}
			return rp, nil
		})
}

// CreateRetentionPolicy adds a retention policy on 1.x. Creating the same one again is no error, a different one of that
// name is [ErrConflict].
func (c *Client) CreateRetentionPolicy(ctx context.Context, database string, rp RetentionPolicy) error {
	return c.admin1(ctx, "create retention policy", "CREATE RETENTION POLICY $rp ON $db"+rp.clauses(),
		Params{"db": Ident(database), "rp": Ident(rp.Name)}, api.RepeatSafe)
}

// AlterRetentionPolicy changes a retention policy of 1.x to what rp says.
func (c *Client) AlterRetentionPolicy(ctx context.Context, database string, rp RetentionPolicy) error {
	return c.admin1(ctx, "alter retention policy", "ALTER RETENTION POLICY $rp ON $db"+rp.clauses(),
		Params{"db": Ident(database), "rp": Ident(rp.Name)}, api.RepeatSafe)
}

// DropRetentionPolicy deletes a retention policy of 1.x with its data. It is no error if there is none.
func (c *Client) DropRetentionPolicy(ctx context.Context, database, name string) error {
	return c.admin1(ctx, "drop retention policy", "DROP RETENTION POLICY $rp ON $db",
		Params{"db": Ident(database), "rp": Ident(name)}, api.RepeatSafe)
}

func (rp RetentionPolicy) clauses() string {
	var b strings.Builder
	b.WriteString(" DURATION " + formatDuration(rp.Duration))
	fmt.Fprintf(&b, " REPLICATION %d", max(1, rp.Replication))
	if rp.ShardDuration > 0 {
		b.WriteString(" SHARD DURATION " + formatDuration(rp.ShardDuration))
	}
	if rp.Default {
		b.WriteString(" DEFAULT")
	}
	return b.String()
}

// formatDuration writes a duration as InfluxQL wants it in CREATE RETENTION POLICY; 0 is forever.
func formatDuration(d time.Duration) string {
	if d == 0 {
		return "INF"
	}
	return fmt.Sprintf("%dns", int64(d))
}

// parseDuration reads 168h0m0s, and 0s as forever.
func parseDuration(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("read duration %q: %w", s, err)
	}
	return d, nil
}

// admin1 runs a statement that only 1.x has.
func (c *Client) admin1(ctx context.Context, op, statement string, params Params, repeat api.Repeat) error {
	if err := c.needs(ctx, op, 1); err != nil {
		return err
	}
	return c.In("").exec(ctx, op, statement, params, repeat)
}

// rows1 is a listing that only 1.x has.
func (c *Client) rows1(ctx context.Context, op, query string, params Params) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if err := c.needs(ctx, op, 1); err != nil {
			yield(Row{}, err)
			return
		}
		c.In("").query(ctx, op, query, params, api.RepeatSafe)(yield)
	}
}

// mapRows turns rows into what they stand for.
func mapRows[T any](rows iter.Seq2[Row, error], f func(Row) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		for row, err := range rows {
			if err != nil {
				yield(zero, err)
				return
			}
			v, err := f(row)
			if err != nil {
				yield(zero, err)
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}
