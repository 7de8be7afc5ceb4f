package graph

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// varTypes are the types that a script can declare.
var varTypes = map[string]catalog.Type{
	"int":      catalog.Int,
	"float":    catalog.Float,
	"bool":     catalog.Bool,
	"string":   catalog.String,
	"regex":    catalog.Regex,
	"duration": catalog.Duration,
	"lambda":   catalog.Lambda,
	"list":     catalog.List,
	"star":     catalog.Star,
}

func (b *builder) varDecl(s *syntax.VarDecl) {
	o := b.eval(s.Value)
	name := s.Name.Name
	if prev, ok := b.scope[name]; ok {
		d := b.errorf(s.Name, CodeRedefined, "%s is declared already; variables cannot be changed", name)
		d.kapacitor("attempted to redefine %s, vars are immutable", name)
		if prev.kind == opGlobal || name == "stream" || name == "batch" {
			d.hint(name + " is built in, choose another name")
		} else {
			d.hint("choose another name")
		}
		return
	}
	o = b.value(o)
	if o.kind == opBad {
		b.declare(name, o)
		return
	}
	o = o.at(diag.Range{Start: s.Value.Pos(), End: s.Value.End()})
	if b.hollow && o.val.Lambda != nil && o.val.Lambda.X != nil && hollowLambda(o.val.Lambda.X) {
		b.errorf(s.Name, CodeVarMissing, "variable %s uses a lambda that has no value in a template; the server drops the connection without an answer", name).
			hint("give the lambda that it uses a default, such as lambda: TRUE")
	}
	if o.kind == opValue && o.val.Type != catalog.TimeDim {
		v := Var{Name: name, Type: o.val.Type, Value: o.val, HasValue: true, Default: o.val, HasDefault: true, Description: docText(s.Doc), Range: s.Name.Range}
		if set, ok := b.opts.Vars[name]; ok {
			if !b.checkVarType(s.Name, set, o.val.Type) {
				b.declare(name, operand{})
				return
			}
			v.Value = ownValue(set, s.Name)
			o = valueOperand(v.Value)
		}
		b.addVar(v)
	} else if set, ok := b.opts.Vars[name]; ok {
		b.checkVarType(s.Name, set, 0)
	}
	b.declare(name, o)
}

func (b *builder) typeDecl(s *syntax.TypeDecl) {
	name := s.Name.Name
	t, ok := varTypes[s.Type.Name]
	if !ok {
		d := b.errorf(s.Type, CodeVarType, "there is no variable type %q", s.Type.Name).kapacitor("invalid var type %q", s.Type.Name)
		switch s.Type.Name {
		case "true", "false", "True", "False":
			d.hint("booleans are written " + strings.ToUpper(s.Type.Name))
		default:
			types := make([]string, 0, len(varTypes))
			for n := range varTypes {
				types = append(types, n)
			}
			if like := suggest(s.Type.Name, types); like != "" {
				d.hint("did you mean " + like + "?")
			} else {
				d.hint("the types are int, float, bool, string, regex, duration, lambda, list and star")
			}
		}
		b.declare(name, operand{})
		return
	}
	v := Var{Name: name, Type: t, Description: docText(s.Doc), Range: s.Name.Range}
	set, ok := b.opts.Vars[name]
	switch {
	case ok:
		if !b.checkVarType(s.Name, set, t) {
			b.declare(name, operand{})
			return
		}
		v.Value, v.HasValue = ownValue(set, s.Name), true
	case b.opts.Template:
		b.hollow = true
		v.Value = Value{Type: t, Range: s.Name.Range, Unset: true}
	default:
		b.errorf(s.Name, CodeVarMissing, "variable %s has no value", name).
			kapacitor("missing value for var %q.", name).
			hint("give a value of type " + s.Type.Name + " to the task, or a default: var " + name + " = ...")
		v.Value = Value{Type: t, Range: s.Name.Range, Unset: true}
		b.hollow = true
	}
	b.addVar(v)
	b.declare(name, valueOperand(v.Value))
}

// ownValue returns the value at the variable's place, with a lambda that the
// caller does not share.
func ownValue(v Value, at *syntax.Ident) Value {
	v.Range = at.Range
	if v.Lambda != nil {
		l := *v.Lambda
		v.Lambda = &l
	}
	if v.List != nil {
		items := make([]Value, len(v.List))
		for i, item := range v.List {
			items[i] = ownValue(item, at)
		}
		v.List = items
	}
	return v
}

func (b *builder) checkVarType(at *syntax.Ident, set Value, want catalog.Type) bool {
	if set.Type == want {
		return true
	}
	wantName := "node"
	if want != 0 {
		wantName = typeName(want)
	}
	b.errorf(at, CodeVarType, "variable %s is %s, the value given for it is %s", at.Name, article(wantName), article(typeName(set.Type))).
		kapacitor("invalid type supplied for %s, got %s exp %s", at.Name, kapacitorTypeName(set.Type), kapacitorTypeName(want)).
		hint("types must be the same; an int is not taken for a float")
	return false
}

// checkVarsUsed reports predefined values that no variable took. Kapacitor
// ignores them in silence.
func (b *builder) checkVarsUsed() {
	for name := range b.opts.Vars {
		if _, ok := b.scope[name]; ok {
			continue
		}
		d := b.warnAt(b.g.File.Range, CodeVarUnknown, "the script declares no variable %s; the value given for it has no effect", name)
		names := make([]string, len(b.g.Vars))
		for i, v := range b.g.Vars {
			names[i] = v.Name
		}
		if s := suggest(name, names); s != "" {
			d.hint("did you mean " + s + "?")
		}
	}
}

// addVar adds a variable that a task may set.
func (b *builder) addVar(v Var) {
	if b.vars == nil {
		b.vars = make(map[string]int, 16)
	}
	b.vars[v.Name] = len(b.g.Vars)
	b.g.Vars = append(b.g.Vars, v)
}

// varOf returns the latest variable of a name, or nil.
func (b *builder) varOf(name string) *Var {
	if i, ok := b.vars[name]; ok {
		return &b.g.Vars[i]
	}
	return nil
}

// docText joins the lines of a comment, which is a variable's description.
func docText(c *syntax.Comment) string {
	if c == nil {
		return ""
	}
	lines := make([]string, len(c.Lines))
	for i, l := range c.Lines {
		lines[i] = l.Text
	}
	return strings.Join(lines, "\n")
}
