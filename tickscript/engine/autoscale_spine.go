package engine

import (
	"errors"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// errStuck is what an expression says that met a type for which there is no operator.
var errStuck = errors.New("an operator met a missing value or a type that does not fit before, and has not worked since")

// spine are the operators through which Kapacitor's autoscale nodes evaluate a lambda without asking for its type
// first, the outermost at the front. An operator that so meets operands of types for which it has no function keeps
// none, and fails at every later point (Kapacitor: eval_binary_node.go, eval; autoscale.go, evalExpr).
type spine []diag.Range

func spineOf(x syntax.Expr) spine {
	if x, ok := x.(*syntax.BinaryExpr); ok {
		return append(append(spine{x.Range}, spineOf(x.X)...), spineOf(x.Y)...)
	}
	return nil // a sign asks for the type first
}

// stick tells whether an error stays. Before the first value only the outermost operator is asked for a function: the
// types of its operands are found out before they are evaluated. Afterwards a missing value is an error of its own.
func (s spine) stick(err error, evaluated bool) bool {
	var e *lambda.Error
	if len(s) == 0 || !errors.As(err, &e) {
		return false
	}
	missing := strings.HasPrefix(e.Msg, "left reference value") || strings.HasPrefix(e.Msg, "right reference value") || strings.HasSuffix(e.Msg, "for type missing")
	types := strings.HasPrefix(e.Msg, "mismatched type to binary operator") || strings.HasPrefix(e.Msg, "invalid ")
	if !missing && !types || missing && evaluated {
		return false
	}
	for i, r := range s {
		if r.Start == e.Pos && r.End == e.End {
			return i == 0 || evaluated
		}
	}
	return false
}
