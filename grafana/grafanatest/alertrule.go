package grafanatest

import (
	"fmt"
	"net/http"

	"github.com/tickwright/tickwright/grafana"
)

const defaultSeconds = 60

func (q *request) rule(uid string) *grafana.AlertRule {
	return find(q.org.alerting.rules, func(r *grafana.AlertRule) bool { return r.UID == uid })
}

func listRules(q *request) (*reply, error) {
	return ok(append([]*grafana.AlertRule{}, q.org.alerting.rules...))
}

func getRule(q *request) (*reply, error) {
	r := q.rule(q.PathValue("uid"))
	if r == nil {
		return nil, nothing(http.StatusNotFound)
	}
	return ok(r)
}

func (q *request) checkRule(r grafana.AlertRule) error {
	bad := func(format string, args ...any) error {
		return fail(http.StatusBadRequest, "invalid alert rule: %s", fmt.Sprintf(format, args...))
	}
	switch {
	case len(r.Data) == 0:
		return bad("no queries or expressions are found")
	case r.Title == "":
		return bad("title is empty")
	case r.FolderUID == "":
		return bad("folder UID is empty")
	case r.RuleGroup == "":
		return bad("rule group name is empty")
	}
	return nil
}

func createRule(q *request) (*reply, error) {
	r, err := bind[grafana.AlertRule](q)
	if err != nil {
		return nil, err
	}
	if err := q.checkRule(r); err != nil {
		return nil, err
	}
	q.store1(&r)
	return &reply{http.StatusCreated, r}, nil
}

// store1 puts a new rule into its group.
func (q *request) store1(r *grafana.AlertRule) {
	a := &q.org.alerting
	if r.UID == "" {
		r.UID = newUID()
	}
	r.ID, r.OrgID, r.Updated, r.Provenance = q.s.next("rule"), q.org.id, q.s.now(), q.provenance()
	key := r.FolderUID + "/" + r.RuleGroup
	if a.seconds[key] == 0 {
		a.seconds[key] = defaultSeconds
	}
	a.rules = append(a.rules, r)
}

func updateRule(q *request) (*reply, error) {
	r, err := bind[grafana.AlertRule](q)
	if err != nil {
		return nil, err
	}
	old := q.rule(q.PathValue("uid"))
	if old == nil {
		return nil, nothing(http.StatusNotFound)
	}
	if err := q.checkRule(r); err != nil {
		return nil, err
	}
	if old.Provenance != q.provenance() && old.Provenance != "" {
		return nil, fail(http.StatusInternalServerError, "cannot change provenance from '%s' to '%s'", old.Provenance, q.provenance())
	}
	r.UID, r.ID, r.OrgID, r.Updated, r.Provenance = old.UID, old.ID, old.OrgID, q.s.now(), q.provenance()
	*old = r
	return ok(r)
}

func deleteRule(q *request) (*reply, error) {
	if r := q.rule(q.PathValue("uid")); r != nil {
		q.org.alerting.rules = remove(q.org.alerting.rules, r)
	}
	return &reply{http.StatusNoContent, nil}, nil
}

func (q *request) group() []*grafana.AlertRule {
	var out []*grafana.AlertRule
	for _, r := range q.org.alerting.rules {
		if r.FolderUID == q.PathValue("folder") && r.RuleGroup == q.PathValue("group") {
			out = append(out, r)
		}
	}
	return out
}

func getGroup(q *request) (*reply, error) {
	rules := q.group()
	if len(rules) == 0 {
		return nil, fail(http.StatusNotFound, "rulegroup not found")
	}
	folder, title := q.PathValue("folder"), q.PathValue("group")
	return ok(obj{"title": title, "folderUid": folder, "interval": q.org.alerting.seconds[folder+"/"+title], "rules": rules})
}

func setGroup(q *request) (*reply, error) {
	g, err := bind[grafana.RuleGroup](q)
	if err != nil {
		return nil, err
	}
	g.FolderUID, g.Title = q.PathValue("folder"), q.PathValue("group")
	for i := range g.Rules {
		g.Rules[i].FolderUID, g.Rules[i].RuleGroup = g.FolderUID, g.Title
		if err := q.checkRule(g.Rules[i]); err != nil {
			return nil, err
		}
	}
	for _, r := range q.group() {
		q.org.alerting.rules = remove(q.org.alerting.rules, r)
	}
	q.org.alerting.seconds[g.FolderUID+"/"+g.Title] = g.Seconds
	for i := range g.Rules {
		r := g.Rules[i]
		q.store1(&r)
	}
	return ok(g)
}
