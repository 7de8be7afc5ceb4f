package kapacitortest

// updateTask changes what the request says. As with the server, a changed script reaches an enabled task only when it is
// disabled and enabled again, or renamed.
func updateTask(q *request) (*reply, error) {
	s := q.s
	id, err := q.id("/tasks/", "task")
	if err != nil {
		return nil, err
	}
	var in taskRequest
	if q.decode(&in) != nil {
		return nil, fail(400, "invalid JSON")
	}
	old := s.tasks[id]
	if old == nil {
		return nil, fail(404, "task does not exist, cannot update")
	}
	t := *old
	if in.ID != "" {
		t.id = in.ID
	}
	if in.TemplateID != "" || t.templateID != "" {
		if err := s.retemplate(old, &t, in.TemplateID); err != nil {
			return nil, err
		}
	} else if err := t.rescript(&in); err != nil {
		return nil, err
	}
	p, err := parse(t.script)
	if err != nil {
		return nil, err
	}
	dbrps, err := chooseDBRPs(p.dbrps, in.DBRPs, "cannot specify dbrp in implicitly and explicitly")
	if err != nil {
		return nil, err
	}
	if len(dbrps) > 0 {
		t.dbrps = dbrps
	}
	if in.Status != "" {
		t.enabled = in.Status == "enabled"
	}
	if len(in.Vars) > 0 {
		t.vars = in.Vars
	}
	if err := p.checkType(); err != nil {
		return nil, err
	}
	t.typ = p.typ
	if _, err := s.build(&t); err != nil {
		return nil, fail(400, "invalid TICKscript: %s", err)
	}
	t.modified = s.now()
	if t.enabled && !old.enabled {
		t.lastEnabled = t.modified
	}
	if t.id != old.id {
		if s.tasks[t.id] != nil {
			return nil, fail(500, "failed to create new task during ID change: object already exists")
		}
		delete(s.tasks, old.id)
	}
	s.tasks[t.id] = &t
	switch {
	case t.enabled && !old.enabled:
		err = s.start(&t)
	case !t.enabled && old.enabled:
		s.main.stop(old.id)
	case t.enabled && t.id != old.id:
		s.main.stop(old.id)
		err = s.start(&t)
	}
	if err != nil {
		return nil, err
	}
	return ok(s.show(&t, "formatted", "attributes", s.main))
}

// retemplate gives a task the script of a template, and the template the task.
func (s *Server) retemplate(old, t *task, asked string) error {
	id := asked
	if id == "" {
		id = t.templateID
	}
	tpl := s.templates[id]
	if tpl == nil {
		return fail(400, "unknown template %s: err: no template exists", asked)
	}
	if was := s.templates[old.templateID]; was != nil && (old.id != t.id || was != tpl) {
		delete(was.tasks, old.id)
	}
	tpl.tasks[t.id] = true
	t.templateID, t.script = id, tpl.script
	return nil
}

// rescript gives a task without a template another script.
func (t *task) rescript(in *taskRequest) error {
	was, err := parse(t.script)
	if err != nil || in.Script == "" {
		return err
	}
	t.script = in.Script
	is, err := parse(t.script)
	if err != nil {
		return err
	}
	if len(was.dbrps) > 0 && len(is.dbrps) == 0 && len(in.DBRPs) == 0 {
		return fail(400, "must specify dbrp")
	}
	return nil
}
