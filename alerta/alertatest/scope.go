package alertatest

import "strings"

var adminScopes = []string{"admin", "read", "write"}

var allScopes = []string{"read", "write", "admin", "read:alerts", "write:alerts", "delete:alerts", "admin:alerts", "read:blackouts",
	"write:blackouts", "admin:blackouts", "read:heartbeats", "write:heartbeats", "admin:heartbeats", "write:users", "admin:users", "read:groups",
	"admin:groups", "read:perms", "admin:perms", "read:customers", "admin:customers", "read:keys", "write:keys", "admin:keys", "write:webhooks",
	"read:oembed", "read:management", "admin:management", "read:userinfo"}

// inScope: a wanted scope is had by itself, by its wide verb, or by the same with a higher verb.
func (s *Server) inScope(want string, have []string) bool {
	verb, _, _ := strings.Cut(want, ":")
	switch {
	case want == "" || contains(have, want) || contains(have, verb):
		return true
	case verb == "read":
		return s.inScope(strings.Replace(want, "read", "write", 1), have)
	case verb == "write":
		return s.inScope(strings.Replace(want, "write", "admin", 1), have)
	case verb == "delete" && contains(s.conf.DeleteScopes, want):
		return s.inScope(strings.Replace(want, "delete", "admin", 1), have)
	case verb == "delete":
		return s.inScope(strings.Replace(want, "delete", "write", 1), have)
	}
	return false
}

// grant checks that a caller gives away only scopes of their own.
func (q *request) grant(scopes []string) error {
	for _, want := range scopes {
		if !q.s.inScope(want, q.caller.scopes) {
			return fail(403, "Requested scope '%s' not in existing scopes: %s", want, strings.Join(q.caller.scopes, ","))
		}
	}
	return nil
}

// scopesOf are the scopes of a login with roles.
func (s *Server) scopesOf(login string, roles []string) []string {
	if contains(s.conf.AdminUsers, login) || contains(roles, "admin") {
		return adminScopes
	}
	set := map[string]bool{}
	add := func(scopes ...string) {
		for _, x := range scopes {
			set[x] = true
		}
	}
	for _, r := range roles {
		switch r {
		case "user":
			add("read", "write")
		case "guest":
			add("read:alerts")
		}
		for _, p := range s.perms {
			if p.match == r {
				add(p.scopes...)
				break
			}
		}
	}
	return sortedKeys(set)
}

func (s *Server) rolesFor(email *string, roles []string) []string {
	if email != nil && contains(s.conf.AdminUsers, *email) {
		return []string{"admin"}
	}
	return roles
}
