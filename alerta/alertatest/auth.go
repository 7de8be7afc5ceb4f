package alertatest

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/alerta/internal/hawk"
)

// caller is who makes a request.
type caller struct {
	userID    string
	login     *string
	customers []string
	scopes    []string
}

// authenticate tries the credentials in the server's order. A bad one is an error even on an open server.
func (q *request) authenticate(scope string, body []byte) error {
	header := q.Header.Get("Authorization")
	value := func(kind string) string {
		rest, _ := strings.CutPrefix(header, kind+" ")
		if fields := strings.Fields(rest); rest != header && len(fields) > 0 {
			return fields[0]
		}
		return ""
	}
	key := value("Key")
	if !strings.HasPrefix(header, "Key ") {
		if key = q.Header.Get("X-API-Key"); key == "" {
			key = q.URL.Query().Get("api-key")
		}
	}
	switch {
	case key != "":
		return q.byKey(key, scope)
	case strings.HasPrefix(header, "Hawk"):
		return q.byHawk(header, body)
	case value("Bearer") != "":
		return q.byToken(value("Bearer"), scope)
	case value("Basic") != "":
		return q.byPassword(value("Basic"), scope)
	case !q.s.conf.AuthRequired, q.s.conf.AllowReadonly: // without any look at the scope, as the server has it
		if q.s.conf.AuthRequired {
			q.caller.scopes = []string{"read"}
		}
		return nil
	}
	return fail(401, "Missing authorization API Key or Bearer Token")
}

func (q *request) require(scope string) error {
	if !q.s.inScope(scope, q.caller.scopes) {
		return fail(403, "Missing required scope: %s", scope)
	}
	return nil
}

func (q *request) byKey(key, scope string) error {
	for _, k := range q.s.keys {
		if (k.key == key || k.id == key) && k.status(q.s, q.now) == "active" {
			now := q.now
			k.count++
			k.lastUsed = &now
			q.caller = caller{login: &k.user, scopes: k.scopes}
			if k.customer != nil {
				q.caller.customers = []string{*k.customer}
			}
			return q.require(scope)
		}
	}
	return fail(401, "API key parameter '%s' is invalid", key)
}

func (q *request) byToken(token, scope string) error {
	c, err := q.s.parseToken(token, q.now)
	if err != nil {
		return err
	}
	q.caller = caller{userID: c.Subject, login: &c.Login, customers: c.Customers, scopes: strings.Fields(c.Scope)}
	return q.require(scope)
}

func (q *request) byPassword(credentials, scope string) error {
	raw, err := base64.StdEncoding.DecodeString(credentials)
	parts := strings.Split(string(raw), ":")
	if err != nil || len(parts) != 2 {
		return &apiError{code: 400, message: "Invalid credentials", errors: []any{"too many values to unpack (expected 2)"}, basic: true}
	}
	u := q.s.checkPassword(parts[0], parts[1])
	if u == nil {
		return &apiError{code: 401, message: "Authorization required", basic: true}
	}
	customers, err := q.s.customersOf(deref(u.email), []string{u.domain()})
	if err != nil {
		return err
	}
	q.caller = caller{userID: u.id, login: u.email, customers: customers, scopes: q.s.scopesOf(deref(u.email), u.roles)}
	if err := q.require(scope); err != nil {
		return &apiError{code: 403, message: err.Error(), basic: true}
	}
	return nil
}

func (s *Server) checkPassword(name, password string) *user {
	for _, u := range s.users {
		if (u.login == name || (u.email != nil && *u.email == name)) && u.password == password {
			return u
		}
	}
	return nil
}

var hawkPart = regexp.MustCompile(`(\w+)="([^"]*)"`)

// byHawk checks a Hawk signature; such a caller has all scopes.
func (q *request) byHawk(header string, body []byte) error {
	p := map[string]string{}
	for _, m := range hawkPart.FindAllStringSubmatch(header, -1) {
		p[m[1]] = m[2]
	}
	secret, known := q.s.conf.HMAC[p["id"]]
	if !known {
		return fail(401, "Could not find credentials for ID '%s'", p["id"])
	}
	u, err := url.Parse(q.s.http.URL + q.RequestURI)
	if err != nil {
		return fail(401, "%v", err)
	}
	signed := hawk.Request{Method: q.Method, URL: u, ContentType: q.Header.Get("Content-Type"), Body: body, Timestamp: p["ts"], Nonce: p["nonce"], Ext: p["ext"]}
	if signed.Hash() != p["hash"] || signed.MAC(secret) != p["mac"] {
		return fail(401, "MACs do not match; ours: %s; theirs: %s", signed.MAC(secret), p["mac"])
	}
	id := p["id"]
	q.caller = caller{login: &id, scopes: adminScopes}
	return nil
}

// assignCustomer decides whose alert, blackout, heartbeat or key it is.
func (q *request) assignCustomer(wanted *string, permission string) (*string, error) {
	c := q.caller
	switch {
	case wanted != nil && *wanted != "":
		if contains(c.scopes, "admin") || contains(c.scopes, permission) || contains(c.customers, *wanted) {
			return wanted, nil
		}
		return nil, fail(400, "not allowed to set customer to '%s'", *wanted)
	case len(c.customers) > 1:
		return nil, fail(400, "must define customer as more than one possibility")
	case len(c.customers) == 1:
		return &c.customers[0], nil
	}
	return nil, nil
}

// customersOf looks up the customers of a login; none at all is an error where customers are told apart, "*" means every one.
func (s *Server) customersOf(login string, groups []string) ([]string, error) {
	if !s.conf.CustomerViews || contains(s.conf.AdminUsers, login) {
		return nil, nil
	}
	var out []string
	for _, m := range append([]string{login}, groups...) {
		for _, c := range s.custs {
			if c.match == m {
				out = append(out, c.customer)
			}
		}
	}
	switch {
	case contains(out, "*"):
		return nil, nil
	case len(out) == 0:
		return nil, fail(403, "No customer lookup configured for user '%s' or '%s'", login, strings.Join(groups, ","))
	}
	return out, nil
}

func (q *request) admin(scope string) bool {
	return contains(q.caller.scopes, "admin") || contains(q.caller.scopes, scope)
}

// sees reports whether the caller may see what belongs to a customer.
func (q *request) sees(customer *string) bool {
	return len(q.caller.customers) == 0 || (customer != nil && slices.Contains(q.caller.customers, *customer))
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
