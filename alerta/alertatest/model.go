package alertatest

import (
	"strings"
)

// model is an alarm model: which status follows from which, and by what.
type model interface {
	name() string
	severities() []string // by rank
	rank(severity string) (int, bool)
	statuses() map[string]string // with their sort keys
	defaultStatus() string
	normal() string
	previous() string
	informational() string // "": the model has none, and housekeeping fails
	blackout() string
	trend(previous, current string) (string, error)
	transition(t transition) (severity, status string, err error)
	suppressed(status string) bool
}

// transition is what a model decides on.
type transition struct {
	severity         string // of the alert
	previousSeverity string // "" before the first
	set              string // status the alert carries
	current          string // status by its history
	previous         string // the status before that
	action           string
}

func newModel(m Model) model {
	if m == ModelISA {
		return isa{}
	}
	return classic{}
}

// invalidAction is answered with 409.
func invalidAction(format string, args ...any) error { return fail(409, format, args...) }

func badSeverity(m model, s string) error {
	return fail(500, "Severity (%s) is not one of %s", s, strings.Join(m.severities(), ", "))
}

func trend(previous, current int) string {
	switch {
	case previous > current:
		return "moreSevere"
	case previous < current:
		return "lessSevere"
	}
	return "noChange"
}

func or(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

var classicSeverities = []string{"security", "critical", "major", "minor", "warning", "indeterminate", "informational", "normal", "ok", "cleared", "debug", "trace", "unknown"}
var classicRanks = map[string]int{"security": 0, "critical": 1, "major": 2, "minor": 3, "warning": 4, "indeterminate": 5, "informational": 6,
	"normal": 7, "ok": 7, "cleared": 7, "debug": 8, "trace": 9, "unknown": 10}

// classic is the model ALERTA.
type classic struct{}

func (classic) name() string          { return "Alerta 9.1.0" }
func (classic) severities() []string  { return classicSeverities }
func (classic) defaultStatus() string { return "open" }
func (classic) normal() string        { return "normal" }
func (classic) previous() string      { return "indeterminate" }
func (classic) informational() string { return "informational" }
func (classic) blackout() string      { return "blackout" }
func (classic) rank(s string) (int, bool) {
	r, known := classicRanks[s]
	return r, known
}
func (classic) statuses() map[string]string {
	return map[string]string{"open": "A", "assign": "B", "ack": "C", "shelved": "D", "blackout": "E", "closed": "F", "expired": "G", "unknown": "H"}
}
func (classic) suppressed(status string) bool { return status == "blackout" }

func (c classic) trend(previous, current string) (string, error) {
	p, known := c.rank(previous)
	n, known2 := c.rank(current)
	if !known || !known2 {
		return "noChange", nil
	}
	return trend(p, n), nil
}

var classicActions = []string{"open", "assign", "ack", "unack", "shelve", "unshelve", "close", "expired", "timeout"}

func (c classic) transition(t transition) (string, string, error) {
	state, before := or(t.current, "open"), or(t.previous, "open")
	previousSeverity := or(t.previousSeverity, c.previous())
	rank, known := c.rank(t.severity)
	if !known {
		return "", "", badSeverity(c, t.severity)
	}
	isNormal := rank == classicRanks[c.normal()]
	invalid := func() (string, string, error) {
		return "", "", invalidAction("invalid action for current %s status", state)
	}
	already := func() (string, string, error) { return "", "", invalidAction("alert is already in %s status", state) }

	switch {
	case t.action != "" && !contains(classicActions, t.action):
		return t.severity, t.set, nil
	case t.action == "" && t.set != "open":
		if isNormal {
			return c.normal(), "closed", nil
		}
		return t.severity, t.set, nil
	}
	switch t.action {
	case "unack":
		if state == "ack" {
			return t.severity, before, nil
		}
		return invalid()
	case "unshelve":
		if state == "shelved" {
			return t.severity, before, nil
		}
		return invalid()
	case "expired":
		return t.severity, "expired", nil
	case "timeout":
		if before == "ack" {
			return t.severity, "ack", nil
		}
		return t.severity, "open", nil
	}
	switch state {
	case "open":
		switch t.action {
		case "open":
			return already()
		case "ack":
			return t.severity, "ack", nil
		case "shelve":
			return t.severity, "shelved", nil
		case "close":
			return c.normal(), "closed", nil
		}
	case "ack":
		switch t.action {
		case "open":
			return t.severity, "open", nil
		case "ack":
			return already()
		case "shelve":
			return t.severity, "shelved", nil
		case "close":
			return c.normal(), "closed", nil
		}
		// Only a real increase reopens; the default previous severity says nothing.
		if previousSeverity != c.previous() {
			if tr, _ := c.trend(previousSeverity, t.severity); tr == "moreSevere" {
				return t.severity, "open", nil
			}
		}
	case "shelved":
		switch t.action {
		case "open":
			return t.severity, "open", nil
		case "ack":
			return invalid()
		case "shelve":
			return already()
		case "close":
			return c.normal(), "closed", nil
		}
	case "blackout":
		if t.action == "close" {
			return c.normal(), "closed", nil
		}
		if before != "blackout" {
			return t.severity, before, nil
		}
		return t.severity, t.set, nil
	case "closed":
		switch t.action {
		case "open":
			return previousSeverity, "open", nil
		case "ack", "shelve":
			return invalid()
		case "close":
			return already()
		}
		if !isNormal {
			if before == "shelved" {
				return previousSeverity, "shelved", nil
			}
			return previousSeverity, "open", nil
		}
	}
	if isNormal {
		return c.normal(), "closed", nil
	}
	if state == "expired" {
		if t.action != "" && t.action != "open" {
			return invalid()
		}
		return t.severity, "open", nil
	}
	return t.severity, state, nil
}

var isaRanks = map[string]int{"OK": 0, "Advisory": 1, "Low": 2, "Medium": 3, "High": 4, "Critical": 5}

// isa is the model ISA_18_2.
type isa struct{}

func (isa) name() string { return "ANSI/ISA 18.2" }
func (isa) severities() []string {
	return []string{"OK", "Advisory", "Low", "Medium", "High", "Critical"}
}
func (isa) defaultStatus() string { return "NORM" }
func (isa) normal() string        { return "OK" }
func (isa) previous() string      { return "OK" }
func (isa) informational() string { return "" }
func (isa) blackout() string      { return "OOSRV" }
func (isa) rank(s string) (int, bool) {
	r, known := isaRanks[s]
	return r, known
}
func (isa) statuses() map[string]string {
	return map[string]string{"NORM": "A", "UNACK": "B", "ACKED": "C", "RTNUN": "D", "SHLVD": "E", "DSUPR": "F", "OOSRV": "G"}
}
func (isa) suppressed(status string) bool { return status == "DSUPR" || status == "OOSRV" }

func (i isa) trend(previous, current string) (string, error) {
	p, known := i.rank(previous)
	n, known2 := i.rank(current)
	if !known || !known2 {
		return "", fail(500, "Severity is not one of %s", strings.Join(i.severities(), ", "))
	}
	return trend(n, p), nil // higher is worse here
}

func (i isa) transition(t transition) (string, string, error) {
	state := or(t.current, "NORM")
	previousSeverity := or(t.previousSeverity, i.previous())
	isNormal := t.severity == i.normal()
	back := func() (string, string, error) {
		if isNormal {
			return t.severity, "NORM", nil
		}
		return t.severity, "UNACK", nil
	}
	switch {
	case t.action == "" && t.set != "NORM":
		return t.severity, t.set, nil
	case t.action == "shelve":
		return t.severity, "SHLVD", nil
	case t.action == "unshelve":
		return back()
	}
	switch state {
	case "NORM":
		if !isNormal {
			return t.severity, "UNACK", nil
		}
	case "UNACK":
		if t.action == "ack" {
			return t.severity, "ACKED", nil
		}
		if isNormal {
			return t.severity, "RTNUN", nil
		}
	case "ACKED":
		if t.action == "unack" {
			return t.severity, "UNACK", nil
		}
		tr, err := i.trend(previousSeverity, t.severity)
		if err != nil {
			return "", "", err
		}
		if tr == "moreSevere" && previousSeverity != i.previous() {
			return t.severity, "UNACK", nil
		}
		if isNormal {
			return t.severity, "NORM", nil
		}
	case "RTNUN":
		if t.action == "ack" {
			return t.severity, "NORM", nil
		}
		if !isNormal {
			return t.severity, "UNACK", nil
		}
	case "DSUPR", "OOSRV":
		return back()
	}
	return t.severity, t.current, nil // not state: a new alert that is OK is stored without a status
}

func (s *Server) modelJSON() obj {
	ranks, status := obj{}, obj{}
	for _, n := range s.model.severities() {
		ranks[n], _ = s.model.rank(n)
	}
	for k, v := range s.model.statuses() {
		status[k] = v
	}
	return obj{
		"name": s.model.name(), "severity": ranks, "status": status, "colors": obj{"text": "black"},
		"defaults": obj{"normal_severity": s.model.normal(), "previous_severity": s.model.previous(), "status": s.model.defaultStatus()},
	}
}
