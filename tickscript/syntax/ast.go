package syntax

import (
	"regexp"
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// Node is any part of a tree. Pos is the place of its first byte, End the place
// after its last.
type Node interface {
	Pos() diag.Pos
	End() diag.Pos
}

// Expr is a node that stands for a value.
type Expr interface {
	Node
	exprNode()
}

// Stmt is a node that stands on its own in a File.
type Stmt interface {
	Node
	stmtNode()
}

// Span is the range of a node; every node embeds one.
type Span struct{ diag.Range }

// Pos returns the place of the node's first byte.
func (s Span) Pos() diag.Pos { return s.Start }

// End returns the place after the node's last byte.
func (s Span) End() diag.Pos { return s.Range.End }

// Comment is a group of // lines. Lines hold the text after the slashes, with
// one leading blank removed; a nil-free empty line inside a group that was a
// blank source line is kept as a Line with Blank set.
type Comment struct {
	Span
	Lines []CommentLine
	// OwnLine says that the group starts on a line of its own.
	OwnLine bool
}

// CommentLine is one line of a comment group.
type CommentLine struct {
	Text  string
	Blank bool
}

// File is a parsed script: its statements in order.
type File struct {
	Span
	Stmts []Stmt
	// Comments are all comment groups of the source in order, also those that
	// no node has as its Doc: Kapacitor's parser drops the comment before, for
	// instance, a closing parenthesis or a minus sign, and so does Print.
	Comments []*Comment
}

// Op is an operator of unary and binary expressions.
type Op uint8

// The operators.
const (
	OpInvalid  Op = iota
	OpAdd         // +
	OpSub         // - (binary and unary)
	OpMul         // *
	OpDiv         // /
	OpMod         // %
	OpEq          // ==
	OpNe          // !=
	OpLt          // <
	OpLe          // <=
	OpGt          // >
	OpGe          // >=
	OpMatch       // =~
	OpNotMatch    // !~
	OpAnd         // AND
	OpOr          // OR
	OpNot         // ! (unary)
)

var opText = [...]string{"?", "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "=~", "!~", "AND", "OR", "!"}

// String returns the operator as it is written.
func (o Op) String() string {
	if int(o) < len(opText) {
		return opText[o]
	}
	return "?"
}

// ChainOp is the operator between a node and what follows it.
type ChainOp uint8

// The chain operators.
const (
	ChainDot  ChainOp = iota // . sets or reads a property
	ChainPipe                // | creates the next node
	ChainAt                  // @ calls a user defined function
)

// String returns ".", "|" or "@".
func (o ChainOp) String() string { return [...]string{".", "|", "@"}[o] }

// Statements.
type (
	// VarDecl is `var name = value`.
	VarDecl struct {
		Span
		Doc   *Comment
		Name  *Ident
		Value Expr
	}
	// TypeDecl is `var name type`: a variable that a task must give.
	TypeDecl struct {
		Span
		Doc  *Comment
		Name *Ident
		Type *Ident
	}
	// DBRPStmt is `dbrp "database"."retention policy"`.
	DBRPStmt struct {
		Span
		Doc    *Comment
		DB, RP *Reference
	}
	// ExprStmt is an expression on its own, normally a chain.
	ExprStmt struct {
		Span
		X Expr
	}
	// CommentStmt is a comment with nothing after it.
	CommentStmt struct {
		Span
		Doc *Comment
	}
)

func (*VarDecl) stmtNode()     {}
func (*TypeDecl) stmtNode()    {}
func (*DBRPStmt) stmtNode()    {}
func (*ExprStmt) stmtNode()    {}
func (*CommentStmt) stmtNode() {}

// Expressions.
type (
	// BadExpr stands where an expression could not be parsed.
	BadExpr struct{ Span }

	// IntLit is an integer literal; Base is 10 or 8.
	IntLit struct {
		Span
		Doc   *Comment
		Value int64
		Base  int
	}
	// FloatLit is a literal with a decimal point.
	FloatLit struct {
		Span
		Doc   *Comment
		Value float64
	}
	// DurationLit is a literal such as 10s; Text is the literal as written, empty
	// when the node was made from a value.
	DurationLit struct {
		Span
		Doc   *Comment
		Value time.Duration
		Text  string
	}
	// BoolLit is TRUE or FALSE.
	BoolLit struct {
		Span
		Doc   *Comment
		Value bool
	}
	// StringLit is '...' or, with Triple, three quotes on each side. Value is
	// unescaped.
	StringLit struct {
		Span
		Doc    *Comment
		Value  string
		Triple bool
	}
	// RegexLit is /.../. Text is the source between the slashes as written;
	// Regexp is it compiled, with `\/` unescaped.
	RegexLit struct {
		Span
		Doc    *Comment
		Text   string
		Regexp *regexp.Regexp
	}
	// StarLit is * in value position.
	StarLit struct {
		Span
		Doc *Comment
	}
	// ListLit is [a, b]; items are Ident, StringLit or StarLit.
	ListLit struct {
		Span
		Doc   *Comment
		Items []Expr
	}
	// Ident is a bare name.
	Ident struct {
		Span
		Doc  *Comment
		Name string
	}
	// Reference is "name": a field or a tag.
	Reference struct {
		Span
		Doc  *Comment
		Name string
	}
	// UnaryExpr is -x or !x.
	UnaryExpr struct {
		Span
		Doc *Comment
		Op  Op
		X   Expr
	}
	// BinaryExpr is x op y. OpPos is the operator's place. Parens says that the
	// expression was written in parentheses; MultiLine that a newline stood
	// between its operands' starts.
	BinaryExpr struct {
		Span
		Doc       *Comment
		Op        Op
		OpPos     diag.Pos
		X, Y      Expr
		Parens    bool
		MultiLine bool
	}
	// CallExpr is name(args): a global function, a chain method, a property call
	// or a function in a lambda.
	CallExpr struct {
		Span
		Doc       *Comment
		Name      *Ident
		Args      []Expr
		MultiLine bool
	}
	// ChainExpr is x.sel, x|sel or x@sel; Sel is a CallExpr or an Ident, or
	// a BadExpr after an error. Doc belongs to the operator.
	ChainExpr struct {
		Span
		Doc   *Comment
		X     Expr
		Op    ChainOp
		OpPos diag.Pos
		Sel   Expr
	}
	// LambdaExpr is lambda: x.
	LambdaExpr struct {
		Span
		Doc *Comment
		X   Expr
	}
)

func (*BadExpr) exprNode()     {}
func (*IntLit) exprNode()      {}
func (*FloatLit) exprNode()    {}
func (*DurationLit) exprNode() {}
func (*BoolLit) exprNode()     {}
func (*StringLit) exprNode()   {}
func (*RegexLit) exprNode()    {}
func (*StarLit) exprNode()     {}
func (*ListLit) exprNode()     {}
func (*Ident) exprNode()       {}
func (*Reference) exprNode()   {}
func (*UnaryExpr) exprNode()   {}
func (*BinaryExpr) exprNode()  {}
func (*CallExpr) exprNode()    {}
func (*ChainExpr) exprNode()   {}
func (*LambdaExpr) exprNode()  {}
