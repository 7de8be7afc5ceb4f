package syntax

import (
	"fmt"
	"strings"
	"time"
)

// dump writes a tree as s-expressions, comments as ;text before their node.
func dump(n Node) string {
	doc := ""
	if d := Doc(n); d != nil {
		for _, l := range d.Lines {
			if l.Blank {
				doc += ";; "
				continue
			}
			doc += ";" + l.Text + " "
		}
	}
	return doc + dumpBare(n)
}

func dumpBare(n Node) string {
	switch n := n.(type) {
	case *File:
		return dumpAll(n.Stmts, "\n")
	case *VarDecl:
		return "(var " + dump(n.Name) + " " + dump(n.Value) + ")"
	case *TypeDecl:
		return "(type " + dump(n.Name) + " " + dump(n.Type) + ")"
	case *DBRPStmt:
		return "(dbrp " + dump(n.DB) + " " + dump(n.RP) + ")"
	case *ExprStmt:
		return dump(n.X)
	case *CommentStmt:
		return "(comment)"
	case *BadExpr:
		return "BAD"
	case *IntLit:
		if n.Base != 10 {
			return fmt.Sprintf("%d(base %d)", n.Value, n.Base)
		}
		return fmt.Sprint(n.Value)
	case *FloatLit:
		return fmt.Sprintf("float(%g)", n.Value)
	case *DurationLit:
		return time.Duration(n.Value).String() + "(" + n.Text + ")"
	case *BoolLit:
		return fmt.Sprint(n.Value)
	case *StringLit:
		if n.Triple {
			return fmt.Sprintf("triple%q", n.Value)
		}
		return fmt.Sprintf("%q", n.Value)
	case *RegexLit:
		return "regex(" + n.Regexp.String() + ")"
	case *StarLit:
		return "star"
	case *ListLit:
		return "[" + dumpAll(n.Items, " ") + "]"
	case *Ident:
		return n.Name
	case *Reference:
		return fmt.Sprintf("ref%q", n.Name)
	case *UnaryExpr:
		return "(" + n.Op.String() + " " + dump(n.X) + ")"
	case *BinaryExpr:
		flags := ""
		if n.Parens {
			flags += "p"
		}
		if n.MultiLine {
			flags += "m"
		}
		return "(" + n.Op.String() + flags + " " + dump(n.X) + " " + dump(n.Y) + ")"
	case *CallExpr:
		flags := ""
		if n.MultiLine {
			flags = "#m"
		}
		return dump(n.Name) + flags + "(" + dumpAll(n.Args, " ") + ")"
	case *ChainExpr:
		return "{" + dump(n.X) + " " + n.Op.String() + dump(n.Sel) + "}"
	case *LambdaExpr:
		return "(lambda " + dump(n.X) + ")"
	}
	return fmt.Sprintf("?%T", n)
}

func typeName(n Node) string { return fmt.Sprintf("%T", n) }

func dumpAll[N Node](list []N, sep string) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = dump(n)
	}
	return strings.Join(parts, sep)
}
