package vet

import (
	"strconv"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// typing finds the types in an expression as far as they do not depend on the
// data, and what cannot be evaluated whatever the data is.
type typing struct {
	facts *Facts
	// wrong is called once for each part that fails for every point.
	wrong func(at syntax.Node, message, hint string)
	// unknown is called for functions that do not exist.
	unknown func(call *syntax.CallExpr)
}

// of returns the type of an expression, 0 when it depends on the data.
func (t *typing) of(x syntax.Expr) catalog.Type {
	switch x := x.(type) {
	case *syntax.IntLit:
		return catalog.Int
	case *syntax.FloatLit:
		return catalog.Float
	case *syntax.StringLit:
		return catalog.String
	case *syntax.BoolLit:
		return catalog.Bool
	case *syntax.DurationLit:
		return catalog.Duration
	case *syntax.RegexLit:
		return catalog.Regex
	case *syntax.LambdaExpr:
		if x.X != nil {
			return t.of(x.X)
		}
	case *syntax.Reference:
		return t.reference(x.Name)
	case *syntax.UnaryExpr:
		inner := t.of(x.X)
		switch {
		case x.Op == syntax.OpNot:
			if inner != 0 && inner != catalog.Bool {
				t.wrong(x, "! needs a boolean, not "+article(inner), "")
			}
			return catalog.Bool
		case inner != 0 && inner&(catalog.Int|catalog.Float|catalog.Duration) == 0:
			t.wrong(x, "- needs a number or a duration, not "+article(inner), "")
		}
		return inner
	case *syntax.BinaryExpr:
		return t.binary(x)
	case *syntax.CallExpr:
		return t.call(x)
	}
	return 0
}

func (t *typing) reference(name string) catalog.Type {
	if name == "time" {
		return catalog.Time
	}
	if typ, ok := t.facts.Fields.Known[name]; ok {
		return typ
	}
	if has, certain := t.facts.Fields.Has(name); certain && !has {
		if _, ok := t.facts.Tags.Known[name]; ok {
			return catalog.String
		}
	}
	return 0
}

func (t *typing) binary(x *syntax.BinaryExpr) catalog.Type {
	left, right := t.of(x.X), t.of(x.Y)
	if left != 0 && right != 0 {
		if result, ok := catalog.OperatorResult(x.Op.String(), left, right); ok {
			return result
		}
		t.wrong(x, left.String()+" "+x.Op.String()+" "+right.String()+" cannot be evaluated", mixHint(left, right))
		return 0
	}
	// One side tells what the other has to be when only one result is left.
	var result catalog.Type
	fits := false
	for _, o := range catalog.Operators() {
		if o.Op != x.Op.String() || left != 0 && o.Left != left || right != 0 && o.Right != right {
			continue
		}
		if fits && o.Result != result {
			result = 0
			break
		}
		fits, result = true, o.Result
	}
	if !fits {
		known := left | right
		t.wrong(x, x.Op.String()+" does not work on "+article(known), "")
	}
	return result
}

func mixHint(left, right catalog.Type) string {
	switch {
	case left|right == catalog.Int|catalog.Float:
		return "make both the same with int() or float(); a literal is a float with a decimal point: 100.0"
	case left == catalog.String || right == catalog.String:
		return "convert with string(), int() or float(); tags are strings"
	}
	return ""
}

func (t *typing) call(x *syntax.CallExpr) catalog.Type {
	args := make([]catalog.Type, len(x.Args))
	for i, a := range x.Args {
		args[i] = t.of(a)
	}
	f, ok := catalog.FunctionByName(x.Name.Name)
	if !ok || f.MatchOnly {
		if t.unknown != nil {
			t.unknown(x)
		}
		return 0
	}
	var result catalog.Type
	fits := false
	for _, s := range f.Signatures {
		if !accepts(s.Args, args) {
			continue
		}
		if fits && s.Result != result {
			result = 0
			continue
		}
		if !fits {
			fits, result = true, s.Result
		}
	}
	if !fits {
		t.wrong(x, f.Name+" does not take ("+typeList(args)+")", signatureHint(f, args))
	}
	return result
}

func accepts(want, have []catalog.Type) bool {
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if have[i] != 0 && want[i]&have[i] == 0 {
			return false
		}
	}
	return true
}

func typeList(ts []catalog.Type) string {
	out := ""
	for i, t := range ts {
		if i > 0 {
			out += ", "
		}
		if t == 0 {
			out += "?"
		} else {
			out += t.String()
		}
	}
	return out
}

func signatureHint(f *catalog.Function, args []catalog.Type) string {
	seen := map[string]bool{}
	out := ""
	for i, s := range f.Signatures {
		text := "(" + typeList(s.Args) + ")"
		if seen[text] || i > 6 {
			continue
		}
		seen[text] = true
		if out != "" {
			out += ", "
		}
		out += text
	}
	hint := "it takes " + out
	for i, a := range args {
		if len(f.Signatures) == 1 && i < len(f.Signatures[0].Args) && a == catalog.Int && f.Signatures[0].Args[i] == catalog.Float {
			hint += "; write float() around argument " + strconv.Itoa(i+1)
			break
		}
	}
	return hint
}

func article(t catalog.Type) string {
	s := t.String()
	if s != "" && (s[0] == 'i' || s[0] == 'a' || s[0] == 'e' || s[0] == 'o') {
		return "an " + s
	}
	return "a " + s
}
