package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Equal reports whether two graphs do the same: the same nodes with the same
// names, properties in the same order, handlers and links. Places, comments and
// the names of variables do not matter.
func Equal(a, b *Graph) bool { return bytes.Equal(a.encode(), b.encode()) }

// Hash returns a stable digest of what Equal compares, in hex.
func (g *Graph) Hash() string {
	sum := sha256.Sum256(g.encode())
	return hex.EncodeToString(sum[:])
}

// encoder writes a graph as bytes: every item has a tag and every text its
// length, so that no two graphs share an encoding.
type encoder struct{ buf []byte }

func (g *Graph) encode() []byte {
	e := &encoder{buf: make([]byte, 0, 1024)}
	e.str("graph/1")
	e.num(int64(g.Type))
	e.num(int64(len(g.DBRPs)))
	for _, d := range g.DBRPs {
		e.str(d.Database)
		e.str(d.RetentionPolicy)
	}
	index := make(map[*Node]int64, len(g.Nodes))
	for i, n := range g.Nodes {
		index[n] = int64(i)
	}
	e.num(int64(len(g.Nodes)))
	for _, n := range g.Nodes {
		e.node(n, index)
	}
	return e.buf
}

func (e *encoder) node(n *Node, index map[*Node]int64) {
	e.str(n.Spec.Kind)
	e.str(n.UDF)
	e.num(int64(n.ID))
	e.str(n.Name)
	e.num(int64(n.Wants)<<8 | int64(n.Provides))
	e.values(n.Args, index)
	e.calls(n.Calls, index)
	e.num(int64(len(n.Handlers)))
	for _, h := range n.Handlers {
		e.str(h.Spec.Kind)
		e.values(h.Args, index)
		e.calls(h.Calls, index)
	}
	e.num(int64(len(n.Parents)))
	for _, p := range n.Parents {
		e.num(index[p])
	}
	if n.Observed != nil {
		e.num(index[n.Observed])
	}
}

func (e *encoder) calls(calls []Call, index map[*Node]int64) {
	e.num(int64(len(calls)))
	for _, c := range calls {
		e.str(c.Name)
		e.values(c.Args, index)
	}
}

func (e *encoder) values(vs []Value, index map[*Node]int64) {
	e.num(int64(len(vs)))
	for _, v := range vs {
		e.num(int64(v.Type))
		switch v.Type {
		case catalog.Float:
			e.num(int64(math.Float64bits(v.Float)))
		case catalog.Int:
			e.num(v.Int)
		case catalog.Bool:
			e.bool(v.Bool)
		case catalog.Duration:
			e.num(int64(v.Dur))
		case catalog.TimeDim:
			e.num(int64(v.Dur))
			e.num(int64(v.Offset))
		case catalog.Regex:
			e.str(regexText(v))
		case catalog.Lambda:
			if v.Lambda == nil {
				e.expr(nil)
			} else {
				e.expr(v.Lambda.X)
			}
		case catalog.List:
			e.values(v.List, index)
		case catalog.NodeRef:
			e.num(index[v.Node])
		default:
			e.str(v.Str)
		}
	}
}

func (e *encoder) expr(x syntax.Expr) {
	switch x := x.(type) {
	case nil:
		e.tag('0')
	case *syntax.IntLit:
		e.tag('i')
		e.num(x.Value)
	case *syntax.FloatLit:
		e.tag('f')
		e.num(int64(math.Float64bits(x.Value)))
	case *syntax.DurationLit:
		e.tag('d')
		e.num(int64(x.Value))
	case *syntax.BoolLit:
		e.tag('b')
		e.bool(x.Value)
	case *syntax.StringLit:
		e.tag('s')
		e.str(x.Value)
	case *syntax.RegexLit:
		e.tag('r')
		e.str(regexText(Value{Regex: x.Regexp, RegexText: x.Text}))
	case *syntax.StarLit:
		e.tag('*')
	case *syntax.Reference:
		e.tag('"')
		e.str(x.Name)
	case *syntax.Ident:
		e.tag('n')
		e.str(x.Name)
	case *syntax.UnaryExpr:
		e.tag('u')
		e.num(int64(x.Op))
		e.expr(x.X)
	case *syntax.BinaryExpr:
		e.tag('o')
		e.num(int64(x.Op))
		e.expr(x.X)
		e.expr(x.Y)
	case *syntax.CallExpr:
		e.tag('c')
		e.str(x.Name.Name)
		e.num(int64(len(x.Args)))
		for _, a := range x.Args {
			e.expr(a)
		}
	case *syntax.LambdaExpr:
		e.tag('l')
		e.expr(x.X)
	case *syntax.ListLit:
		e.tag('[')
		e.num(int64(len(x.Items)))
		for _, item := range x.Items {
			e.expr(item)
		}
	default:
		e.tag('?')
	}
}

func (e *encoder) tag(c byte)   { e.buf = append(e.buf, c) }
func (e *encoder) num(n int64)  { e.buf = binary.AppendVarint(e.buf, n) }
func (e *encoder) str(s string) { e.num(int64(len(s))); e.buf = append(e.buf, s...) }
func (e *encoder) bool(b bool) {
	if b {
		e.tag(1)
	} else {
		e.tag(0)
	}
}
