package alertatest

import (
	"regexp"
)

// find looks an alert up as the server does: the id is a regular expression that the beginning of the id or of the last received id has to
// match.
func (q *request) find() (*alert, error) {
	re, err := regexp.Compile("(?i)^" + q.PathValue("id"))
	if err != nil {
		return nil, crash("invalid regular expression: %v\n", err)
	}
	for _, a := range q.s.alerts {
		if q.sees(a.customer) && (re.MatchString(a.id) || re.MatchString(a.lastReceiveID)) {
			return a, nil
		}
	}
	return nil, errNotFound
}

func getAlert(q *request) (*reply, error) {
	a, err := q.find()
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "alert": a.json(q.s, true, true)})
}

func deleteAlert(q *request) (*reply, error) {
	a, err := q.find()
	if err != nil {
		return nil, err
	}
	q.s.remove(func(b *alert) bool { return b == a })
	return ok(obj{})
}

// remove deletes alerts and returns their ids.
func (s *Server) remove(which func(*alert) bool) []string {
	ids := []string{}
	var kept []*alert
	for _, a := range s.alerts {
		if which(a) {
			ids = append(ids, a.id)
		} else {
			kept = append(kept, a)
		}
	}
	s.alerts = kept
	return ids
}

// setStatus is PUT status: anything goes, and a timeout that is not sent is lost.
func setStatus(q *request) (*reply, error) {
	if q.str("status") == "" {
		return nil, fail(400, "must supply 'status' as json data")
	}
	a, err := q.find()
	if err != nil {
		return nil, err
	}
	timeout, _ := q.integer("timeout")
	q.s.setStatus(q, a, timeout, timeout, q.str("text"))
	return ok(obj{})
}

func (s *Server) setStatus(q *request, a *alert, stored, noted *int64, text string) {
	def := secondsOf(s.conf.AlertTimeout)
	if noted == nil || *noted == 0 {
		noted = &def
	}
	now := q.now
	a.status, a.timeout, a.updateTime = q.str("status"), stored, &now
	a.tags = dedupe(a.tags)
	s.record(a, change{id: a.id, event: a.event, severity: a.severity, status: a.status, value: a.value, text: text, typ: "status", at: now,
		user: q.caller.login, timeout: noted})
}

// action is PUT action.
func action(q *request) (*reply, error) {
	name := q.str("action")
	if name == "" {
		return nil, fail(400, "must supply 'action' as json data")
	}
	a, err := q.find()
	if err != nil {
		return nil, err
	}
	text := name + " operator action"
	if _, given := q.body["text"]; given {
		text = q.str("text")
	}
	timeout, _ := q.integer("timeout")
	if err := q.s.act(q, a, name, text, timeout); err != nil {
		return nil, err
	}
	return ok(obj{})
}

var changeTypes = []string{"open", "assign", "ack", "unack", "shelve", "unshelve", "close", "new", "action", "status", "value", "severity", "note",
	"dismiss", "timeout", "expired"}

// act applies an action by the alarm model.
func (s *Server) act(q *request, a *alert, name, text string, timeout *int64) error {
	p := s.pastOf(a.environment, a.resource, a.event, a.customer, name)
	first := func(candidates ...*int64) *int64 { // that is neither absent nor 0
		var last *int64
		for _, c := range candidates {
			last = c
			if c != nil && *c != 0 {
				break
			}
		}
		return last
	}
	seconds := func(n int64) *int64 { return &n }
	if contains([]string{"unack", "unshelve", "timeout"}, name) {
		timeout = first(timeout, p.previousTimeout)
	}
	own := seconds(s.timeoutOf(a))
	switch name {
	case "ack", "unack":
		timeout = first(timeout, seconds(secondsOf(s.conf.AckTimeout)))
	case "shelve", "unshelve":
		timeout = first(timeout, seconds(secondsOf(s.conf.ShelveTimeout)))
	default:
		timeout = first(timeout, own, seconds(secondsOf(s.conf.AlertTimeout)))
	}
	severity, status, err := s.model.transition(transition{severity: a.severity, previousSeverity: a.previousSeverity, set: a.status,
		current: p.status, previous: p.previousStatus, action: name})
	if err != nil {
		return err
	}
	a.attributes = withoutNulls(a.attributes)
	typ := "action"
	if contains(changeTypes, name) {
		typ = name
	}
	s.record(a, change{id: a.id, event: a.event, severity: severity, status: status, value: a.value, text: text, typ: typ, at: q.now,
		user: q.caller.login, timeout: timeout})
	if severity != a.severity {
		a.previousSeverity = a.severity
	}
	now := q.now
	a.severity, a.status, a.timeout, a.updateTime, a.tags = severity, status, own, &now, dedupe(a.tags)
	return nil
}

