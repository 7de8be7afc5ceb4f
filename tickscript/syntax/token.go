package syntax

import "github.com/tickwright/tickwright/tickscript/diag"

// kind is the class of a token.
type kind uint8

const (
	tokError kind = iota
	tokEOF
	tokVar
	tokDBRP
	tokAssign
	tokDot
	tokPipe
	tokAt
	tokIdent
	tokReference
	tokLambda
	tokNumber
	tokString
	tokDuration
	tokLParen
	tokRParen
	tokLBracket
	tokRBracket
	tokComma
	tokTrue
	tokFalse
	tokRegex
	tokComment
	tokStar
	tokNot

	// The binary operators; every kind from here on is one.
	tokPlus
	tokMinus
	tokMult
	tokDiv
	tokMod
	tokAnd
	tokOr
	tokEqual
	tokNotEqual
	tokLess
	tokGreater
	tokLessEqual
	tokGreaterEqual
	tokMatch
	tokNotMatch
)

// kindNames are the names Kapacitor uses in its messages.
var kindNames = [...]string{
	tokError:        "ERR",
	tokEOF:          "EOF",
	tokVar:          "var",
	tokDBRP:         "dbrp",
	tokAssign:       "=",
	tokDot:          ".",
	tokPipe:         "|",
	tokAt:           "@",
	tokIdent:        "identifier",
	tokReference:    "reference",
	tokLambda:       "lambda",
	tokNumber:       "number",
	tokString:       "string",
	tokDuration:     "duration",
	tokLParen:       "(",
	tokRParen:       ")",
	tokLBracket:     "[",
	tokRBracket:     "]",
	tokComma:        ",",
	tokTrue:         "TRUE",
	tokFalse:        "FALSE",
	tokRegex:        "regex",
	tokComment:      "//",
	tokStar:         "*",
	tokNot:          "!",
	tokPlus:         "+",
	tokMinus:        "-",
	tokMult:         "*",
	tokDiv:          "/",
	tokMod:          "%",
	tokAnd:          "AND",
	tokOr:           "OR",
	tokEqual:        "==",
	tokNotEqual:     "!=",
	tokLess:         "<",
	tokGreater:      ">",
	tokLessEqual:    "<=",
	tokGreaterEqual: ">=",
	tokMatch:        "=~",
	tokNotMatch:     "!~",
}

func (k kind) String() string { return kindNames[k] }

// isOperator reports whether k joins two operands.
func (k kind) isOperator() bool { return k >= tokPlus }

// isChain reports whether k is one of the chain operators.
func (k kind) isChain() bool { return k == tokDot || k == tokPipe || k == tokAt }

// startsValue reports whether a value can begin with k.
func (k kind) startsValue() bool {
	switch k {
	case tokIdent, tokReference, tokLambda, tokNumber, tokString, tokDuration,
		tokLParen, tokLBracket, tokTrue, tokFalse, tokRegex, tokStar, tokNot:
		return true
	}
	return false
}

var kindOps = [...]Op{
	tokPlus:         OpAdd,
	tokMinus:        OpSub,
	tokMult:         OpMul,
	tokDiv:          OpDiv,
	tokMod:          OpMod,
	tokAnd:          OpAnd,
	tokOr:           OpOr,
	tokEqual:        OpEq,
	tokNotEqual:     OpNe,
	tokLess:         OpLt,
	tokGreater:      OpGt,
	tokLessEqual:    OpLe,
	tokGreaterEqual: OpGe,
	tokMatch:        OpMatch,
	tokNotMatch:     OpNotMatch,
	tokNot:          OpNot,
}

// op returns the operator that k stands for, OpInvalid for other tokens.
func (k kind) op() Op {
	if int(k) < len(kindOps) {
		return kindOps[k]
	}
	return OpInvalid
}

// Prec returns the precedence of a binary operator: 0 for OR, which binds
// loosest, to 5 for * / %. Other operators have -1.
// Source: Kapacitor, tick/ast/parser.go.
func (o Op) Prec() int {
	switch o {
	case OpOr:
		return 0
	case OpAnd:
		return 1
	case OpEq, OpNe, OpMatch, OpNotMatch:
		return 2
	case OpGt, OpGe, OpLt, OpLe:
		return 3
	case OpAdd, OpSub:
		return 4
	case OpMul, OpDiv, OpMod:
		return 5
	}
	return -1
}

// token is a piece of the source. text is the source text or, for a lexical
// error, Kapacitor's message.
type token struct {
	kind kind
	diag.Range
	text string
}

var keywords = map[string]kind{
	"AND":    tokAnd,
	"OR":     tokOr,
	"TRUE":   tokTrue,
	"FALSE":  tokFalse,
	"var":    tokVar,
	"dbrp":   tokDBRP,
	"lambda": tokLambda,
}
