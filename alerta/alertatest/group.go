package alertatest

import "slices"

type group struct {
	id, name, text string
	users          []string
}

func (g *group) json(s *Server) obj {
	return obj{"id": g.id, "href": s.href("/group/" + g.id), "name": g.name, "text": g.text, "count": len(g.users)}
}

func groupID(g *group) string { return g.id }

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
