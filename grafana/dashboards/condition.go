package dashboards

import (
	"slices"
	"strconv"

	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// condition is what a level's lambda says about numbers: for each field the
// values for which it holds. Notes say what it demands beside that.
type condition struct {
	sets  map[string]set
	notes []string
}

// maxParts bounds the expressions that are looked into.
const maxParts = 2000

// conditionOf reads a lambda. Its identifiers are already replaced by their
// values.
func conditionOf(x *syntax.LambdaExpr) condition {
	n := 0
	syntax.Walk(x, func(syntax.Node) bool { n++; return n <= maxParts })
	if n > maxParts {
		return condition{notes: []string{"no lines: the expression has more than " + strconv.Itoa(maxParts) + " parts"}}
	}
	return analyse(x.X)
}

func analyse(x syntax.Expr) condition {
	switch x := x.(type) {
	case *syntax.UnaryExpr:
		if x.Op == syntax.OpNot {
			c := analyse(x.X)
			if len(c.notes) == 0 && len(c.sets) == 1 {
				for k, s := range c.sets {
					c.sets[k] = s.complement()
				}
				return c
			}
		}
	case *syntax.BinaryExpr:
		switch x.Op {
		case syntax.OpAnd:
			return both(x, "only where ", set.intersect)
		case syntax.OpOr:
			return both(x, "also where ", set.union)
		}
		if name, s, ok := comparison(x); ok {
			return condition{sets: map[string]set{name: s}}
		}
	}
	return condition{notes: []string{"no line for `" + text(x) + "`, which is not a comparison of one field with a constant"}}
}

// both joins the two sides of AND or OR.
func both(x *syntax.BinaryExpr, word string, join func(set, set) set) condition {
	a, b := analyse(x.X), analyse(x.Y)
	switch {
	case len(a.sets) == 0 && len(b.sets) == 0:
		return condition{notes: []string{"no line for `" + text(x) + "`, which is not a comparison of one field with a constant"}}
	case len(b.sets) == 0:
		return condition{a.sets, append(a.notes, word+"`"+text(x.Y)+"`")}
	case len(a.sets) == 0:
		return condition{b.sets, append(b.notes, word+"`"+text(x.X)+"`")}
	}
	out := condition{map[string]set{}, append(a.notes, b.notes...)}
	for k, s := range a.sets {
		out.sets[k] = s
	}
	several := false
	for k, s := range b.sets {
		if other, ok := out.sets[k]; ok {
			s = join(other, s)
		} else {
			several = true
		}
		out.sets[k] = s
	}
	if several {
		out.notes = append(out.notes, "the lines of several fields hold as `"+text(x)+"` joins them")
	}
	return out
}

// comparison solves a comparison of something linear in one field, or of its
// absolute value, with a constant.
func comparison(x *syntax.BinaryExpr) (field string, s set, ok bool) {
	op := x.Op.String()
	left, right := x.X, x.Y
	if _, ok := constant(left); ok {
		left, right = right, left
		op = mirrored(op)
	}
	c, ok := constant(right)
	if !ok {
		return "", nil, false
	}
	if call, isCall := left.(*syntax.CallExpr); isCall && call.Name != nil && call.Name.Name == "abs" && len(call.Args) == 1 {
		l, ok := linearOf(call.Args[0])
		if !ok {
			return "", nil, false
		}
		s, ok = l.solveAbs(op, c)
		return l.field, s, ok
	}
	l, ok := linearOf(left)
	if !ok {
		return "", nil, false
	}
	s, ok = l.solve(op, c)
	return l.field, s, ok
}

func mirrored(op string) string {
	switch op {
	case "<":
		return ">"
	case "<=":
		return ">="
	case ">":
		return "<"
	case ">=":
		return "<="
	}
	return op
}

// linear is factor*field + offset.
type linear struct {
	field          string
	factor, offset float64
}

func (l linear) solve(op string, c float64) (set, bool) {
	if l.factor == 0 {
		return nil, false
	}
	if l.factor < 0 {
		op = mirrored(op)
	}
	return compared(op, (c-l.offset)/l.factor)
}

// solveAbs solves |factor*field + offset| op c.
func (l linear) solveAbs(op string, c float64) (set, bool) {
	if l.factor == 0 {
		return nil, false
	}
	within := op == "<" || op == "<=" || op == "=="
	if c < 0 {
		if within {
			return set{}, true
		}
		return set{{lowest, highest}}, true
	}
	up, ok1 := l.solve(op, c)
	down, ok2 := l.solve(mirrored(op), -c)
	if op == "<" || op == "<=" || op == "!=" {
		return up.intersect(down), ok1 && ok2
	}
	return up.union(down), ok1 && ok2
}

func linearOf(x syntax.Expr) (linear, bool) {
	switch x := x.(type) {
	case *syntax.Reference:
		return linear{x.Name, 1, 0}, x.Name != "time"
	case *syntax.CallExpr:
		if x.Name != nil && x.Name.Name == "float" && len(x.Args) == 1 {
			return linearOf(x.Args[0])
		}
	case *syntax.UnaryExpr:
		if l, ok := linearOf(x.X); ok && x.Op == syntax.OpSub {
			return linear{l.field, -l.factor, -l.offset}, true
		}
	case *syntax.BinaryExpr:
		if c, ok := constant(x.Y); ok {
			l, ok := linearOf(x.X)
			switch x.Op {
			case syntax.OpAdd:
				return linear{l.field, l.factor, l.offset + c}, ok
			case syntax.OpSub:
				return linear{l.field, l.factor, l.offset - c}, ok
			case syntax.OpMul:
				return linear{l.field, l.factor * c, l.offset * c}, ok
			case syntax.OpDiv:
				return linear{l.field, l.factor / c, l.offset / c}, ok && c != 0
			}
			return linear{}, false
		}
		if c, ok := constant(x.X); ok {
			l, ok := linearOf(x.Y)
			switch x.Op {
			case syntax.OpAdd:
				return linear{l.field, l.factor, l.offset + c}, ok
			case syntax.OpSub:
				return linear{l.field, -l.factor, c - l.offset}, ok
			case syntax.OpMul:
				return linear{l.field, l.factor * c, l.offset * c}, ok
			}
		}
	}
	return linear{}, false
}

// constant evaluates an expression that depends on nothing, to a number.
func constant(x syntax.Expr) (float64, bool) {
	switch x := x.(type) {
	case *syntax.FloatLit:
		return x.Value, true
	case *syntax.IntLit:
		return float64(x.Value), true
	case *syntax.UnaryExpr, *syntax.BinaryExpr, *syntax.CallExpr:
	default:
		return 0, false
	}
	pure := true
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Reference, *syntax.LambdaExpr, *syntax.Ident:
			_, function := n.(*syntax.Ident)
			pure = pure && function
		case *syntax.CallExpr:
			pure = pure && n.Name != nil && n.Name.Name != "now"
		}
		return pure
	})
	if !pure {
		return 0, false
	}
	e, err := lambda.Compile(x, lambda.Options{})
	if err != nil || e.Stateful() || len(e.Refs()) > 0 {
		return 0, false
	}
	v, err := e.NewState().Value(nil, nil)
	switch {
	case err != nil:
	case v.Kind() == lambda.Float:
		return v.Float(), true
	case v.Kind() == lambda.Int:
		return float64(v.Int()), true
	}
	return 0, false
}

