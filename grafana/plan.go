package grafana

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// PlanOptions say what a plan is made for.
type PlanOptions struct {
	// Owner is the mark of everything that is ours: a tag of dashboards, "provisionedBy" in the jsonData of data sources, and, followed by
	// "-", the beginning of the uid of folders. What does not carry it is neither changed nor deleted. It is needed.
	Owner string
	// Adopt takes over what has the uid of something in the set and does not carry the mark; without it that is an error.
	Adopt bool
	// Secrets writes the secrets of data sources again, since the server does not tell whether they are still the same.
	Secrets bool
}

// Kind is the kind of a resource.
type Kind string

// The kinds.
const (
	DataSourceKind Kind = "data source"
	FolderKind     Kind = "folder"
	DashboardKind  Kind = "dashboard"
)

// Action is what is done to one resource.
type Action string

// The actions of a plan. Keep is for a folder that is not wanted any more, but has something in it that is not ours.
const (
	Create Action = "create"
	Update Action = "change"
	Delete Action = "delete"
	Keep   Action = "keep"
)

// Step is one resource that is not as it should be.
type Step struct {
	Action Action `json:"action"`
	Kind   Kind   `json:"kind"`
	UID    string `json:"uid"`
	Title  string `json:"title"`
	// Changes are what differs, by JSON path. Values of secrets are not shown.
	Changes []Difference `json:"changes,omitempty"`
	// Reason says why something is kept.
	Reason string `json:"reason,omitempty"`

	source    *DataSource // a pointer: its secrets are what %+v of a step must not print
	folder    FolderRequest
	dashboard SetDashboard
	version   int64
	moved     bool
}

// Plan is what Apply would do, in its order. As JSON it is what a dry run reports.
type Plan struct {
	Owner     string `json:"owner"`
	Steps     []Step `json:"steps"`
	Unchanged int    `json:"unchanged"`
}

// Empty tells whether there is nothing to do.
func (p *Plan) Empty() bool { return p.Count(Create)+p.Count(Update)+p.Count(Delete) == 0 }

// Count returns how many steps do a.
func (p *Plan) Count(a Action) int {
	n := 0
	for _, s := range p.Steps {
		if s.Action == a {
			n++
		}
	}
	return n
}

// String lists the steps, a line each, with what differs below.
func (p *Plan) String() string {
	var s strings.Builder
	for _, step := range p.Steps {
		fmt.Fprintf(&s, "%s %s %s %q", step.Action, step.Kind, step.UID, step.Title)
		if step.Reason != "" {
			fmt.Fprintf(&s, " (%s)", step.Reason)
		}
		s.WriteString("\n")
		for _, c := range step.Changes {
			fmt.Fprintf(&s, "    %s\n", c)
		}
	}
	fmt.Fprintf(&s, "%d to create, %d to change, %d to delete, %d unchanged\n", p.Count(Create), p.Count(Update), p.Count(Delete), p.Unchanged)
	return s.String()
}

// WriteText writes the text of String.
func (p *Plan) WriteText(w io.Writer) error {
	_, err := io.WriteString(w, p.String())
	return err
}

// Plan compares a set with what the server has of ours and says what would have to be done. Nothing is changed. Numeric ids and versions do
// not count. A set with mistakes is refused as a whole.
func (c *Client) Plan(ctx context.Context, s Set, o PlanOptions) (*Plan, error) {
	const op = "plan"
	s, err := s.marked(op, o.Owner)
	if err != nil {
		return nil, err
	}
	p := &planner{c: c, op: op, o: o, plan: &Plan{Owner: o.Owner, Steps: []Step{}}}
	for _, part := range []func(context.Context, Set) error{p.sources, p.folders, p.dashboards} {
		if err := part(ctx, s); err != nil {
			return nil, err
		}
	}
	// What goes, goes last and in the opposite order: dashboards, the folders they were in, the data sources they asked.
	for _, list := range [][]Step{p.dropDashboards, p.dropFolders, p.dropSources} {
		p.plan.Steps = append(p.plan.Steps, list...)
	}
	return p.plan, nil
}

type planner struct {
	c    *Client
	op   string
	o    PlanOptions
	plan *Plan
	// have are the dashboards of ours by the folder they are in.
	dropDashboards, dropFolders, dropSources []Step
}

// step adds what has to be done for a resource that exists, when something differs.
func (p *planner) change(s Step, ours bool, differences []Difference) error {
	if !ours && !p.o.Adopt {
		return invalid(p.op, "the %s %q (%q) is there and does not carry the mark %q: choose another uid, or adopt it", s.Kind, s.UID, s.Title, p.o.Owner)
	}
	if len(differences) == 0 {
		p.plan.Unchanged++
		return nil
	}
	s.Action, s.Changes = Update, differences
	p.plan.Steps = append(p.plan.Steps, s)
	return nil
}

func (p *planner) create(s Step) {
	s.Action = Create
	p.plan.Steps = append(p.plan.Steps, s)
}

func (p *planner) sources(ctx context.Context, set Set) error {
	all, err := p.c.ListDataSources(ctx)
	if err != nil {
		return err
	}
	for _, want := range set.DataSources {
		step := Step{Kind: DataSourceKind, UID: want.UID, Title: want.Name, source: &want}
		i := slices.IndexFunc(all, func(d DataSource) bool { return d.UID == want.UID })
		if i < 0 {
			p.create(step)
			continue
		}
		have, err := p.c.GetDataSource(ctx, want.UID)
		if err != nil {
			return err
		}
		diff, err := p.sourceDiff(have, want)
		if err != nil {
			return err
		}
		step.version = have.Version
		if err := p.change(step, have.JSONData[ownerKey] == p.o.Owner, diff); err != nil {
			return err
		}
	}
	for _, have := range all {
		wanted := slices.ContainsFunc(set.DataSources, func(d DataSource) bool { return d.UID == have.UID })
		if !wanted && have.JSONData[ownerKey] == p.o.Owner && !have.ReadOnly {
			p.dropSources = append(p.dropSources, Step{Action: Delete, Kind: DataSourceKind, UID: have.UID, Title: have.Name})
		}
	}
	return nil
}

