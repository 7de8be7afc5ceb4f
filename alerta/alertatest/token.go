package alertatest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// claims are what a token says.
type claims struct {
	Issuer    string   `json:"iss"`
	Type      string   `json:"typ"`
	Subject   string   `json:"sub"`
	Audience  string   `json:"aud"`
	Expires   int64    `json:"exp"`
	NotBefore int64    `json:"nbf"`
	IssuedAt  int64    `json:"iat"`
	ID        string   `json:"jti"`
	Name      string   `json:"name,omitempty"`
	Login     string   `json:"preferred_username,omitempty"`
	Email     string   `json:"email,omitempty"`
	Provider  string   `json:"provider,omitempty"`
	Roles     []string `json:"roles,omitempty"`
	Groups    []string `json:"groups,omitempty"`
	Scope     string   `json:"scope,omitempty"`
	Verified  bool     `json:"email_verified"`
	Customers []string `json:"customers,omitempty"`
}

// newToken makes the JWT (HS256) of a user.
func (s *Server) newToken(u *user, now time.Time) (*reply, error) {
	var groups []string
	for _, g := range s.groups {
		if contains(g.users, u.id) {
			groups = append(groups, g.name)
		}
	}
	match := append([]string(nil), groups...)
	if d := u.domain(); d != "" {
		match = append(match, d)
	}
	customers, err := s.customersOf(u.login, match)
	if err != nil {
		return nil, err
	}
	u.lastLogin = &now
	c := claims{Issuer: s.URL, Type: "Bearer", Subject: u.id, Audience: s.URL, Expires: now.Add(14 * 24 * time.Hour).Unix(), NotBefore: now.Unix(),
		IssuedAt: now.Unix(), ID: newUUID(), Name: u.name, Login: u.login, Email: deref(u.email), Provider: "basic", Roles: u.roles, Groups: groups,
		Scope: strings.Join(s.scopesOf(u.login, append(append([]string(nil), u.roles...), groups...)), " "), Verified: u.verified, Customers: customers}
	payload, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	return &reply{status: 200, body: obj{"token": text + "." + s.signature(text)}}, nil
}

func (s *Server) signature(text string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s *Server) parseToken(token string, now time.Time) (claims, error) {
	var c claims
	dot := strings.LastIndexByte(token, '.')
	if dot < 0 || strings.Count(token, ".") != 2 || s.signature(token[:dot]) != token[dot+1:] {
		return c, fail(401, "Token is invalid")
	}
	_, payload, _ := strings.Cut(token[:dot], ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return c, fail(401, "Token is invalid")
	}
	if now.Unix() >= c.Expires {
		return c, fail(401, "Token has expired")
	}
	return c, nil
}
