package alertatest

import (
	"fmt"
	"slices"
	"time"
)

type blackout struct {
	id, environment                                   string
	service, tags                                     []string
	resource, event, group, origin, customer, by, txt *string
	start, end, create                                time.Time
	duration                                          int64 // seconds
}

func (b *blackout) status(now time.Time) string {
	switch {
	case b.start.After(now):
		return "pending"
	case now.Before(b.end):
		return "active"
	}
	return "expired"
}

// priority says how narrow the blackout is.
func (b *blackout) priority() int {
	p := 0
	if b.origin != nil {
		p = 1
	}
	switch {
	case b.resource != nil && b.event == nil:
		p = 2
	case len(b.service) > 0:
		p = 3
	case b.event != nil && b.resource == nil:
		p = 4
	case b.group != nil:
		p = 5
	case b.resource != nil && b.event != nil:
		p = 6
	case len(b.tags) > 0:
		p = 7
	}
	if b.origin != nil {
		p = 8
	}
	return p
}

// json writes remaining as the server does: a number in the answer to a new blackout, a decimal string elsewhere.
func (b *blackout) json(s *Server, now time.Time, fresh bool) obj {
	var remaining any = b.duration
	if !fresh {
		from := now
		if b.start.After(now) {
			from = b.start
		}
		left := b.end.Sub(from)
		remaining = "0"
		if left > 0 {
			remaining = fmt.Sprintf("%.6f", left.Seconds())
		}
	}
	return obj{"id": b.id, "href": s.href("/blackout/" + b.id), "priority": b.priority(), "environment": b.environment, "service": list(b.service),
		"resource": b.resource, "event": b.event, "group": b.group, "tags": list(b.tags), "origin": b.origin, "customer": b.customer,
		"startTime": stamp(b.start), "endTime": stamp(b.end), "duration": b.duration, "status": b.status(now), "remaining": remaining, "user": b.by,
		"createTime": stamp(b.create), "text": b.txt}
}

// blackedOut reports whether an alert falls into a blackout.
func (s *Server) blackedOut(a *alert) bool {
	if !s.conf.NotificationBlackout && contains(s.conf.BlackoutAccept, a.severity) {
		return false
	}
	is := func(want *string, have string) bool { return want == nil || *want == have }
	within := func(want, have []string) bool {
		return !slices.ContainsFunc(want, func(x string) bool { return !contains(have, x) })
	}
	for _, b := range s.blacks {
		if b.start.After(a.createTime) || !b.end.After(a.createTime) || b.environment != a.environment {
			continue
		}
		if s.conf.CustomerViews && b.customer != nil && deref(b.customer) != deref(a.customer) {
			continue
		}
		if is(b.resource, a.resource) && is(b.event, a.event) && is(b.group, a.group) && is(b.origin, a.origin) && within(b.service, a.service) && within(b.tags, a.tags) {
			return true
		}
	}
	return false
}

func createBlackout(q *request) (*reply, error) {
	for _, name := range []string{"service", "tags"} {
		if v, given := q.body[name]; given {
			if _, isList := v.([]any); !isList {
				return nil, fail(400, "%s must be a list", name)
			}
		}
	}
	if _, given := q.body["environment"]; !given {
		return nil, fail(400, "'environment'")
	}
	start, err := q.when("startTime")
	if err != nil {
		return nil, err
	}
	end, err := q.when("endTime")
	if err != nil {
		return nil, err
	}
	if q.str("environment") == "" {
		return nil, fail(400, `Missing mandatory value for "environment"`)
	}
	for _, name := range []string{"resource", "event", "group", "origin"} {
		if v := q.opt(name); v != nil && *v == "" {
			return nil, fail(400, "%s can not be an empty string", name)
		}
	}
	b := &blackout{id: or(q.str("id"), newUUID()), environment: q.str("environment"), service: q.strs("service"), tags: q.strs("tags"),
		resource: q.opt("resource"), event: q.opt("event"), group: q.opt("group"), origin: q.opt("origin"), by: q.opt("user"), txt: q.opt("text"),
		start: q.now, create: q.now}
	if start != nil {
		b.start = *start
	}
	if end != nil {
		b.end, b.duration = *end, int64(end.Sub(b.start)/time.Second)
	} else {
		d, _ := q.integer("duration")
		b.duration = secondsOf(q.s.conf.BlackoutDuration)
		if d != nil && *d != 0 {
			b.duration = *d
		}
		b.end = b.start.Add(time.Duration(b.duration) * time.Second)
	}
	if !q.admin("admin:blackouts") || b.by == nil {
		b.by = q.caller.login
	}
	if b.customer, err = q.assignCustomer(q.opt("customer"), "admin:blackouts"); err != nil {
		return nil, err
	}
	q.s.blacks = append(q.s.blacks, b)
	rep, err := created(obj{"id": b.id, "blackout": b.json(q.s, q.now, true)})
	rep.header = map[string]string{"Location": q.s.href("/blackout/" + b.id)}
	return rep, err
}