// sourceDiff compares what an update would send; of the secrets only whether they are there.
func (p *planner) sourceDiff(have, want DataSource) ([]Difference, error) {
	a, b := have.body(), want.body()
	a.Version, b.Version, a.SecureJSONData, b.SecureJSONData = 0, 0, nil, nil
	diff, err := differences(a, b)
	for name := range want.Secrets {
		if p.o.Secrets || !have.SecretsSet[name] {
			diff = append(diff, Difference{Path: "secureJsonData." + name, To: hidden})
		}
	}
	slices.SortFunc(diff, func(a, b Difference) int { return strings.Compare(a.Path, b.Path) })
	return diff, err
}

func (p *planner) folders(ctx context.Context, set Set) error {
	prefix := p.o.Owner + "-"
	for _, want := range set.Folders {
		step := Step{Kind: FolderKind, UID: want.UID, Title: want.Title, folder: want}
		have, err := p.c.GetFolder(ctx, want.UID)
		if errors.Is(err, ErrNotFound) {
			p.create(step)
			continue
		}
		if err != nil {
			return err
		}
		var diff []Difference
		if have.Title != want.Title {
			diff = append(diff, Difference{Path: "title", From: quoted(have.Title), To: quoted(want.Title)})
		}
		if want.ParentUID != "" && have.ParentUID != "" && have.ParentUID != want.ParentUID {
			diff = append(diff, Difference{Path: "parentUid", From: quoted(have.ParentUID), To: quoted(want.ParentUID)})
			step.moved = true
		}
		step.version = have.Version
		// A folder of others that is as it should be may be used.
		ours := strings.HasPrefix(want.UID, prefix) || len(diff) == 0
		if err := p.change(step, ours, diff); err != nil {
			return err
		}
	}
	for hit, err := range p.c.SearchAll(ctx, SearchQuery{Type: TypeFolder}) {
		if err != nil {
			return err
		}
		if strings.HasPrefix(hit.UID, prefix) && !slices.ContainsFunc(set.Folders, func(f FolderRequest) bool { return f.UID == hit.UID }) {
			p.dropFolders = append(p.dropFolders, Step{Action: Delete, Kind: FolderKind, UID: hit.UID, Title: hit.Title})
		}
	}
	return nil
}

func (p *planner) dashboards(ctx context.Context, set Set) error {
	ours := map[string]Hit{}
	var order []string
	for hit, err := range p.c.SearchAll(ctx, SearchQuery{Type: TypeDashboard, Tags: []string{p.o.Owner}}) {
		if err != nil {
			return err
		}
		ours[hit.UID] = hit
		order = append(order, hit.UID)
	}
	wanted := map[string]bool{}
	for _, want := range set.Dashboards {
		head, err := headOf(want.JSON)
		if err != nil {
			return err
		}
		wanted[head.UID] = true
		step := Step{Kind: DashboardKind, UID: head.UID, Title: head.Title, dashboard: want}
		have, err := p.c.GetDashboard(ctx, head.UID)
		if errors.Is(err, ErrNotFound) {
			p.create(step)
			continue
		}
		if err != nil {
			return err
		}
		diff, err := dashboardDiff(have, want)
		if err != nil {
			return err
		}
		step.version = have.Version()
		_, marked := ours[head.UID]
		if err := p.change(step, marked, diff); err != nil {
			return err
		}
	}
	for _, uid := range order {
		if !wanted[uid] {
			p.dropDashboards = append(p.dropDashboards, Step{Action: Delete, Kind: DashboardKind, UID: uid, Title: ours[uid].Title})
		}
	}
	return p.keepFull(ctx)
}

// keepFull keeps folders that would take something with them that does not go by itself: deleting a folder deletes all that is in it.
func (p *planner) keepFull(ctx context.Context) error {
	going := map[string]bool{}
	for _, s := range p.dropDashboards {
		going[s.UID] = true
	}
	for i, f := range p.dropFolders {
		for hit, err := range p.c.SearchAll(ctx, SearchQuery{FolderUIDs: []string{f.UID}}) {
			if err != nil {
				return err
			}
			// Servers that do not know this filter answer with everything.
			if hit.FolderUID == f.UID && !going[hit.UID] {
				p.dropFolders[i].Action, p.dropFolders[i].Reason = Keep, fmt.Sprintf("%q is in it", hit.Title)
				break
			}
		}
	}
	return nil
}

func dashboardDiff(have Dashboard, want SetDashboard) ([]Difference, error) {
	a, err := members(have.JSON)
	if err != nil {
		return nil, err
	}
	b, err := members(want.JSON)
	if err != nil {
		return nil, err
	}
	for _, m := range []map[string]any{a, b} {
		delete(m, "id")
		delete(m, "version")
	}
	diff, err := differences(a, b)
	if have.Meta.FolderUID != want.FolderUID {
		diff = append(diff, Difference{Path: "(folder)", From: quoted(have.Meta.FolderUID), To: quoted(want.FolderUID)})
	}
	return diff, err
}
