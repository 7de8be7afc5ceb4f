package grafanatest

import (
	"net/http"
	"sort"
	"strings"
	"time"

	"github.com/tickwright/tickwright/grafana"
)

type account struct {
	id                int64
	name, login, role string
	disabled          bool
	tokens            []*token
}

type token struct {
	id            int64
	name, key     string
	made, expires time.Time
	used          time.Time
}

func (a *account) json(o *org) obj {
	return obj{"id": a.id, "name": a.name, "login": a.login, "orgId": o.id, "isDisabled": a.disabled, "role": a.role, "tokens": len(a.tokens), "avatarUrl": ""}
}

type accountBody struct {
	Name       string
	Role       string
	IsDisabled bool
}

func (q *request) pathAccount() (*account, error) {
	n, err := q.number("id")
	if err != nil {
		return nil, err
	}
	if a := find(q.org.accounts, func(a *account) bool { return a.id == n }); a != nil {
		return a, nil
	}
	return nil, &apiError{http.StatusNotFound, obj{"message": "service account not found", "messageId": "serviceaccounts.ErrNotFound", "statusCode": 404, "traceID": ""}}
}

func createAccount(q *request) (*reply, error) {
	body, err := bind[accountBody](q)
	if err != nil {
		return nil, err
	}
	a := &account{name: body.Name, role: body.Role, disabled: body.IsDisabled, login: "sa-" + slug(body.Name)}
	if a.role == "" {
		a.role = grafana.RoleViewer
	}
	if find(q.org.accounts, func(b *account) bool { return b.login == a.login }) != nil {
		return nil, &apiError{http.StatusBadRequest, obj{"message": "service account already exists", "messageId": "serviceaccounts.ErrAlreadyExists", "statusCode": 400, "traceID": ""}}
	}
	a.id = q.s.next("user") // they are users to the server
	q.org.accounts = append(q.org.accounts, a)
	return &reply{http.StatusCreated, a.json(q.org)}, nil
}

func getAccount(q *request) (*reply, error) {
	a, err := q.pathAccount()
	if err != nil {
		return nil, err
	}
	return ok(a.json(q.org))
}

func updateAccount(q *request) (*reply, error) {
	body, err := bind[accountBody](q)
	if err != nil {
		return nil, err
	}
	a, err := q.pathAccount()
	if err != nil {
		return nil, err
	}
	a.name, a.disabled = body.Name, body.IsDisabled
	if body.Role != "" {
		a.role = body.Role
	}
	return ok(obj{"message": "Service account updated", "id": a.id, "name": a.name, "serviceaccount": a.json(q.org)})
}

func deleteAccount(q *request) (*reply, error) {
	a, err := q.pathAccount()
	if err != nil {
		return nil, err
	}
	q.org.accounts = remove(q.org.accounts, a)
	return said("Service account deleted")
}

func searchAccounts(q *request) (*reply, error) {
	text := strings.ToLower(q.URL.Query().Get("query"))
	out := []obj{}
	for _, a := range q.org.accounts {
		if strings.Contains(strings.ToLower(a.name), text) || strings.Contains(a.login, text) {
			out = append(out, a.json(q.org))
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i]["name"].(string) < out[j]["name"].(string) })
	return ok(obj{"totalCount": len(out), "serviceAccounts": page(q, out, "perpage", 1000, 1), "page": max(q.param("page"), 1), "perPage": 1000})
}

func listTokens(q *request) (*reply, error) {
	a, err := q.pathAccount()
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, t := range a.tokens {
		o := obj{"id": t.id, "name": t.name, "created": t.made, "lastUsedAt": nil, "expiration": nil, "secondsUntilExpiration": 0,
			"hasExpired": !t.expires.IsZero() && !q.s.now().Before(t.expires), "isRevoked": false}
		if !t.used.IsZero() {
			o["lastUsedAt"] = t.used
		}
		if !t.expires.IsZero() {
			o["expiration"], o["secondsUntilExpiration"] = t.expires, t.expires.Sub(q.s.now()).Seconds()
		}
		out = append(out, o)
	}
	return ok(out)
}

func createToken(q *request) (*reply, error) {
	body, err := bind[struct {
		Name          string
		SecondsToLive int64
	}](q)
	if err != nil {
		return nil, err
	}
	a, err := q.pathAccount()
	if err != nil {
		return nil, err
	}
	if find(a.tokens, func(t *token) bool { return t.name == body.Name }) != nil {
		return nil, failWith(http.StatusBadRequest, "service account token with given name already exists in the organization", "service account token with given name already exists in the organization")
	}
	t := &token{id: q.s.next("token"), name: body.Name, key: "glsa_" + newUID() + newUID(), made: q.s.now()}
	if body.SecondsToLive > 0 {
		t.expires = t.made.Add(time.Duration(body.SecondsToLive) * time.Second)
	}
	a.tokens = append(a.tokens, t)
	return ok(obj{"id": t.id, "name": t.name, "key": t.key})
}

func deleteToken(q *request) (*reply, error) {
	a, err := q.pathAccount()
	if err != nil {
		return nil, err
	}
	n, err := q.number("token")
	if err != nil {
		return nil, err
	}
	t := find(a.tokens, func(t *token) bool { return t.id == n })
	if t == nil {
		return nil, fail(http.StatusNotFound, "service account token not found")
	}
	a.tokens = remove(a.tokens, t)
	return said("Service account token deleted")
}
