package graph

import "github.com/tickwright/tickwright/tickscript/syntax"

// InferType tells a script's task type the way Kapacitor's HTTP API does: by the
// leftmost names of the declarations and chains at the top level. A script that
// starts from neither or from both of stream and batch has UnknownType.
//
// Kapacitor: services/task_store/util.go
func InferType(file *syntax.File) TaskType {
	found := UnknownType
	for _, s := range file.Stmts {
		var x syntax.Expr
		switch s := s.(type) {
		case *syntax.VarDecl:
			x = s.Value
		case *syntax.ExprStmt:
			// A bare name that is not followed by anything does not count.
			if c, ok := s.X.(*syntax.ChainExpr); ok {
				x = c.X
			}
		}
		t := sourceType(x)
		switch {
		case t == UnknownType:
		case found == UnknownType:
			found = t
		case found != t:
			return UnknownType
		}
	}
	return found
}

func sourceType(x syntax.Expr) TaskType {
	for {
		c, ok := x.(*syntax.ChainExpr)
		if !ok {
			break
		}
		x = c.X
	}
	if id, ok := x.(*syntax.Ident); ok {
		switch id.Name {
		case "stream":
			return StreamTask
		case "batch":
			return BatchTask
		}
	}
	return UnknownType
}
