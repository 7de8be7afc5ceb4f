package influx

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/internal/api"
)

var errPrivilege = errors.New("the privilege is to read, to write, or all")

// Subscription makes a server of 1.x send every write to other places too.
type Subscription struct {
	Database        string
	RetentionPolicy string
	Name            string
	// Mode is "ALL" (each destination gets each write, the default) or "ANY" (one of them).
	Mode string
	// Destinations are URLs: http://host:port, https://..., udp://host:port. A server posts to /write below them.
	Destinations []string
}

// Subscriptions yields the subscriptions of 1.x.
func (c *Client) Subscriptions(ctx context.Context) iter.Seq2[Subscription, error] {
	return func(yield func(Subscription, error) bool) {
		// The destinations are a list inside of a row, which a Row does not hold.
		var a struct {
			Results []struct {
				Error  string `json:"error"`
				Series []struct {
					Name    string   `json:"name"`
					Columns []string `json:"columns"`
					Values  [][]any  `json:"values"`
				} `json:"series"`
			} `json:"results"`
		}
		const op = "list subscriptions"
		err := c.needs(ctx, op, 1)
		if err == nil {
			_, err = c.api.Do(ctx, api.Request{Op: op, Path: "query", Query: map[string][]string{"q": {"SHOW SUBSCRIPTIONS"}}}, &a)
		}
		if err == nil && len(a.Results) == 1 && a.Results[0].Error != "" {
			err = &Error{Dropped: -1, apiError: &api.Error{Service: "influxdb", Op: op, Method: "GET", URL: c.api.BaseURL() + "/query", Status: 200, Message: a.Results[0].Error}}
		}
		if err != nil {
			yield(Subscription{}, err)
			return
		}
		for _, res := range a.Results {
			for _, s := range res.Series {
				for _, row := range s.Values {
					if !yield(subscriptionRow(s.Name, s.Columns, row), nil) {
						return
					}
				}
			}
		}
	}
}

func subscriptionRow(database string, columns []string, row []any) Subscription {
	out := Subscription{Database: database}
	for i, v := range row[:min(len(row), len(columns))] {
		text, _ := v.(string)
		switch columns[i] {
		case "retention_policy":
			out.RetentionPolicy = text
		case "name":
			out.Name = text
		case "mode":
			out.Mode = text
		case "destinations":
			list, _ := v.([]any)
			for _, d := range list {
				if s, ok := d.(string); ok {
					out.Destinations = append(out.Destinations, s)
				}
			}
		}
	}
	return out
}

// CreateSubscription creates a subscription on 1.x; [ErrConflict] if there is one of that name.
func (c *Client) CreateSubscription(ctx context.Context, s Subscription) error {
	const op = "create subscription"
	mode := strings.ToUpper(s.Mode)
	if mode == "" {
		mode = "ALL"
	}
	if !slices.Contains([]string{"ALL", "ANY"}, mode) {
		return c.refuse(op, fmt.Errorf("mode %q: want ALL or ANY", s.Mode))
	}
	if len(s.Destinations) == 0 {
		return c.refuse(op, errors.New("no destination"))
	}
	params := Params{"name": Ident(s.Name), "db": Ident(s.Database), "rp": Ident(s.RetentionPolicy)}
	var to []string
	for i, d := range s.Destinations {
		name := fmt.Sprintf("d%d", i)
		params[name] = d
		to = append(to, "$"+name)
	}
	return c.admin1(ctx, op, "CREATE SUBSCRIPTION $name ON $db.$rp DESTINATIONS "+mode+" "+strings.Join(to, ", "), params, api.RepeatUnsafe)
}

// DropSubscription deletes a subscription of 1.x; [ErrNotFound] if there is none.
func (c *Client) DropSubscription(ctx context.Context, database, retentionPolicy, name string) error {
	return c.admin1(ctx, "drop subscription", "DROP SUBSCRIPTION $name ON $db.$rp",
		Params{"name": Ident(name), "db": Ident(database), "rp": Ident(retentionPolicy)}, api.RepeatUnsafe)
}

// ContinuousQuery is a query which a server of 1.x runs by itself.
type ContinuousQuery struct {
	Database string
	Name     string
	// Query is the statement from CREATE CONTINUOUS QUERY to END when it is read, and the SELECT ... INTO ... GROUP BY
	// time(...) alone when it is created.
	Query string
	// Resample is the clause behind RESAMPLE, "EVERY 1m FOR 1h"; for creation.
	Resample string
}

// ContinuousQueries yields the continuous queries of 1.x.
func (c *Client) ContinuousQueries(ctx context.Context) iter.Seq2[ContinuousQuery, error] {
	return mapRows(c.rows1(ctx, "list continuous queries", "SHOW CONTINUOUS QUERIES", nil), func(r Row) (ContinuousQuery, error) {
		return ContinuousQuery{Database: r.Series.Name, Name: r.Text("name"), Query: r.Text("query")}, nil
	})
}

// CreateContinuousQuery creates a continuous query on 1.x. The query is InfluxQL and is not escaped.
func (c *Client) CreateContinuousQuery(ctx context.Context, q ContinuousQuery) error {
	resample := ""
	if q.Resample != "" {
		resample = " RESAMPLE " + q.Resample
	}
	return c.admin1(ctx, "create continuous query", "CREATE CONTINUOUS QUERY $name ON $db"+resample+" BEGIN "+q.Query+" END",
		Params{"name": Ident(q.Name), "db": Ident(q.Database)}, api.RepeatUnsafe)
}

// DropContinuousQuery deletes a continuous query of 1.x. It is no error if there is none.
func (c *Client) DropContinuousQuery(ctx context.Context, database, name string) error {
	return c.admin1(ctx, "drop continuous query", "DROP CONTINUOUS QUERY $name ON $db",
		Params{"name": Ident(name), "db": Ident(database)}, api.RepeatSafe)
}
