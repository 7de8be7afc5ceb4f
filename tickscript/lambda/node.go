package lambda

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

type nodeKind uint8

const (
	constNode nodeKind = iota
	refNode
	unaryNode
	binaryNode
	callNode
	lambdaNode
)

// node is a part of a checked expression: the syntax tree with names resolved.
type node struct {
	kind nodeKind
	op   syntax.Op
	// constType is the type that is known before any value is, noType when it
	// depends on the values.
	constType Kind
	// dynamic says that the type can change from point to point.
	dynamic bool
	rng     diag.Range
	src     syntax.Expr

	x, y *node   // operands; x is also the expression of a lambda
	args []*node // arguments of a call
	val  Value   // a constant; a regex is an index into Expr.regexes
	slot int     // a reference's index in Expr.refs
	name string  // of a reference or a function
	fn   *function
	// state tells whose counters a call uses: 0 for the expression's own, i for
	// those of its i-th nested lambda.
	state int
}

// text is the expression as Kapacitor's messages print it.
func (n *node) text(e *Expr) string {
	switch n.kind {
	case refNode:
		return `"` + n.name + `"`
	case unaryNode:
		return n.op.String() + n.x.text(e)
	case binaryNode:
		return n.x.text(e) + " " + n.op.String() + " " + n.y.text(e)
	case lambdaNode:
		return n.x.text(e)
	case callNode:
		args := make([]string, len(n.args))
		for i, a := range n.args {
			args[i] = a.text(e)
		}
		return n.name + "(" + strings.Join(args, ", ") + ")"
	}
	switch n.val.kind {
	case Float:
		return fmt.Sprint(n.val.Float())
	case Int:
		return strconv.FormatInt(n.val.Int(), 10)
	case Bool:
		return strconv.FormatBool(n.val.Bool())
	case Duration:
		return time.Duration(n.val.Int()).String()
	case Regex:
		return e.regexText[n.val.Int()]
	default:
		return n.val.str
	}
}

// evaluatorName is what Kapacitor calls its counterpart of the node; one of its
// messages prints that.
func (n *node) evaluatorName() string {
	switch n.kind {
	case unaryNode:
		return "*stateful.EvalUnaryNode"
	case lambdaNode:
		return "*stateful.EvalLambdaNode"
	case callNode:
		return "*stateful.EvalFunctionNode"
	default:
		return "*stateful.EvalBinaryNode"
	}
}

// builder turns a syntax tree into nodes.
type builder struct {
	e     *Expr
	match bool
	slots map[string]int
	state int
}

// matchIdents are the identifiers of match expressions: the alert levels.
var matchIdents = map[string]int64{"OK": 0, "INFO": 1, "WARNING": 2, "CRITICAL": 3}

func (b *builder) build(x syntax.Expr) (*node, *Error) {
	n := &node{src: x, constType: noType}
	if x != nil {
		n.rng = diag.Range{Start: x.Pos(), End: x.End()}
	}
	constant := func(v Value) (*node, *Error) {
		n.val, n.constType = v, v.kind
		return n, nil
	}
	switch x := x.(type) {
	case *syntax.IntLit:
		return constant(IntValue(x.Value))
	case *syntax.FloatLit:
		return constant(FloatValue(x.Value))
	case *syntax.DurationLit:
		return constant(DurationValue(int64(x.Value)))
	case *syntax.BoolLit:
		return constant(BoolValue(x.Value))
	case *syntax.StringLit:
		return constant(StringValue(x.Value))
	case *syntax.RegexLit:
		return b.regex(n, x)
	case *syntax.Reference:
		n.kind, n.dynamic, n.name = refNode, true, x.Name
		slot, ok := b.slots[x.Name]
		if !ok {
			slot = len(b.e.refs)
			b.slots[x.Name] = slot
			b.e.refs = append(b.e.refs, x.Name)
		}
		n.slot = slot
		return n, nil
	case *syntax.UnaryExpr:
		return b.unary(n, x)
	case *syntax.BinaryExpr:
		return b.binary(n, x)
	case *syntax.CallExpr:
		return b.call(n, x)
	case *syntax.LambdaExpr:
		return b.lambda(n, x)
	case *syntax.Ident:
		if b.match {
			if v, ok := matchIdents[x.Name]; ok {
				return constant(IntValue(v))
			}
			return nil, errorAt(n, "unknown identifier %q", x.Name)
		}
	}
	return nil, errorAt(n, "Given node type is not valid evaluation node: %s", astName(x))
}

