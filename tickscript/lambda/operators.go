package lambda

import "github.com/tickwright/tickwright/tickscript/syntax"

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

// operations holds the 61 valid combinations with the type of their results.
var operations = makeOperations()

// operandOf tells, per type, the operators that accept it on either side.
var operandOf = makeOperandOf()

func makeOperations() map[operation]Kind {
	m := map[operation]Kind{}
	add := func(l, r, result Kind, ops ...syntax.Op) {
		for _, op := range ops {
			m[operation{op, l, r}] = result
		}
	}
	compare := []syntax.Op{syntax.OpEq, syntax.OpNe, syntax.OpLt, syntax.OpLe, syntax.OpGt, syntax.OpGe}
	for _, l := range []Kind{Float, Int} {
		for _, r := range []Kind{Float, Int} {
			add(l, r, Bool, compare...)
		}
	}
	add(String, String, Bool, compare...)
	add(Duration, Duration, Bool, compare...)
	add(Bool, Bool, Bool, syntax.OpAnd, syntax.OpOr, syntax.OpEq, syntax.OpNe)
	add(String, Regex, Bool, syntax.OpMatch, syntax.OpNotMatch)
	add(Float, Float, Float, syntax.OpAdd, syntax.OpSub, syntax.OpMul, syntax.OpDiv)
	add(Int, Int, Int, syntax.OpAdd, syntax.OpSub, syntax.OpMul, syntax.OpDiv, syntax.OpMod)
	add(Duration, Duration, Duration, syntax.OpAdd, syntax.OpSub)
	add(Duration, Duration, Int, syntax.OpDiv)
	add(Duration, Int, Duration, syntax.OpMul, syntax.OpDiv)
	add(Duration, Float, Duration, syntax.OpMul, syntax.OpDiv)
	add(Int, Duration, Duration, syntax.OpMul)
	add(Float, Duration, Duration, syntax.OpMul)
	add(String, String, String, syntax.OpAdd)
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
