package grafana

import (
	"context"
	"iter"
	"net/http"

	"github.com/tickwright/tickwright/internal/api"
)

// Team is a set of users to whom permissions can be given.
type Team struct {
	ID          int64  `json:"id"`
	OrgID       int64  `json:"orgId"`
	UID         string `json:"uid"` // since Grafana 11
	Name        string `json:"name"`
	Email       string `json:"email"`
	MemberCount int64  `json:"memberCount"`
}

// TeamRequest is a team to be made, or what one shall become.
type TeamRequest struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// CreateTeam makes a team and returns its id. A name that is taken is ErrConflict. Not repeated after a lost answer.
func (c *Client) CreateTeam(ctx context.Context, r TeamRequest) (int64, error) {
	const op = "create team"
	if r.Name == "" {
		return 0, invalid(op, "name is empty")
	}
	out, err := fetch[struct {
		TeamID int64 `json:"teamId"`
	}](ctx, c, "teamId", call{op: op, method: http.MethodPost, path: "teams", body: r, repeat: api.RepeatUnsafe})
	return out.TeamID, err
}

// GetTeam fetches a team.
func (c *Client) GetTeam(ctx context.Context, team int64) (Team, error) {
	return fetch[Team](ctx, c, "name", call{op: "get team", path: "teams/{}", args: id(team)})
}

// UpdateTeam replaces name and e-mail address.
func (c *Client) UpdateTeam(ctx context.Context, team int64, r TeamRequest) error {
	const op = "update team"
	if r.Name == "" {
		return invalid(op, "name is empty")
	}
	return c.act(ctx, call{op: op, method: http.MethodPut, path: "teams/{}", args: id(team), body: r})
}

// DeleteTeam removes a team.
func (c *Client) DeleteTeam(ctx context.Context, team int64) error {
	return c.act(ctx, call{op: "delete team", method: http.MethodDelete, path: "teams/{}", args: id(team)})
}

// TeamQuery selects teams.
type TeamQuery struct {
	Text string // in the name
	Name string // the whole name
}

// ListTeams fetches one page of teams.
func (c *Client) ListTeams(ctx context.Context, q TeamQuery, p Page) ([]Team, error) {
	v := p.perPage("perpage")
	if q.Text != "" {
		v.Set("query", q.Text)
	}
	if q.Name != "" {
		v.Set("name", q.Name)
	}
	out, err := fetch[struct {
		Teams []Team `json:"teams"`
	}](ctx, c, "teams", call{op: "list teams", path: "teams/search", query: v})
	return out.Teams, err
}

// AllTeams walks the teams.
func (c *Client) AllTeams(ctx context.Context, q TeamQuery) iter.Seq2[Team, error] {
	return walk(func(p Page) ([]Team, error) { return c.ListTeams(ctx, q, p) })
}

// TeamMember is a user in a team.
type TeamMember struct {
	TeamID int64  `json:"teamId"`
	UserID int64  `json:"userId"`
	Login  string `json:"login"`
	Email  string `json:"email"`
	Name   string `json:"name"`
}

// ListTeamMembers fetches the members of a team; the server has no pages here.
func (c *Client) ListTeamMembers(ctx context.Context, team int64) ([]TeamMember, error) {
	return fetchList[TeamMember](ctx, c, call{op: "list team members", path: "teams/{}/members", args: id(team)})
}

// AddTeamMember puts a user into a team.
func (c *Client) AddTeamMember(ctx context.Context, team, user int64) error {
	return c.act(ctx, call{op: "add team member", method: http.MethodPost, path: "teams/{}/members", args: id(team), body: map[string]int64{"userId": user}, repeat: api.RepeatUnsafe})
}

// RemoveTeamMember takes a user out of a team.
func (c *Client) RemoveTeamMember(ctx context.Context, team, user int64) error {
	return c.act(ctx, call{op: "remove team member", method: http.MethodDelete, path: "teams/{}/members/{}", args: append(id(team), id(user)...)})
}
