package grafanatest

import (
	"net/http"
	"sort"

	"github.com/tickwright/tickwright/grafana"
)

func orgJSON(o *org) obj {
	return obj{"id": o.id, "name": o.name, "address": obj{"address1": "", "address2": "", "city": "", "zipCode": "", "state": "", "country": ""}}
}

func currentOrg(q *request) (*reply, error) { return ok(orgJSON(q.org)) }

func (q *request) pathOrg() (*org, error) {
	n, err := q.number("id")
	if err != nil {
		return nil, err
	}
	if o := q.s.org(n); o != nil {
		return o, nil
	}
	return nil, fail(http.StatusNotFound, "Organization not found")
}

func getOrg(q *request) (*reply, error) {
	o, err := q.pathOrg()
	if err != nil {
		return nil, err
	}
	return ok(orgJSON(o))
}

func findOrg(q *request) (*reply, error) {
	o := find(q.s.orgs, func(o *org) bool { return o.name == q.PathValue("name") })
	if o == nil {
		return nil, fail(http.StatusNotFound, "Organization not found")
	}
	return ok(orgJSON(o))
}

func listOrgs(q *request) (*reply, error) {
	out := make([]obj, 0, len(q.s.orgs))
	for _, o := range q.s.orgs {
		out = append(out, obj{"id": o.id, "name": o.name})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i]["name"].(string) < out[j]["name"].(string) })
	return ok(page(q, out, "perpage", 1000, 0))
}

func createOrg(q *request) (*reply, error) {
	body, err := bind[struct{ Name string }](q)
	switch {
	case err != nil:
		return nil, err
	case find(q.s.orgs, func(o *org) bool { return o.name == body.Name }) != nil:
		return nil, fail(http.StatusConflict, "Organization name taken")
	}
	o := q.s.newOrg(body.Name)
	q.caller.user.roles[o.id] = grafana.RoleAdmin
	return ok(obj{"message": "Organization created", "orgId": o.id})
}

func renameOrg(q *request) (*reply, error) {
	o, err := q.pathOrg()
	if err != nil {
		return nil, err
	}
	body, err := bind[struct{ Name string }](q)
	if err != nil {
		return nil, err
	}
	if other := find(q.s.orgs, func(o *org) bool { return o.name == body.Name }); other != nil && other != o {
		return nil, fail(http.StatusBadRequest, "Organization name taken")
	}
	o.name = body.Name
	return said("Organization updated")
}

func deleteOrg(q *request) (*reply, error) {
	n, err := q.number("id")
	if err != nil {
		return nil, err
	}
	o := q.s.org(n)
	switch {
	case n == q.org.id:
		return nil, fail(http.StatusBadRequest, "Can not delete org for current user")
	case o == nil:
		return nil, fail(http.StatusNotFound, "Failed to delete organization. ID not found")
	}
	q.s.orgs = remove(q.s.orgs, o)
	for _, u := range q.s.users {
		delete(u.roles, n)
	}
	return said("Organization deleted")
}
