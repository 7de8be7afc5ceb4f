package alerta

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Login exchanges user (or e-mail address) and password for a token, for WithToken. WithLogin does it by itself.
func (c *Client) Login(ctx context.Context, user, password string) (Secret, error) {
	return postLogin(ctx, c.api, user, password)
}

func postLogin(ctx context.Context, a *api.Client, user, password string) (Secret, error) {
	return postToken(ctx, a, "log in", "auth/login", map[string]string{"username": user, "password": password}, password)
}

func postToken(ctx context.Context, a *api.Client, op, path string, body any, secret string) (Secret, error) {
	var token Secret
	_, err := a.Do(ctx, api.Request{Op: op, Method: http.MethodPost, Path: path, Body: body, Secrets: []string{secret}, Repeat: api.RepeatUnsafe},
		&envelope{"token", &token})
	return token, err
}

// Signup makes an account for oneself and returns its token. Where the server wants the address verified first, it answers ErrForbidden.
func (c *Client) Signup(ctx context.Context, r UserRequest) (Secret, error) {
	return postToken(ctx, c.api, "sign up", "auth/signup", r.body(), r.Password.Reveal())
}

// Exchange gives the code of another login provider (github, openid, azure, gitlab, google, keycloak, cas) for a token. params are what
// that provider's flow asks for: code, clientId, redirectUri.
func (c *Client) Exchange(ctx context.Context, provider string, params map[string]string) (Secret, error) {
	if strings.ContainsAny(provider, "/?#") || provider == "" {
		return "", invalid("exchange code", "provider %q", provider)
	}
	return postToken(ctx, c.api, "exchange code", "auth/"+provider, params, params["code"])
}

// ConfirmEmail finishes the verification of an address with the hash from the mail.
func (c *Client) ConfirmEmail(ctx context.Context, hash string) error {
	return c.authStep(ctx, "confirm email", "auth/confirm/{}", []string{hash}, nil, hash)
}

// ForgotPassword has the server mail a link for a new password.
func (c *Client) ForgotPassword(ctx context.Context, email string) error {
	return c.authStep(ctx, "forgot password", "auth/forgot", nil, map[string]string{"email": email}, "")
}

// ResetPassword sets a new password with the hash from the mail.
func (c *Client) ResetPassword(ctx context.Context, hash string, password Secret) error {
	return c.authStep(ctx, "reset password", "auth/reset/{}", []string{hash}, map[string]string{"password": password.Reveal()}, hash)
}

func (c *Client) authStep(ctx context.Context, op, path string, args []string, body any, secret string) error {
	_, err := c.do(ctx, call{op: op, method: http.MethodPost, path: path, args: args, body: body, repeat: api.RepeatUnsafe, secrets: []string{secret}}, &okStatus{})
	return err
}

// Logout ends the session at the login provider, if it has one, whose URL for that is returned; else "".
func (c *Client) Logout(ctx context.Context) (string, error) {
	var out struct {
		LogoutURL string `json:"logoutUrl"`
	}
	_, err := c.do(ctx, call{op: "log out", method: http.MethodPost, path: "auth/logout"}, &must{"status", &out})
	return out.LogoutURL, err
}

// UserInfo are the claims of the caller's token.
type UserInfo struct {
	Subject           string   `json:"sub"`
	Name              string   `json:"name"`
	PreferredUsername string   `json:"preferred_username"`
	Email             string   `json:"email"`
	EmailVerified     bool     `json:"email_verified"`
	Provider          string   `json:"provider"`
	Roles             []string `json:"roles"`
	Groups            []string `json:"groups"`
	Scope             string   `json:"scope"` // scopes, separated by spaces
	Customers         []string `json:"customers"`
	Issuer            string   `json:"iss"`
	Expires           Int      `json:"exp"` // Unix seconds
}

// Scopes are the scopes of the token.
func (u UserInfo) Scopes() []string { return strings.Fields(u.Scope) }

// UserInfo fetches the claims of the caller's token. It works with a token only (WithToken, WithLogin).
func (c *Client) UserInfo(ctx context.Context) (UserInfo, error) {
	var out UserInfo
	_, err := c.do(ctx, call{op: "get userinfo", path: "userinfo"}, &must{"sub", &out})
	return out, err
}

// login keeps the token of WithLogin.
type login struct {
	user, password string
	client         *api.Client
	now            func() time.Time

	mu      sync.Mutex
	current string
	renew   time.Time
}

// token returns a token that is valid for a while; concurrent callers wait for one login.
func (l *login) token(ctx context.Context) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current != "" && l.now().Before(l.renew) {
		return l.current, nil
	}
	t, err := postLogin(ctx, l.client, l.user, l.password)
	if err != nil {
		return "", err
	}
	l.current = t.Reveal()
	l.renew = renewal(l.current, l.now())
	return l.current, nil
}

// renewal is a minute before the token ends, or in an hour when it does not say.
func renewal(token string, now time.Time) time.Time {
	parts := strings.Split(token, ".")
	if len(parts) == 3 {
		if raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "=")); err == nil {
			var claims struct {
				Exp float64 `json:"exp"`
			}
			if json.Unmarshal(raw, &claims) == nil && claims.Exp > 0 {
				return time.Unix(int64(claims.Exp), 0).Add(-time.Minute)
			}
		}
	}
	return now.Add(time.Hour)
}
