package kapacitortest

import (
	"maps"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// template is a defined template.
type template struct {
	id     string
	typ    graph.TaskType
	script string
	// tasks are those that were made from it.
	tasks map[string]bool

	created, modified time.Time
}

type templateRequest struct {
	ID     string   `json:"id"`
	Type   taskType `json:"type"`
	Script string   `json:"script"`
}

var templateFields = []string{"link", "id", "type", "script", "dot", "error", "created", "modified"}

// show is the template as the API shows it.
func (s *Server) showTemplate(t *template, format string) (obj, error) {
	g, err := s.buildTemplate(t)
	if err != nil {
		return nil, fail(500, "%s", err)
	}
	vars, err := templateVars(g)
	if err != nil {
		return nil, err
	}
	return obj{
		"link": self("templates", t.id), "id": t.id, "type": t.typ.String(), "script": formatted(t.script, format), "vars": vars, "dot": g.Dot(t.id), "error": "",
		"created": stamp(t.created), "modified": stamp(t.modified),
	}, nil
}

func listTemplates(q *request) (*reply, error) {
	l, err := q.list(templateFields, "id", "link")
	if err != nil {
		return nil, err
	}
	format, err := q.choice("script-format", "formatted", "raw")
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, id := range l.page(slices.Sorted(maps.Keys(q.s.templates))) {
		all, err := q.s.showTemplate(q.s.templates[id], format)
		if err != nil {
			out = append(out, obj{}) // as the server does
			continue
		}
		shown, err := l.show(func(f string) (any, bool, bool) {
			v, known := all[f]
			return v, known, true
		})
		if err != nil {
			return nil, err
		}
		out = append(out, shown)
	}
	return ok(obj{"templates": out})
}

func getTemplate(q *request) (*reply, error) {
	id, err := q.id("/templates/", "template")
	if err != nil {
		return nil, err
	}
	t := q.s.templates[id]
	if t == nil {
		return nil, fail(404, "no template exists")
	}
	format, err := q.choice("script-format", "formatted", "raw")
	if err != nil {
		return nil, err
	}
	return q.s.answerTemplate(t, format)
}

func (s *Server) answerTemplate(t *template, format string) (*reply, error) {
	shown, err := s.showTemplate(t, format)
	if err != nil {
		return nil, err
	}
	return ok(shown)
}

func createTemplate(q *request) (*reply, error) {
	s := q.s
	var in templateRequest
	if q.decode(&in) != nil {
		return nil, fail(400, "invalid JSON")
	}
	if in.ID == "" {
		in.ID = newUUID()
	}
	if !validID.MatchString(in.ID) {
		return nil, fail(400, "template ID must contain only letters, numbers, '-', '.' and '_'. %q", in.ID)
	}
	if s.templates[in.ID] != nil {
		return nil, fail(400, "template %s already exists", in.ID)
	}
	p, err := parse(in.Script)
	if err != nil {
		return nil, err
	}
	if err := p.checkType(); err != nil {
		return nil, err
	}
	t := &template{id: in.ID, typ: p.typ, script: in.Script, tasks: map[string]bool{}, created: s.now()}
	t.modified = t.created
	if _, err := s.buildTemplate(t); err != nil {
		return nil, fail(400, "invalid TICKscript: %s", err)
	}
	s.templates[t.id] = t
	return s.answerTemplate(t, "formatted")
}

// deleteTemplate leaves the tasks that were made from it as they are; none of them can be changed any more.
func deleteTemplate(q *request) (*reply, error) {
	id, err := q.id("/templates/", "template")
	if err != nil {
		return nil, err
	}
	delete(q.s.templates, id)
	return done, nil
}
