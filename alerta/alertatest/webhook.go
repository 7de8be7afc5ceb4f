package alertatest

import (
	"encoding/json"
	"time"
)

var webhooks = []string{"cloudwatch", "grafana", "graylog", "newrelic", "pagerduty", "pingdom", "prometheus", "riemann", "serverdensity", "slack", "stackdriver", "telegram"}

// webhook simulates prometheus only.
func webhook(q *request) (*reply, error) {
	name := q.PathValue("name")
	switch {
	case !contains(webhooks, name):
		return nil, fail(404, "Custom webhook '%s' not found.", name)
	case name == "grafana" && q.body["state"] == nil:
		return nil, fail(400, "'state'")
	case name == "grafana" && q.body["alerts"] != nil: // of Grafana 9 and later: accepted and lost
		return created(obj{"ids": []string{}})
	case name != "prometheus":
		return nil, fail(501, "alertatest does not simulate the %s webhook", name)
	}
	incoming, _ := q.body["alerts"].([]any)
	if len(incoming) == 0 {
		return nil, fail(400, "no alerts in Prometheus notification payload")
	}
	var answers []*reply
	found := []string{}
	for _, x := range incoming {
		m, _ := x.(obj)
		body := prometheusAlert(m)
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		one := &request{Request: q.Request, s: q.s, caller: q.caller, now: q.now}
		if err := one.decode(route{}, raw); err != nil {
			return nil, err
		}
		a, err := one.parseAlert()
		if err != nil {
			return nil, err
		}
		if a.customer, err = q.assignCustomer(a.customer, "admin:alerts"); err != nil {
			return nil, err
		}
		rep, err := q.s.process(one, a)
		if err != nil {
			return nil, err
		}
		answers = append(answers, rep)
		id, _ := rep.body.(obj)["id"].(string)
		found = append(found, id)
	}
	if len(answers) == 1 {
		return answers[0], nil
	}
	return created(obj{"ids": found})
}

// prometheusAlert maps one alert of an Alertmanager notification.
func prometheusAlert(m obj) obj {
	labels, _ := m["labels"].(obj)
	annotations, _ := m["annotations"].(obj)
	take := func(from obj, name, def string) string {
		s, isString := from[name].(string)
		if !isString {
			return def
		}
		return s
	}
	severity := take(labels, "severity", "warning")
	if m["status"] == "resolved" {
		severity = "normal"
	}
	text := take(annotations, "description", take(annotations, "summary", ""))
	out := obj{
		"resource": take(labels, "exported_instance", take(labels, "instance", "n/a")), "event": take(labels, "event", take(labels, "alertname", "")),
		"environment": take(labels, "environment", "Production"), "severity": severity, "service": []string{take(labels, "service", "")},
		"group": take(labels, "group", take(labels, "job", "Prometheus")), "value": take(annotations, "value", "n/a"), "text": text,
		"origin": "prometheus/" + take(labels, "monitor", "-"), "type": "prometheusAlert",
	}
	if t, err := time.Parse(time.RFC3339Nano, take(m, "startsAt", "")); err == nil {
		out["createTime"] = stamp(t)
	}
	return out
}
