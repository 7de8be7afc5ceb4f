package vet

import (
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var trailingComment = Check{
	Code: "trailing-comment", Severity: diag.Info, Name: "comment behind code",
	Doc: "A comment belongs to what follows it. When a script is formatted, and a server formats each script that it gives back, a comment at the end of a line moves to the line before the next node and seems to be about that one.",
	run: func(p *pass) {
		// The first and the last byte of code on each line.
		first := map[int]int{}
		last := map[syntax.Node]bool{}
		see := func(pos diag.Pos) {
			if at, ok := first[pos.Line]; !ok || pos.Offset < at {
				first[pos.Line] = pos.Offset
			}
		}
		syntax.Walk(p.g.File, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.File:
			case *syntax.Comment:
				return false
			case *syntax.CommentStmt:
				last[n.Doc] = true
				return false
			default:
				see(n.Pos())
				see(n.End())
			}
			return true
		})
		for _, c := range p.g.File.Comments {
			if at, ok := first[c.Start.Line]; ok && at < c.Start.Offset && !last[c] {
				p.report(c.Range, "formatting moves this comment to what follows", "write it on a line of its own, before what it is about")
			}
		}
	},
}
