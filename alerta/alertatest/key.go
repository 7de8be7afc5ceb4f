package alertatest

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

type apiKey struct {
	id, key, user string
	scopes        []string
	text          *string
	expire        *time.Time // nil: shown as a year from now, for ever
	count         int64
	lastUsed      *time.Time
	customer      *string
}

func (k *apiKey) expires(now time.Time) time.Time {
	if k.expire == nil {
		return now.AddDate(0, 0, 365)
	}
	return *k.expire
}

func (k *apiKey) status(_ *Server, now time.Time) string {
	if now.After(k.expires(now)) {
		return "expired"
	}
	return "active"
}

func (k *apiKey) json(s *Server, now time.Time) obj {
	typ := "read-only"
	for _, x := range k.scopes {
		if strings.HasPrefix(x, "write") || strings.HasPrefix(x, "admin") {
			typ = "read-write"
		}
	}
	return obj{"id": k.id, "key": k.key, "status": k.status(s, now), "href": s.href("/key/" + k.key), "user": k.user, "scopes": list(k.scopes), "type": typ,
		"text": k.text, "expireTime": stamp(k.expires(now)), "count": k.count, "lastUsedTime": stampPtr(k.lastUsed), "customer": k.customer}
}

func createKey(q *request) (*reply, error) {
	if v, given := q.body["scopes"]; given {
		if _, isList := v.([]any); !isList {
			return nil, fail(400, "scopes must be a list")
		}
	}
	expire, err := q.when("expireTime")
	if err != nil {
		return nil, err
	}
	k := &apiKey{id: or(q.str("id"), newUUID()), key: q.str("key"), user: q.str("user"), scopes: q.strs("scopes"), text: q.opt("text"), expire: expire}
	if k.key == "" {
		var b [30]byte
		rand.Read(b[:])
		k.key = base64.URLEncoding.EncodeToString(b[:])
	}
	if len(k.scopes) == 0 {
		k.scopes = []string{"read", "write"}
	}
	if t := q.str("type"); t != "" {
		k.scopes = map[string][]string{"read-write": {"read", "write"}, "read-only": {"read"}}[t]
		if contains(q.s.conf.AdminUsers, k.user) {
			k.scopes = adminScopes
		}
	}
	if expire == nil {
		t := q.now.AddDate(0, 0, 365)
		k.expire = &t
	}
	if !q.admin("admin:keys") || k.user == "" {
		k.user = deref(q.caller.login)
	}
	if k.customer, err = q.assignCustomer(q.opt("customer"), "admin:keys"); err != nil {
		return nil, err
	}
	if k.user == "" {
		return nil, fail(400, "An API key must be associated with a 'user'. Retry with user credentials.")
	}
	if err := q.grant(k.scopes); err != nil {
		return nil, err
	}
	for _, old := range q.s.keys {
		if old.key == k.key || old.id == k.id {
			return nil, fail(500, "duplicate key value violates unique constraint \"keys_key_key\"")
		}
	}
	q.s.keys = append(q.s.keys, k)
	return created(obj{"key": k.key, "data": k.json(q.s, q.now)})
}

func (q *request) findKey(mine bool) (*apiKey, error) {
	for _, k := range q.s.keys {
		if (k.id == q.PathValue("key") || k.key == q.PathValue("key")) && (!mine || k.user == deref(q.caller.login)) {
			return k, nil
		}
	}
	return nil, errNotFound
}

// own reports whether the caller is confined to keys of their own.
func (q *request) own() bool { return q.s.conf.AuthRequired && !q.admin("admin:keys") }

func getKey(q *request) (*reply, error) {
	k, err := q.findKey(q.own())
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "key": k.json(q.s, q.now)})
}

var keyColumns = map[string]column{
	"key": {"key", text, true, true, false}, "status": {"status", missing, true, true, false}, "user": {"user", text, true, true, false},
	"scope": {"scopes", array, true, false, false}, "scopes": {"scopes", array, false, true, false}, "type": {"type", missing, true, true, false},
	"text": {"text", text, true, true, false}, "expireTime": {"expire_time", timestamp, true, true, true}, "count": {"count", integer, true, true, false},
	"lastUsedTime": {"last_used_time", timestamp, true, true, true}, "customer": {"customer", text, true, true, false},
}

func listKeys(q *request) (*reply, error) {
	value := func(k *apiKey, name string) any {
		m := map[string]any{"key": k.key, "user": k.user, "scopes": k.scopes, "count": k.count}
		if k.text != nil {
			m["text"] = *k.text
		}
		if k.expire != nil {
			m["expire_time"] = *k.expire
		}
		if k.lastUsed != nil {
			m["last_used_time"] = *k.lastUsed
		}
		if k.customer != nil {
			m["customer"] = *k.customer
		}
		return m[name]
	}
	v := q.URL.Query()
	status := v["status"]
	v.Del("status")
	rows, err := listRows(q, q.s.keys, v, keyColumns, value, func(k *apiKey) bool {
		return q.sees(k.customer) && (len(status) == 0 || contains(status, k.status(q.s, q.now)))
	})
	if err != nil {
		return nil, err
	}
	p, err := q.page(len(rows))
	if err != nil {
		return nil, err
	}
	shown := cut(p, rows)
	if q.own() { // all of them, on every page
		shown = nil
		for _, k := range q.s.keys {
			if k.user == deref(q.caller.login) {
				shown = append(shown, k)
			}
		}
	}
	out := []obj{}
	for _, k := range shown {
		out = append(out, k.json(q.s, q.now))
	}
	return ok(p.list("keys", out))
}

// updateKey changes what is sent, and the customer and the expire time always.
func updateKey(q *request) (*reply, error) {
	if len(q.body) == 0 {
		return nil, fail(400, "nothing to change")
	}
	k, err := q.findKey(q.own())
	if err != nil {
		return nil, err
	}
	c, err := q.assignCustomer(q.opt("customer"), "admin:keys")
	if err != nil {
		return nil, err
	}
	if err := q.grant(q.strs("scopes")); err != nil {
		return nil, err
	}
	expire, err := q.when("expireTime")
	if err != nil {
		return nil, crash("dates must be ISO 8601 date format YYYY-MM-DDThh:mm:ss.sssZ")
	}
	k.customer, k.expire = c, expire
	if u := q.str("user"); u != "" {
		k.user = u
	}
	if _, given := q.body["scopes"]; given {
		k.scopes = q.strs("scopes")
	}
	if _, given := q.body["text"]; given {
		k.text = q.opt("text")
	}
	return ok(obj{"key": k.json(q.s, q.now)})
}

func deleteKey(q *request) (*reply, error) {
	k, err := q.findKey(false)
	if err != nil {
		return nil, err
	}
	q.s.keys = slices.DeleteFunc(q.s.keys, func(x *apiKey) bool { return x == k })
	return ok(obj{})
}
