package syntax

import "github.com/tickwright/tickwright/tickscript/diag"

// RefPos returns the place that Kapacitor names for a node, as in "line 3 char
// 5: ...": the operator of a binary or chain expression, else the node's start.
func RefPos(n Node) diag.Pos {
	switch n := n.(type) {
	case *BinaryExpr:
		return n.OpPos
	case *ChainExpr:
		return n.OpPos
	}
	return n.Pos()
}
