package alertatest

import "slices"

type customer struct{ id, match, customer string }

func (c *customer) json(s *Server) obj {
	return obj{"id": c.id, "href": s.href("/customer/" + c.id), "match": c.match, "customer": c.customer}
}

type group struct {
	id, name, text string
	users          []string
}

func (g *group) json(s *Server) obj {
	return obj{"id": g.id, "href": s.href("/group/" + g.id), "name": g.name, "text": g.text, "count": len(g.users)}
}

type perm struct {
	id, match string
	scopes    []string
}

func (p *perm) json(s *Server) obj {
	return obj{"id": p.id, "href": s.href("/perm/" + p.id), "match": p.match, "scopes": list(p.scopes)}
}

// byID finds a row, or is errNotFound.
func byID[R any](q *request, rows []R, name string, id func(R) string) (R, error) {
	for _, r := range rows {
		if id(r) == q.PathValue(name) {
			return r, nil
		}
	}
	var none R
	return none, errNotFound
}

func customerID(c *customer) string { return c.id }
func groupID(g *group) string       { return g.id }
func permID(p *perm) string         { return p.id }

func createCustomer(q *request) (*reply, error) {
	if q.opt("match") == nil || q.opt("customer") == nil {
		return nil, fail(500, "null value in column \"match\" of relation \"customers\" violates not-null constraint")
	}
	c := &customer{id: or(q.str("id"), newUUID()), match: q.str("match"), customer: q.str("customer")}
	q.s.custs = append(q.s.custs, c)
	return created(obj{"id": c.id, "customer": c.json(q.s)})
}

func getCustomer(q *request) (*reply, error) {
	c, err := byID(q, q.s.custs, "id", customerID)
	if q.admin("admin:customers") && err != nil {
		return nil, crash("'NoneType' object has no attribute 'serialize'")
	}
	if err != nil {
		return nil, crash("'NoneType' object has no attribute 'customer'")
	}
	if !q.admin("admin:customers") && !contains(q.caller.customers, c.customer) {
		return nil, errNotFound
	}
	return ok(obj{"total": 1, "customer": c.json(q.s)})
}

func listCustomers(q *request) (*reply, error) {
	columns := map[string]column{"match": {"match", text, true, true, false}, "customer": {"customer", text, true, true, false}}
	rows, err := listRows(q, q.s.custs, q.URL.Query(), columns, func(c *customer, name string) any {
		return map[string]any{"match": c.match, "customer": c.customer}[name]
	}, nil)
	if err != nil {
		return nil, err
	}
	p, err := q.page(len(rows))
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, c := range cut(p, rows) {
		if q.admin("admin:customers") || contains(q.caller.customers, c.customer) {
			out = append(out, c.json(q.s))
		}
	}
	return ok(p.list("customers", out))
}

func updateCustomer(q *request) (*reply, error) {
	if len(q.body) == 0 {
		return nil, fail(400, "nothing to change")
	}
	c, err := byID(q, q.s.custs, "id", customerID)
	if err != nil {
		return nil, err
	}
	if v := q.opt("match"); v != nil {
		c.match = *v
	}
	if v := q.opt("customer"); v != nil {
		c.customer = *v
	}
	return ok(obj{"customer": c.json(q.s)})
}

func deleteCustomer(q *request) (*reply, error) {
	c, err := byID(q, q.s.custs, "id", customerID)
	if err != nil {
		return nil, err
	}
	q.s.custs = slices.DeleteFunc(q.s.custs, func(x *customer) bool { return x == c })
	return ok(obj{})
}

func createGroup(q *request) (*reply, error) {
	if q.str("name") == "" {
		return nil, fail(400, `Missing mandatory value for "name"`)
	}
	g := &group{id: or(q.str("id"), newUUID()), name: q.str("name"), text: q.str("text")}
	for _, old := range q.s.groups {
		if old.name == g.name {
			return nil, fail(500, "duplicate key value violates unique constraint \"groups_name_key\"")
		}
	}
	q.s.groups = append(q.s.groups, g)
	return created(obj{"id": g.id, "group": g.json(q.s)})
}

func getGroup(q *request) (*reply, error) {
	g, err := byID(q, q.s.groups, "id", groupID)
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "group": g.json(q.s)})
}

func groupUsers(q *request) (*reply, error) {
	g, err := byID(q, q.s.groups, "id", groupID)
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, u := range q.s.users {
		if contains(g.users, u.id) {
			out = append(out, obj{"id": u.id, "href": q.s.href("/user/" + u.id), "login": u.login, "name": u.name, "status": u.status})
		}
	}
	return ok(obj{"users": out, "total": len(out)})
}

func listGroups(q *request) (*reply, error) {
	columns := map[string]column{"name": {"name", text, true, true, false}, "text": {"text", text, true, true, false}, "count": {"count", integer, true, true, false}}
	rows, err := listRows(q, q.s.groups, q.URL.Query(), columns, func(g *group, name string) any {
		return map[string]any{"name": g.name, "text": g.text, "count": int64(len(g.users))}[name]
	}, nil)
	if err != nil {
		return nil, err
	}
	p, err := q.page(len(rows))
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, g := range cut(p, rows) {
		out = append(out, g.json(q.s))
	}
	return ok(p.list("groups", out))
}

func updateGroup(q *request) (*reply, error) {
	if len(q.body) == 0 {
		return nil, fail(400, "nothing to change")
	}
	g, err := byID(q, q.s.groups, "id", groupID)
	if err != nil {
		return nil, err
	}
	if v := q.opt("name"); v != nil {
		g.name = *v
	}
	if v := q.opt("text"); v != nil {
		g.text = *v
	}
	return ok(obj{"group": g.json(q.s)})
}

func membership(add bool) func(*request) (*reply, error) {
	return func(q *request) (*reply, error) {
		g, err := byID(q, q.s.groups, "id", groupID)
		if err != nil {
			return nil, err
		}
		u, err := byID(q, q.s.users, "user", func(u *user) string { return u.id })
		if err != nil {
			return nil, fail(400, "invalid user")
		}
		g.users = minus(g.users, []string{u.id})
		if add {
			g.users = append(g.users, u.id)
		}
		return ok(obj{})
	}
}

func deleteGroup(q *request) (*reply, error) {
	g, err := byID(q, q.s.groups, "id", groupID)
	if err != nil {
		return nil, err
	}
	q.s.groups = slices.DeleteFunc(q.s.groups, func(x *group) bool { return x == g })
	return ok(obj{})
}

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
