package kapacitortest

import (
	"errors"
	"regexp"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var validID = regexp.MustCompile(`^[-\._\p{L}0-9]+$`)

// text is what a real server says of the first mistake in a list.
func text(list diag.List) string {
	for _, d := range list {
		switch {
		case d.Severity != diag.Error:
		case d.Kapacitor != "":
			return d.Kapacitor
		default:
			return d.Message
		}
	}
	return ""
}

// why is the text of an error of the engine.
func why(err error) string {
	var list diag.List
	if errors.As(err, &list) {
		return text(list)
	}
	return err.Error()
}

// parsed is the part of a script that the server looks at before it builds the pipeline.
type parsed struct {
	typ   graph.TaskType
	dbrps []graph.DBRP
}

// parse reads a script. The error is the answer to the request.
func parse(script string) (parsed, error) {
	file, diags := syntax.Parse(script)
	if diags.HasErrors() {
		return parsed{}, fail(400, "invalid TICKscript: %s", text(diags))
	}
	p := parsed{typ: graph.InferType(file)}
	for _, st := range file.Stmts {
		if d, is := st.(*syntax.DBRPStmt); is {
			p.dbrps = append(p.dbrps, graph.DBRP{Database: d.DB.Name, RetentionPolicy: d.RP.Name})
		}
	}
	return p, nil
}

// checkType refuses a script that is neither a stream nor a batch task.
func (p parsed) checkType() error {
	if p.typ == graph.UnknownType {
		return fail(400, "invalid task type: invalid")
	}
	return nil
}

// build makes the pipeline of a task.
func (s *Server) build(t *task) (*graph.Graph, error) {
	vars, err := t.values()
	if err != nil {
		return nil, err
	}
	g, diags := graph.Parse(t.script, graph.Options{Type: t.typ, Vars: vars, UDFs: s.conf.UDFs, DBRPs: t.dbrps})
	if diags.HasErrors() {
		return nil, errors.New(text(diags))
	}
	return g, nil
}

// buildTemplate makes the pipeline of a template, whose variables may lack a value.
func (s *Server) buildTemplate(t *template) (*graph.Graph, error) {
	g, diags := graph.Parse(t.script, graph.Options{Type: t.typ, Template: true, UDFs: s.conf.UDFs})
	if diags.HasErrors() {
		return nil, errors.New(text(diags))
	}
	return g, nil
}

// templateVars are the variables of a template as the server shows them.
func templateVars(g *graph.Graph) (obj, error) {
	out := obj{}
	for _, v := range g.Vars {
		shown, err := showVar(v)
		if err != nil {
			return nil, err
		}
		out[v.Name] = shown
	}
	return out, nil
}

func showVar(v graph.Var) (any, error) {
	raw, err := graph.MarshalVarsJSON([]graph.Var{v})
	if err != nil {
		return nil, err
	}
	var all map[string]obj
	if err := unmarshal(raw, &all); err != nil {
		return nil, err
	}
	one := all[v.Name]
	stars(one, v.Type == catalog.Star && v.HasValue)
	return one, nil
}

// stars gives every star the value that the server gives those of a template.
func stars(v obj, is bool) {
	if is {
		v["value"] = obj{"typeOf": "star"}
	}
	items, _ := v["value"].([]any)
	for _, x := range items {
		if item, isObject := x.(obj); isObject {
			item["description"] = ""
			stars(item, item["type"] == "star")
		}
	}
}
