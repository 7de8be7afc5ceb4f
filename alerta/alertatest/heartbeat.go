package alertatest

import (
	"slices"
	"strings"
	"time"
)

type heartbeat struct {
	id, origin      string
	tags            []string
	attributes      obj
	create, receive time.Time
	timeout         int64
	customer        *string
}

const maxLatency = 2000 // milliseconds

func (h *heartbeat) status(now time.Time) string {
	switch {
	case now.Sub(h.receive) > time.Duration(h.timeout)*time.Second:
		return "expired"
	case h.latency() > maxLatency:
		return "slow"
	}
	return "ok"
}

func (h *heartbeat) latency() int64 { return h.receive.Sub(h.create).Milliseconds() }

func (h *heartbeat) json(s *Server, now time.Time) obj {
	return obj{"id": h.id, "href": s.href("/heartbeat/" + h.id), "origin": h.origin, "tags": list(h.tags), "attributes": h.attributes, "type": "Heartbeat",
		"createTime": stamp(h.create), "timeout": h.timeout, "maxLatency": maxLatency, "receiveTime": stamp(h.receive), "customer": h.customer,
		"latency": h.latency(), "since": int64(now.Sub(h.receive) / time.Second), "status": h.status(now)}
}

// upsertHeartbeat keeps one per origin and customer, with the id of the first.
func (s *Server) upsertHeartbeat(h *heartbeat, now time.Time) *heartbeat {
	h.receive = now
	for _, old := range s.beats {
		if old.origin == h.origin && deref(old.customer) == deref(h.customer) {
			old.tags, old.attributes, old.create, old.timeout, old.receive = h.tags, h.attributes, h.create, h.timeout, h.receive
			return old
		}
	}
	s.beats = append(s.beats, h)
	return h
}

func createHeartbeat(q *request) (*reply, error) {
	if v, given := q.body["tags"]; given {
		if _, isList := v.([]any); !isList {
			return nil, fail(400, "tags must be a list")
		}
	}
	timeout, isInt := q.integer("timeout")
	if !isInt {
		return nil, fail(400, "timeout must be an integer")
	}
	attributes := obj{}
	if v, given := q.body["attributes"]; given {
		m, isObject := v.(obj)
		if !isObject {
			return nil, fail(400, "attributes must be a JSON object")
		}
		attributes = m
	}
	for k := range attributes {
		if strings.ContainsAny(k, ".$") {
			return nil, fail(400, `Attribute keys must not contain "." or "$"`)
		}
	}
	if c := q.opt("customer"); c != nil && *c == "" {
		return nil, fail(400, "customer must not be an empty string")
	}
	create, err := q.when("createTime")
	if err != nil {
		return nil, err
	}
	h := &heartbeat{id: or(q.str("id"), newUUID()), origin: or(q.str("origin"), "alertatest/localhost"), tags: q.strs("tags"), attributes: attributes,
		create: q.now, timeout: secondsOf(q.s.conf.HeartbeatTimeout)}
	if create != nil {
		h.create = *create
	}
	if timeout != nil {
		h.timeout = *timeout
	}
	if h.timeout < 0 {
		return nil, fail(400, "Invalid negative 'timeout' value (%d)", h.timeout)
	}
	if h.customer, err = q.assignCustomer(q.opt("customer"), "admin:heartbeats"); err != nil {
		return nil, err
	}
	h = q.s.upsertHeartbeat(h, q.now)
	return created(obj{"id": h.id, "heartbeat": h.json(q.s, q.now)})
}

func (q *request) findHeartbeat() (*heartbeat, error) {
	for _, h := range q.s.beats {
		if strings.HasPrefix(h.id, q.PathValue("id")) {
			return h, nil
		}
	}
	return nil, errNotFound
}

func getHeartbeat(q *request) (*reply, error) {
	h, err := q.findHeartbeat()
	if err != nil {
		return nil, err
	}
	return ok(obj{"total": 1, "heartbeat": h.json(q.s, q.now)})
}

func deleteHeartbeat(q *request) (*reply, error) {
	h, err := q.findHeartbeat()
	if err != nil {
		return nil, err
	}
	q.s.beats = slices.DeleteFunc(q.s.beats, func(x *heartbeat) bool { return x == h })
	return ok(obj{})
}

var heartbeatColumns = map[string]column{
	"origin": {"origin", text, true, true, false}, "tag": {"tags", array, true, false, false}, "tags": {"tags", array, false, true, false},
	"attributes": {"attributes", object, true, true, false}, "type": {"event_type", missing, true, true, false},
	"createTime": {"create_time", timestamp, true, true, true}, "timeout": {"timeout", integer, true, true, false},
	"receiveTime": {"receive_time", timestamp, true, true, true}, "customer": {"customer", text, true, true, false},
	"latency": {"latency", integer, true, true, false}, "since": {"since", integer, true, true, true},
}

func listHeartbeats(q *request) (*reply, error) {
	value := func(h *heartbeat, name string) any {
		switch name {
		case "origin":
			return h.origin
		case "tags":
			return h.tags
		case "attributes":
			return h.attributes
		case "create_time":
			return h.create
		case "receive_time":
			return h.receive
		case "timeout":
			return h.timeout
		case "latency":
			return h.latency()
		case "since":
			return int64(q.now.Sub(h.receive))
		case "customer":
			if h.customer != nil {
				return *h.customer
			}
		}
		return nil
	}
	v := q.URL.Query()
	status := v["status"]
	v.Del("status")
	total := 0
	rows, err := listRows(q, q.s.beats, v, heartbeatColumns, value, func(h *heartbeat) bool {
		return q.sees(h.customer)
	})
	if err != nil {
		return nil, err
	}
	total = len(rows)
	p, err := q.page(total)
	if err != nil {
		return nil, err
	}
	known := slices.ContainsFunc(status, func(s string) bool { return s == "ok" || s == "slow" || s == "expired" })
	if known {
		rows = slices.DeleteFunc(rows, func(h *heartbeat) bool { return !contains(status, h.status(q.now)) })
	}
	out := []obj{}
	for _, h := range cut(p, rows) {
		out = append(out, h.json(q.s, q.now))
	}
	return ok(p.list("heartbeats", out))
}