func (q *request) findBlackout(mine bool) (*blackout, error) {
	for _, b := range q.s.blacks {
		if b.id == q.PathValue("id") && (!mine || q.sees(b.customer)) {
			return b, nil
		}
	}
	return nil, errNotFound
}

func getBlackout(q *request) (*reply, error) {
	b, err := q.findBlackout(false)
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "blackout": b.json(q.s, q.now, false)})
}

var blackoutColumns = map[string]column{
	"priority": {"priority", integer, true, true, false}, "environment": {"environment", text, true, true, false},
	"service": {"service", array, true, true, false}, "resource": {"resource", text, true, true, false}, "event": {"event", text, true, true, false},
	"group": {"group", text, true, true, false}, "tag": {"tags", array, true, false, false}, "tags": {"tags", array, false, true, false},
	"customer": {"customer", text, true, true, false}, "startTime": {"start_time", timestamp, true, true, true},
	"endTime": {"end_time", timestamp, true, true, true}, "duration": {"duration", integer, true, true, false}, "status": {"status", missing, true, true, false},
	"remaining": {"remaining", integer, true, true, true}, "user": {"user", text, true, true, false},
	"createTime": {"create_time", timestamp, true, true, true}, "text": {"text", text, true, true, false},
}

func listBlackouts(q *request) (*reply, error) {
	value := func(b *blackout, name string) any {
		str := func(p *string) any {
			if p == nil {
				return nil
			}
			return *p
		}
		return map[string]any{"priority": int64(b.priority()), "environment": b.environment, "service": b.service, "resource": str(b.resource),
			"event": str(b.event), "group": str(b.group), "tags": b.tags, "customer": str(b.customer), "start_time": b.start, "end_time": b.end,
			"duration": b.duration, "remaining": int64(b.end.Sub(q.now)), "user": str(b.by), "create_time": b.create, "text": str(b.txt)}[name]
	}
	v := q.URL.Query()
	status := v["status"]
	v.Del("status")
	known := slices.ContainsFunc(status, func(s string) bool { return s == "active" || s == "pending" || s == "expired" })
	rows, err := listRows(q, q.s.blacks, v, blackoutColumns, value, func(b *blackout) bool {
		return q.sees(b.customer) && (!known || contains(status, b.status(q.now)))
	})
	if err != nil {
		return nil, err
	}
	p, err := q.page(len(rows))
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, b := range cut(p, rows) {
		out = append(out, b.json(q.s, q.now, false))
	}
	return ok(p.list("blackouts", out))
}

// updateBlackout changes what is sent, and the customer always.
func updateBlackout(q *request) (*reply, error) {
	if len(q.body) == 0 {
		return nil, fail(400, "nothing to change")
	}
	b, err := q.findBlackout(q.s.conf.AuthRequired && !q.admin("admin:blackouts"))
	if err != nil {
		return nil, err
	}
	c, err := q.assignCustomer(q.opt("customer"), "admin:blackouts")
	if err != nil {
		return nil, err
	}
	b.customer = c
	for name, p := range map[string]**string{"resource": &b.resource, "event": &b.event, "group": &b.group, "origin": &b.origin, "text": &b.txt} {
		if _, given := q.body[name]; given {
			*p = q.opt(name)
		}
	}
	for name, p := range map[string]*[]string{"service": &b.service, "tags": &b.tags} {
		if _, given := q.body[name]; given {
			*p = q.strs(name)
		}
	}
	if e := q.str("environment"); e != "" {
		b.environment = e
	}
	for name, p := range map[string]*time.Time{"startTime": &b.start, "endTime": &b.end} {
		if s := q.str(name); s != "" {
			t, err := time.Parse(time.RFC3339Nano, s)
			if err != nil {
				return nil, crash("invalid input syntax for type timestamp: %q", s)
			}
			*p = t.UTC()
		}
	}
	if d, _ := q.integer("duration"); d != nil {
		b.duration = *d
	}
	if q.caller.login != nil {
		b.by = q.caller.login
	}
	return ok(obj{"blackout": b.json(q.s, q.now, false)})
}

func deleteBlackout(q *request) (*reply, error) {
	b, err := q.findBlackout(false)
	if err != nil {
		return nil, err
	}
	q.s.blacks = slices.DeleteFunc(q.s.blacks, func(x *blackout) bool { return x == b })
	return ok(obj{})
}
