package vet

import (
	"regexp"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var escape = Check{
	Code: "escape", Severity: diag.Warning, Name: "backslash that stays",
	Doc: "In a string only \\' is an escape; \\n and \\t stay a backslash and a letter, and arrive like that in messages. Break the line inside the string, or write {{ \"\\n\" }} in a template.",
	run: func(p *pass) {
		syntax.Walk(p.g.File, func(n syntax.Node) bool {
			call, ok := n.(*syntax.CallExpr)
			if !ok {
				return true
			}
			switch call.Name.Name {
			case "message", "details", "id":
			default:
				return true
			}
			for _, a := range call.Args {
				if s, ok := a.(*syntax.StringLit); ok && control.MatchString(action.ReplaceAllString(s.Value, "")) {
					p.report(s.Range, "\\n and \\t are not escapes in a string", `break the line inside the string, or write {{ "\n" }}`)
				}
			}
			return true
		})
	},
}

var (
	action  = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	control = regexp.MustCompile(`\\[nt]`)
)
