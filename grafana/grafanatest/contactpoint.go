package grafanatest

import (
	"fmt"
	"net/http"
	"sort"

	"github.com/tickwright/tickwright/grafana"
)

type contactPoint struct {
	UID                   string `json:"uid"`
	Name                  string `json:"name"`
	Type                  string `json:"type"`
	Settings              obj    `json:"settings"`
	DisableResolveMessage bool   `json:"disableResolveMessage"`
	Provenance            string `json:"provenance,omitempty"`
}

// kept are the settings that the server keeps secret, by type.
var kept = map[string][]string{"webhook": {"password", "authorization_credentials"}, "slack": {"token", "url"}, "pagerduty": {"integrationKey"}, "opsgenie": {"apiKey"}}

// required are the settings without which the server refuses a type.
var required = map[string]string{"webhook": "url", "email": "addresses", "pagerduty": "integrationKey", "opsgenie": "apiKey"}

const redacted = "[REDACTED]"

func (p contactPoint) shown() contactPoint {
	settings := obj{}
	for k, v := range p.Settings {
		settings[k] = v
	}
	for _, k := range kept[p.Type] {
		if _, ok := settings[k]; ok {
			settings[k] = redacted
		}
	}
	p.Settings = settings
	return p
}

func (q *request) checkPoint(p contactPoint) error {
	switch {
	case p.Type == "":
		return invalidObject("type should not be an empty string")
	case p.Settings == nil:
		return invalidObject("settings should not be empty")
	}
	if name := required[p.Type]; name != "" && (p.Settings[name] == nil || p.Settings[name] == "") {
		return invalidObject(fmt.Sprintf("required field '%s' is not specified", name))
	}
	return nil
}

func listPoints(q *request) (*reply, error) {
	name := q.URL.Query().Get("name")
	out := []contactPoint{}
	for _, p := range q.org.alerting.points {
		if name == "" || name == p.Name {
			out = append(out, p.shown())
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return ok(out)
}

func createPoint(q *request) (*reply, error) {
	p, err := bind[contactPoint](q)
	if err != nil {
		return nil, err
	}
	if err := q.checkPoint(p); err != nil {
		return nil, err
	}
	if p.UID == "" {
		p.UID = newUID()
	} else if find(q.org.alerting.points, func(x *contactPoint) bool { return x.UID == p.UID }) != nil {
		return nil, fail(http.StatusInternalServerError, "receiver configuration with UID '%s' already exist in contact point '%s'. Please use unique identifiers", p.UID, p.Name)
	}
	p.Provenance = q.provenance()
	q.org.alerting.points = append(q.org.alerting.points, &p)
	return &reply{http.StatusAccepted, p}, nil
}

func updatePoint(q *request) (*reply, error) {
	p, err := bind[contactPoint](q)
	if err != nil {
		return nil, err
	}
	if err := q.checkPoint(p); err != nil {
		return nil, err
	}
	old := find(q.org.alerting.points, func(x *contactPoint) bool { return x.UID == q.PathValue("uid") })
	if old == nil {
		return nil, fail(http.StatusNotFound, "object not found")
	}
	if old.Provenance != q.provenance() && old.Provenance != "" {
		return nil, fail(http.StatusInternalServerError, "cannot changed provenance from '%s' to '%s'", old.Provenance, q.provenance())
	}
	for k, v := range p.Settings {
		if v == redacted {
			p.Settings[k] = old.Settings[k]
		}
	}
	p.UID, p.Provenance = old.UID, q.provenance()
	*old = p
	return &reply{http.StatusAccepted, obj{"message": "contactpoint updated"}}, nil
}

func deletePoint(q *request) (*reply, error) {
	a := &q.org.alerting
	p := find(a.points, func(x *contactPoint) bool { return x.UID == q.PathValue("uid") })
	if p != nil {
		others := 0
		for _, x := range a.points {
			if x.Name == p.Name {
				others++
			}
		}
		if others == 1 && uses(a.policies, func(r grafana.Policy) bool { return r.Receiver == p.Name }) {
			return nil, fail(http.StatusInternalServerError, "contact point '%s' is currently used by a notification policy", p.Name)
		}
		a.points = remove(a.points, p)
	}
	return &reply{http.StatusAccepted, obj{"message": "contactpoint deleted"}}, nil
}
