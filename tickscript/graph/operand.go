package graph

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// opKind says what an operand is.
type opKind uint8

const (
	// opBad is the result of something that was reported already; whatever is
	// done to it stays quiet.
	opBad opKind = iota
	// opValue is a literal, a list, a lambda or a time dimension.
	opValue
	// opNode is a pipeline node.
	opNode
	// opHandler is an alert node seen through one of its handlers.
	opHandler
	// opIdent is a name that was not looked up yet.
	opIdent
	// opRef is "name" outside a lambda.
	opRef
	// opCall is a call of a global function that was not made yet.
	opCall
	// opGlobal is a global function itself.
	opGlobal
	// opNil is the result of a method that returns nothing.
	opNil
)

// operand is what an expression outside a lambda evaluates to.
type operand struct {
	kind    opKind
	val     Value
	node    *Node
	handler *Handler
	// data says that the node is an alert after one of the property methods that
	// return the alert's inner type: handler properties are out of reach then.
	data bool
	name string
	call *syntax.CallExpr
	args []operand
	rng  diag.Range
}

func (o operand) isNode() bool { return o.kind == opNode || o.kind == opHandler }

// at returns the operand with another place in the script.
func (o operand) at(r diag.Range) operand {
	o.rng = r
	o.val.Range = r
	return o
}

func valueOperand(v Value) operand { return operand{kind: opValue, val: v, rng: v.Range} }

// goType names the operand's type the way Kapacitor's messages do, which print
// Go types.
func (o operand) goType() string {
	switch o.kind {
	case opValue:
		return goTypeOf(o.val.Type)
	case opNode:
		switch {
		case o.data:
			return "*pipeline.AlertNodeData"
		case o.node.UDF != "":
			return "*pipeline.UDFNode"
		}
		return o.node.Spec.GoType
	case opHandler:
		return o.handler.Spec.GoType
	case opIdent:
		return "*ast.IdentifierNode"
	case opRef:
		return "*ast.ReferenceNode"
	case opCall:
		return "tick.unboundFunc"
	case opGlobal:
		return "func(time.Duration, ...time.Duration) (kapacitor.TimeDimension, error)"
	}
	return "<nil>"
}

// goKind names the kind of the operand's Go type.
func (o operand) goKind() string {
	if o.kind == opValue {
		switch o.val.Type {
		case catalog.Float, catalog.Int, catalog.String, catalog.Bool:
			return goTypeOf(o.val.Type)
		case catalog.Duration:
			return "int64"
		case catalog.List:
			return "slice"
		}
	}
	return "ptr"
}

func goTypeOf(t catalog.Type) string {
	switch t {
	case catalog.Float:
		return "float64"
	case catalog.Int:
		return "int64"
	case catalog.String:
		return "string"
	case catalog.Bool:
		return "bool"
	case catalog.Duration:
		return "time.Duration"
	case catalog.Regex:
		return "*regexp.Regexp"
	case catalog.TimeDim:
		return "kapacitor.TimeDimension"
	case catalog.Lambda:
		return "*ast.LambdaNode"
	case catalog.List:
		return "[]interface {}"
	case catalog.Star:
		return "*ast.StarNode"
	case catalog.NodeRef:
		return "pipeline.Node"
	case catalog.Ref:
		return "*ast.ReferenceNode"
	}
	return "interface {}"
}

// typeName names a type for a reader of the script.
func typeName(t catalog.Type) string {
	if t == catalog.Any || t == 0 {
		return "value"
	}
	var names []string
	for _, e := range typeNames {
		if t&e.t != 0 {
			names = append(names, e.name)
		}
	}
	return strings.Join(names, " or ")
}

var typeNames = []struct {
	t    catalog.Type
	name string
}{
	{catalog.Float, "float"},
	{catalog.Int, "int"},
	{catalog.String, "string"},
	{catalog.Bool, "bool"},
	{catalog.Duration, "duration"},
	{catalog.Regex, "regex"},
	{catalog.TimeDim, "time dimension"},
	{catalog.Lambda, "lambda"},
	{catalog.List, "list"},
	{catalog.Star, "star"},
	{catalog.NodeRef, "node"},
	{catalog.Ref, "reference"},
}

// kapacitorTypeName is the type's name in Kapacitor's messages about variables.
func kapacitorTypeName(t catalog.Type) string {
	if t == catalog.Bool {
		return "boolean"
	}
	for _, e := range typeNames {
		if e.t == t && t != catalog.NodeRef && t != catalog.Ref {
			return e.name
		}
	}
	return "invalid type"
}

// describe names the operand for a reader of the script: "a string".
func (o operand) describe() string {
	switch o.kind {
	case opValue:
		return article(typeName(o.val.Type))
	case opNode:
		return article(o.node.Spec.Kind + " node")
	case opHandler:
		return article(o.handler.Spec.Kind + " handler")
	case opRef:
		return `a reference "` + o.name + `"`
	case opCall:
		return "a function call that is not evaluated"
	case opGlobal:
		return "a function"
	}
	return "nothing"
}

func article(s string) string {
	if s != "" && strings.ContainsRune("aeiouAEIOU", rune(s[0])) {
		return "an " + s
	}
	return "a " + s
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if u := unicode.ToUpper(r); u != r {
		return string(u) + s[n:]
	}
	return s
}
