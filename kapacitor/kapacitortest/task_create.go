package kapacitortest

import "github.com/tickwright/tickwright/tickscript/graph"

func createTask(q *request) (*reply, error) {
	s := q.s
	var in taskRequest
	if q.decode(&in) != nil {
		return nil, fail(400, "invalid JSON")
	}
	if in.ID == "" {
		in.ID = newUUID()
	}
	if !validID.MatchString(in.ID) {
		return nil, fail(400, "task ID must contain only letters, numbers, '-', '.' and '_'. %q", in.ID)
	}
	if s.tasks[in.ID] != nil {
		return nil, fail(400, "task %s already exists", in.ID)
	}
	t := &task{id: in.ID, templateID: in.TemplateID, dbrps: in.DBRPs, script: in.Script, vars: in.Vars, enabled: in.Status == "enabled"}
	if in.TemplateID != "" {
		tpl := s.templates[in.TemplateID]
		if tpl == nil {
			return nil, fail(400, "unknown template %s: err: no template exists", in.TemplateID)
		}
		t.script = tpl.script
		// The server keeps the association even when the task is refused below.
		tpl.tasks[t.id] = true
	} else if t.script == "" {
		return nil, fail(400, "must provide TICKscript")
	}
	p, err := parse(t.script)
	if err != nil {
		return nil, err
	}
	if err := p.checkType(); err != nil {
		return nil, err
	}
	t.typ = p.typ
	if _, err := s.build(t); err != nil {
		return nil, fail(400, "invalid TICKscript: %s", err)
	}
	if t.dbrps, err = chooseDBRPs(p.dbrps, in.DBRPs, "cannot specify dbrp in both implicitly and explicitly"); err != nil {
		return nil, err
	}
	if len(t.dbrps) == 0 {
		return nil, fail(400, "must specify dbrp")
	}
	t.created = s.now()
	t.modified = t.created
	s.tasks[t.id] = t
	if t.enabled {
		t.lastEnabled = t.created
		if err := s.start(t); err != nil {
			return nil, err
		}
	}
	return ok(s.show(t, "formatted", "attributes", s.main))
}

// chooseDBRPs takes those of the script or those of the request, and refuses both.
func chooseDBRPs(script, asked []graph.DBRP, both string) ([]graph.DBRP, error) {
	switch {
	case len(script) > 0 && len(asked) > 0:
		return nil, fail(400, "%s", both)
	case len(script) > 0:
		return script, nil
	}
	return asked, nil
}

func deleteTask(q *request) (*reply, error) {
	id, err := q.id("/tasks/", "task")
	if err != nil {
		return nil, err
	}
	t := q.s.tasks[id]
	if t == nil {
		return done, nil
	}
	if tpl := q.s.templates[t.templateID]; tpl != nil {
		delete(tpl.tasks, id)
	}
	q.s.main.stop(id)
	delete(q.s.tasks, id)
	return done, nil
}
