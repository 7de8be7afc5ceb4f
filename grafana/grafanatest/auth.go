package grafanatest

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/grafana"
)

// caller is who makes a request.
type caller struct {
	user    *user // nil for a service account
	account *account
	role    string
	name    string
}

func (c caller) userID() int64 {
	if c.user == nil {
		return 0
	}
	return c.user.id
}

func (c caller) serverAdmin() bool { return c.user != nil && c.user.admin }

var ranks = map[string]int{grafana.RoleViewer: 1, grafana.RoleEditor: 2, grafana.RoleAdmin: 3}

// atLeast reports whether the caller's role includes another.
func (c caller) atLeast(role string) bool { return ranks[c.role] >= ranks[role] }

// authenticate finds the caller and the organisation, and checks what the caller may.
func (q *request) authenticate(n need) error {
	wanted, err := q.wantedOrg()
	if err != nil {
		return err
	}
	header := q.Header.Get("Authorization")
	if token, is := strings.CutPrefix(header, "Bearer "); is {
		err = q.byToken(token, wanted)
	} else if name, password, is := q.BasicAuth(); is {
		err = q.byPassword(name, password, wanted)
	} else {
		err = fail(http.StatusUnauthorized, "Unauthorized")
	}
	if err != nil {
		return err
	}
	switch n {
	case editor:
		if !q.caller.atLeast(grafana.RoleEditor) {
			return denied()
		}
	case orgAdmin:
		if !q.caller.atLeast(grafana.RoleAdmin) {
			return denied()
		}
	case serverAdmin:
		if !q.caller.serverAdmin() {
			return denied()
		}
	}
	return nil
}

func (q *request) wantedOrg() (int64, error) {
	text := q.Header.Get("X-Grafana-Org-Id")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, nil // as on the server, which takes it for absent
	}
	return n, nil
}

func (q *request) byToken(secret string, wanted int64) error {
	for _, o := range q.s.orgs {
		for _, a := range o.accounts {
			for _, t := range a.tokens {
				if t.key != secret {
					continue
				}
				switch {
				case !t.expires.IsZero() && !q.s.now().Before(t.expires):
					return fail(http.StatusUnauthorized, "Expired API key")
				case a.disabled:
					return fail(http.StatusUnauthorized, "Service account is disabled")
				case wanted != 0 && wanted != o.id:
					return fail(http.StatusUnauthorized, "Invalid API key")
				}
				t.used = q.s.now()
				q.caller, q.org = caller{account: a, role: a.role, name: a.login}, o
				return nil
			}
		}
	}
	return fail(http.StatusUnauthorized, "Invalid API key")
}

func (q *request) byPassword(name, password string, wanted int64) error {
	u := q.s.user(name)
	if u == nil || u.password != password || u.disabled {
		return fail(http.StatusUnauthorized, "Invalid username or password")
	}
	id := u.org
	if wanted != 0 {
		id = wanted
	}
	o := q.s.org(id)
	if o == nil || (u.roles[id] == "" && !u.admin) {
		return denied()
	}
	q.caller, q.org = caller{user: u, role: u.roles[id], name: u.login}, o
	return nil
}

func denied() error {
	return &apiError{http.StatusForbidden, obj{"title": "Access denied", "accessErrorId": "ACE0000000000",
		"message": "You'll need additional permissions to perform this action. Permissions needed: more than the caller has"}}
}
