package alertatest

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

func gtg(*request) (*reply, error) { return &reply{status: 200, body: "OK"}, nil }

// healthcheck compares the seconds of the age, without its days, as the server does.
func healthcheck(q *request) (*reply, error) {
	for _, h := range q.s.beats {
		if int64(q.now.Sub(h.receive)/time.Second)%86400 > h.timeout*4 {
			return &reply{status: 503, body: "HEARTBEAT_STALE: " + h.origin}, nil
		}
	}
	return &reply{status: 200, body: "OK"}, nil
}

func manifest(q *request) (*reply, error) {
	return &reply{status: 200, body: obj{"release": "9.1.0", "build": "alertatest", "date": stamp(q.s.started), "revision": "alertatest"}}, nil
}

func serverStatus(q *request) (*reply, error) {
	metrics := []obj{{"group": "alerts", "name": "total", "title": "Total alerts", "description": "Total number of alerts in the database", "type": "gauge", "value": len(q.s.alerts)}}
	for _, name := range sortedKeys(q.s.counters) {
		metrics = append(metrics, obj{"group": "alerts", "name": name, "title": name, "description": name, "type": "counter", "count": q.s.counters[name]})
	}
	return &reply{status: 200, body: obj{"application": "alerta", "version": "9.1.0", "time": q.now.UnixMilli(), "uptime": q.now.Sub(q.s.started).Milliseconds(), "metrics": metrics}}, nil
}

func prometheusMetrics(q *request) (*reply, error) {
	text := fmt.Sprintf("# HELP alerta_alerts_total Total number of alerts in the database\n# TYPE alerta_alerts_total gauge\nalerta_alerts_total %d\n", len(q.s.alerts))
	for _, name := range sortedKeys(q.s.counters) {
		text += fmt.Sprintf("# TYPE alerta_alerts_%s counter\nalerta_alerts_%s_total %d\n", name, name, q.s.counters[name])
	}
	return &reply{status: 200, body: text}, nil
}

func housekeeping(q *request) (*reply, error) {
	hours := func(name string, def time.Duration) time.Duration {
		n, err := strconv.Atoi(q.URL.Query().Get(name))
		if err != nil || n == 0 {
			return def
		}
		return time.Duration(n) * time.Hour
	}
	s := q.s
	expired, info := hours("expired", s.conf.DeleteExpiredAfter), hours("info", s.conf.DeleteInfoAfter)
	s.remove(func(a *alert) bool {
		return (a.status == "closed" || a.status == "expired") && a.lastReceiveTime.Before(q.now.Add(-expired))
	})
	if s.model.informational() == "" {
		return nil, crash("'AlarmModelImpl' object has no attribute 'DEFAULT_INFORM_SEVERITY'")
	}
	s.remove(func(a *alert) bool {
		return a.severity == s.model.informational() && a.lastReceiveTime.Before(q.now.Add(-info))
	})
	var expire, unshelve, unack []*alert
	for _, a := range s.alerts {
		if a.status != "expired" && a.timeout != nil && *a.timeout != 0 && a.lastReceiveTime.Add(time.Duration(*a.timeout)*time.Second).Before(q.now) {
			expire = append(expire, a)
		}
		if s.due(a, "shelved", "shelve", q.now) {
			unshelve = append(unshelve, a)
		}
		if s.due(a, "ack", "ack", q.now) {
			unack = append(unack, a)
		}
	}
	for _, a := range expire {
		if err := s.act(q, a, "expired", "", nil); err != nil {
			return nil, err
		}
	}
	for _, a := range slices.Concat(unshelve, unack) {
		if err := s.act(q, a, "timeout", "", nil); err != nil {
			return nil, err
		}
	}
	return ok(obj{"expired": ids(expire), "unshelve": ids(unshelve), "unack": ids(unack), "count": len(expire) + len(unshelve) + len(unack)})
}

// due reports whether one of the alert's entries of that kind has run out.
func (s *Server) due(a *alert, status, typ string, now time.Time) bool {
	if a.status != status || a.updateTime == nil {
		return false
	}
	return slices.ContainsFunc(a.history, func(c *change) bool {
		return c.typ == typ && c.status == status && c.timeout != nil && *c.timeout != 0 && a.updateTime.Add(time.Duration(*c.timeout)*time.Second).Before(now)
	})
}

func configuration(q *request) (*reply, error) {
	c := q.s.conf
	m := q.s.modelJSON()
	return &reply{status: 200, body: obj{
		"actions": []string{}, "alarm_model": m, "severity": m["severity"], "colors": m["colors"], "auth_required": c.AuthRequired, "allow_readonly": c.AllowReadonly,
		"customer_views": c.CustomerViews, "signup_enabled": !c.SignupDisabled, "provider": "basic", "environments": c.AllowedEnvironments, "endpoint": q.s.URL,
		"blackouts": obj{"duration": secondsOf(c.BlackoutDuration)}, "columns": []string{"severity", "status"}, "readonly_scopes": []string{"read"},
		"timeouts": obj{"alert": secondsOf(c.AlertTimeout), "heartbeat": secondsOf(c.HeartbeatTimeout), "ack": secondsOf(c.AckTimeout), "shelve": secondsOf(c.ShelveTimeout)},
	}}, nil
}

func index(*request) (*reply, error) { return &reply{status: 200, body: "OK"}, nil }
