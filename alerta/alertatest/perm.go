package alertatest

import "slices"

type perm struct {
	id, match string
	scopes    []string
}

func (p *perm) json(s *Server) obj {
	return obj{"id": p.id, "href": s.href("/perm/" + p.id), "match": p.match, "scopes": list(p.scopes)}
}

func permID(p *perm) string { return p.id }

func createPerm(q *request) (*reply, error) {
	p := &perm{id: or(q.str("id"), newUUID()), match: q.str("match"), scopes: q.strs("scopes")}
	for _, s := range p.scopes {
		if !contains(allScopes, s) {
			return nil, fail(400, "invalid scope: %s", s)
		}
	}
	if contains([]string{"admin", "user", "guest"}, p.match) {
		return nil, fail(409, "%s role already exists", p.match)
	}
	if err := q.grant(p.scopes); err != nil {
		return nil, err
	}
	for _, old := range q.s.perms {
		if old.match == p.match {
			return nil, fail(500, "duplicate key value violates unique constraint \"perms_match_key\"")
		}
	}
	q.s.perms = append(q.s.perms, p)
	return created(obj{"id": p.id, "permission": p.json(q.s)})
}

func getPerm(q *request) (*reply, error) {
	p, err := byID(q, q.s.perms, "id", permID)
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "permission": p.json(q.s)})
}

func listPerms(q *request) (*reply, error) {
	columns := map[string]column{"match": {"match", text, true, true, false}, "scope": {"scopes", array, true, false, false}, "scopes": {"scopes", array, false, true, false}}
	rows, err := listRows(q, q.s.perms, q.URL.Query(), columns, func(p *perm, name string) any {
		return map[string]any{"match": p.match, "scopes": p.scopes}[name]
	}, nil)
	if err != nil {
		return nil, err
	}
	p, err := q.page(len(rows) + 3)
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, b := range []*perm{{newUUID(), "admin", adminScopes}, {newUUID(), "user", []string{"read", "write"}}, {newUUID(), "guest", []string{"read:alerts"}}} {
		out = append(out, b.json(q.s))
	}
	for _, x := range cut(p, rows) {
		out = append(out, x.json(q.s))
	}
	return ok(p.list("permissions", out))
}

func updatePerm(q *request) (*reply, error) {
	if len(q.body) == 0 {
		return nil, fail(400, "nothing to change")
	}
	for _, s := range q.strs("scopes") {
		if !contains(allScopes, s) {
			return nil, fail(400, "'%s' is not a valid Scope", s)
		}
	}
	p, err := byID(q, q.s.perms, "id", permID)
	if err != nil {
		return nil, err
	}
	if v := q.opt("match"); v != nil {
		p.match = *v
	}
	if _, given := q.body["scopes"]; given {
		p.scopes = q.strs("scopes")
	}
	return ok(obj{"permission": p.json(q.s)})
}

func deletePerm(q *request) (*reply, error) {
	p, err := byID(q, q.s.perms, "id", permID)
	if err != nil {
		return nil, err
	}
	q.s.perms = slices.DeleteFunc(q.s.perms, func(x *perm) bool { return x == p })
	return ok(obj{})
}

func listScopes(q *request) (*reply, error) {
	return ok(obj{"scopes": allScopes, "total": len(allScopes)})
}
