package graph

import (
	"sort"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

func (b *builder) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.VarDecl:
		b.varDecl(s)
	case *syntax.TypeDecl:
		b.typeDecl(s)
	case *syntax.DBRPStmt:
		if s.DB != nil && s.RP != nil {
			b.g.DBRPs = append(b.g.DBRPs, DBRP{Database: s.DB.Name, RetentionPolicy: s.RP.Name})
		}
	case *syntax.ExprStmt:
		o := b.eval(s.X)
		switch o.kind {
		case opCall:
			b.callGlobal(o)
		case opIdent:
			// Kapacitor does not look a lone name up.
			n := len(b.diags)
			if b.lookup(o.name, o.rng); len(b.diags) > n {
				b.diags[n].Severity = diag.Warning
				b.diags[n].Kapacitor = ""
			}
		}
	}
}

// eval evaluates an expression outside a lambda.
func (b *builder) eval(x syntax.Expr) operand {
	switch x := x.(type) {
	case *syntax.BoolLit:
		return valueOperand(Value{Type: catalog.Bool, Bool: x.Value, Range: x.Range})
	case *syntax.IntLit:
		return valueOperand(Value{Type: catalog.Int, Int: x.Value, Range: x.Range})
	case *syntax.FloatLit:
		return valueOperand(Value{Type: catalog.Float, Float: x.Value, Range: x.Range})
	case *syntax.DurationLit:
		return valueOperand(Value{Type: catalog.Duration, Dur: x.Value, Range: x.Range})
	case *syntax.StringLit:
		return valueOperand(Value{Type: catalog.String, Str: x.Value, Range: x.Range})
	case *syntax.RegexLit:
		return valueOperand(Value{Type: catalog.Regex, Regex: x.Regexp, RegexText: x.Text, Range: x.Range})
	case *syntax.StarLit:
		return valueOperand(Value{Type: catalog.Star, Range: x.Range})
	case *syntax.ListLit:
		return b.list(x)
	case *syntax.Ident:
		return operand{kind: opIdent, name: x.Name, rng: x.Range}
	case *syntax.Reference:
		return operand{kind: opRef, name: x.Name, rng: x.Range}
	case *syntax.LambdaExpr:
		return b.lambda(x)
	case *syntax.UnaryExpr:
		return b.unary(x)
	case *syntax.BinaryExpr:
		return b.binary(x)
	case *syntax.CallExpr:
		return operand{kind: opCall, name: x.Name.Name, call: x, args: b.evalArgs(x.Args), rng: x.Range}
	case *syntax.ChainExpr:
		return b.chain(x)
	}
	return operand{}
}

func (b *builder) list(x *syntax.ListLit) operand {
	v := Value{Type: catalog.List, Range: x.Range, List: make([]Value, 0, len(x.Items))}
	for _, item := range x.Items {
		o := b.value(b.eval(item))
		if o.kind == opBad {
			return operand{}
		}
		v.List = append(v.List, o.asValue())
		v.Unset = v.Unset || o.val.Unset
	}
	if listSize(v.List, maxSize) > maxSize {
		b.errorf(x, CodeNesting, "list holds more than %d items with the lists in it", maxSize)
		return operand{}
	}
	return valueOperand(v)
}

// asValue turns an operand into an argument. What is not a value of the language
// has no type; its name is kept.
func (o operand) asValue() Value {
	switch o.kind {
	case opValue:
		return o.val
	case opNode, opHandler:
		return Value{Type: catalog.NodeRef, Node: o.node, Range: o.rng}
	}
	if o.kind == opRef {
		return Value{Type: catalog.Ref, Str: o.name, Range: o.rng}
	}
	return Value{Str: o.name, Range: o.rng}
}

// value looks a name up; everything else is a value already.
func (b *builder) value(o operand) operand {
	if o.kind == opIdent {
		return b.lookup(o.name, o.rng)
	}
	return o
}

// arg is value, and makes the call of a global function.
func (b *builder) arg(o operand) operand {
	switch o.kind {
	case opIdent:
		return b.lookup(o.name, o.rng)
	case opCall:
		return b.callGlobal(o)
	}
	return o
}

func (b *builder) evalArgs(xs []syntax.Expr) []operand {
	if len(xs) == 0 {
		return nil
	}
	args := make([]operand, len(xs))
	for i, x := range xs {
		args[i] = b.arg(b.eval(x))
	}
	return args
}

// spread makes the items of a single list argument the arguments.
func spread(args []operand) []operand {
	if len(args) != 1 || args[0].kind != opValue || args[0].val.Type != catalog.List {
		return args
	}
	items := args[0].val.List
	out := make([]operand, len(items))
	for i, v := range items {
		switch {
		case v.Type == catalog.NodeRef:
			out[i] = operand{kind: opNode, node: v.Node, rng: v.Range}
		case v.Type == catalog.Ref:
			out[i] = operand{kind: opRef, name: v.Str, rng: v.Range}
		default:
			out[i] = valueOperand(v)
		}
	}
	return out
}

func (b *builder) lambda(x *syntax.LambdaExpr) operand {
	inner, unset, ok := b.resolve(x.X)
	l := &syntax.LambdaExpr{Span: x.Span, Doc: x.Doc, X: inner}
	if !ok {
		b.markBroken(l)
	}
	return valueOperand(Value{Type: catalog.Lambda, Lambda: l, Range: x.Range, Unset: unset})
}

