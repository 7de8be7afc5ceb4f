package grafanatest

import (
	"net/http"

	"github.com/tickwright/tickwright/grafana"
)

// alerting is what an organisation has of Grafana's own alerting.
type alerting struct {
	points   []*contactPoint
	policies grafana.Policy
	mutes    []*grafana.MuteTiming
	rules    []*grafana.AlertRule
	seconds  map[string]int64 // between two evaluations, by folder and group
}

const defaultReceiver = "grafana-default-email"

func defaultPolicies() grafana.Policy {
	return grafana.Policy{Receiver: defaultReceiver, GroupBy: []string{"grafana_folder", "alertname"}}
}

func newAlerting() alerting {
	return alerting{policies: defaultPolicies(), seconds: map[string]int64{}, points: []*contactPoint{{Name: "email receiver", Type: "email",
		Settings: obj{"addresses": "<example@email.com>"}}}}
}

// provenance is who may change what is made: people or the API.
func (q *request) provenance() string {
	if _, off := q.Header["X-Disable-Provenance"]; off {
		return ""
	}
	return "api"
}

// invalidObject is how the server refuses an alerting resource.
func invalidObject(what string) error {
	return fail(http.StatusBadRequest, "invalid object specification: %s", what)
}

func nothing(status int) error { return &apiError{status, nil} }
