package syntax

import (
	"encoding/json"
	"fmt"
)

// JSON writes a tree in the form that Kapacitor's own nodes have as JSON: each
// node is an object with the kind of node under typeOf. Some of what a script
// says is not part of that form, as it is not in Kapacitor: the name of a
// function, the quotes of a string, positions and comments. A BadExpr is an
// error.
func JSON(n Node) ([]byte, error) {
	v, err := jsonValue(n, "global")
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write %T as JSON: %w", n, err)
	}
	return b, nil
}

type object = map[string]any

// jsonValue builds the object of a node; call is the kind that a call has where
// n stands.
func jsonValue(n Node, call string) (any, error) {
	var err error
	// sub builds the value of a part and keeps the first error.
	sub := func(n Node, call string) any {
		v, e := jsonValue(n, call)
		if err == nil {
			err = e
		}
		return v
	}
	var o object
	switch n := n.(type) {
	case *File:
		o = object{"typeOf": "program", "nodes": nil}
		if n.Stmts != nil {
			o["nodes"] = jsonList(n.Stmts, sub)
		}
	case *ExprStmt:
		return jsonValue(n.X, call)
	case *CommentStmt:
		lines := make([]string, len(n.Doc.Lines))
		for i, l := range n.Doc.Lines {
			lines[i] = l.Text
			if l.Blank {
				lines[i] = "\n"
			}
		}
		o = object{"typeOf": "comment", "comments": lines}
	case *VarDecl:
		o = object{"typeOf": "declaration", "left": sub(n.Name, call), "right": sub(n.Value, call)}
	case *TypeDecl:
		o = object{"typeOf": "typeDeclaration", "node": sub(n.Name, call), "type": sub(n.Type, call)}
	case *DBRPStmt:
		o = object{"typeOf": "dbrp", "db": sub(n.DB, call), "rp": sub(n.RP, call)}
	case *IntLit:
		o = object{"typeOf": "number", "isint": true, "isfloat": false, "int64": n.Value, "float64": 0, "base": n.Base}
	case *FloatLit:
		o = object{"typeOf": "number", "isint": false, "isfloat": true, "int64": 0, "float64": n.Value, "base": 0}
	case *DurationLit:
		o = object{"typeOf": "duration", "duration": FormatDuration(n.Value)}
	case *BoolLit:
		o = object{"typeOf": "bool", "bool": n.Value}
	case *StringLit:
		o = object{"typeOf": "string", "literal": n.Value}
	case *RegexLit:
		o = object{"typeOf": "regex", "regex": unescape(n.Text, '/')}
	case *StarLit:
		o = object{"typeOf": "star"}
	case *ListLit:
		o = object{"typeOf": "list", "nodes": jsonList(n.Items, sub)}
	case *Ident:
		o = object{"typeOf": "identifier", "ident": n.Name}
	case *Reference:
		o = object{"typeOf": "reference", "reference": n.Name}
	case *UnaryExpr:
		o = object{"typeOf": "unary", "operator": n.Op.String(), "node": sub(n.X, "global")}
	case *BinaryExpr:
		o = object{"typeOf": "binary", "operator": n.Op.String(), "left": sub(n.X, "global"), "right": sub(n.Y, "global")}
	case *ChainExpr:
		kind := [...]string{ChainDot: "property", ChainPipe: "chain", ChainAt: "dynamic"}[n.Op]
		o = object{"typeOf": "chain", "operator": n.Op.String(), "left": sub(n.X, "global"), "right": sub(n.Sel, kind)}
	case *CallExpr:
		o = object{"typeOf": "func", "functionType": call, "args": nil}
		if n.Args != nil {
			o["args"] = jsonList(n.Args, sub)
		}
	case *LambdaExpr:
		o = object{"typeOf": "lambda", "expression": sub(n.X, "global")}
	default:
		return nil, fmt.Errorf("write %T as JSON: there is no form for it", n)
	}
	return o, err
}

func jsonList[N Node](list []N, sub func(Node, string) any) []any {
	out := make([]any, len(list))
	for i, n := range list {
		out[i] = sub(n, "global")
	}
	return out
}
