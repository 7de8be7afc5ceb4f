package grafanatest

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/tickwright/tickwright/grafana"
)

// uses looks for a policy in the tree.
func uses(p grafana.Policy, is func(grafana.Policy) bool) bool {
	return is(p) || slices.ContainsFunc(p.Policies, func(c grafana.Policy) bool { return uses(c, is) })
}

func getPolicies(q *request) (*reply, error) { return ok(q.org.alerting.policies) }

func setPolicies(q *request) (*reply, error) {
	root, err := bind[grafana.Policy](q)
	if err != nil {
		return nil, err
	}
	a := &q.org.alerting
	bad := ""
	uses(root, func(p grafana.Policy) bool {
		known := p.Receiver == "" || p.Receiver == defaultReceiver || find(a.points, func(x *contactPoint) bool { return x.Name == p.Receiver }) != nil
		switch {
		case !known:
			bad = fmt.Sprintf("receiver '%s' does not exist", p.Receiver)
		default:
			for _, m := range p.MuteTimings {
				if find(a.mutes, func(x *grafana.MuteTiming) bool { return x.Name == m }) == nil {
					bad = fmt.Sprintf("mute time interval '%s' does not exist", m)
				}
			}
		}
		return bad != ""
	})
	switch {
	case root.Receiver == "":
		bad = "root route must specify a default receiver"
	case len(root.Matchers) > 0:
		bad = "root route must not have any matchers"
	}
	if bad != "" {
		return nil, invalidObject(bad)
	}
	root.Provenance = q.provenance()
	a.policies = root
	return &reply{http.StatusAccepted, obj{"message": "policies updated"}}, nil
}

func resetPolicies(q *request) (*reply, error) {
	q.org.alerting.policies = defaultPolicies()
	return &reply{http.StatusAccepted, q.org.alerting.policies}, nil
}