func (b *builder) markBroken(l *syntax.LambdaExpr) {
	if b.broken == nil {
		b.broken = map[*syntax.LambdaExpr]bool{}
	}
	b.broken[l] = true
}

func (b *builder) unary(x *syntax.UnaryExpr) operand {
	o := b.value(b.eval(x.X))
	if o.kind == opBad {
		return operand{}
	}
	if o.kind == opValue {
		v := o.val
		v.Range = x.Range
		switch {
		case x.Op == syntax.OpSub && v.Type == catalog.Float:
			v.Float = -v.Float
			return valueOperand(v)
		case x.Op == syntax.OpSub && v.Type == catalog.Int:
			v.Int = -v.Int
			return valueOperand(v)
		case x.Op == syntax.OpSub && v.Type == catalog.Duration:
			v.Dur = -v.Dur
			return valueOperand(v)
		case x.Op == syntax.OpNot && v.Type == catalog.Bool:
			v.Bool = !v.Bool
			return valueOperand(v)
		}
	}
	want := "an int, a float or a duration"
	if x.Op == syntax.OpNot {
		want = "a boolean"
	}
	d := b.errorf(x, CodeOperand, "operator %s needs %s, not %s", x.Op, want, o.describe())
	// The spelling is the server's.
	switch o.kind {
	case opValue:
		d.kapacitorAt(x.Pos(), "invalid arugument to '%s' %s", x.Op, goPrint(o.val))
	case opNode, opHandler:
		d.kapacitorAt(x.Pos(), "invalid arugument to '%s' &{...}", x.Op)
	case opRef:
		p := o.rng.Start
		d.kapacitorAt(x.Pos(), "invalid arugument to '%s' ReferenceNode@%dl%dc%d{%s}<nil>", x.Op, p.Offset, p.Line, p.Col, o.name)
	}
	return operand{}
}

// maxNames is how many names a message lists if it is not the first, which is
// the only one that a server would give.
const maxNames = 200

// lookup returns the value of a name in scope, or reports that there is none.
func (b *builder) lookup(name string, r diag.Range) operand {
	if o, ok := b.scope[name]; ok {
		if v := b.varOf(name); v != nil {
			v.Used = true
		}
		return o.at(r)
	}
	d := b.errorAt(r, CodeUndefinedName, "name %q is undefined", name)
	if d.i < 0 {
		return operand{}
	}
	if len(b.names) <= maxNames || d.i == 0 {
		d.kapacitor("name %q is undefined. Names in scope: %s", name, strings.Join(b.sortedNames(), ","))
	}
	switch {
	case name == "true" || name == "false":
		d.hint("booleans are written " + strings.ToUpper(name))
	case name == "and" || name == "or":
		d.hint("the operator is written " + strings.ToUpper(name))
	case name == "influxql":
		d.hint(oldFunctions)
	case name == "AND" || name == "OR" || name == "TRUE" || name == "FALSE":
	case name == "batch" && b.g.Type == StreamTask, name == "stream" && b.g.Type == BatchTask:
		d.hint("the task is a " + b.g.Type.String() + " task; a script that starts from " + name + " needs the type " + name)
	default:
		if s := suggest(name, b.names); s != "" {
			d.hint("did you mean " + s + "?")
		} else {
			d.hint("declare it with var " + name + " = ..., write a string in single quotes, or a field in a lambda in double quotes")
		}
	}
	return operand{}
}

func (b *builder) sortedNames() []string {
	names := append([]string(nil), b.names...)
	sort.Strings(names)
	return names
}

func (b *builder) declare(name string, o operand) {
	if _, ok := b.scope[name]; !ok {
		b.names = append(b.names, name)
	}
	b.scope[name] = o
}

// callGlobal makes the call of a global function. The only one outside lambdas
// is time.
func (b *builder) callGlobal(o operand) operand {
	name := o.call.Name
	if f, ok := b.scope[o.name]; !ok || f.kind != opGlobal {
		d := b.errorf(name, CodeUndefinedFunction, "no function %q outside a lambda", o.name)
		if ok {
			d.kapacitorAt(name.Pos(), "error calling func %q on obj <nil>: reflect: call of reflect.Value.Call on %s Value", o.name, f.goKind())
		} else {
			d.kapacitorAt(name.Pos(), "no global function %q defined", o.name)
		}
		switch {
		case isFunction(o.name):
			d.hint("functions are evaluated inside lambda: and inside an expression with an operator")
		case o.name == "lambda":
			d.hint("a lambda is written lambda: expression")
		default:
			if isChainMethod(o.name) {
				d.hint("write |" + o.name + "() after a node")
			}
		}
		return operand{}
	}
	args, ok := b.checkArgs(o.call, "<nil>", timeParams, spread(o.args))
	if !ok {
		return operand{}
	}
	v := Value{Type: catalog.TimeDim, Dur: args[0].Dur, Range: o.rng}
	switch len(args) {
	case 1:
	case 2:
		v.Offset = args[1].Dur
	default:
		b.errorf(o.call, CodeArgumentCount, "time takes a length and an offset, not %d arguments", len(args)).
			kapacitorAt(name.Pos(), "time() function expects 1 or 2 args, got %d", len(args))
		return operand{}
	}
	return valueOperand(v)
}

var timeParams = []catalog.Param{
	{Name: "length", Type: catalog.Duration},
	{Name: "offset", Type: catalog.Duration, Variadic: true},
}

func isFunction(name string) bool {
	f, ok := catalog.FunctionByName(name)
	return ok && !f.MatchOnly
}
