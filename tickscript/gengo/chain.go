package gengo

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/internal/gonames"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// finished writes a whole chain; see chain.
func (w *writer) finished(x syntax.Expr) (string, *object) {
	text, o := w.chain(x)
	if o == nil {
		return "", nil
	}
	return text + o.handlers, &object{spec: o.spec, udf: o.udf}
}

// chain writes a chain and says what it arrives at; the object is nil after an
// error.
func (w *writer) chain(x syntax.Expr) (string, *object) {
	c, ok := x.(*syntax.ChainExpr)
	if !ok {
		id, ok := x.(*syntax.Ident)
		if !ok {
			w.errorf(x, "a chain starts from a node")
			return "", nil
		}
		n := w.name(id.Name)
		if n.object == nil {
			w.errorf(x, "%s is no node", id.Name)
		}
		return n.goName, n.object
	}
	text, o := w.chain(c.X)
	if o == nil {
		return "", nil
	}
	call, ok := c.Sel.(*syntax.CallExpr)
	if !ok {
		w.errorf(c.Sel, "reading a property has no counterpart in the builder")
		return "", nil
	}
	comment := ""
	if l := lines(c.Doc); l != nil && c.Op != syntax.ChainDot {
		comment = fmt.Sprintf(".\nComment(%s)", quoted(l))
	}
	var step string
	switch c.Op {
	case syntax.ChainAt:
		text += o.handlers
		spec, _ := catalog.NodeByKind("udf")
		o = &object{spec: spec, udf: true}
		step = fmt.Sprintf(".\nUDF(%s)", quote(call.Name.Name))
	case syntax.ChainPipe:
		text += o.handlers
		step, o = w.pipe(o, call)
	default:
		step, o = w.dot(o, call)
	}
	if o == nil {
		return "", nil
	}
	return text + step + comment, o
}

// pipe writes a chain method.
func (w *writer) pipe(o *object, call *syntax.CallExpr) (string, *object) {
	spec, ok := catalog.NodeByMethod(call.Name.Name)
	if !ok {
		w.errorf(call, "%s has no counterpart in the builder", call.Name.Name)
		return "", nil
	}
	method := gonames.Chain(o.spec, spec)
	next := &object{spec: spec}
	if spec.Kind == "deadman" {
		next.spec, _ = catalog.NodeByKind("alert")
	}
	return w.call(method, spec.Params, call), next
}

// dot writes a property or a handler.
func (w *writer) dot(o *object, call *syntax.CallExpr) (string, *object) {
	n := call.Name.Name
	if o.udf {
		if n == "quiet" {
			return ".\nQuiet()", o
		}
		var args []string
		for _, a := range call.Args {
			args = append(args, w.operand(a))
		}
		return fmt.Sprintf(".\nSet(%s)", strings.Join(append([]string{quote(n)}, args...), ", ")), o
	}
	if o.handler != nil {
		if p, ok := o.handler.Property(n); ok {
			step := w.call(gonames.HandlerProperty(o.handler, p), p.Params, call)
			return "", &object{spec: o.spec, handler: o.handler, handlers: o.handlers + step}
		}
	}
	if h, ok := o.spec.Handler(n); ok {
		step := w.call(gonames.Name(h.Kind), h.Params, call)
		return "", &object{spec: o.spec, handler: h, handlers: o.handlers + step}
	}
	p, ok := o.spec.Property(n)
	if !ok {
		w.errorf(call, "%s has no counterpart in the builder", n)
		return "", nil
	}
	next := &object{spec: o.spec, handlers: o.handlers}
	if p.Field || n == "quiet" {
		// A method leads back to the alert, a plain field does not.
		next.handler = o.handler
	}
	return w.call(gonames.Property(o.spec, p), p.Params, call), next
}

// call writes a Go call, with Go values where all arguments are literals, else
// with variables and expressions.
func (w *writer) call(method string, params []catalog.Param, call *syntax.CallExpr) string {
	args := call.Args
	if len(args) == 1 {
		if l, ok := args[0].(*syntax.ListLit); ok {
			args = l.Items
		}
		if _, star := args[0].(*syntax.StarLit); len(args) == 1 && star {
			for _, v := range gonames.Variants(params) {
				if v.All {
					return ".\n" + method + v.Suffix + "()"
				}
			}
		}
	}
	variants := gonames.Variants(params)
	for _, v := range variants {
		if v.All {
			continue
		}
		if text, ok := w.arguments(v, args); ok {
			return ".\n" + method + v.Suffix + "(" + text + ")"
		}
	}
	w.errorf(call, "the arguments of %s have no counterpart in the builder", call.Name.Name)
	return ""
}

// arguments writes the arguments of one variant of a method, if they fit.
func (w *writer) arguments(v gonames.Variant, args []syntax.Expr) (string, bool) {
	var out []string
	for i, a := range args {
		at := min(i, len(v.Params)-1)
		if at < 0 || i > at && !v.Params[at].Variadic {
			return "", false
		}
		text, ok := w.argument(v.Params[at], a)
		if !ok {
			return "", false
		}
		out = append(out, text)
	}
	return strings.Join(out, ", "), true
}

var nativeTypes = map[string]string{
	"string": "string", "int64": "int", "float64": "float", "bool": "bool", "time.Duration": "duration",
}

func (w *writer) argument(p gonames.Param, a syntax.Expr) (string, bool) {
	switch p.Go {
	case "Node":
		id, ok := a.(*syntax.Ident)
		if !ok {
			text, o := w.finished(a)
			return strings.ReplaceAll(text, "\n", ""), o != nil
		}
		return w.name(id.Name).goName, true
	case "LambdaValue":
		if l, ok := a.(*syntax.LambdaExpr); ok {
			return w.lambda(l), true
		}
		return w.term(a), true
	case "any":
		return w.operand(a), true
	}
	if want, ok := nativeTypes[p.Go]; ok {
		kind, text, ok := w.native(a)
		return text, ok && kind == want
	}
	return w.term(a), true
}
