package alerta

import (
	"context"
	"encoding/json"
	"strconv"
)

// Ranking is what TopN ranks by.
type Ranking string

// Rankings.
const (
	ByCount    Ranking = "count"    // most alerts
	ByFlapping Ranking = "flapping" // most changes of severity
	ByStanding Ranking = "standing" // longest standing, among those that changed severity
)

// TopEntry is one group of a ranking.
type TopEntry struct {
	Key            string // value of the field grouped by
	Count          Int
	DuplicateCount Int
	Environments   []string
	Services       []string
	Resources      []TopResource
}

// TopResource is an alert in a ranking.
type TopResource struct {
	ID       string `json:"id"` // of the alert
	Resource string `json:"resource"`
	Href     string `json:"href"`
}

// TopN ranks the selected alerts, grouped by a field (Event when empty; not Group, which the server cannot), n groups at most (50 when 0).
// An alert counts once for each of its services.
func (c *Client) TopN(ctx context.Context, by Ranking, q Query, group Field, n int) ([]TopEntry, error) {
	const op = "rank alerts"
	if group == "" {
		group = Event
	}
	v, err := q.filters(op)
	if err != nil {
		return nil, err
	}
	switch group {
	case Resource, Event, Environment, Severity, Status, Value, Text, Origin, Customer:
	default:
		return nil, invalid(op, "cannot group by %q", group)
	}
	v.Set("group-by", string(group))
	if n > 0 {
		v.Set("page-size", strconv.Itoa(n))
	}
	raw, err := get[[]map[string]json.RawMessage](ctx, c, "top10", call{op: op, path: "alerts/topn/{}", args: []string{string(by)}, query: v})
	if err != nil {
		return nil, err
	}
	out := make([]TopEntry, len(raw))
	for i, m := range raw {
		e := &out[i]
		for name, into := range map[string]any{
			string(group): &e.Key, "count": &e.Count, "duplicateCount": &e.DuplicateCount,
			"environments": &e.Environments, "services": &e.Services, "resources": &e.Resources,
		} {
			if err := json.Unmarshal(m[name], into); err != nil {
				return nil, &Error{Op: op, Err: err}
			}
		}
	}
	return out, nil
}

// EnvironmentCount counts the alerts of an environment.
type EnvironmentCount struct {
	Environment string         `json:"environment"`
	Count       Int            `json:"count"`
	BySeverity  map[string]Int `json:"severityCounts"`
	ByStatus    map[string]Int `json:"statusCounts"`
}

// ListEnvironments lists every environment that has alerts; the query only affects the counts.
func (c *Client) ListEnvironments(ctx context.Context, q Query) ([]EnvironmentCount, error) {
	return aggregate[EnvironmentCount](ctx, c, "list environments", "environments", "environments", q)
}

// ServiceCount counts the alerts of a service in an environment.
type ServiceCount struct {
	Environment string         `json:"environment"`
	Service     string         `json:"service"`
	Count       Int            `json:"count"`
	BySeverity  map[string]Int `json:"severityCounts"`
	ByStatus    map[string]Int `json:"statusCounts"`
}

// ListServices lists every service that has alerts; the query only affects the counts.
func (c *Client) ListServices(ctx context.Context, q Query) ([]ServiceCount, error) {
	return aggregate[ServiceCount](ctx, c, "list services", "services", "services", q)
}

// GroupCount counts the alerts of an alert group in an environment.
type GroupCount struct {
	Environment string `json:"environment"`
	Group       string `json:"group"`
	Count       Int    `json:"count"`
}

// ListAlertGroups lists the groups of the selected alerts.
func (c *Client) ListAlertGroups(ctx context.Context, q Query) ([]GroupCount, error) {
	return aggregate[GroupCount](ctx, c, "list alert groups", "alerts/groups", "groups", q)
}

// TagCount counts the alerts with a tag in an environment.
type TagCount struct {
	Environment string `json:"environment"`
	Tag         string `json:"tag"`
	Count       Int    `json:"count"`
}

// ListTags lists the tags of the selected alerts.
func (c *Client) ListTags(ctx context.Context, q Query) ([]TagCount, error) {
	return aggregate[TagCount](ctx, c, "list tags", "alerts/tags", "tags", q)
}

// aggregate asks for up to 1000 entries, the server's own limit where it has one.
func aggregate[T any](ctx context.Context, c *Client, op, path, member string, q Query) ([]T, error) {
	v, err := q.filters(op)
	if err != nil {
		return nil, err
	}
	v.Set("page-size", "1000")
	return get[[]T](ctx, c, member, call{op: op, path: path, query: v})
}