// use says how an expression uses a name.
type use uint8

const (
	asNumber use = iota
	asBool
	asText
)

// names are the fields and tags that an expression reads, in order, with what
// they are compared with.
func names(x syntax.Expr) (order []string, uses map[string]use) {
	uses = map[string]use{}
	add := func(name string, u use) {
		if name == "time" {
			return
		}
		if !slices.Contains(order, name) {
			order = append(order, name)
			uses[name] = u
		} else if u < uses[name] {
			uses[name] = u
		}
	}
	var walk func(x syntax.Expr, u use)
	walk = func(x syntax.Expr, u use) {
		switch x := x.(type) {
		case *syntax.LambdaExpr:
			walk(x.X, u)
		case *syntax.Reference:
			add(x.Name, u)
		case *syntax.UnaryExpr:
			walk(x.X, u)
		case *syntax.CallExpr:
			if x.Name == nil {
				return
			}
			inner := functionUse(x.Name.Name)
			for _, a := range x.Args {
				walk(a, inner)
			}
		case *syntax.BinaryExpr:
			inner := u
			switch x.Op {
			case syntax.OpAnd, syntax.OpOr:
				inner = asBool
			case syntax.OpMatch, syntax.OpNotMatch:
				inner = asText
			case syntax.OpEq, syntax.OpNe:
				inner = max(valueUse(x.X), valueUse(x.Y))
			case syntax.OpAdd:
				inner = max(valueUse(x.X), valueUse(x.Y))
			default:
				inner = asNumber
			}
			walk(x.X, inner)
			walk(x.Y, inner)
		}
	}
	walk(x, asBool)
	return order, uses
}

// valueUse is what something is compared as when this stands on the other side.
func valueUse(x syntax.Expr) use {
	switch x := x.(type) {
	case *syntax.StringLit, *syntax.RegexLit:
		return asText
	case *syntax.BoolLit:
		return asBool
	case *syntax.CallExpr:
		if x.Name != nil && (x.Name.Name == "string" || x.Name.Name == "strSubstring" || x.Name.Name == "strToLower" || x.Name.Name == "strToUpper") {
			return asText
		}
	}
	return asNumber
}

// functionUse is what a function takes.
func functionUse(name string) use {
	switch {
	case len(name) > 3 && name[:3] == "str" && name != "string", name == "regexReplace", name == "isPresent":
		return asText
	case name == "bool":
		return asBool
	}
	return asNumber
}

// text prints an expression as a script would write it, on one line.
func text(x syntax.Expr) string {
	if x == nil {
		return "?"
	}
	return oneLine(syntax.PrintNode(x))
}
