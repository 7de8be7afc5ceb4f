package grafanatest

import (
	"net/http"
	"sort"
	"strings"
)

type team struct {
	id          int64
	name, email string
	members     map[int64]bool
}

func (t *team) json(o *org) obj {
	return obj{"id": t.id, "orgId": o.id, "name": t.name, "email": t.email, "memberCount": len(t.members), "permission": 0, "accessControl": nil}
}

func (q *request) pathTeam() (*team, error) {
	n, err := q.number("id")
	if err != nil {
		return nil, err
	}
	if t := find(q.org.teams, func(t *team) bool { return t.id == n }); t != nil {
		return t, nil
	}
	return nil, fail(http.StatusNotFound, "Team not found")
}

type teamBody struct{ Name, Email string }

func createTeam(q *request) (*reply, error) {
	body, err := bind[teamBody](q)
	if err != nil {
		return nil, err
	}
	if find(q.org.teams, func(t *team) bool { return t.name == body.Name }) != nil {
		return nil, failWith(http.StatusConflict, "Team name taken", "team name taken")
	}
	t := &team{id: q.s.next("team"), name: body.Name, email: body.Email, members: map[int64]bool{}}
	q.org.teams = append(q.org.teams, t)
	return ok(obj{"message": "Team created", "teamId": t.id})
}

func getTeam(q *request) (*reply, error) {
	t, err := q.pathTeam()
	if err != nil {
		return nil, err
	}
	return ok(t.json(q.org))
}

func updateTeam(q *request) (*reply, error) {
	body, err := bind[teamBody](q)
	if err != nil {
		return nil, err
	}
	t, err := q.pathTeam()
	if err != nil {
		return nil, err
	}
	if other := find(q.org.teams, func(t *team) bool { return t.name == body.Name }); other != nil && other != t {
		return nil, failWith(http.StatusBadRequest, "Team name taken", "team name taken")
	}
	t.name, t.email = body.Name, body.Email
	return said("Team updated")
}

func deleteTeam(q *request) (*reply, error) {
	t, err := q.pathTeam()
	if err != nil {
		return nil, err
	}
	q.org.teams = remove(q.org.teams, t)
	return said("Team deleted")
}

func searchTeams(q *request) (*reply, error) {
	p := q.URL.Query()
	out := []obj{}
	for _, t := range q.org.teams {
		if (p.Get("name") == "" || p.Get("name") == t.name) && strings.Contains(strings.ToLower(t.name), strings.ToLower(p.Get("query"))) {
			out = append(out, t.json(q.org))
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i]["name"].(string) < out[j]["name"].(string) })
	return ok(obj{"totalCount": len(out), "teams": page(q, out, "perpage", 1000, 1), "page": max(q.param("page"), 1), "perPage": max(q.param("perpage"), 1)})
}

func teamMembers(q *request) (*reply, error) {
	t, err := q.pathTeam()
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, u := range q.s.users {
		if t.members[u.id] {
			out = append(out, obj{"orgId": q.org.id, "teamId": t.id, "userId": u.id, "login": u.login, "email": u.email, "name": u.name, "permission": 0})
		}
	}
	return ok(out)
}

func addTeamMember(q *request) (*reply, error) {
	body, err := bind[struct{ UserID int64 }](q)
	if err != nil {
		return nil, err
	}
	t, err := q.pathTeam()
	if err != nil {
		return nil, err
	}
	switch {
	case find(q.s.users, func(u *user) bool { return u.id == body.UserID }) == nil:
		return nil, fail(http.StatusNotFound, "user not found")
	case t.members[body.UserID]:
		return nil, fail(http.StatusBadRequest, "User is already added to this team")
	}
	t.members[body.UserID] = true
	return said("Member added to Team")
}

func removeTeamMember(q *request) (*reply, error) {
	t, err := q.pathTeam()
	if err != nil {
		return nil, err
	}
	n, err := q.number("user")
	if err != nil {
		return nil, err
	}
	if !t.members[n] {
		return nil, fail(http.StatusNotFound, "Team member not found")
	}
	delete(t.members, n)
	return said("Team Member removed")
}
