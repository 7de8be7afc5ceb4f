package graph

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// accepts reports whether an operand fits a parameter's type.
func accepts(t catalog.Type, o operand) bool {
	switch o.kind {
	case opValue:
		return t&o.val.Type != 0
	case opNode, opHandler:
		return t&catalog.NodeRef != 0
	}
	return false
}

// checkArgs checks a call's arguments against its parameters and returns them as
// values. Kapacitor makes such calls by reflection and turns its panics into
// errors, whose texts are given too.
func (b *builder) checkArgs(call *syntax.CallExpr, obj string, params []catalog.Param, args []operand) ([]Value, bool) {
	need, most := 0, len(params)
	for _, p := range params {
		switch {
		case p.Variadic || p.Optional:
			// To Kapacitor an optional argument is one of any number; more of
			// them are accepted and ignored.
			most = -1
		default:
			need++
		}
	}
	if len(args) < need || most >= 0 && len(args) > most {
		few := len(args) < need
		for _, a := range args {
			if a.kind == opBad {
				return nil, false
			}
		}
		d := b.errorf(call, CodeArgumentCount, "%s takes %s, not %d", call.Name.Name, countText(need, most), len(args))
		d.kapacitorAt(call.Name.Pos(), "error calling func %q on obj %s: reflect: Call with too %s input arguments", call.Name.Name, obj, map[bool]string{true: "few", false: "many"}[few])
		d.hint(usage(call.Name.Name, params))
		return nil, false
	}
	values, ok := make([]Value, len(args)), true
	said := false
	for i, a := range args {
		p := params[min(i, len(params)-1)]
		if a.kind == opBad {
			ok = false
			continue
		}
		values[i] = a.asValue()
		values[i].Range = a.rng
		if accepts(p.Type, a) || p.Loose {
			continue
		}
		ok = false
		d := b.badArg(call, p, a)
		if said {
			continue
		}
		said = true
		switch {
		case a.kind == opRef && p.Type&catalog.String != 0:
			d.kapacitorAt(call.Name.Pos(), "cannot assign *ast.ReferenceNode to type string, did you use double quotes instead of single quotes?")
		case call.Name.Name == "sample" && obj != "<nil>":
			d.kapacitorAt(call.Name.Pos(), "error calling func %q on obj %s: must pass int64 or duration to new sample node", call.Name.Name, obj)
		case i < need:
			d.kapacitorAt(call.Name.Pos(), "error calling func %q on obj %s: reflect: Call using %s as type %s", call.Name.Name, obj, a.goType(), paramGoType(p.Type))
		default:
			d.kapacitorAt(call.Name.Pos(), "error calling func %q on obj %s: reflect: cannot use %s as type %s in Call", call.Name.Name, obj, a.goType(), paramGoType(p.Type))
		}
	}
	return values, ok
}

// checkField checks the value of a property that is a plain field.
func (b *builder) checkField(call *syntax.CallExpr, obj string, p catalog.Param, args []operand) ([]Value, bool) {
	if len(args) != 1 {
		d := b.errorf(call, CodeArgumentCount, "%s takes one argument, not %d", call.Name.Name, len(args))
		d.kapacitorAt(call.Name.Pos(), "too many arguments to set property %s on %s", upperFirst(call.Name.Name), obj)
		d.hint(usage(call.Name.Name, []catalog.Param{p}))
		return nil, false
	}
	a := args[0]
	if a.kind == opBad {
		return nil, false
	}
	v := a.asValue()
	v.Range = a.rng
	if accepts(p.Type, a) || p.Loose {
		return []Value{v}, true
	}
	d := b.badArg(call, p, a)
	switch {
	case a.kind == opRef && p.Type&catalog.String != 0:
		d.kapacitorAt(call.Name.Pos(), "cannot assign *ast.ReferenceNode to type string, did you use double quotes instead of single quotes?")
	case p.Type == catalog.Opaque:
	default:
		d.kapacitorAt(call.Name.Pos(), "error calling func %q on obj %s: reflect.Set: value of type %s is not assignable to type %s", call.Name.Name, obj, a.goType(), paramGoType(p.Type))
	}
	return nil, false
}

func paramGoType(t catalog.Type) string { return goTypeOf(t) }

// badArg reports an argument of the wrong type.
func (b *builder) badArg(call *syntax.CallExpr, p catalog.Param, a operand) report {
	if a.kind == opRef && p.Type&catalog.String != 0 {
		return b.errorAt(a.rng, CodeDoubleQuotes, "%s wants a string; double quotes name a field or a tag", call.Name.Name).
			hint("write '" + a.name + "' in single quotes")
	}
	if p.Type == catalog.Opaque {
		return b.errorAt(a.rng, CodeArgumentType, "%s cannot be set from a script", call.Name.Name)
	}
	d := b.errorAt(a.rng, CodeArgumentType, "%s wants %s, not %s", call.Name.Name, article(typeName(p.Type)), a.describe())
	if _, ok := b.scope[a.name]; ok && a.kind == opRef {
		return d.hint("write " + a.name + " without quotes to use the variable")
	}
	if h := conversionHint(p.Type, a); h != "" {
		d.hint(h)
	}
	return d
}

// conversionHint says how to write a value so that it has the type that is
// wanted.
func conversionHint(want catalog.Type, a operand) string {
	if a.kind != opValue {
		return ""
	}
	v := a.val
	switch {
	case want&catalog.Float != 0 && v.Type == catalog.Int:
		return "write " + strconv.FormatInt(v.Int, 10) + ".0; an int is not taken for a float"
	case want&catalog.Int != 0 && v.Type == catalog.Float && v.Float == float64(int64(v.Float)):
		return "write " + strconv.FormatInt(int64(v.Float), 10) + "; a float is not taken for an int"
	case want&catalog.Duration != 0 && v.Type == catalog.String:
		return "write a duration without quotes: " + strings.TrimSpace(v.Str)
	case want&catalog.Duration != 0 && v.Type == catalog.Int:
		return "write a unit: " + strconv.FormatInt(v.Int, 10) + "s"
	case want&catalog.String != 0 && v.Type == catalog.Duration:
		return "write '" + v.Dur.String() + "' in single quotes"
	case want == catalog.String && v.Type&(catalog.Int|catalog.Float|catalog.Bool) != 0:
		return "write '" + goPrint(v) + "' in single quotes"
	case want&catalog.Lambda != 0:
		return "write lambda: before the expression"
	case want == catalog.Bool && v.Type == catalog.String:
		return "write TRUE or FALSE"
	}
	return ""
}

func countText(need, most int) string {
	switch {
	case most < 0 && need == 0:
		return "any number of arguments"
	case most < 0:
		return fmt.Sprintf("at least %s", plural(need, "argument"))
	case most == 0:
		return "no arguments"
	}
	return plural(need, "argument")
}

func plural(n int, what string) string {
	if n == 1 {
		return "one " + what
	}
	if what[len(what)-1] == 'x' {
		what += "e"
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// usage shows how a call is written.
func usage(name string, params []catalog.Param) string {
	parts := make([]string, len(params))
	for i, p := range params {
		parts[i] = strings.TrimSpace(p.Name + " " + typeName(p.Type))
		switch {
		case p.Variadic:
			parts[i] += " ..."
		case p.Optional:
			parts[i] = "[" + parts[i] + "]"
		}
	}
	return "write " + name + "(" + strings.Join(parts, ", ") + ")"
}