func tag(q *request) (*reply, error)   { return tags(q, union) }
func untag(q *request) (*reply, error) { return tags(q, minus) }

func minus(have, less []string) []string {
	var out []string
	for _, t := range have {
		if !contains(less, t) {
			out = append(out, t)
		}
	}
	return out
}

func tags(q *request, change func(have, given []string) []string) (*reply, error) {
	given := q.strs("tags")
	if len(given) == 0 {
		return nil, fail(500, "must supply 'tags' as json list")
	}
	a, err := q.find()
	if err != nil {
		return nil, err
	}
	a.tags = change(a.tags, given)
	return ok(obj{})
}

func setAttributes(q *request) (*reply, error) {
	given, _ := q.body["attributes"].(obj)
	if len(given) == 0 {
		return nil, fail(400, "must supply 'attributes' as json data")
	}
	a, err := q.find()
	if err != nil {
		return nil, err
	}
	a.attributes = withoutNulls(merged(a.attributes, given))
	if len(a.attributes) == 0 { // the change is made, and yet
		return nil, fail(500, "failed to update attributes")
	}
	return ok(obj{})
}

// Bulk operations. The caller's customers do not confine them.

func (q *request) bulk() ([]*alert, error) {
	f, err := q.alertFilter(false)
	if err != nil {
		return nil, err
	}
	var out []*alert
	for _, a := range q.s.alerts {
		keep, err := f.keeps(a)
		if err != nil {
			return nil, err
		}
		if keep {
			out = append(out, a)
		}
	}
	return out, nil
}

func ids(alerts []*alert) []string {
	out := []string{}
	for _, a := range alerts {
		out = append(out, a.id)
	}
	return out
}

func bulkStatus(q *request) (*reply, error) {
	if q.str("status") == "" {
		return nil, fail(400, "must supply 'status' as json data")
	}
	found, err := q.bulk()
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNotFound
	}
	if len(found) > 1000 {
		found = found[:1000]
	}
	text := "bulk status update"
	if _, given := q.body["text"]; given {
		text = q.str("text")
	}
	timeout, _ := q.integer("timeout")
	def := secondsOf(q.s.conf.AlertTimeout)
	if timeout == nil || *timeout == 0 {
		timeout = &def
	}
	for _, a := range found {
		noted := q.s.timeoutOf(a) // here the entry has the alert's own
		tags := a.tags
		q.s.setStatus(q, a, timeout, &noted, text)
		a.history[0].timeout = &noted
		a.tags = tags
	}
	return ok(obj{"updated": ids(found), "count": len(found)})
}

func bulkAction(q *request) (*reply, error) { return nil, crash("No module named 'kombu'") }

func bulkTags(change func(have, given []string) []string) func(*request) (*reply, error) {
	return func(q *request) (*reply, error) {
		given := q.strs("tags")
		if len(given) == 0 {
			return nil, fail(500, "must supply 'tags' as json list")
		}
		found, err := q.bulk()
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			a.tags = change(a.tags, given)
		}
		return ok(obj{"updated": ids(found), "count": len(found)})
	}
}

func bulkAttributes(q *request) (*reply, error) {
	given, _ := q.body["attributes"].(obj)
	if len(given) == 0 {
		return nil, fail(400, "must supply 'attributes' as json data")
	}
	found, err := q.bulk()
	if err != nil {
		return nil, err
	}
	for _, a := range found {
		a.attributes = merged(a.attributes, given)
	}
	return ok(obj{"updated": ids(found), "count": len(found)})
}

func bulkDelete(q *request) (*reply, error) {
	found, err := q.bulk()
	if err != nil {
		return nil, err
	}
	gone := q.s.remove(func(a *alert) bool {
		for _, f := range found {
			if f == a {
				return true
			}
		}
		return false
	})
	return ok(obj{"deleted": gone, "count": len(gone)})
}
