package lambda

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// noType is the type of what has none before the types of the references are
// known, and of an operation that does not exist.
const noType Kind = 0xff

func isComparison(op syntax.Op) bool { return op >= syntax.OpEq && op <= syntax.OpNotMatch }
func isLogical(op syntax.Op) bool    { return op == syntax.OpAnd || op == syntax.OpOr }
func isMath(op syntax.Op) bool       { return op >= syntax.OpAdd && op <= syntax.OpMod }

// operatorKind is the word that Kapacitor's messages use for a group of
// operators.
func operatorKind(op syntax.Op) string {
	switch {
	case isMath(op):
		return "math"
	case isLogical(op):
		return "logical"
	default:
		return "comparison"
	}
}

// operation is one pair of operand types that an operator accepts.
type operation struct {
	op   syntax.Op
	l, r Kind
}

// operations holds the catalog's valid combinations with the type of their
// results.
var operations = makeOperations()

// operandOf tells, per type, the operators that accept it on either side.
var operandOf = makeOperandOf()

func makeOperations() map[operation]Kind {
	byText := map[string]syntax.Op{}
	for op := syntax.OpAdd; op <= syntax.OpOr; op++ {
		byText[op.String()] = op
	}
	m := map[operation]Kind{}
	for _, p := range catalog.Operators() {
		m[operation{byText[p.Op], kindOf[p.Left], kindOf[p.Right]}] = kindOf[p.Result]
	}
	return m
}

func makeOperandOf() map[Kind]map[syntax.Op]bool {
	m := map[Kind]map[syntax.Op]bool{}
	for o := range operations {
		for _, k := range []Kind{o.l, o.r} {
			if m[k] == nil {
				m[k] = map[syntax.Op]bool{}
			}
			m[k][o.op] = true
		}
	}
	return m
}

// resultOf returns the type of l op r, noType when the combination is invalid.
func resultOf(op syntax.Op, l, r Kind) Kind {
	if k, ok := operations[operation{op, l, r}]; ok {
		return k
	}
	return noType
}
