package alertatest

import (
	"cmp"
	"slices"
)

// found are the alerts of the request's filter, in the order of insertion.
func (q *request) found() ([]*alert, error) {
	f, err := q.alertFilter(true)
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

func counts(alerts []*alert) (severity, status map[string]int) {
	severity, status = map[string]int{}, map[string]int{}
	for _, a := range alerts {
		severity[a.severity]++
		status[or(a.status, "null")]++
	}
	return severity, status
}

// sortable fails when some alerts have a status and some have none, which the server cannot put into one answer.
func sortable(status map[string]int) error {
	if status["null"] > 0 && len(status) > 1 {
		return crash("'<' not supported between instances of 'str' and 'NoneType'")
	}
	return nil
}

func searchAlerts(q *request) (*reply, error) {
	all, err := q.found()
	if err != nil {
		return nil, err
	}
	sorted, err := q.sorted(all)
	if err != nil {
		return nil, err
	}
	p, err := q.page(len(all))
	if err != nil {
		return nil, err
	}
	v := q.URL.Query()
	severity, status := counts(all)
	if err := sortable(status); err != nil {
		return nil, err
	}
	rows, last := []obj{}, q.now
	for i, a := range cut(p, sorted) {
		rows = append(rows, a.json(q.s, truth(v.Get("show-history")), truth(v.Get("show-raw-data"))))
		if i == 0 || a.lastReceiveTime.After(last) {
			last = a.lastReceiveTime
		}
	}
	body := p.list("alerts", rows)
	body["severityCounts"], body["statusCounts"], body["lastTime"], body["autoRefresh"] = severity, status, stamp(last), true
	if len(rows) == 0 {
		body["pages"], body["more"] = 0, false
	}
	return ok(body)
}

func (q *request) sorted(rows []*alert) ([]*alert, error) {
	return sortRows(rows, q.URL.Query()["sort-by"], alertColumns, func(a *alert, name string) any { return a.column(q.s, name) },
		map[string]func(*alert) (any, bool){
			"severity": func(a *alert) (any, bool) { return rankOf(q.s, a.severity) },
			"status":   func(a *alert) (any, bool) { v, has := q.s.model.statuses()[a.status]; return v, has },
		})
}

func rankOf(s *Server, severity string) (any, bool) {
	r, known := s.model.rank(severity)
	return r, known
}

// ambiguous are the filters that name a column which both the alerts and their history have.
var ambiguous = []string{"event", "severity", "status", "value", "text", "timeout", "lastReceiveId"}

func history(q *request) (*reply, error) {
	v := q.URL.Query()
	for _, name := range ambiguous[:6] {
		if v.Has(name) || v.Has(name+"!") {
			return nil, crash("column reference %q is ambiguous", name)
		}
	}
	if expr := v.Get("q"); expr != "" {
		n, err := parseLucene(expr, or(v.Get("q.df"), "text"))
		if err != nil {
			return nil, err
		}
		if namesAmbiguous(n) {
			return nil, crash("column reference \"text\" is ambiguous")
		}
	}
	alerts, err := q.found()
	if err != nil {
		return nil, err
	}
	if _, err := q.sorted(nil); err != nil {
		return nil, err
	}
	p, err := q.page(0)
	if err != nil {
		return nil, err
	}
	type entry struct {
		a *alert
		c *change
	}
	var all []entry
	for _, a := range alerts {
		for _, c := range a.history {
			all = append(all, entry{a, c})
		}
	}
	slices.SortStableFunc(all, func(x, y entry) int { return cmp.Or(y.c.at.Compare(x.c.at), cmp.Compare(y.c.seq, x.c.seq)) })
	rows := []obj{}
	for _, e := range cut(p, all) {
		o := e.c.json(q.s)
		o["resource"], o["environment"], o["service"], o["group"] = e.a.resource, e.a.environment, list(e.a.service), e.a.group
		o["tags"], o["attributes"], o["origin"], o["customer"] = list(e.a.tags), e.a.attributes, e.a.origin, e.a.customer
		for _, name := range []string{"severity", "status", "value"} {
			if s, isString := o[name].(string); isString && s == "" {
				delete(o, name)
			}
		}
		if e.c.value == nil || *e.c.value == "" {
			delete(o, "value")
		}
		rows = append(rows, o)
	}
	return answerAll("history", rows)
}

func namesAmbiguous(n node) bool {
	switch n := n.(type) {
	case binary:
		return namesAmbiguous(n.l) || namesAmbiguous(n.r)
	case negation:
		return namesAmbiguous(n.n)
	case term:
		return !n.attr && n.how != "exists" && contains([]string{"id", "event", "severity", "status", "value", "text", "type", "update_time", "timeout"}, n.field)
	}
	return false
}

// answerAll is a list without pages.
func answerAll(name string, rows []obj) (*reply, error) {
	body := obj{name: rows, "total": len(rows)}
	if len(rows) == 0 {
		body["message"] = "not found"
	}
	return ok(body)
}

func countAlerts(q *request) (*reply, error) {
	all, err := q.found()
	if err != nil {
		return nil, err
	}
	severity, status := counts(all)
	if err := sortable(status); err != nil {
		return nil, err
	}
	return ok(obj{"total": len(all), "severityCounts": severity, "statusCounts": status, "autoRefresh": true})
}

// top ranks alerts: each counts once per service, and for flapping and standing once more per change of severity.
func top(changes, standing bool) func(*request) (*reply, error) {
	return func(q *request) (*reply, error) {
		all, err := q.found()
		if err != nil {
			return nil, err
		}
		p, err := q.page(1)
		if err != nil {
			return nil, err
		}
		by := or(q.URL.Query().Get("group-by"), "event")
		if by == "group" {
			return nil, crash("syntax error at or near \",\"")
		}
		known := false
		for _, c := range alertColumns {
			known = known || (c.name == by && c.kind != missing)
		}
		if !known {
			return nil, crash("column %q does not exist", by)
		}
		type rank struct {
			count, duplicates int64
			life              int64
			envs, services    map[string]bool
			resources         map[[2]string]bool
		}
		ranks := map[any]*rank{}
		var order []any
		for _, a := range all {
			weight := int64(len(a.service))
			if changes {
				n := int64(0)
				for _, c := range a.history {
					if c.typ == "severity" {
						n++
					}
				}
				weight *= n
			}
			if weight == 0 {
				continue
			}
			key := a.column(q.s, by)
			r := ranks[key]
			if r == nil {
				r = &rank{envs: map[string]bool{}, services: map[string]bool{}, resources: map[[2]string]bool{}}
				ranks[key] = r
				order = append(order, key)
			}
			r.count += weight
			r.duplicates += a.duplicates * weight
			r.life += a.lastReceiveTime.Sub(a.createTime).Milliseconds() * weight
			r.envs[a.environment] = true
			r.resources[[2]string{a.id, a.resource}] = true
			for _, svc := range a.service {
				r.services[svc] = true
			}
		}
		slices.SortStableFunc(order, func(x, y any) int {
			if standing {
				return cmp.Compare(ranks[y].life, ranks[x].life)
			}
			return cmp.Compare(ranks[y].count, ranks[x].count)
		})
		rows := []obj{}
		for _, key := range order[:min(p.size, len(order))] {
			r := ranks[key]
			var pairs [][2]string
			for k := range r.resources {
				pairs = append(pairs, k)
			}
			slices.SortFunc(pairs, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
			res := []obj{}
			for _, k := range pairs {
				res = append(res, obj{"id": k[0], "resource": k[1], "href": q.s.href("/alert/" + k[0])})
			}
			rows = append(rows, obj{"count": r.count, "duplicateCount": r.duplicates, "environments": sortedKeys(r.envs), "services": sortedKeys(r.services), by: key, "resources": res})
		}
		return answerAll("top10", rows)
	}
}

// environments lists all; the filter only affects the counts and the total.
func environments(q *request) (*reply, error) {
	filtered, err := q.found()
	if err != nil {
		return nil, err
	}
	groups, names := map[string][]*alert{}, map[string]bool{}
	for _, a := range q.s.alerts {
		names[a.environment] = true
	}
	for _, a := range filtered {
		groups[a.environment] = append(groups[a.environment], a)
	}
	p, err := q.page(len(groups))
	if err != nil {
		return nil, err
	}
	rows := []obj{}
	for _, e := range cut(p, sortedKeys(names)) {
		severity, status := counts(groups[e])
		rows = append(rows, obj{"environment": e, "count": len(groups[e]), "severityCounts": severity, "statusCounts": status})
	}
	return ok(p.list("environments", rows))
}

// perPair counts alerts by environment and what members names.
func (q *request) perPair(alerts []*alert, members func(*alert) []string) (map[[2]string][]*alert, [][2]string) {
	groups := map[[2]string][]*alert{}
	var order [][2]string
	for _, a := range alerts {
		for _, m := range members(a) {
			k := [2]string{a.environment, m}
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], a)
		}
	}
	return groups, order
}

func services(q *request) (*reply, error) {
	filtered, err := q.found()
	if err != nil {
		return nil, err
	}
	members := func(a *alert) []string { return a.service }
	groups, _ := q.perPair(filtered, members)
	_, all := q.perPair(q.s.alerts, members)
	rows := []obj{}
	for _, k := range all {
		severity, status := counts(groups[k])
		rows = append(rows, obj{"environment": k[0], "service": k[1], "count": len(groups[k]), "severityCounts": severity, "statusCounts": status})
	}
	return answerAll("services", rows)
}

func pairCounts(name, member string, members func(*alert) []string) func(*request) (*reply, error) {
	return func(q *request) (*reply, error) {
		filtered, err := q.found()
		if err != nil {
			return nil, err
		}
		groups, order := q.perPair(filtered, members)
		rows := []obj{}
		for _, k := range order {
			rows = append(rows, obj{"environment": k[0], member: k[1], "count": len(groups[k])})
		}
		return answerAll(name, rows)
	}
}
