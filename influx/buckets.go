package influx

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/influxdata/influxdb-client-go/v2/api"
	"github.com/influxdata/influxdb-client-go/v2/domain"

	pipeline "github.com/tickwright/tickwright/internal/api"
)

// Bucket is a bucket of 2.x.
type Bucket struct {
	ID          string
	OrgID       string
	Name        string
	Description string
	// Retention is how long points are kept, 0 forever.
	Retention time.Duration
	// System: the server's own bucket, such as _monitoring.
	System bool
}

const listPage = 100

// safe and unsafe mark a call of the library with its operation and whether it may be repeated.
func safe(ctx context.Context, op string) context.Context {
	return withCall(ctx, callInfo{op: op, repeat: pipeline.RepeatSafe})
}

func unsafe(ctx context.Context, op string) context.Context {
	return withCall(ctx, callInfo{op: op, repeat: pipeline.RepeatUnsafe})
}

// Buckets yields the buckets of 2.x.
func (c *Client) Buckets(ctx context.Context) iter.Seq2[Bucket, error] {
	const op = "list buckets"
	return paged2(ctx, c, op, func(ctx context.Context, offset int) ([]Bucket, error) {
		list, err := c.v2.BucketsAPI().GetBuckets(ctx, api.PagingWithLimit(listPage), api.PagingWithOffset(offset))
		if err != nil {
			return nil, err
		}
		return mapped(list, toBucket), nil
	})
}

// CreateBucket creates the client's bucket, with a retention of 0 forever. On 1.x it creates the database, and the
// retention policy if the bucket's name has one, which is the default policy then.
func (c *Client) CreateBucket(ctx context.Context, retention time.Duration) error {
	const op = "create bucket"
	info, err := c.Server(ctx)
	if err != nil {
		return err
	}
	if info.Major == 1 {
		db, rp := c.dbrp()
		if err := c.CreateDatabase(ctx, db); err != nil {
			return err
		}
		if rp == "" || rp == "autogen" {
			if retention == 0 {
				return nil
			}
			return c.AlterRetentionPolicy(ctx, db, RetentionPolicy{Name: "autogen", Duration: retention, Default: true})
		}
		return c.CreateRetentionPolicy(ctx, db, RetentionPolicy{Name: rp, Duration: retention, Default: true})
	}
	org, err := c.orgID(ctx, op)
	if err != nil {
		return err
	}
	var rules []domain.RetentionRule
	if retention > 0 {
		kind := domain.RetentionRuleTypeExpire
		rules = append(rules, domain.RetentionRule{EverySeconds: int64(retention / time.Second), Type: &kind})
	}
	_, err = c.v2.BucketsAPI().CreateBucketWithNameWithID(unsafe(ctx, op), org, c.bucket, rules...)
	return typed(err)
}

// DeleteBucket deletes the client's bucket with its data. On 1.x it drops the retention policy if the bucket's name has
// one, else the database.
func (c *Client) DeleteBucket(ctx context.Context) error {
	const op = "delete bucket"
	info, err := c.Server(ctx)
	if err != nil {
		return err
	}
	if info.Major == 1 {
		if db, rp := c.dbrp(); rp != "" {
			return c.DropRetentionPolicy(ctx, db, rp)
		}
		return c.DropDatabase(ctx, c.bucket)
	}
	id, err := c.bucketID(ctx, op)
	if err != nil {
		return err
	}
	return typed(c.v2.BucketsAPI().DeleteBucketWithID(safe(ctx, op), id))
}

func (c *Client) bucketID(ctx context.Context, op string) (string, error) {
	for b, err := range c.Buckets(ctx) {
		if err != nil {
			return "", err
		}
		if b.Name == c.bucket {
			return b.ID, nil
		}
	}
	return "", c.missing(op, "bucket", c.bucket)
}

// missing is the error for what a list does not hold.
func (c *Client) missing(op, kind, name string) error {
	return &Error{Dropped: -1, apiError: &pipeline.Error{
		Service: "influxdb", Op: op, URL: c.api.BaseURL(), Message: fmt.Sprintf("%s %q not found", kind, name), Err: ErrNotFound,
	}}
}

func toBucket(b domain.Bucket) Bucket {
	out := Bucket{ID: deref(b.Id), OrgID: deref(b.OrgID), Name: b.Name, Description: deref(b.Description)}
	out.System = b.Type != nil && *b.Type == domain.BucketTypeSystem
	for _, r := range b.RetentionRules {
		out.Retention = time.Duration(r.EverySeconds) * time.Second
	}
	return out
}

// Org is an organization of 2.x.
type Org struct {
	ID          string
	Name        string
	Description string
}

// Orgs yields the organizations of 2.x.
func (c *Client) Orgs(ctx context.Context) iter.Seq2[Org, error] {
	return paged2(ctx, c, "list organizations", func(ctx context.Context, offset int) ([]Org, error) {
		list, err := c.v2.OrganizationsAPI().GetOrganizations(ctx, api.PagingWithLimit(listPage), api.PagingWithOffset(offset))
		if err != nil {
			return nil, err
		}
		return mapped(list, func(o domain.Organization) Org { return Org{deref(o.Id), o.Name, deref(o.Description)} }), nil
	})
}

func (c *Client) orgID(ctx context.Context, op string) (string, error) {
	for o, err := range c.Orgs(ctx) {
		if err != nil {
			return "", err
		}
		if o.Name == c.org {
			return o.ID, nil
		}
	}
	return "", c.missing(op, "organization", c.org)
}

// paged2 lists what only 2.x has, page by page.
func paged2[T any](ctx context.Context, c *Client, op string, page func(ctx context.Context, offset int) ([]T, error)) iter.Seq2[T, error] {
	return pipeline.Paged(0, func(offset int) ([]T, int, bool, error) {
		if err := c.needs(ctx, op, 2); err != nil {
			return nil, 0, false, err
		}
		items, err := page(safe(ctx, op), offset)
		return items, offset + len(items), len(items) == listPage, typed(err)
	})
}

func mapped[A, B any](list *[]A, f func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(*list))
	for i, v := range *list {
		out[i] = f(v)
	}
	return out
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
