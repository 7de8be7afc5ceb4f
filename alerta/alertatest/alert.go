package alertatest

import (
	"cmp"
	"slices"
	"time"
)

// alert is a stored alert, as the row in the database.
type alert struct {
	id, resource, event, environment, severity, status, group string
	correlate, service, tags                                  []string
	value                                                     *string
	floatValue                                                bool // posted as a number with a fraction: never equal to a stored value
	text, origin, typ                                         string
	attributes                                                obj
	createTime                                                time.Time
	createGiven                                               bool
	timeout                                                   *int64 // seconds; nil: lost
	rawData                                                   *string
	customer                                                  *string
	duplicates                                                int64
	repeat                                                    bool
	previousSeverity, trend                                   string
	receiveTime                                               time.Time
	lastReceiveID                                             string
	lastReceiveTime                                           time.Time
	updateTime                                                *time.Time
	history                                                   []*change // newest first
}

// change is an entry of an alert's history.
type change struct {
	id, event, severity, status, text, typ string
	value                                  *string
	at                                     time.Time
	user                                   *string
	timeout                                *int64
	given                                  bool  // at came with the alert
	seq                                    int64 // breaks ties of at
}

func (a *alert) json(s *Server, history, raw bool) obj {
	o := obj{
		"id": a.id, "href": s.href("/alert/" + a.id), "resource": a.resource, "event": a.event, "environment": a.environment,
		"severity": a.severity, "correlate": list(a.correlate), "status": optional(a.status), "service": list(a.service), "group": a.group, "value": a.value,
		"text": a.text, "tags": list(a.tags), "attributes": a.attributes, "origin": a.origin, "type": a.typ, "createTime": stamp(a.createTime),
		"timeout": s.timeoutOf(a), "rawData": nil, "customer": a.customer, "duplicateCount": a.duplicates, "repeat": a.repeat,
		"previousSeverity": a.previousSeverity, "trendIndication": a.trend, "receiveTime": stamp(a.receiveTime), "lastReceiveId": a.lastReceiveID,
		"lastReceiveTime": stamp(a.lastReceiveTime), "updateTime": stampPtr(a.updateTime), "history": []obj{},
	}
	if raw {
		o["rawData"] = a.rawData
	}
	if history {
		sorted := slices.Clone(a.history)
		slices.SortStableFunc(sorted, func(x, y *change) int {
			if c := x.at.Compare(y.at); c != 0 || (x.given && y.given) {
				return c // the server leaves changes of the same moment newest first
			}
			return cmp.Compare(x.seq, y.seq) // this server is fast enough for several changes in one millisecond, a real one is not
		})
		entries := make([]obj, 0, len(sorted))
		for _, c := range sorted {
			entries = append(entries, c.json(s))
		}
		o["history"] = entries
	}
	return o
}

func (c *change) json(s *Server) obj {
	return obj{"id": c.id, "href": s.href("/alert/" + c.id), "event": c.event, "severity": c.severity, "status": optional(c.status), "value": c.value,
		"text": c.text, "type": c.typ, "updateTime": stamp(c.at), "user": c.user, "timeout": c.timeout}
}

// timeoutOf is the alert's timeout as it is shown: the default where it was lost.
func (s *Server) timeoutOf(a *alert) int64 {
	if a.timeout == nil {
		return secondsOf(s.conf.AlertTimeout)
	}
	return *a.timeout
}

func secondsOf(d time.Duration) int64 { return int64(d / time.Second) }

func list(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}

func same(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// record puts a change in front of the alert's history.
func (s *Server) record(a *alert, c change) {
	s.seq++
	c.seq = s.seq
	c.at = c.at.Truncate(time.Millisecond)
	a.history = append([]*change{&c}, a.history...)
	if len(a.history) > s.conf.HistoryLimit {
		a.history = a.history[:s.conf.HistoryLimit]
	}
}

// past is what the server derives from the history before it changes an alert.
type past struct {
	status          string
	value           *string
	previousStatus  string
	previousTimeout *int64
}

// pastOf looks at the changes of all alerts of the resource that concern the event, newest first: the server does not look at one alert
// alone.
func (s *Server) pastOf(environment, resource, event string, customer *string, action string) past {
	var all []*change
	for _, a := range s.alerts {
		if a.environment != environment || a.resource != resource || !same(a.customer, customer) {
			continue
		}
		for _, c := range a.history {
			if c.event == event || contains(a.correlate, event) {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y *change) int { return cmp.Or(y.at.Compare(x.at), cmp.Compare(y.seq, x.seq)) })
	if len(all) > 100 {
		all = all[:100]
	}
	if len(all) == 0 {
		return past{}
	}
	p := past{status: all[0].status, value: all[0].value}
	if len(all) == 1 {
		return p
	}
	find := map[string]string{"unack": "ack", "unshelve": "shelve"}[action]
	if find == "" {
		p.previousStatus, p.previousTimeout = all[1].status, all[1].timeout
		return p
	}
	for i, c := range all[:len(all)-1] {
		if c.typ == find {
			p.previousStatus, p.previousTimeout = all[i+1].status, all[i+1].timeout
			return p
		}
	}
	p.previousStatus = "open"
	return p
}

// union adds tags that are not there yet.
func union(have, more []string) []string {
	out := slices.Clone(have)
	for _, t := range more {
		if !contains(out, t) {
			out = append(out, t)
		}
	}
	return dedupe(out)
}

func dedupe(l []string) []string {
	var out []string
	for _, t := range l {
		if !contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func merged(have, more obj) obj {
	out := obj{}
	for k, v := range have {
		out[k] = v
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

func withoutNulls(o obj) obj {
	out := obj{}
	for k, v := range o {
		if v != nil {
			out[k] = v
		}
	}
	return out
}
