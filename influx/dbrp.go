package influx

import (
	"context"
	"iter"

	"github.com/influxdata/influxdb-client-go/v2/domain"
)

// DBRP maps a database and retention policy of InfluxQL to a bucket of 2.x.
type DBRP struct {
	ID              string
	Database        string
	RetentionPolicy string
	BucketID        string
	// Default: queries which name no retention policy go there.
	Default bool
}

// DBRPs yields the mappings of the organization on 2.x, those which the server makes from buckets' names among them.
func (c *Client) DBRPs(ctx context.Context) iter.Seq2[DBRP, error] {
	const op = "list DBRP mappings"
	return func(yield func(DBRP, error) bool) {
		if err := c.needs(ctx, op, 2); err != nil {
			yield(DBRP{}, err)
			return
		}
		list, err := c.v2.APIClient().GetDBRPs(safe(ctx, op), &domain.GetDBRPsParams{Org: &c.org})
		if err != nil {
			yield(DBRP{}, typed(err))
			return
		}
		for _, d := range mapped(list.Content, toDBRP) {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func toDBRP(d domain.DBRP) DBRP {
	return DBRP{d.Id, d.Database, d.RetentionPolicy, d.BucketID, d.Default}
}

// CreateDBRP maps a database and retention policy to the client's bucket on 2.x.
func (c *Client) CreateDBRP(ctx context.Context, database, retentionPolicy string, isDefault bool) (DBRP, error) {
	const op = "create DBRP mapping"
	id, err := c.bucketID(ctx, op)
	if err != nil {
		return DBRP{}, err
	}
	d, err := c.v2.APIClient().PostDBRP(unsafe(ctx, op), &domain.PostDBRPAllParams{Body: domain.PostDBRPJSONRequestBody{
		BucketID: id, Database: database, RetentionPolicy: retentionPolicy, Default: &isDefault, Org: &c.org,
	}})
	if err != nil {
		return DBRP{}, typed(err)
	}
	return toDBRP(*d), nil
}

// DeleteDBRP deletes a mapping of 2.x by its ID. It is no error if there is none.
func (c *Client) DeleteDBRP(ctx context.Context, id string) error {
	const op = "delete DBRP mapping"
	if err := c.needs(ctx, op, 2); err != nil {
		return err
	}
	return typed(c.v2.APIClient().DeleteDBRPID(safe(ctx, op), &domain.DeleteDBRPIDAllParams{
		DeleteDBRPIDParams: domain.DeleteDBRPIDParams{Org: &c.org}, DbrpID: id,
	}))
}
