package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var bareCall = Check{
	Code: "bare-call", Severity: diag.Warning, Name: "call that is not made",
	Doc: "A variable that is a function call and nothing else holds a call that is never made, and cannot be used. In an expression with an operator the call is made: abs(-5.0) + 0.0.",
	run: func(p *pass) {
		for _, s := range p.g.File.Stmts {
			d, ok := s.(*syntax.VarDecl)
			if !ok {
				continue
			}
			if c, ok := d.Value.(*syntax.CallExpr); ok {
				p.report(c.Range, "variable "+d.Name.Name+" holds a call of "+c.Name.Name+" that is never made", "write it inside a lambda, or add + 0.0, + 0 or + ''")
			}
		}
	},
}
