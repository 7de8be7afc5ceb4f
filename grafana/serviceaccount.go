package grafana

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// ServiceAccount is an account for programs, in one organisation, with tokens for WithToken. Grafana has them since 9.
type ServiceAccount struct {
	ID         int64  `json:"id"`
	OrgID      int64  `json:"orgId"`
	Name       string `json:"name"`
	Login      string `json:"login"` // made by the server
	Role       string `json:"role"`
	IsDisabled bool   `json:"isDisabled"`
	Tokens     int64  `json:"tokens"` // how many
}

// ServiceAccountRequest is a service account to be made, or what one shall become.
type ServiceAccountRequest struct {
	Name       string `json:"name"`
	Role       string `json:"role"` // RoleViewer, RoleEditor or RoleAdmin
	IsDisabled bool   `json:"isDisabled"`
}

// CreateServiceAccount makes a service account. A name that is taken is ErrBadRequest or ErrConflict, depending on the server's version. Not
// repeated after a lost answer.
func (c *Client) CreateServiceAccount(ctx context.Context, r ServiceAccountRequest) (ServiceAccount, error) {
	const op = "create service account"
	if r.Name == "" {
		return ServiceAccount{}, invalid(op, "name is empty")
	}
	return fetch[ServiceAccount](ctx, c, "id", call{op: op, method: http.MethodPost, path: "serviceaccounts", body: r, repeat: api.RepeatUnsafe})
}

// GetServiceAccount fetches a service account.
func (c *Client) GetServiceAccount(ctx context.Context, account int64) (ServiceAccount, error) {
	return fetch[ServiceAccount](ctx, c, "login", call{op: "get service account", path: "serviceaccounts/{}", args: id(account)})
}

// UpdateServiceAccount replaces name, role and whether it is disabled.
func (c *Client) UpdateServiceAccount(ctx context.Context, account int64, r ServiceAccountRequest) (ServiceAccount, error) {
	const op = "update service account"
	if r.Name == "" {
		return ServiceAccount{}, invalid(op, "name is empty")
	}
	out, err := fetch[struct {
		ServiceAccount ServiceAccount `json:"serviceaccount"`
	}](ctx, c, "serviceaccount", call{op: op, method: http.MethodPatch, path: "serviceaccounts/{}", args: id(account), body: r, repeat: api.RepeatSafe})
	return out.ServiceAccount, err
}

// DeleteServiceAccount removes a service account with its tokens.
func (c *Client) DeleteServiceAccount(ctx context.Context, account int64) error {
	return c.act(ctx, call{op: "delete service account", method: http.MethodDelete, path: "serviceaccounts/{}", args: id(account)})
}

// ListServiceAccounts fetches one page of the service accounts whose name or login has text in it.
func (c *Client) ListServiceAccounts(ctx context.Context, text string, p Page) ([]ServiceAccount, error) {
	v := p.perPage("perpage")
	if text != "" {
		v.Set("query", text)
	}
	out, err := fetch[struct {
		ServiceAccounts []ServiceAccount `json:"serviceAccounts"`
	}](ctx, c, "serviceAccounts", call{op: "list service accounts", path: "serviceaccounts/search", query: v})
	return out.ServiceAccounts, err
}

// AllServiceAccounts walks the service accounts.
func (c *Client) AllServiceAccounts(ctx context.Context, text string) iter.Seq2[ServiceAccount, error] {
	return walk(func(p Page) ([]ServiceAccount, error) { return c.ListServiceAccounts(ctx, text, p) })
}

// Token is a service account's token, without the token itself.
type Token struct {
	ID         int64     `json:"id"`
	Name       string    `json:"name"`
	Created    time.Time `json:"created"`
	LastUsedAt time.Time `json:"lastUsedAt"`
	Expiration time.Time `json:"expiration"` // zero: never
	HasExpired bool      `json:"hasExpired"`
}

// NewToken is a token that was just made: the only time when the server shows it.
type NewToken struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Key  Secret `json:"key"` // for WithToken
}

// ListTokens fetches the tokens of a service account; the server has no pages here.
func (c *Client) ListTokens(ctx context.Context, account int64) ([]Token, error) {
	return fetchList[Token](ctx, c, call{op: "list tokens", path: "serviceaccounts/{}/tokens", args: id(account)})
}

// CreateToken makes a token that is valid for a time, or, when it is 0, for ever, where the server allows that. A name that the account has
// already is ErrBadRequest or ErrConflict, depending on the server's version. Not repeated after a lost answer.
func (c *Client) CreateToken(ctx context.Context, account int64, name string, valid time.Duration) (NewToken, error) {
	const op = "create token"
	if name == "" || valid < 0 {
		return NewToken{}, invalid(op, "name %q, valid for %v", name, valid)
	}
	seconds := int64((valid + time.Second - 1) / time.Second)
	return fetch[NewToken](ctx, c, "key", call{op: op, method: http.MethodPost, path: "serviceaccounts/{}/tokens", args: id(account), repeat: api.RepeatUnsafe,
		body: map[string]any{"name": name, "secondsToLive": seconds}})
}

// DeleteToken removes a token, which is refused from then on.
func (c *Client) DeleteToken(ctx context.Context, account, token int64) error {
	return c.act(ctx, call{op: "delete token", method: http.MethodDelete, path: "serviceaccounts/{}/tokens/{}", args: append(id(account), id(token)...)})
}
