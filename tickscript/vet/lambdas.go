package vet

import (
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// use is one lambda at work in a node.
type use struct {
	node *graph.Node
	expr syntax.Expr
	rng  diag.Range
	// what names its place: "where", "crit".
	what string
	// predicate says that it has to be a boolean and that Kapacitor does not
	// survive a panic in it.
	predicate bool
	// facts are about what it sees.
	facts *Facts
}

var levels = []string{"info", "warn", "crit"}

// lambdas lists every lambda of the graph but those that a deadman brings.
func (p *pass) lambdas() []use {
	var out []use
	for _, n := range p.nodes() {
		if isDeadman(n) {
			continue
		}
		facts := p.in(n)
		add := func(v graph.Value, what string, predicate bool) {
			if v.Type == catalog.Lambda && v.Lambda != nil && v.Lambda.X != nil {
				out = append(out, use{node: n, expr: v.Lambda.X, rng: v.Range, what: what, predicate: predicate, facts: facts})
			}
		}
		property := func(name string, predicate bool) {
			if c, ok := n.Call(name); ok {
				add(c.Args[0], name, predicate)
			}
		}
		switch n.Kind() {
		case "from":
			facts = p.facts[n]
			property("where", true)
		case "where", "stateDuration", "stateCount":
			if _, ok := n.Call("lambda"); ok {
				property("lambda", true)
			} else if len(n.Args) > 0 {
				add(n.Args[0], n.Kind(), true)
			}
		case "eval":
			known := *facts
			if c, ok := n.Call("as"); ok {
				for _, name := range strs(c.Args) {
					if _, there := known.Fields.Known[name]; !there {
						known.Fields = known.Fields.with(name, 0)
					}
				}
			}
			facts = &known
			for _, v := range n.Args {
				add(v, "eval", false)
			}
		case "combine":
			for _, v := range n.Args {
				add(v, "combine", true)
			}
		case "alert":
			for _, level := range levels {
				property(level, true)
				property(level+"Reset", true)
			}
		case "k8sAutoscale", "swarmAutoscale", "ec2Autoscale":
			property("replicas", false)
		}
	}
	return out
}

// isDeadman reports whether a node was made by a deadman.
func isDeadman(n *graph.Node) bool {
	if n.Kind() != "alert" || len(n.Parents) != 1 || n.Parents[0].Kind() != "derivative" {
		return false
	}
	d := n.Parents[0]
	return len(d.Parents) == 1 && d.Parents[0].Kind() == "stats" && d.Range == n.Range && d.Parents[0].Range == n.Range
}

// refs returns the fields and tags that an expression reads, in order and with
// repetitions.
func refs(x syntax.Expr) []*syntax.Reference {
	var out []*syntax.Reference
	syntax.Walk(x, func(n syntax.Node) bool {
		if r, ok := n.(*syntax.Reference); ok && r.Name != "time" {
			out = append(out, r)
		}
		return true
	})
	return out
}

// calls returns the function calls of an expression.
func calls(x syntax.Expr) []*syntax.CallExpr {
	var out []*syntax.CallExpr
	syntax.Walk(x, func(n syntax.Node) bool {
		if c, ok := n.(*syntax.CallExpr); ok {
			out = append(out, c)
		}
		return true
	})
	return out
}

func rangeOf(n syntax.Node) diag.Range { return diag.Range{Start: n.Pos(), End: n.End()} }

// unwrap takes the lambda of a variable off its expression.
func unwrap(x syntax.Expr) syntax.Expr {
	for {
		l, ok := x.(*syntax.LambdaExpr)
		if !ok || l.X == nil {
			return x
		}
		x = l.X
	}
}

// bound is a comparison of a field with a constant.
type bound struct {
	name  string
	op    syntax.Op
	value float64
}

// boundOf reads an expression as a comparison of a field with a number.
func boundOf(x syntax.Expr) (bound, bool) {
	b, ok := unwrap(x).(*syntax.BinaryExpr)
	if !ok {
		return bound{}, false
	}
	if r, ok := fieldOf(b.X); ok {
		if v, ok := number(b.Y); ok {
			return bound{r, b.Op, v}, isOrder(b.Op)
		}
	}
	if r, ok := fieldOf(b.Y); ok {
		if v, ok := number(b.X); ok {
			return bound{r, mirror(b.Op), v}, isOrder(b.Op)
		}
	}
	return bound{}, false
}

func fieldOf(x syntax.Expr) (string, bool) {
	r, ok := unwrap(x).(*syntax.Reference)
	if !ok {
		return "", false
	}
	return r.Name, true
}

func number(x syntax.Expr) (float64, bool) {
	switch x := unwrap(x).(type) {
	case *syntax.IntLit:
		return float64(x.Value), true
	case *syntax.FloatLit:
		return x.Value, true
	case *syntax.DurationLit:
		return float64(x.Value), true
	case *syntax.UnaryExpr:
		if v, ok := number(x.X); ok && x.Op == syntax.OpSub {
			return -v, true
		}
	}
	return 0, false
}

func isOrder(op syntax.Op) bool {
	return op == syntax.OpLt || op == syntax.OpLe || op == syntax.OpGt || op == syntax.OpGe
}

func mirror(op syntax.Op) syntax.Op {
	switch op {
	case syntax.OpLt:
		return syntax.OpGt
	case syntax.OpLe:
		return syntax.OpGe
	case syntax.OpGt:
		return syntax.OpLt
	case syntax.OpGe:
		return syntax.OpLe
	}
	return op
}

// implies reports whether a holds only where b holds too: both bound the same
// field in the same direction.
func (a bound) implies(b bound) bool {
	if a.name != b.name {
		return false
	}
	up := func(op syntax.Op) bool { return op == syntax.OpGt || op == syntax.OpGe }
	if up(a.op) != up(b.op) {
		return false
	}
	strict := func(op syntax.Op) bool { return op == syntax.OpGt || op == syntax.OpLt }
	if a.value == b.value {
		return strict(a.op) || !strict(b.op)
	}
	return up(a.op) == (a.value > b.value)
}
