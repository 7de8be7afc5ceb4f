package alertatest

import (
	"encoding/json"
	"fmt"
	"net"
	"regexp"
	"strings"
)

// receive is POST /alert.
func receive(q *request) (*reply, error) {
	a, err := q.parseAlert()
	if err != nil {
		return nil, err
	}
	if a.customer, err = q.assignCustomer(a.customer, "admin:alerts"); err != nil {
		return nil, err
	}
	return q.s.process(q, a)
}

// parseAlert checks the body as the server does, in its order.
func (q *request) parseAlert() (*alert, error) {
	for _, name := range []string{"correlate", "service", "tags"} {
		if v, present := q.body[name]; present {
			if _, isList := v.([]any); !isList {
				return nil, fail(400, "%s must be a list", name)
			}
		}
	}
	attributes := obj{}
	if v, present := q.body["attributes"]; present {
		m, isObject := v.(obj)
		if !isObject {
			return nil, fail(400, "attributes must be a JSON object")
		}
		attributes = m
	}
	timeout, isInt := q.integer("timeout")
	if !isInt {
		return nil, fail(400, "timeout must be an integer")
	}
	if c := q.opt("customer"); c != nil && *c == "" {
		return nil, fail(400, "customer must not be an empty string")
	}
	create, err := q.when("createTime")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"resource", "event"} {
		if v := q.body[name]; v == nil || v == "" {
			return nil, fail(400, "Missing mandatory value for %q", name)
		}
	}
	for k := range attributes {
		if strings.ContainsAny(k, ".$") {
			return nil, fail(400, `Attribute keys must not contain "." or "$"`)
		}
	}
	def := secondsOf(q.s.conf.AlertTimeout)
	if timeout == nil {
		timeout = &def
	}
	if *timeout < 0 {
		return nil, fail(400, "Invalid negative 'timeout' value (%d)", *timeout)
	}
	a := &alert{
		id: or(q.str("id"), newUUID()), resource: q.str("resource"), event: q.str("event"), environment: q.str("environment"),
		severity: or(q.str("severity"), q.s.model.normal()), status: or(q.str("status"), q.s.model.defaultStatus()), group: or(q.str("group"), "Misc"),
		correlate: q.strs("correlate"), service: q.strs("service"), tags: q.strs("tags"), text: q.str("text"), attributes: merged(attributes, nil),
		origin: or(q.str("origin"), "alertatest/localhost"), typ: or(q.str("type"), "exceptionAlert"), createTime: q.now, timeout: timeout,
		customer: q.opt("customer"),
	}
	if len(a.correlate) > 0 && !contains(a.correlate, a.event) {
		a.correlate = append(a.correlate, a.event)
	}
	if create != nil {
		a.createTime, a.createGiven = *create, true
	}
	switch v := q.body["value"].(type) {
	case string:
		a.value = &v
	case json.Number:
		s := v.String()
		a.value, a.floatValue = &s, strings.ContainsAny(s, ".eE")
	case bool:
		s := map[bool]string{true: "True", false: "False"}[v]
		a.value = &s
	}
	if raw, present := q.raw["rawData"]; present {
		a.rawData, err = rawText(raw)
	}
	return a, err
}

// process runs the plugins and stores the alert.
func (s *Server) process(q *request, a *alert) (*reply, error) {
	if !s.model.suppressed(a.status) {
		host, _, _ := net.SplitHostPort(q.RemoteAddr)
		a.attributes["ip"] = host
		if rep, err := s.plugins(q, a); rep != nil || err != nil {
			return rep, err
		}
	}
	if _, isString := q.body["resource"].(string); q.body != nil && q.body["resource"] != nil && !isString {
		return nil, fail(500, "operator does not exist: text = integer")
	}
	stored, err := s.store(q, a)
	if err != nil {
		return nil, err
	}
	s.counters["received"]++
	return created(obj{"id": stored.id, "alert": stored.json(s, true, true)})
}

// plugins are reject, heartbeat and blackout, in this order.
func (s *Server) plugins(q *request, a *alert) (*reply, error) {
	for _, re := range s.conf.OriginBlacklist {
		if regexp.MustCompile(`^(?:` + re + `)`).MatchString(a.origin) {
			return nil, fail(403, "[POLICY] Alert origin '%s' has been blacklisted", a.origin)
		}
	}
	allowed := false
	for _, re := range s.conf.AllowedEnvironments {
		allowed = allowed || regexp.MustCompile(`^(?:`+re+`)$`).MatchString(a.environment)
	}
	if !allowed {
		s.counters["rejected"]++
		return nil, fail(403, "[POLICY] Alert environment does not match one of %s", strings.Join(s.conf.AllowedEnvironments, ", "))
	}
	if len(a.service) == 0 {
		s.counters["rejected"]++
		return nil, fail(403, "[POLICY] Alert must define a service")
	}
	if contains(s.conf.HeartbeatEvents, a.event) {
		hb := s.upsertHeartbeat(&heartbeat{id: newUUID(), origin: a.origin, tags: a.tags, timeout: *a.timeout, customer: a.customer, create: q.now,
			attributes: obj{"environment": a.environment, "severity": a.severity, "service": a.service, "group": a.group}}, q.now)
		return &reply{status: 202, body: obj{"status": "ok", "message": "Alert converted to Heartbeat", "id": hb.id}}, nil
	}
	if s.blackedOut(a) {
		if s.conf.NotificationBlackout {
			a.status = s.model.blackout()
			return nil, nil
		}
		s.counters["blackout"]++
		return &reply{status: 202, body: obj{"status": "ok", "message": "Suppressed alert during blackout period", "id": a.id}}, nil
	}
	return nil, nil
}

