package vet

import (
	"slices"
	"text/template/parse"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// tmpl is one template of an alert or of a handler.
type tmpl struct {
	node *graph.Node
	// what names it: "id", "slack.channel".
	what, text string
	rng        diag.Range
	// own says that it is one of the alert's own three.
	own bool
	// late says that the server parses it only when an event comes.
	late bool
	// prefix is what the server writes before the error of the template.
	prefix string
	// fields are the names that may follow the dot.
	fields []string
	funcs  map[string]any
	tree   map[string]*parse.Tree
	err    error
}

var (
	idFields      = []string{"Name", "TaskName", "Group", "Tags", "ServerInfo"}
	messageFields = append(slices.Clone(idFields), "ID", "Fields", "Level", "Time", "Duration")
	detailsFields = append(slices.Clone(messageFields), "Message")
	eventFields   = []string{"ID", "Message", "Level", "Time", "Duration", "Details", "Name", "TaskName", "Group", "Tags", "Fields"}
	// payloadFields are those of the JSON that an event is written as.
	payloadFields = []string{"ID", "Message", "Details", "Time", "Duration", "Level", "Data", "PreviousLevel", "Recoverable"}
	// handlerFields are what the templates of a handler, or of one of its
	// properties, see; all others see eventFields.
	handlerFields = map[string][]string{
		"alerta.event":      {"ID", "Name", "TaskName", "Group", "Tags"},
		"kafka":             payloadFields,
		"post":              payloadFields,
		"email.toTemplates": {"Name", "TaskName", "Category", "Group", "Tags", "Fields", "Recoverable", "Result"},
		"serviceNow":        {"ID", "Name", "TaskName", "Fields", "Tags"},
		"zenoss":            {"Name", "TaskName", "ID", "Message", "Details", "Time", "Duration", "Level", "Recoverable", "Tags"},
	}
)

// builtins are the functions of every template.
var builtins = functionMap("and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js",
	"urlquery", "call", "eq", "ne", "lt", "le", "gt", "ge")

var detailsFuncs = functionMap("json", "jsonCompact")

func functionMap(names ...string) map[string]any {
	m := make(map[string]any, len(names))
	for _, n := range names {
		m[n] = func() {}
	}
	return m
}

// templates lists the templates of the alerts that a script sets, parsed.
func (p *pass) templates() []tmpl {
	var out []tmpl
	for _, n := range p.of("alert") {
		if isDeadman(n) {
			continue
		}
		for what, fields := range map[string][]string{"id": idFields, "message": messageFields, "details": detailsFields} {
			c, ok := n.Call(what)
			if !ok {
				continue
			}
			t := tmpl{node: n, what: what, text: c.Args[0].Str, rng: c.Args[0].Range, own: true, fields: fields, funcs: builtins}
			t.parse(what)
			out = append(out, t)
		}
		for _, h := range n.Handlers {
			out = append(out, handlerTemplates(n, h)...)
		}
	}
	slices.SortFunc(out, func(a, b tmpl) int { return a.rng.Start.Offset - b.rng.Start.Offset })
	return out
}

// parsedAtStart are the handlers whose templates the server parses when the task
// starts, with what it writes before the error; the others' are parsed when an
// event comes, and only the log says what is wrong.
//
// Seen on Kapacitor 1.8.3.
var parsedAtStart = map[string]string{
	"alerta":     "failed to create Alerta handler: ",
	"discord":    "failed to create Discord handler: ",
	"kafka":      "failed to create kafka handler: failed to parse template: ",
	"mqtt":       "failed to create MQTT handler: ",
	"pagerDuty2": "failed to create PagerDuty2 handler: ",
	"post":       "failed to create HTTPPostService.Handler: failed to parse template: ",
	"sensu":      "failed to create sensu alert handler: ",
	"snmpTrap":   "failed to create SNMP handler: ",
}

// templateName is the name that the server gives a handler's template, which is
// part of its errors.
func templateName(handler, property string, i int, args []graph.Value) string {
	switch handler {
	case "post":
		return "body"
	case "kafka":
		return "kafka alert template"
	case "mqtt":
		return "topic"
	case "pagerDuty2":
		return []string{"href", "text"}[min(i, 1)]
	case "alerta":
		switch property {
		case "services":
			return "service"
		case "correlated":
			return "correlate"
		case "attribute":
			return args[0].Str
		}
	}
	return property
}

func handlerTemplates(n *graph.Node, h *graph.Handler) []tmpl {
	var out []tmpl
	kind := h.Spec.Kind
	add := func(property string, params []catalog.Param, args []graph.Value) {
		for i, v := range args {
			if len(params) == 0 || v.Type != catalog.String || !params[min(i, len(params)-1)].Template {
				continue
			}
			t := tmpl{node: n, what: kind, text: v.Str, rng: v.Range, fields: eventFields, funcs: builtins}
			if property != "" {
				t.what += "." + property
			}
			prefix, early := parsedAtStart[kind]
			t.prefix, t.late = prefix, !early
			if f, ok := handlerFields[kind]; ok {
				t.fields = f
			}
			if f, ok := handlerFields[t.what]; ok {
				t.fields = f
			}
			t.parse(templateName(kind, property, i, args))
			out = append(out, t)
		}
	}
	add("", h.Spec.Params, h.Args)
	for _, c := range h.Calls {
		if p, ok := h.Spec.Property(c.Name); ok {
			add(c.Name, p.Params, c.Args)
		}
	}
	return out
}

func (t *tmpl) parse(name string) {
	funcs := []map[string]any{t.funcs}
	if t.what == "details" {
		funcs = append(funcs, detailsFuncs)
	}
	t.tree, t.err = parse.Parse(name, t.text, "", "", funcs...)
}

// walk calls field for each field that is read from the event itself, with the
// names after the dot, and index for each `index .Tags "name"`.
func (t *tmpl) walk(field func(path []string), index func(of, name string)) {
	for _, tree := range t.tree {
		if tree.Root != nil {
			walkTemplate(tree.Root, true, field, index)
		}
	}
}

// walkTemplate visits a template. Inside range and with the dot is something
// else, but $ still is the event.
func walkTemplate(n parse.Node, dot bool, field func([]string), index func(of, name string)) {
	list := func(l *parse.ListNode, dot bool) {
		if l != nil {
			walkTemplate(l, dot, field, index)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			walkTemplate(c, dot, field, index)
		}
	case *parse.ActionNode:
		walkTemplate(n.Pipe, dot, field, index)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			walkTemplate(c, dot, field, index)
		}
	case *parse.CommandNode:
		if len(n.Args) == 3 {
			name, isIndex := n.Args[0].(*parse.IdentifierNode)
			of := eventField(n.Args[1], dot)
			key, isString := n.Args[2].(*parse.StringNode)
			if isIndex && name.Ident == "index" && isString && len(of) == 1 {
				index(of[0], key.Text)
			}
		}
		for _, a := range n.Args {
			if path := eventField(a, dot); path != nil {
				field(path)
			} else {
				walkTemplate(a, dot, field, index)
			}
		}
	case *parse.IfNode:
		walkTemplate(n.Pipe, dot, field, index)
		list(n.List, dot)
		list(n.ElseList, dot)
	case *parse.WithNode:
		walkTemplate(n.Pipe, dot, field, index)
		list(n.List, false)
		list(n.ElseList, dot)
	case *parse.RangeNode:
		walkTemplate(n.Pipe, dot, field, index)
		list(n.List, false)
		list(n.ElseList, dot)
	}
}

// eventField returns the path of a field that is read from the event.
func eventField(n parse.Node, dot bool) []string {
	switch n := n.(type) {
	case *parse.FieldNode:
		if dot {
			return n.Ident
		}
	case *parse.VariableNode:
		if n.Ident[0] == "$" && len(n.Ident) > 1 {
			return n.Ident[1:]
		}
	}
	return nil
}
