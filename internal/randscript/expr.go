package randscript

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// typeOf guesses the type that a field mostly has from its name, whose last part begins with a letter for it: names are
// made that way.
func typeOf(name string) catalog.Type {
	at := strings.LastIndexAny(name, "._:")
	if at+1 >= len(name) {
		return catalog.Float
	}
	switch name[at+1] {
	case 'i', 'k', 'n':
		return catalog.Int
	case 's', 't':
		return catalog.String
	case 'b':
		return catalog.Bool
	}
	return catalog.Float
}

// nameFor is a field's name from which typeOf guesses the type.
func (r *Rand) nameFor(t catalog.Type) string {
	switch t {
	case catalog.Int:
		return r.Pick("i", "n")
	case catalog.String:
		return r.Pick("s", "t")
	case catalog.Bool:
		return "b"
	}
	return r.Pick("v", "x")
}

// Expr is an expression that mostly has a type: float, int, string, bool, duration, time or regular expression.
// A safe one cannot end the server's process where Kapacitor does not recover: nothing is divided by a value, and
// nothing cut out of a string (X018).
type Expr struct {
	r    *Rand
	in   Shape
	safe bool
	// stateless leaves functions out that keep state.
	stateless bool
}

// valueTypes are the types that a result can have.
var valueTypes = []catalog.Type{catalog.Float, catalog.Int, catalog.String, catalog.Bool}

// Of makes an expression of at most the given depth.
func (e *Expr) Of(want catalog.Type, depth int) string {
	if e.r.IntN(40) == 0 {
		// Whatever its type is: a constant of a wrong type is refused when the task starts, a reference at each point.
		return `"` + e.in.Field(e.r) + `"`
	}
	if depth <= 0 || e.r.IntN(6) == 0 {
		return e.leaf(want)
	}
	if e.r.IntN(100) < 35 {
		if s := e.operation(want, depth); s != "" {
			return s
		}
	}
	if s := e.call(want, depth); s != "" {
		return s
	}
	return e.leaf(want)
}

func (e *Expr) leaf(want catalog.Type) string {
	r := e.r
	if r.IntN(3) > 0 && slices.Contains(valueTypes, want) {
		var names []string
		for _, f := range e.in.Fields {
			if typeOf(f) == want {
				names = append(names, f)
			}
		}
		if want == catalog.String && r.IntN(2) == 0 {
			names = e.in.Tags
		}
		if len(names) > 0 {
			return `"` + names[r.IntN(len(names))] + `"`
		}
	}
	return e.literal(want)
}

func (e *Expr) literal(want catalog.Type) string {
	r := e.r
	switch want {
	case catalog.Int:
		return r.Pick("0", "1", "2", "3", "7", "60", "010", "-4", "1000000", strconv.Itoa(r.IntN(200)))
	case catalog.String:
		return r.Pick("'p'", "'q'", "''", "'a b'", "'<r> & t'", "'3'", "'1.5'", "'true'", "'é'", "'5m'", "'''x'''", `'it\'s'`)
	case catalog.Bool:
		return r.Pick("TRUE", "FALSE", `isPresent("`+e.in.Field(r)+`")`, `isPresent("`+e.in.Tag(r)+`")`)
	case catalog.Duration:
		return r.Pick("1s", "5m", "90ms", "2h", "1d", "250u", "3w")
	case catalog.Time:
		return `"time"`
	case catalog.Regex:
		return r.Pick("/p/", "/^[a-m]*$/", "/(.)(.)/", `/a\/b|x/`, "/./")
	}
	return r.Pick("0.0", "1.0", "-2.5", ".5", "3.", "0.25", "100.0", "-0.001", fmt.Sprintf("%.2f", r.NormFloat64()*10))
}

// operation uses an operator.
func (e *Expr) operation(want catalog.Type, depth int) string {
	r := e.r
	if r.IntN(8) == 0 {
		switch want {
		case catalog.Bool:
			return "!" + e.operand(want, depth-1)
		case catalog.Int, catalog.Float, catalog.Duration:
			return "-" + e.operand(want, depth-1)
		}
	}
	var from []catalog.OperatorPair
	for _, o := range catalog.Operators() {
		if o.Result == want {
			from = append(from, o)
		}
	}
	if len(from) == 0 {
		return ""
	}
	o := from[r.IntN(len(from))]
	left, right := e.operand(o.Left, depth-1), ""
	divides := (o.Op == "/" || o.Op == "%") && (o.Right != catalog.Float || o.Left == catalog.Duration)
	switch {
	case o.Right == catalog.Regex:
		right = e.literal(catalog.Regex)
	case divides && o.Right == catalog.Duration:
		right = e.literal(catalog.Duration)
	case divides && o.Right == catalog.Float:
		right = r.Pick("0.5", "3.0")
	case divides && (e.safe || r.IntN(2) == 0):
		right = r.Pick("1", "2", "3", "7")
	default:
		right = e.operand(o.Right, depth-1)
	}
	return "(" + left + " " + o.Op + " " + right + ")"
}

// operand is an expression that can stand beside an operator. A unary minus before a number is written with its own parentheses.
func (e *Expr) operand(t catalog.Type, depth int) string {
	s := e.Of(t, depth)
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "!") {
		return "(" + s + ")"
	}
	return s
}

// call uses a function.
func (e *Expr) call(want catalog.Type, depth int) string {
	r := e.r
	type choice struct {
		f   *catalog.Function
		sig catalog.Signature
	}
	var from []choice
	all := catalog.Functions()
	for i := range all {
		f := &all[i]
		if f.MatchOnly || e.stateless && f.Stateful || e.safe && f.Name == "strSubstring" {
			continue
		}
		var sigs []catalog.Signature
		for _, s := range f.Signatures {
			if s.Result == want {
				sigs = append(sigs, s)
			}
		}
		if len(sigs) > 0 {
			from = append(from, choice{f, sigs[r.IntN(len(sigs))]})
		}
	}
	if len(from) == 0 {
		return ""
	}
	c := from[r.IntN(len(from))]
	switch c.f.Name {
	case "rand":
		// What comes out of it is not random.
		return r.Pick("rand(1)", "(rand() * 0)", "(rand(5) * 0)")
	case "now":
		return `"time"`
	case "unixNano":
		if r.IntN(3) == 0 {
			return "(unixNano(now()) * 0)"
		}
	}
	args := make([]string, len(c.sig.Args))
	for i, t := range c.sig.Args {
		switch {
		case t == catalog.Missing:
			args[i] = `"nosuch"`
		case c.f.Missing:
			args[i] = e.leaf(t)
		case (c.f.Name == "jn" || c.f.Name == "yn") && i == 0:
			args[i] = r.Pick("0", "1", "2", "-3", "5") // the time of the call grows with it
		case t == catalog.Regex || t == catalog.Time:
			args[i] = e.literal(t)
		default:
			args[i] = e.Of(t, depth-1)
		}
	}
	return c.f.Name + "(" + strings.Join(args, ", ") + ")"
}

// value is an expression for a field, and a type that it mostly has.
func value(r *Rand, in Shape) (string, catalog.Type) {
	t := valueTypes[r.IntN(len(valueTypes))]
	if r.IntN(40) == 0 {
		t = catalog.Duration
	}
	e := Expr{r: r, in: in, stateless: in.Several}
	return e.Of(t, 1+r.IntN(3)), t
}

// condition is a predicate of random functions and operators that cannot end the process.
func condition(r *Rand, in Shape) string {
	e := Expr{r: r, in: in, safe: true, stateless: in.Several}
	return e.Of(catalog.Bool, 1+r.IntN(3))
}