// store de-duplicates, correlates or creates.
func (s *Server) store(q *request, a *alert) (*alert, error) {
	var related []*alert
	for _, b := range s.alerts {
		if b.environment != a.environment || b.resource != a.resource || !same(b.customer, a.customer) {
			continue
		}
		if b.event == a.event && b.severity == a.severity {
			return s.duplicate(q, a, b)
		}
		if b.event == a.event || contains(b.correlate, a.event) {
			related = append(related, b)
		}
	}
	if len(related) == 0 {
		return s.create(q, a)
	}
	return s.correlated(q, a, related)
}

func (s *Server) create(q *request, a *alert) (*alert, error) {
	tr, err := s.model.trend(s.model.previous(), a.severity)
	if err != nil {
		return nil, err
	}
	_, status, err := s.model.transition(transition{severity: a.severity, set: a.status})
	if err != nil {
		return nil, err
	}
	for _, b := range s.alerts {
		if b.id == a.id {
			return nil, fail(500, "duplicate key value violates unique constraint \"alerts_pkey\"\nDETAIL:  Key (id)=(%s) already exists.\n", a.id)
		}
	}
	now := q.now
	a.status, a.trend, a.previousSeverity = status, tr, s.model.previous()
	a.receiveTime, a.lastReceiveTime, a.lastReceiveID, a.updateTime = now, now, a.id, &now
	s.record(a, change{id: a.id, event: a.event, severity: a.severity, status: a.status, value: a.value, text: a.text, typ: "new", at: a.createTime, given: a.createGiven,
		user: q.caller.login, timeout: a.timeout})
	s.alerts = append(s.alerts, a)
	return a, nil
}

func (s *Server) duplicate(q *request, a, of *alert) (*alert, error) {
	p := s.pastOf(a.environment, a.resource, a.event, a.customer, "")
	_, status, err := s.model.transition(transition{severity: a.severity, set: a.status, current: p.status, previous: p.previousStatus})
	if err != nil {
		return nil, err
	}
	entry := change{id: a.id, event: a.event, severity: a.severity, value: a.value, text: a.text, at: a.createTime, given: a.createGiven, user: q.caller.login, timeout: a.timeout}
	switch {
	case status != p.status:
		of.attributes = withoutNulls(of.attributes)
		entry.status, entry.typ = status, "status"
		now := q.now
		of.updateTime = &now
		s.record(of, entry)
	case !s.conf.IgnoreValueChanges && (a.floatValue || !same(a.value, p.value)):
		entry.status, entry.typ = p.status, "value"
		s.record(of, entry)
	}
	of.status, of.service, of.value, of.text, of.timeout, of.rawData = status, a.service, a.value, a.text, a.timeout, a.rawData
	of.repeat, of.lastReceiveID, of.lastReceiveTime = true, a.id, q.now
	of.tags, of.attributes = union(of.tags, a.tags), merged(of.attributes, a.attributes)
	of.duplicates++
	return of, nil
}

func (s *Server) correlated(q *request, a *alert, related []*alert) (*alert, error) {
	of := related[0]
	tr, err := s.model.trend(of.severity, a.severity)
	if err != nil {
		return nil, err
	}
	p := s.pastOf(a.environment, a.resource, a.event, a.customer, "")
	_, status, err := s.model.transition(transition{severity: a.severity, previousSeverity: of.severity, set: a.status, current: p.status, previous: p.previousStatus})
	if err != nil {
		return nil, err
	}
	if status != p.status {
		of.attributes = withoutNulls(of.attributes)
	}
	for _, b := range s.alerts {
		taken := b != of && b.event == a.event && b.environment == a.environment && b.resource == a.resource && same(b.customer, a.customer)
		if taken || len(related) > 1 { // the server would change them all to the same event
			return nil, fail(500, "duplicate key value violates unique constraint \"env_res_evt_cust_key\"\nDETAIL:  Key (environment, resource, event, COALESCE(customer, ''::text))=(%s, %s, %s, %s) already exists.\n",
				a.environment, a.resource, a.event, deref(a.customer))
		}
	}
	if status != p.status {
		now := q.now
		of.updateTime = &now
	}
	s.record(of, change{id: a.id, event: a.event, severity: a.severity, status: status, value: a.value, text: a.text, typ: "severity", at: a.createTime, given: a.createGiven,
		user: q.caller.login, timeout: a.timeout})
	of.previousSeverity, of.trend = of.severity, tr
	of.event, of.severity, of.status, of.service, of.value, of.text = a.event, a.severity, status, a.service, a.value, a.text
	of.createTime, of.timeout, of.rawData, of.duplicates, of.repeat = a.createTime, a.timeout, a.rawData, 0, false
	of.receiveTime, of.lastReceiveTime, of.lastReceiveID = q.now, q.now, a.id
	of.tags, of.attributes = union(of.tags, a.tags), merged(of.attributes, a.attributes)
	return of, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// rawText is what the server keeps of raw data: a string as it is, an object as Python writes it.
func rawText(raw json.RawMessage) (*string, error) {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	switch x := v.(type) {
	case nil:
		return nil, nil
	case string:
		return &x, nil
	case []any:
		return nil, fail(500, "column \"raw_data\" is of type text but expression is of type text[]")
	}
	s, err := pyJSON(raw)
	if err != nil {
		return nil, fmt.Errorf("raw data: %w", err)
	}
	return &s, nil
}
