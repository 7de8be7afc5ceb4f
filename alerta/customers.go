package alerta

import (
	"context"
	"iter"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// CustomerLookup maps a login, e-mail domain or role to a customer.
type CustomerLookup struct {
	ID       string `json:"id"`
	Href     string `json:"href"`
	Match    string `json:"match"`
	Customer string `json:"customer"`
}

// CustomerPage is one page of customer look-ups.
type CustomerPage struct {
	PageInfo
	Customers []CustomerLookup `json:"customers"`
}

type customerBody struct {
	Match    string `json:"match"`
	Customer string `json:"customer"`
}

// CreateCustomer maps match to customer.
func (c *Client) CreateCustomer(ctx context.Context, match, customer string) (CustomerLookup, error) {
	const op = "create customer"
	if match == "" || customer == "" {
		return CustomerLookup{}, invalid(op, "match or customer is empty")
	}
	return send[CustomerLookup](ctx, c, "customer", call{op: op, method: http.MethodPost, path: "customer", body: customerBody{match, customer}, repeat: api.RepeatUnsafe})
}

// GetCustomer fetches one look-up. The server answers 500 for an unknown id; that is ErrBadRequest here.
func (c *Client) GetCustomer(ctx context.Context, id string) (CustomerLookup, error) {
	return get[CustomerLookup](ctx, c, "customer", call{op: "get customer", path: "customer/{}", args: []string{id}})
}

// UpdateCustomer replaces match and customer.
func (c *Client) UpdateCustomer(ctx context.Context, id, match, customer string) (CustomerLookup, error) {
	const op = "update customer"
	if match == "" || customer == "" {
		return CustomerLookup{}, invalid(op, "match or customer is empty")
	}
	return send[CustomerLookup](ctx, c, "customer", call{op: op, method: http.MethodPut, path: "customer/{}", args: []string{id}, body: customerBody{match, customer}})
}

// DeleteCustomer removes a look-up.
func (c *Client) DeleteCustomer(ctx context.Context, id string) error {
	_, err := c.do(ctx, call{op: "delete customer", method: http.MethodDelete, path: "customer/{}", args: []string{id}}, &okStatus{})
	return err
}

// ListCustomers returns one page. With authentication off the server shows none.
func (c *Client) ListCustomers(ctx context.Context, p Page) (CustomerPage, error) {
	return list[CustomerPage](ctx, c, "list customers", "customers", "customers", listValues("match"), p)
}

// AllCustomers walks the look-ups.
func (c *Client) AllCustomers(ctx context.Context) iter.Seq2[CustomerLookup, error] {
	return walk(func(page int) ([]CustomerLookup, bool, error) {
		p, err := c.ListCustomers(ctx, Page{Number: page, Size: walkSize})
		return p.Customers, p.More, err
	})
}
