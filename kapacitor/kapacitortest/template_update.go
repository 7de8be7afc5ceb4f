package kapacitortest

import (
	"maps"
	"slices"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// updateTemplate changes a template and every task made from it. When one of those cannot be started with the new script
// all get the old one back, while the template keeps the new one, as on the server.
func updateTemplate(q *request) (*reply, error) {
	s := q.s
	id, err := q.id("/templates/", "template")
	if err != nil {
		return nil, err
	}
	var in templateRequest
	if q.decode(&in) != nil {
		return nil, fail(400, "invalid JSON")
	}
	old := s.templates[id]
	if old == nil {
		return nil, fail(404, "template does not exist, cannot update")
	}
	t := *old
	if in.ID != "" {
		t.id = in.ID
	}
	switch in.Type {
	case "stream":
		t.typ = graph.StreamTask
	case "batch":
		t.typ = graph.BatchTask
	}
	if in.Script != "" {
		t.script = in.Script
	}
	if _, err := s.buildTemplate(&t); err != nil {
		return nil, fail(400, "invalid TICKscript: %s", err)
	}
	t.modified = s.now()
	if t.id != old.id {
		if s.templates[t.id] != nil {
			return nil, fail(500, "failed to create new template for ID change: object already exists")
		}
		delete(s.templates, old.id)
		t.tasks = map[string]bool{}
	}
	s.templates[t.id] = &t
	if err := s.retask(old, &t); err != nil {
		return nil, err
	}
	return s.answerTemplate(&t, "formatted")
}

// retask gives the tasks of a template its new script.
func (s *Server) retask(old, t *template) error {
	was, err := parse(old.script)
	if err != nil {
		return fail(500, "failed to parse old tickscript: %s", err)
	}
	is, err := parse(t.script)
	if err != nil {
		return fail(500, "failed to parse new tickscript: %s", err)
	}
	var changed []*task
	for _, id := range slices.Sorted(maps.Keys(old.tasks)) {
		k := s.tasks[id]
		if k == nil {
			delete(old.tasks, id)
			continue
		}
		changed = append(changed, k)
		t.tasks[id] = true
		k.templateID, k.script, k.typ = t.id, t.script, t.typ
		if len(was.dbrps) > 0 || len(is.dbrps) > 0 {
			k.dbrps = is.dbrps
		}
		if !k.enabled {
			continue
		}
		s.main.stop(id)
		if err := s.start(k); err != nil {
			s.untask(old, was, changed)
			return fail(500, "error reloading associated task %s: %s", id, err)
		}
	}
	return nil
}

// untask gives tasks their old script back.
func (s *Server) untask(old *template, was parsed, changed []*task) {
	for _, k := range changed {
		k.templateID, k.script, k.typ = old.id, old.script, old.typ
		if len(was.dbrps) > 0 {
			k.dbrps = was.dbrps
		}
		if k.enabled {
			s.main.stop(k.id)
			_ = s.start(k) // the task itself keeps the error
		}
	}
}
