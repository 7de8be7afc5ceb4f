package alertatest

import "time"

type note struct {
	id, text, alert string
	user, customer  *string
	attributes      obj
	create          time.Time
	update          *time.Time
}

func (n *note) json(s *Server) obj {
	return obj{"id": n.id, "href": s.href("/note/" + n.id), "text": n.text, "user": n.user, "attributes": n.attributes, "type": "alert",
		"createTime": stamp(n.create), "updateTime": stampPtr(n.update), "_links": obj{"alert": s.href("/alert/" + n.alert)}, "customer": n.customer,
		"related": obj{"alert": n.alert}}
}

func addNote(q *request) (*reply, error) {
	text := or(q.str("text"), q.str("note"))
	if text == "" {
		return nil, fail(400, "must supply 'note' text")
	}
	a, err := q.find()
	if err != nil {
		return nil, err
	}
	n := &note{id: newUUID(), text: text, alert: a.id, user: q.caller.login, customer: a.customer, create: q.now,
		attributes: obj{"resource": a.resource, "event": a.event, "environment": a.environment, "severity": a.severity, "status": a.status}}
	q.s.notes = append(q.s.notes, n)
	q.s.record(a, change{id: n.id, event: a.event, severity: a.severity, status: a.status, value: a.value, text: text, typ: "note", at: q.now, user: q.caller.login})
	rep, err := created(obj{"id": n.id, "note": n.json(q.s)})
	rep.header = map[string]string{"Location": q.s.href("/alert/" + a.id + "/note/" + n.id)}
	return rep, err
}

func listNotes(q *request) (*reply, error) {
	a, err := q.find()
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, n := range q.s.notes {
		if n.alert == a.id && len(out) < 100 {
			out = append(out, n.json(q.s))
		}
	}
	body := obj{"notes": out, "total": len(out)}
	if len(out) == 0 {
		body["message"] = "not found"
	}
	return ok(body)
}

func (q *request) findNote(alertMissing, noteMissing string) (*alert, *note, error) {
	a, err := q.find()
	if err != nil {
		return nil, nil, fail(404, "%s", alertMissing)
	}
	for _, n := range q.s.notes {
		if n.id == q.PathValue("note") {
			return a, n, nil
		}
	}
	return nil, nil, fail(404, "%s", noteMissing)
}

func updateNote(q *request) (*reply, error) {
	if len(q.body) == 0 {
		return nil, fail(400, "nothing to change")
	}
	_, n, err := q.findNote("not found", "not found")
	if err != nil {
		return nil, err
	}
	if t := q.opt("text"); t != nil {
		n.text = *t
	}
	if m, given := q.body["attributes"].(obj); given {
		n.attributes = merged(n.attributes, m)
	}
	if q.caller.login != nil {
		n.user = q.caller.login
	}
	now := q.now
	n.update = &now
	return ok(obj{"note": n.json(q.s)})
}

func deleteNote(q *request) (*reply, error) {
	a, n, err := q.findNote("alert not found", "note not found")
	if err != nil {
		return nil, err
	}
	q.s.record(a, change{id: n.id, event: a.event, severity: a.severity, status: a.status, value: a.value, text: "note dismissed", typ: "dismiss",
		at: q.now, user: q.caller.login})
	for i, x := range q.s.notes {
		if x == n {
			q.s.notes = append(q.s.notes[:i:i], q.s.notes[i+1:]...)
			break
		}
	}
	return ok(obj{})
}
