package lambda

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// ErrWouldCrash matches, with errors.Is, every error in whose place a Kapacitor
// process would have ended: its predicates do not recover from a panic.
var ErrWouldCrash = errors.New("kapacitor would crash")

// Error is a compile or an evaluation error: Kapacitor's message and the place
// of the sub-expression that it is about.
type Error struct {
	// Pos and End are the range of the sub-expression; zero for trees without
	// positions.
	Pos, End diag.Pos
	// Msg is Kapacitor's message.
	Msg string

	// panics says that the error is a panic in Kapacitor, crash that nothing
	// recovers from it.
	panics, crash bool
}

// Error returns Kapacitor's message, without the place.
func (e *Error) Error() string { return e.Msg }

// Is makes errors.Is(e, ErrWouldCrash) tell what would end a Kapacitor process.
func (e *Error) Is(target error) bool { return e.crash && target == ErrWouldCrash }

// Panics tells whether an error is a panic of Kapacitor's, which ends its process where nothing recovers from it.
func Panics(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.panics
}

func errorAt(n *node, format string, args ...any) *Error {
	return &Error{Pos: n.rng.Start, End: n.rng.End, Msg: fmt.Sprintf(format, args...)}
}

// wrapArgument says which argument of a call an error comes from. A panic
// passes through Kapacitor's wrapping untouched.
func wrapArgument(i int, e *Error) *Error {
	if e.panics {
		return e
	}
	return &Error{Pos: e.Pos, End: e.End, Msg: fmt.Sprintf("Failed to handle %d argument: %s", i+1, e.Msg)}
}

// FieldAndTagError is the error of a point that has a field and a tag of the
// same name, when an expression references that name. It is raised before the
// expression is evaluated.
func FieldAndTagError(name string) error {
	return &Error{Msg: fmt.Sprintf("cannot have field and tags with same name %q", name)}
}

// MissingArgumentError is the error of a call one or more of whose arguments
// are missing. Args are the arguments as Kapacitor prints them, references in
// double quotes; scope holds the names of all references of the expression.
// Kapacitor lists the scope in random order, here it is sorted.
func MissingArgumentError(function string, args, scope []string) error {
	return &Error{Msg: missingArgumentText(function, args, scope)}
}

func missingArgumentText(function string, args, scope []string) string {
	var names []string
	for _, s := range scope {
		if q := `"` + s + `"`; !slices.Contains(args, q) {
			names = append(names, q)
		}
	}
	slices.Sort(names)
	noun, verb := "argument", "is"
	if len(args) > 1 {
		noun, verb = "arguments", "are"
	}
	return fmt.Sprintf(`Cannot call function "%s" %s %s %s missing, values in scope are [%s]`,
		function, noun, strings.Join(args, ", "), verb, strings.Join(names, ", "))
}
