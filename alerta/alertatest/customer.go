package alertatest

import "slices"

type customer struct{ id, match, customer string }

func (c *customer) json(s *Server) obj {
	return obj{"id": c.id, "href": s.href("/customer/" + c.id), "match": c.match, "customer": c.customer}
}

func customerID(c *customer) string { return c.id }

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
