package kapacitor

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
)

// state is what the server has that concerns a set.
type state struct {
	tasks     map[string]Task                    // ours, by id
	templates map[string]Template                // ours, by id
	handlers  map[string]map[string]TopicHandler // ours, by topic and id
	// users are all tasks, of whomever, that use a template of ours, by the template.
	users map[string][]Task
	// others are the scripts of templates that the set uses and does not define.
	others map[string]string
}

// taskFields are what a plan reads of a task: not the graph and the statistics, which are most of it.
var taskFields = []string{"type", "dbrps", "script", "vars", "status", "executing", "error", "template-id"}

func (c *Client) look(ctx context.Context, owner string, set *Set) (*state, error) {
	st := &state{
		tasks: map[string]Task{}, templates: map[string]Template{}, handlers: map[string]map[string]TopicHandler{},
		users: map[string][]Task{}, others: map[string]string{},
	}
	for t, err := range c.AllTemplates(ctx, TemplateQuery{Pattern: owner + "*", Fields: []string{"type", "script"}, RawScript: true}) {
		if err != nil {
			return nil, err
		}
		// What a server or a proxy answers beside the pattern is not ours.
		if strings.HasPrefix(t.ID, owner) {
			st.templates[t.ID] = t
		}
	}
	q := TaskQuery{TaskView: TaskView{RawScript: true}, Pattern: owner + "*", Fields: taskFields}
	for t, err := range c.AllTasks(ctx, q) {
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(t.ID, owner) {
			st.tasks[t.ID] = t
		}
	}
	if err := c.lookUsers(ctx, st); err != nil {
		return nil, err
	}
	for _, t := range set.Tasks {
		if id := t.TemplateID; id != "" && !slices.ContainsFunc(set.Templates, func(x TemplateRequest) bool { return x.ID == id }) && st.others[id] == "" {
			tpl, err := c.GetTemplate(ctx, id, true)
			if errors.Is(err, ErrNotFound) {
				continue // check says so, with all else
			}
			if err != nil {
				return nil, err
			}
			st.others[id] = tpl.Script
		}
	}
	return st, c.lookHandlers(ctx, owner, set, st)
}

// lookUsers finds the tasks of our templates among all tasks of the server.
func (c *Client) lookUsers(ctx context.Context, st *state) error {
	if len(st.templates) == 0 {
		return nil
	}
	q := TaskQuery{Fields: []string{"template-id", "vars", "dbrps", "status"}}
	for t, err := range c.AllTasks(ctx, q) {
		if err != nil {
			return err
		}
		if _, ours := st.templates[t.TemplateID]; ours {
			st.users[t.TemplateID] = append(st.users[t.TemplateID], t)
		}
	}
	return nil
}

func (c *Client) lookHandlers(ctx context.Context, owner string, set *Set, st *state) error {
	topics := map[string]bool{}
	for _, h := range set.Handlers {
		topics[h.Topic] = true
	}
	list, err := c.ListTopics(ctx, TopicQuery{})
	if err != nil {
		return err
	}
	for _, t := range list {
		if !strings.HasPrefix(t.ID, "main:") && !strings.Contains(t.ID, "/") {
			topics[t.ID] = true
		}
	}
	for _, topic := range sortedKeys(topics) {
		handlers, err := c.ListTopicHandlers(ctx, topic, owner+"*")
		if err != nil {
			return err
		}
		for _, h := range handlers {
			if !strings.HasPrefix(h.ID, owner) {
				continue
			}
			if st.handlers[topic] == nil {
				st.handlers[topic] = map[string]TopicHandler{}
			}
			st.handlers[topic][h.ID] = h
		}
	}
	return nil
}

// foreign lists the tasks of others that use a template.
func (st *state) foreign(template, owner string) []string {
	var out []string
	for _, t := range st.users[template] {
		if !strings.HasPrefix(t.ID, owner) {
			out = append(out, t.ID)
		}
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
