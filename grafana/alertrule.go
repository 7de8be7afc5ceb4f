package grafana

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// AlertRule is a rule of Grafana's own alerting.
type AlertRule struct {
	ID           int64             `json:"id,omitempty"`
	UID          string            `json:"uid,omitempty"` // chosen by the server when empty
	OrgID        int64             `json:"orgID,omitempty"`
	FolderUID    string            `json:"folderUID"`
	RuleGroup    string            `json:"ruleGroup"` // the rules of a group are evaluated together
	Title        string            `json:"title"`
	Condition    string            `json:"condition"` // the RefID which decides
	Data         []AlertQuery      `json:"data"`
	NoDataState  string            `json:"noDataState"`  // NoData, OK, Alerting
	ExecErrState string            `json:"execErrState"` // Error, OK, Alerting
	For          Duration          `json:"for"`
	Annotations  map[string]string `json:"annotations,omitempty"`
	Labels       map[string]string `json:"labels,omitempty"`
	IsPaused     bool              `json:"isPaused"`
	Updated      time.Time         `json:"updated,omitzero"`
	Provenance   string            `json:"provenance,omitempty"`
}

// AlertQuery is one query or expression of a rule.
type AlertQuery struct {
	RefID         string          `json:"refId"`
	QueryType     string          `json:"queryType"`
	Range         RelativeRange   `json:"relativeTimeRange"`
	DataSourceUID string          `json:"datasourceUid"` // "__expr__" for expressions
	Model         json.RawMessage `json:"model"`
}

// RelativeRange is a time before now, in seconds.
type RelativeRange struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

func (r AlertRule) prepared(op string) (AlertRule, error) {
	if r.Title == "" || r.FolderUID == "" || r.RuleGroup == "" || r.Condition == "" || len(r.Data) == 0 {
		return r, invalid(op, "rule %q: title, folder, group, condition and queries are needed", r.Title)
	}
	if r.For < 0 {
		return r, invalid(op, "rule %q: for is negative", r.Title)
	}
	if r.NoDataState == "" {
		r.NoDataState = "NoData"
	}
	if r.ExecErrState == "" {
		r.ExecErrState = "Error"
	}
	return r, nil
}

// ListAlertRules fetches all rules of the organisation; the server (since 9.5) has no pages here.
func (c *Client) ListAlertRules(ctx context.Context) ([]AlertRule, error) {
	return fetchList[AlertRule](ctx, c, call{op: "list alert rules", path: "v1/provisioning/alert-rules"})
}

// GetAlertRule fetches a rule.
func (c *Client) GetAlertRule(ctx context.Context, uid string) (AlertRule, error) {
	return fetch[AlertRule](ctx, c, "uid", call{op: "get alert rule", path: "v1/provisioning/alert-rules/{}", args: []string{uid}})
}

// CreateAlertRule makes a rule. Not repeated after a lost answer.
func (c *Client) CreateAlertRule(ctx context.Context, r AlertRule) (AlertRule, error) {
	const op = "create alert rule"
	r, err := r.prepared(op)
	if err != nil {
		return AlertRule{}, err
	}
	var out AlertRule
	err = c.change(ctx, call{op: op, method: http.MethodPost, path: "v1/provisioning/alert-rules", body: r, repeat: api.RepeatUnsafe}, &must{"uid", &out})
	return out, err
}

// UpdateAlertRule replaces the rule of r.UID.
func (c *Client) UpdateAlertRule(ctx context.Context, r AlertRule) (AlertRule, error) {
	const op = "update alert rule"
	r, err := r.prepared(op)
	if err != nil {
		return AlertRule{}, err
	}
	var out AlertRule
	err = c.change(ctx, call{op: op, method: http.MethodPut, path: "v1/provisioning/alert-rules/{}", args: []string{r.UID}, body: r}, &must{"uid", &out})
	return out, err
}

// DeleteAlertRule removes a rule. One that does not exist is no error to the server.
func (c *Client) DeleteAlertRule(ctx context.Context, uid string) error {
	return c.drop(ctx, call{op: "delete alert rule", path: "v1/provisioning/alert-rules/{}", args: []string{uid}})
}

// RuleGroup is a group of rules with the time between two evaluations.
type RuleGroup struct {
	FolderUID string      `json:"folderUid"`
	Title     string      `json:"title"`
	Seconds   int64       `json:"interval"`
	Rules     []AlertRule `json:"rules"`
}

// GetRuleGroup fetches a group.
func (c *Client) GetRuleGroup(ctx context.Context, folderUID, title string) (RuleGroup, error) {
	return fetch[RuleGroup](ctx, c, "rules", call{op: "get rule group", path: "v1/provisioning/folder/{}/rule-groups/{}", args: []string{folderUID, title}})
}

// SetRuleGroup makes the rules of a group equal to those given: others are deleted, and the interval is set.
func (c *Client) SetRuleGroup(ctx context.Context, g RuleGroup) error {
	const op = "set rule group"
	body := g
	body.Rules = make([]AlertRule, 0, len(g.Rules))
	for _, r := range g.Rules {
		r.FolderUID, r.RuleGroup = g.FolderUID, g.Title
		r, err := r.prepared(op)
		if err != nil {
			return err
		}
		body.Rules = append(body.Rules, r)
	}
	if g.Seconds <= 0 {
		return invalid(op, "interval is %d s", g.Seconds)
	}
	return c.change(ctx, call{op: op, method: http.MethodPut, path: "v1/provisioning/folder/{}/rule-groups/{}", args: []string{g.FolderUID, g.Title}, body: body}, &must{"title", &RuleGroup{}})
}
