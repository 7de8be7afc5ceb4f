package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var octal = Check{
	Code: "octal", Severity: diag.Warning, Name: "number with a leading zero",
	Doc: "A number with a leading zero is octal: 010 is eight. That is right for the mode of a log file and hardly ever elsewhere.",
	run: func(p *pass) {
		modes := map[syntax.Node]bool{}
		syntax.Walk(p.g.File, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.CallExpr:
				if n.Name.Name == "mode" {
					for _, a := range n.Args {
						modes[a] = true
					}
				}
			case *syntax.IntLit:
				if n.Base == 8 && n.Value != 0 && !modes[n] {
					p.report(n.Range, "the number is octal and means "+itoa(int(n.Value)), "remove the leading zero")
				}
			}
			return true
		})
	},
}
