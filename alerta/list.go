package alerta

import (
	"context"
	"net/url"
)

// listValues builds the parameters of a list: the order, then names and the values they may have.
func listValues(sort string, filters ...any) url.Values {
	v := url.Values{}
	if sort != "" {
		v.Set("sort-by", sort)
	}
	for i := 0; i+1 < len(filters); i += 2 {
		if values := filters[i+1].([]string); len(values) > 0 {
			v[filters[i].(string)] = values
		}
	}
	return v
}

// list fetches one page of a list, whose answer must have the given member.
func list[P any](ctx context.Context, c *Client, op, path, member string, v url.Values, p Page) (P, error) {
	var out P
	p.set(v)
	_, err := c.do(ctx, call{op: op, path: path, query: v}, &must{member, &out})
	return out, err
}
