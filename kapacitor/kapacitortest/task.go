package kapacitortest

import (
	"maps"
	"path"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// task is a defined task.
type task struct {
	id, templateID string
	typ            graph.TaskType
	dbrps          []graph.DBRP
	script         string
	vars           variables
	enabled        bool
	err            string // the last one of running it

	created, modified, lastEnabled time.Time
}

// taskRequest is the body of a request to create or change one.
type taskRequest struct {
	ID         string       `json:"id"`
	TemplateID string       `json:"template-id"`
	Type       taskType     `json:"type"`
	DBRPs      []graph.DBRP `json:"dbrps"`
	Script     string       `json:"script"`
	Status     taskStatus   `json:"status"`
	Vars       variables    `json:"vars"`
}

type (
	taskType   string
	taskStatus string
)

// UnmarshalText refuses what is no type. What a caller says does not count beyond that: the script decides.
func (t *taskType) UnmarshalText(b []byte) error {
	return oneOf((*string)(t), string(b), "stream", "batch", "invalid")
}

// UnmarshalText refuses what is no status.
func (t *taskStatus) UnmarshalText(b []byte) error {
	return oneOf((*string)(t), string(b), "enabled", "disabled")
}

func oneOf(into *string, v string, values ...string) error {
	if !slices.Contains(values, v) {
		return fail(400, "unknown value %q", v)
	}
	*into = v
	return nil
}

var taskFields = []string{
	"link", "id", "type", "dbrps", "script", "dot", "status", "executing", "error", "stats", "created", "modified", "last-enabled", "vars", "template-id",
}

func status(enabled bool) string {
	if enabled {
		return "enabled"
	}
	return "disabled"
}

func formatted(script, format string) string {
	if format == "raw" {
		return script
	}
	return syntax.Served(script)
}

func showDBRPs(list []graph.DBRP) []graph.DBRP {
	if list == nil {
		return []graph.DBRP{}
	}
	return list
}

func (t *task) showVars() variables {
	if t.vars == nil {
		return variables{}
	}
	return t.vars
}

// show is the task as the API shows it.
func (s *Server) show(t *task, format, view string, m *master) obj {
	out := obj{
		"link": self("tasks", t.id), "id": t.id, "template-id": t.templateID, "type": t.typ.String(), "dbrps": showDBRPs(t.dbrps), "script": formatted(t.script, format),
		"vars": t.showVars(), "status": status(t.enabled), "executing": false, "error": t.err, "dot": "", "stats": obj{},
		"created": stamp(t.created), "modified": stamp(t.modified), "last-enabled": stamp(t.lastEnabled),
	}
	x := m.executing[t.id]
	out["executing"] = x != nil
	g, err := s.build(t)
	switch {
	case err != nil:
		out["error"] = err.Error()
	case x != nil:
		out["dot"], out["stats"] = x.dot(view == "labels"), x.stats()
	default:
		out["dot"] = g.Dot(t.id)
	}
	return out
}

func listTasks(q *request) (*reply, error) {
	s := q.s
	format, err := q.choice("script-format", "formatted", "raw")
	if err != nil {
		return nil, err
	}
	view, err := q.choice("dot-view", "attributes", "labels")
	if err != nil {
		return nil, err
	}
	l, err := q.list(taskFields, "id", "link")
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, id := range l.page(slices.Sorted(maps.Keys(s.tasks))) {
		t := s.tasks[id]
		var all obj // made when a field needs it
		shown, err := l.show(func(f string) (any, bool, bool) {
			if all == nil {
				all = s.show(t, format, view, s.main)
				all["error"] = t.err // a list does not say what is wrong with a script
			}
			v, known := all[f]
			return v, known, f != "template-id" || t.templateID != ""
		})
		if err != nil {
			return nil, err
		}
		if x, has := shown["stats"].(obj); has && len(x) == 0 {
			shown["stats"] = nil
		}
		out = append(out, shown)
	}
	return ok(obj{"tasks": out})
}

// id is what stands behind a prefix of the path.
func (q *request) id(prefix, what string) (string, error) {
	id := q.below(prefix)
	if id == "" {
		return "", fail(400, "must specify %s id on path", what)
	}
	return id, nil
}

func getTask(q *request) (*reply, error) {
	s := q.s
	if rep, err := s.httpOut(q.path); rep != nil || err != nil {
		return rep, err
	}
	id, err := q.id("/tasks/", "task")
	if err != nil {
		return nil, err
	}
	t := s.tasks[id]
	if t == nil {
		return nil, fail(404, "no task exists")
	}
	format, err := q.choice("script-format", "formatted", "raw")
	if err != nil {
		return nil, err
	}
	view, err := q.choice("dot-view", "attributes", "labels")
	if err != nil {
		return nil, err
	}
	m := s.main
	if of := q.URL.Query().Get("replay-id"); of != "" && of != s.main.name {
		if m = s.replayRuns[of]; m == nil {
			return nil, fail(400, "no running replay with ID: %s", of)
		}
		if m.executing[id] == nil {
			return nil, fail(400, "replay %s is not for task: %s", of, id)
		}
	}
	return ok(s.show(t, format, view, m))
}

// httpOut answers for a running task's httpOut node; nil when the path is none of those.
func (s *Server) httpOut(p string) (*reply, error) {
	for _, m := range s.masters() {
		for id, x := range m.executing {
			for _, endpoint := range x.endpoints {
				if path.Join("/tasks", id, endpoint) == p {
					b, err := x.run.HTTPOut(endpoint)
					if err != nil {
						return nil, err
					}
					return &reply{status: 200, raw: b}, nil
				}
			}
		}
	}
	return nil, nil
}
