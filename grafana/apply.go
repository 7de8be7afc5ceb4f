package grafana

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// ApplyOptions tune Apply. The zero value does everything.
type ApplyOptions struct {
	// KeepUnwanted deletes nothing.
	KeepUnwanted bool
	// Message is kept with the versions of dashboards; default "provisioned by OWNER".
	Message string
	// OnStep is called after each step that was done.
	OnStep func(Step)
}

// Applied tells what was done.
type Applied struct {
	Done []Step `json:"done"`
	// Failed is the step that ended it; the error tells why.
	Failed *Step `json:"failed,omitempty"`
}

// Apply does the steps of a plan in their order and stops at the first that fails. What is there already or is gone already is no failure,
// so that after an error, or an end in the middle, a new Plan holds what is left, and applying it goes on. A dashboard that somebody changed
// after the plan was made is not overwritten: that is ErrVersionMismatch.
func (c *Client) Apply(ctx context.Context, p *Plan, o ApplyOptions) (Applied, error) {
	out := Applied{Done: []Step{}}
	if o.Message == "" {
		o.Message = "provisioned by " + p.Owner
	}
	for _, s := range p.Steps {
		if s.Action == Keep || s.Action == Delete && o.KeepUnwanted {
			continue
		}
		if err := c.applyStep(ctx, s, o); err != nil {
			out.Failed = &s
			return out, fmt.Errorf("%s %s %q: %w", s.Action, s.Kind, s.UID, err)
		}
		out.Done = append(out.Done, s)
		if o.OnStep != nil {
			o.OnStep(s)
		}
	}
	return out, nil
}

func (c *Client) applyStep(ctx context.Context, s Step, o ApplyOptions) error {
	switch s.Kind {
	case DataSourceKind:
		return c.applySource(ctx, s)
	case FolderKind:
		return c.applyFolder(ctx, s)
	case DashboardKind:
		return c.applyDashboard(ctx, s, o.Message)
	}
	return invalid("apply", "a step has the kind %q", s.Kind)
}

// gone takes it for done that something to be deleted is not there.
func gone(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

func (c *Client) applySource(ctx context.Context, s Step) error {
	switch s.Action {
	case Create:
		_, err := c.CreateDataSource(ctx, *s.source)
		return err
	case Update:
		d := *s.source
		d.Version = s.version
		_, err := c.UpdateDataSource(ctx, d)
		return err
	}
	return gone(c.DeleteDataSource(ctx, s.UID))
}

func (c *Client) applyFolder(ctx context.Context, s Step) error {
	switch s.Action {
	case Create:
		_, err := c.CreateFolder(ctx, s.folder)
		return err
	case Update:
		if s.moved {
			if _, err := c.MoveFolder(ctx, s.UID, s.folder.ParentUID); err != nil {
				return err
			}
		}
		_, err := c.UpdateFolder(ctx, s.UID, FolderUpdate{Title: s.folder.Title, Overwrite: true})
		return err
	}
	// Looked at once more: what was put into it since the plan was made would go with it.
	for hit, err := range c.SearchAll(ctx, SearchQuery{FolderUIDs: []string{s.UID}}) {
		if err != nil {
			return err
		}
		if hit.FolderUID == s.UID {
			return invalid("delete folder", "%q is in it", hit.Title)
		}
	}
	return gone(c.DeleteFolder(ctx, s.UID, false))
}

func (c *Client) applyDashboard(ctx context.Context, s Step, message string) error {
	if s.Action == Delete {
		return gone(c.DeleteDashboard(ctx, s.UID))
	}
	m, err := members(s.dashboard.JSON)
	if err != nil {
		return invalid("save dashboard", "%w", err)
	}
	m["version"] = s.version
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = c.SaveDashboard(ctx, SaveRequest{JSON: raw, FolderUID: s.dashboard.FolderUID, Message: message})
	return err
}
