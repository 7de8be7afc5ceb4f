package graph

import (
	"errors"
	"fmt"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// checkStart checks what Kapacitor checks when a task is started.
func (b *builder) checkStart() {
	b.checkRules(catalog.Start)
	// In the order in which the server starts the nodes: a lambda of several
	// nodes fails in the first.
	for _, n := range b.g.Sorted() {
		if !b.miscalled[n] {
			b.checkLambdas(n)
		}
	}
}

// checkLambdas compiles every lambda of a node.
func (b *builder) checkLambdas(n *Node) {
	switch n.Kind() {
	case "where", "stateDuration", "stateCount":
		v := Value{Type: catalog.Lambda}
		if len(n.Args) > 0 {
			v = n.Args[0]
		}
		if c, ok := n.Call("lambda"); ok {
			v = c.Args[0]
		}
		prefix := ""
		if n.Kind() == "where" {
			prefix = "Failed to compile expression in where clause: "
		}
		b.compile(v, prefix)
	case "eval", "combine":
		for i, v := range n.Args {
			b.compile(v, fmt.Sprintf("Failed to compile %v expression: ", i))
		}
	case "from":
		if c, ok := n.Call("where"); ok {
			b.compile(c.Args[0], "Failed to compile from expression: ")
		}
	case "alert":
		for _, level := range alertLambdas {
			if c, ok := n.Call(level); ok {
				b.compile(c.Args[0], "Failed to compile stateful expression for "+level+": ")
			}
		}
	case "k8sAutoscale", "swarmAutoscale", "ec2Autoscale":
		if c, ok := n.Call("replicas"); ok {
			b.compile(c.Args[0], "invalid replicas expression: ")
		}
	}
}

var alertLambdas = []string{"info", "infoReset", "warn", "warnReset", "crit", "critReset"}

func (b *builder) compile(v Value, prefix string) {
	if v.Type != catalog.Lambda || v.Lambda == nil || v.Lambda.X == nil || b.broken[v.Lambda] {
		return
	}
	// A lambda that several nodes use is compiled and reported once.
	if b.compiled[v.Lambda] {
		return
	}
	if b.compiled == nil {
		b.compiled = map[*syntax.LambdaExpr]bool{}
	}
	b.compiled[v.Lambda] = true
	_, err := lambda.Compile(v.Lambda, lambda.Options{})
	if err == nil {
		return
	}
	r := v.Range
	var le *lambda.Error
	if errors.As(err, &le) && le.Pos.IsValid() {
		r = diag.Range{Start: le.Pos, End: le.End}
	}
	b.errorAt(r, CodeLambda, "expression does not compile: %s", err).kapacitor("%s%s", prefix, err)
}
