package graph

import (
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// String returns the value as a script would write it; a node by its name.
func (v Value) String() string {
	switch v.Type {
	case catalog.NodeRef:
		if v.Node != nil {
			return v.Node.Name
		}
	case catalog.TimeDim:
		return "time(" + syntax.FormatDuration(v.Dur) + ", " + syntax.FormatDuration(v.Offset) + ")"
	case catalog.Ref:
		return syntax.PrintNode(&syntax.Reference{Name: v.Str})
	case catalog.Lambda:
		if v.Lambda == nil || v.Lambda.X == nil {
			return "lambda: ?"
		}
		return syntax.PrintNode(v.Lambda)
	case catalog.Regex:
		return "/" + v.RegexText + "/"
	case catalog.List:
		items := make([]string, len(v.List))
		for i, item := range v.List {
			items[i] = item.String()
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	if x := literal(v, diag.Range{}); x != nil {
		return syntax.PrintNode(x)
	}
	return "?"
}
