package tickscript

import (
	"strconv"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// assembler turns the steps of a rule into the tree of a script. Nodes stand in
// the order in which the program made them, because Kapacitor numbers nodes in
// the order of the script. Every part of the tree has the number of the call
// that made it as its offset, by which diagnostics find back to the program.
type assembler struct {
	rule     *Rule
	file     syntax.File
	declared map[*variable]bool
	names    map[string]bool
	// needsName are the steps that something other than the next step refers to.
	needsName map[*step]bool
	// assigned are the names that they got.
	assigned map[*step]string
}

// file makes the tree.
func (r *Rule) file() *syntax.File {
	a := assembler{rule: r, declared: map[*variable]bool{}, names: map[string]bool{}, needsName: map[*step]bool{}, assigned: map[*step]string{}}
	a.dbrps()
	for _, v := range r.vars {
		a.declare(v, 0)
	}
	a.findNames()
	a.statements()
	a.topComment()
	return &a.file
}

func span(call int) syntax.Span {
	p := diag.Pos{Offset: call, Line: call + 1, Col: 1}
	return syntax.Span{Range: diag.Range{Start: p, End: p}}
}

func (a *assembler) dbrps() {
	for _, d := range a.rule.dbrps {
		sp := span(d.call)
		a.file.Stmts = append(a.file.Stmts, &syntax.DBRPStmt{
			Span: sp, DB: &syntax.Reference{Span: sp, Name: d.db}, RP: &syntax.Reference{Span: sp, Name: d.rp},
		})
	}
}

// declare writes the declaration of a variable, after those it depends on.
func (a *assembler) declare(v *variable, call int) {
	if a.declared[v] {
		return
	}
	a.declared[v] = true
	for _, dep := range v.value.vars {
		a.declare(dep, call)
	}
	if a.names[v.name] && call > 0 {
		a.rule.problem(call, "two variables have the name "+v.name)
	}
	a.names[v.name] = true
	sp := span(call)
	doc := docComment(v.doc)
	name := &syntax.Ident{Span: sp, Name: v.name}
	if v.typ != "" {
		a.file.Stmts = append(a.file.Stmts, &syntax.TypeDecl{Span: sp, Doc: doc, Name: name, Type: &syntax.Ident{Span: sp, Name: v.typ}})
		return
	}
	if v.value.x == nil {
		for _, e := range v.value.errs {
			a.rule.problems = append(a.rule.problems, Problem{Call: "var " + v.name, Message: e, call: call})
		}
		return
	}
	a.file.Stmts = append(a.file.Stmts, &syntax.VarDecl{Span: sp, Doc: doc, Name: name, Value: stamp(v.value.x, sp)})
}

func docComment(text string) *syntax.Comment {
	if text == "" {
		return nil
	}
	return comment(splitLines([]string{text}))
}

func comment(lines []string) *syntax.Comment {
	c := &syntax.Comment{OwnLine: true}
	for _, l := range lines {
		c.Lines = append(c.Lines, syntax.CommentLine{Text: l})
	}
	return c
}

// findNames marks the steps that have to be variables: those that a user named,
// those that are arguments, and those that are continued later than at once.
func (a *assembler) findNames() {
	for i, s := range a.rule.steps[1:] {
		prev := a.rule.steps[i]
		if s.parent != prev && s.parent != a.rule.steps[0] {
			a.needsName[s.parent] = true
		}
		for _, arg := range s.call.args {
			if arg.node != nil {
				a.needsName[arg.node] = true
			}
		}
		if s.varName != "" {
			a.needsName[s] = true
		}
	}
}

// statements writes the steps, as many in one statement as the order allows.
func (a *assembler) statements() {
	steps := a.rule.steps
	for i := 1; i < len(steps); {
		s := steps[i]
		x := a.chain(a.base(s), s)
		for i++; i < len(steps) && steps[i].parent == steps[i-1] && !a.needsName[steps[i-1]]; i++ {
			x = a.chain(x, steps[i])
		}
		last := steps[i-1]
		sp := span(s.call.call)
		if !a.needsName[last] {
			a.file.Stmts = append(a.file.Stmts, &syntax.ExprStmt{Span: sp, X: x})
			continue
		}
		name := a.nameOf(last)
		a.assigned[last] = name
		a.file.Stmts = append(a.file.Stmts, &syntax.VarDecl{Span: sp, Name: &syntax.Ident{Span: sp, Name: name}, Value: x})
	}
}

// base is the name that a statement starts from.
func (a *assembler) base(s *step) syntax.Expr {
	name := a.assigned[s.parent]
	if s.parent == a.rule.steps[0] {
		name = a.rule.typ.String()
	}
	return &syntax.Ident{Span: span(s.call.call), Name: name}
}

// nameOf is the name the user gave, or one made from the kind.
func (a *assembler) nameOf(s *step) string {
	if s.varName != "" {
		switch {
		case !validName(s.varName):
			a.rule.problem(s.call.call, strconv.Quote(s.varName)+" cannot be the name of a variable")
		case a.names[s.varName]:
			a.rule.problem(s.call.call, "two variables have the name "+s.varName)
		}
		a.names[s.varName] = true
		return s.varName
	}
	for n := 1; ; n++ {
		name := s.call.name + strconv.Itoa(n)
		if !a.names[name] {
			a.names[name] = true
			return name
		}
	}
}

// chain appends a step with its properties and handlers.
func (a *assembler) chain(x syntax.Expr, s *step) syntax.Expr {
	op := syntax.ChainPipe
	if s.udf != "" {
		op = syntax.ChainAt
	}
	c := a.link(x, op, s.call)
	if s.comment != nil {
		c.Doc = comment(s.comment)
	}
	x = c
	for _, call := range a.ordered(s) {
		x = a.link(x, syntax.ChainDot, call)
	}
	return x
}

// ordered puts the calls of a step into one order. Properties come before
// handlers, because a handler takes every name that it has itself. A handler
// whose own name the handler before it would take is set apart by a property.
func (a *assembler) ordered(s *step) []invocation {
	own := append([]invocation(nil), s.own...)
	between := map[int]invocation{}
	for i := len(s.handlers) - 1; i > 0; i-- {
		before := s.handlers[i-1].spec
		if _, taken := before.Property(s.handlers[i].name); !taken {
			continue
		}
		last := len(own) - 1
		if last < 0 {
			a.rule.problem(s.handlers[i].call, "the handler "+s.handlers[i].name+" cannot stand directly after "+before.Kind+", which has a property of this name: call it first")
			continue
		}
		if _, taken := before.Property(own[last].name); taken {
			a.rule.problem(s.handlers[i].call, "the handler "+s.handlers[i].name+" cannot stand after "+before.Kind+", which has a property of this name: call it first")
			continue
		}
		between[i] = own[last]
		own = own[:last]
	}
	out := own
	for i, h := range s.handlers {
		if c, ok := between[i]; ok {
			out = append(out, c)
		}
		out = append(out, h.invocation)
		out = append(out, h.own...)
	}
	return out
}

func (a *assembler) link(x syntax.Expr, op syntax.ChainOp, call invocation) *syntax.ChainExpr {
	sp := span(call.call)
	sel := &syntax.CallExpr{Span: sp, Name: &syntax.Ident{Span: sp, Name: call.name}}
	for _, arg := range call.args {
		if arg.node != nil {
			sel.Args = append(sel.Args, &syntax.Ident{Span: sp, Name: a.assigned[arg.node]})
			continue
		}
		for _, v := range arg.vars {
			a.declare(v, call.call)
		}
		if arg.x != nil {
			sel.Args = append(sel.Args, stamp(arg.x, sp))
		}
	}
	return &syntax.ChainExpr{Span: sp, X: x, Op: op, OpPos: sp.Start, Sel: sel}
}

// topComment puts the comment of the script where a reader of the text attaches
// it: to the first statement. A variable's comment is its description, which is
// left alone.
func (a *assembler) topComment() {
	if a.rule.comment == nil || len(a.file.Stmts) == 0 {
		return
	}
	c := comment(a.rule.comment)
	for _, s := range a.file.Stmts {
		switch s := s.(type) {
		case *syntax.DBRPStmt:
			s.Doc = c
			return
		case *syntax.ExprStmt:
			leftmost(s.X).Doc = c
			return
		case *syntax.VarDecl:
			if leftmost(s.Value) != nil {
				s.Doc = c
				return
			}
		}
	}
}

// leftmost is the name that a chain starts from, or nil.
func leftmost(x syntax.Expr) *syntax.Ident {
	c, ok := x.(*syntax.ChainExpr)
	for ; ok; c, ok = x.(*syntax.ChainExpr) {
		x = c.X
	}
	id, _ := x.(*syntax.Ident)
	return id
}

// options are those under which the script is checked.
func (r *Rule) options(template bool) graph.Options {
	return graph.Options{Type: r.typ, Template: template, UDFs: r.udfs}
}
