package influx

import (
	"context"
	"fmt"
	"iter"

	"github.com/influxdata/influxdb-client-go/v2/domain"
)

// Secret is a token. It shows nothing when printed; Reveal returns it.
type Secret struct{ value string }

// Reveal returns the token.
func (s Secret) Reveal() string { return s.value }

// String hides the token.
func (s Secret) String() string { return "[redacted]" }

// GoString hides the token.
func (s Secret) GoString() string { return "[redacted]" }

// Format hides the token from every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[redacted]")) }

// Authorization is an API token of 2.x with what it allows.
type Authorization struct {
	ID          string
	Description string
	Active      bool
	Token       Secret
	// Permissions are "read:buckets", "write:buckets/ID" and the like.
	Permissions []string
}

// Authorizations yields the API tokens of the organization on 2.x.
func (c *Client) Authorizations(ctx context.Context) iter.Seq2[Authorization, error] {
	const op = "list authorizations"
	return func(yield func(Authorization, error) bool) {
		if err := c.needs(ctx, op, 2); err != nil {
			yield(Authorization{}, err)
			return
		}
		list, err := c.v2.AuthorizationsAPI().FindAuthorizationsByOrgName(safe(ctx, op), c.org)
		if err != nil {
			yield(Authorization{}, typed(err))
			return
		}
		for _, a := range mapped(list, toAuthorization) {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func toAuthorization(a domain.Authorization) Authorization {
	out := Authorization{ID: deref(a.Id), Description: deref(a.Description), Token: Secret{deref(a.Token)}}
	out.Active = a.Status == nil || *a.Status == domain.AuthorizationUpdateRequestStatusActive
	for _, p := range deref(a.Permissions) {
		s := string(p.Action) + ":" + string(p.Resource.Type)
		if id := deref(p.Resource.Id); id != "" {
			s += "/" + id
		}
		out.Permissions = append(out.Permissions, s)
	}
	return out
}

// CreateAuthorization creates a token on 2.x that may read the client's bucket, write it, or both.
func (c *Client) CreateAuthorization(ctx context.Context, description string, read, write bool) (Authorization, error) {
	const op = "create authorization"
	org, err := c.orgID(ctx, op)
	if err != nil {
		return Authorization{}, err
	}
	bucket, err := c.bucketID(ctx, op)
	if err != nil {
		return Authorization{}, err
	}
	var perms []domain.Permission
	allow := func(yes bool, action domain.PermissionAction) {
		if yes {
			perms = append(perms, domain.Permission{Action: action,
				Resource: domain.Resource{Type: domain.ResourceTypeBuckets, Id: &bucket, OrgID: &org}})
		}
	}
	allow(read, domain.PermissionActionRead)
	allow(write, domain.PermissionActionWrite)
	if len(perms) == 0 {
		return Authorization{}, c.refuse(op, fmt.Errorf("it allows neither reading nor writing"))
	}
	a, err := c.v2.AuthorizationsAPI().CreateAuthorization(unsafe(ctx, op), &domain.Authorization{
		AuthorizationUpdateRequest: domain.AuthorizationUpdateRequest{Description: &description}, OrgID: &org, Permissions: &perms,
	})
	if err != nil {
		return Authorization{}, typed(err)
	}
	return toAuthorization(*a), nil
}

// DeleteAuthorization deletes a token of 2.x by its ID.
func (c *Client) DeleteAuthorization(ctx context.Context, id string) error {
	const op = "delete authorization"
	if err := c.needs(ctx, op, 2); err != nil {
		return err
	}
	return typed(c.v2.AuthorizationsAPI().DeleteAuthorizationWithID(safe(ctx, op), id))
}
