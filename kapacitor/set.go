package kapacitor

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
)

// Set is what a server should have: templates, tasks and topic handlers. Tasks without a Status are enabled. Ids stand without the
// owner's prefix, or with it.
type Set struct {
	Templates []TemplateRequest
	Tasks     []TaskRequest
	Handlers  []TopicHandlerRequest

	files map[string]string // by kind and id, for diagnostics
}

// Kind is a kind of resource.
type Kind string

// The kinds of resources of a set.
const (
	TemplateKind Kind = "template"
	TaskKind     Kind = "task"
	HandlerKind  Kind = "handler"
)

func (s *Set) file(k Kind, id string) string {
	if f, ok := s.files[string(k)+" "+id]; ok {
		return f
	}
	return string(k) + " " + id
}

// validID is what the server takes as the id of a task, template or handler.
var validID = regexp.MustCompile(`^[-\._\p{L}0-9]+$`)

// owned is the set as the server will have it: ids with the owner's prefix, statuses, types and dbrps in effect.
func (s Set) owned(op, owner string) (Set, error) {
	// Without a separator, "a" would own all that begins with an a, whoever made it.
	if n := len(owner); n < 2 || !validID.MatchString(owner) || !strings.ContainsRune("-._", rune(owner[n-1])) {
		return Set{}, invalid(op, "owner %q: it is the prefix of all ids that are ours, made of letters, digits, '-', '.' and '_', and ends in one of the last three, such as ops-", owner)
	}
	out := Set{files: map[string]string{}}
	own := func(k Kind, id string) string {
		name := id
		if !strings.HasPrefix(id, owner) {
			name = owner + id
		}
		if f, ok := s.files[string(k)+" "+id]; ok {
			out.files[string(k)+" "+name] = f
		}
		return name
	}
	var errs []error
	seen := map[string]bool{}
	once := func(k Kind, within, id string) {
		key := string(k) + " " + within + id
		if !validID.MatchString(id) {
			errs = append(errs, fmt.Errorf("%s: an id is made of letters, digits, '-', '.' and '_', not %q", out.file(k, id), id))
		}
		if seen[key] {
			errs = append(errs, fmt.Errorf("%s: this id is there twice: %s", out.file(k, id), id))
		}
		seen[key] = true
	}
	for _, t := range s.Templates {
		t.ID = own(TemplateKind, t.ID)
		once(TemplateKind, "", t.ID)
		out.Templates = append(out.Templates, t)
	}
	for _, t := range s.Tasks {
		t.ID = own(TaskKind, t.ID)
		once(TaskKind, "", t.ID)
		if t.TemplateID != "" && s.hasTemplate(t.TemplateID, owner) {
			t.TemplateID = own(TemplateKind, t.TemplateID)
		}
		if t.Status == "" {
			t.Status = Enabled
		}
		out.Tasks = append(out.Tasks, t)
	}
	for _, h := range s.Handlers {
		h.ID = own(HandlerKind, h.ID)
		once(HandlerKind, h.Topic+" ", h.ID)
		if h.Topic == "" || strings.Contains(h.Topic, "/") {
			errs = append(errs, fmt.Errorf("%s: topic %q: a handler needs a topic, without a slash, which the server takes for its end", out.file(HandlerKind, h.ID), h.Topic))
		}
		out.Handlers = append(out.Handlers, h)
	}
	if len(errs) > 0 {
		return Set{}, invalid(op, "%w", errors.Join(errs...))
	}
	return out, nil
}

func (s *Set) hasTemplate(id, owner string) bool {
	for _, t := range s.Templates {
		if t.ID == id || owner+t.ID == id {
			return true
		}
	}
	return false
}

// check looks at everything in an owned set. templates has those on the server that the set does not define. It fills in types and
// dbrps in effect, and says in ownDBRPs which tasks must not send theirs. The error joins all that is wrong.
func (s *Set) check(op string, templates map[string]string, o CheckOptions) (ownDBRPs map[string]bool, findings diag.List, err error) {
	var diags diag.List
	var errs []error
	note := func(list diag.List, err error) {
		var e *Error
		switch {
		case err == nil:
			findings = append(findings, list...)
		case errors.As(err, &e) && len(e.Diagnostics) > 0:
			diags = append(diags, e.Diagnostics...)
		case errors.As(err, &e):
			errs = append(errs, e.Err)
		default:
			errs = append(errs, err)
		}
	}
	scripts := map[string]string{}
	for id, script := range templates {
		scripts[id] = script
	}
	for i := range s.Templates {
		t := &s.Templates[i]
		scripts[t.ID] = t.Script
		good, err := check(op, rule{file: s.file(TemplateKind, t.ID), script: t.Script, typ: t.Type, template: true}, o)
		note(good.findings, err)
		t.Type = good.typ
	}
	ownDBRPs = map[string]bool{}
	for i := range s.Tasks {
		t := &s.Tasks[i]
		file, script := s.file(TaskKind, t.ID), t.Script
		if t.TemplateID != "" {
			var ok bool
			if script, ok = scripts[t.TemplateID]; !ok {
				errs = append(errs, fmt.Errorf("%s: there is no template %s, neither here nor on the server", file, t.TemplateID))
				continue
			}
			if t.Script != "" {
				errs = append(errs, fmt.Errorf("%s: it has both a template and a script", file))
				continue
			}
		}
		good, err := check(op, rule{file: file, script: script, typ: t.Type, dbrps: t.DBRPs, vars: t.Vars}, o)
		if t.TemplateID != "" {
			good.findings = nil // the template's own
		}
		note(good.findings, err)
		t.Type, t.DBRPs, ownDBRPs[t.ID] = good.typ, good.dbrps, good.own
	}
	topics := alert.NewTopics(nil, time.Unix(0, 0))
	for _, h := range s.Handlers {
		if err := topics.Define(alert.HandlerSpec{Topic: h.Topic, ID: h.ID, Kind: h.Kind, Match: h.Match, Options: h.Options}); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.file(HandlerKind, h.ID), err))
		}
	}
	if len(diags) > 0 {
		diags.Sort()
		errs = append([]error{fmt.Errorf("%w: %w", ErrScript, diags)}, errs...)
	}
	if len(errs) > 0 {
		return nil, nil, &Error{Op: op, Err: fmt.Errorf("%w: %w", ErrInvalidRequest, errors.Join(errs...)), Diagnostics: diags}
	}
	findings.Sort()
	return ownDBRPs, findings, nil
}