// astName is Kapacitor's name of a tree node that cannot be evaluated.
func astName(x syntax.Expr) string {
	switch x.(type) {
	case *syntax.Ident:
		return "*ast.IdentifierNode"
	case *syntax.StarLit:
		return "*ast.StarNode"
	case *syntax.ListLit:
		return "*ast.ListNode"
	case *syntax.ChainExpr:
		return "*ast.ChainNode"
	default:
		return fmt.Sprintf("%T", x)
	}
}

func (b *builder) regex(n *node, x *syntax.RegexLit) (*node, *Error) {
	re := x.Regexp
	if re == nil {
		var err error
		if re, err = regexp.Compile(strings.ReplaceAll(x.Text, `\/`, `/`)); err != nil {
			return nil, errorAt(n, "%s", err)
		}
	}
	n.val = Value{kind: Regex, num: uint64(len(b.e.regexes))}
	n.constType = Regex
	b.e.regexes = append(b.e.regexes, re)
	b.e.regexText = append(b.e.regexText, x.Text)
	return n, nil
}

func (b *builder) unary(n *node, x *syntax.UnaryExpr) (*node, *Error) {
	if x.Op != syntax.OpNot && x.Op != syntax.OpSub {
		return nil, errorAt(n, "Invalid unary operator: %q", x.Op)
	}
	sub, err := b.build(x.X)
	if err != nil {
		return nil, wrapCompile("Failed to handle node: ", err)
	}
	n.kind, n.op, n.x = unaryNode, x.Op, sub
	if x.Op == syntax.OpNot {
		n.constType = Bool
	} else {
		n.constType = sub.constType
	}
	n.dynamic = n.constType == noType && sub.dynamic
	return n, nil
}

func (b *builder) binary(n *node, x *syntax.BinaryExpr) (*node, *Error) {
	if !isMath(x.Op) && !isComparison(x.Op) && !isLogical(x.Op) {
		return nil, errorAt(n, "unknown binary operator %v", x.Op)
	}
	var err *Error
	n.kind, n.op = binaryNode, x.Op
	if n.x, err = b.build(x.X); err != nil {
		return nil, wrapCompile("Failed to handle left node: ", err)
	}
	if n.y, err = b.build(x.Y); err != nil {
		return nil, wrapCompile("Failed to handle right node: ", err)
	}
	if isMath(x.Op) {
		n.constType = resultOf(x.Op, n.x.constType, n.y.constType)
	} else {
		n.constType = Bool
	}
	if !n.x.dynamic && !n.y.dynamic && resultOf(x.Op, n.x.constType, n.y.constType) == noType {
		return nil, mismatch(n, n.x.constType, n.y.constType)
	}
	n.dynamic = n.constType == noType && (n.x.dynamic || n.y.dynamic)
	return n, nil
}

func (b *builder) call(n *node, x *syntax.CallExpr) (*node, *Error) {
	n.kind, n.dynamic, n.state = callNode, true, b.state
	if x.Name != nil {
		n.name = x.Name.Name
	}
	for i, a := range x.Args {
		arg, err := b.build(a)
		if err != nil {
			return nil, wrapCompile(fmt.Sprintf("Failed to handle %d argument: ", i+1), err)
		}
		n.args = append(n.args, arg)
	}
	if f := functions[n.name]; f != nil && (b.match || !f.matchOnly) {
		n.fn = f
		b.e.stateful = b.e.stateful || f.stateful
		b.e.random = b.e.random || f.name == "rand"
		b.e.shared = b.e.shared || f.stateful && b.state > 0
	}
	return n, nil
}

func (b *builder) lambda(n *node, x *syntax.LambdaExpr) (*node, *Error) {
	b.e.nested++
	outer := b.state
	b.state = b.e.nested
	sub, err := b.build(x.X)
	b.state = outer
	if err != nil {
		return nil, wrapCompile("Failed to handle node: ", err)
	}
	n.kind, n.x, n.constType, n.dynamic = lambdaNode, sub, sub.constType, sub.dynamic
	return n, nil
}

func wrapCompile(prefix string, e *Error) *Error {
	return &Error{Pos: e.Pos, End: e.End, Msg: prefix + e.Msg}
}

// mismatch explains why no operation exists for the types.
func mismatch(n *node, l, r Kind) *Error {
	if l != noType && !operandOf[l][n.op] {
		return errorAt(n, "invalid %s operator %v for type %s", operatorKind(n.op), n.op, l)
	}
	return errorAt(n, "mismatched type to binary operator. got %s %v %s. see bool(), int(), float(), string(), duration()", l, n.op, r)
}
