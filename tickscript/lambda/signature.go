package lambda

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// signature is one accepted list of argument types of a function.
type signature struct {
	args   []Kind
	result Kind
}

// function is a function of lambda expressions: the catalog's entry and its
// implementation.
type function struct {
	name                string
	sigs                []signature
	stateful, matchOnly bool
	// emit makes the code of a call whose arguments have accepted types.
	emit func(c *call) code
	// misuse tells what Kapacitor's implementation answers to arguments outside
	// the signatures; the type check before it does not cover the operand of !.
	// A call that succeeds all the same has an empty message.
	misuse misuse
}

type misuse func(args []Kind) string

// functions holds every function by name.
var functions = map[string]*function{}

// define joins an implementation with the catalog's entry, which has the
// signatures. What the catalog does not list does not exist.
func define(f *function) {
	entry, ok := catalog.FunctionByName(f.name)
	if !ok {
		return
	}
	f.stateful, f.matchOnly = entry.Stateful, entry.MatchOnly
	for _, s := range entry.Signatures {
		sig := signature{result: kindOf[s.Result]}
		for _, a := range s.Args {
			sig.args = append(sig.args, kindOf[a])
		}
		f.sigs = append(f.sigs, sig)
	}
	functions[f.name] = f
}

// kindOf translates the catalog's types.
var kindOf = map[catalog.Type]Kind{
	catalog.Float: Float, catalog.Int: Int, catalog.String: String, catalog.Bool: Bool,
	catalog.Duration: Duration, catalog.Regex: Regex, catalog.Time: Time, catalog.Missing: Missing,
}

// maxArgs is the number of arguments beyond which Kapacitor's type check
// panics.
const maxArgs = 4

// lookup finds the result type for argument types.
func (f *function) lookup(args []Kind) (Kind, bool) {
	for _, s := range f.sigs {
		if slices.Equal(s.args, args) {
			return s.result, true
		}
	}
	return noType, false
}

// signatureText lists the signatures. Kapacitor's order is random; here it is
// that of the table.
func (f *function) signatureText() string {
	list := make([]string, len(f.sigs))
	for i, s := range f.sigs {
		kinds := make([]string, len(s.args))
		for j, k := range s.args {
			kinds[j] = k.String()
		}
		list[i] = "(" + strings.Join(kinds, ",") + ")"
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// goType is the Go type of Kapacitor's representation of a kind.
func goType(k Kind) string {
	switch k {
	case Float:
		return "float64"
	case Int:
		return "int64"
	case String:
		return "string"
	case Bool:
		return "bool"
	case Duration:
		return "time.Duration"
	case Time:
		return "time.Time"
	case Regex:
		return "*regexp.Regexp"
	default:
		return "*ast.Missing"
	}
}

var ordinals = [...]string{"first", "second", "third", "fourth"}

// positional builds the misuse messages of functions that name the position of
// a wrong argument.
func positional(name, count string, want ...Kind) misuse {
	return func(args []Kind) string {
		if len(args) != len(want) {
			return name + " expects exactly " + count
		}
		for i, k := range args {
			if k != want[i] {
				return fmt.Sprintf("cannot pass %s as %s arg to %s, must be %s", goType(k), ordinals[i], name, want[i])
			}
		}
		return ""
	}
}
