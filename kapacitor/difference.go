package kapacitor

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// taskDifferences names what has to change for have to be want: template-id, script, type, dbrps, vars, status, executing. Formatting of
// the script is no difference, nor is the order of dbrps. want.DBRPs are those in effect.
func taskDifferences(want TaskRequest, have Task) []string {
	var out []string
	add := func(name string, differs bool) {
		if differs {
			out = append(out, name)
		}
	}
	add("template-id", want.TemplateID != have.TemplateID)
	if want.TemplateID == "" {
		add("script", !sameScript(want.Script, have.Script))
		add("type", want.Type != "" && want.Type != have.Type)
	}
	add("dbrps", !slices.Equal(sortedDBRPs(want.DBRPs), sortedDBRPs(have.DBRPs)))
	add("vars", !sameVars(want.Vars, have.Vars))
	add("status", want.Status != have.Status)
	add("executing", want.Status == Enabled && have.Status == Enabled && !have.Executing)
	return out
}

// sameVars compares by type, value and description; expressions are the same when they print the same.
func sameVars(a, b Vars) bool {
	if len(a) != len(b) {
		return false
	}
	for name, x := range a {
		y, ok := b[name]
		if !ok || x.Type != y.Type || x.Description != y.Description || !sameValue(x, y) {
			return false
		}
	}
	return true
}

func sameValue(a, b Var) bool {
	if a.Type == StarVar {
		return true
	}
	if s, ok := a.Value.(string); ok && a.Type == LambdaVar {
		t, _ := b.Value.(string)
		return expression(s) == expression(t)
	}
	x, err1 := json.Marshal(a.Value)
	y, err2 := json.Marshal(b.Value)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

func expression(text string) string {
	x, diags := syntax.ParseLambda(text)
	if diags.HasErrors() {
		return text
	}
	return syntax.PrintNode(x)
}

// sameHandler compares a handler with its definition; options by their JSON.
func sameHandler(want TopicHandlerRequest, have TopicHandler) []string {
	var out []string
	if want.Kind != have.Kind {
		out = append(out, "kind")
	}
	if !sameOptions(want.Options, have.Options) {
		out = append(out, "options")
	}
	if expression(want.Match) != expression(have.Match) {
		out = append(out, "match")
	}
	return out
}

func sameOptions(a, b map[string]any) bool {
	if len(a) == 0 && len(b) == 0 {
		return true
	}
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
