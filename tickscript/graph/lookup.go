package graph

import (
	"sort"
	"sync"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// mustNode returns the catalog's entry of a kind that is known to exist.
func mustNode(kind string) *catalog.Node {
	n, ok := catalog.NodeByKind(kind)
	if !ok {
		panic("graph: the catalog has no node " + kind)
	}
	return n
}

// methodNames are all chain methods, sorted.
var methodNames = sync.OnceValue(func() []string {
	var names []string
	for _, n := range catalog.Nodes() {
		if !n.Hidden {
			names = append(names, n.Kind)
		}
	}
	sort.Strings(names)
	return names
})

// chainMethod returns the node that a chain method creates after a node, or nil.
func chainMethod(after *Node, name string) *catalog.Node {
	if m, ok := catalog.NodeByMethod(name); ok && m.CanFollow(after.Spec) {
		return m
	}
	return nil
}

// hides reports whether a node has a Go field of the chain method's name: the
// field hides the method, and the call fails. Kapacitor gets around that for the
// delete of a barrier only.
func hides(n *Node, method *catalog.Node) bool {
	p, ok := n.Spec.Property(method.Kind)
	return ok && p.Field && n.Spec.Kind != "barrier"
}

// isChainMethod reports whether some node has a chain method of this name.
func isChainMethod(name string) bool {
	_, ok := catalog.NodeByMethod(name)
	return ok
}

// chainMethods lists the chain methods that may follow a node.
func chainMethods(after *Node) []string {
	var out []string
	for _, name := range methodNames() {
		if chainMethod(after, name) != nil {
			out = append(out, name)
		}
	}
	return out
}

// property returns a node's property, or nil.
func property(n *Node, name string) *catalog.Property {
	if n.UDF != "" {
		// The names of a function's options are matched as they are.
		for i := range n.Spec.Properties {
			if p := &n.Spec.Properties[i]; p.Name == name {
				return p
			}
		}
		n = &Node{Spec: mustNode("udf")}
	}
	p, _ := n.Spec.Property(name)
	return p
}

// isOption reports whether a property is an option of a user defined function.
func isOption(n *Node, p *catalog.Property) bool {
	for i := range n.Spec.Properties {
		if n.UDF != "" && &n.Spec.Properties[i] == p {
			return true
		}
	}
	return false
}

// handlerMethod returns an alert's handler, or nil.
func handlerMethod(n *Node, name string) *catalog.Handler {
	if n.Spec.Kind != "alert" {
		return nil
	}
	h, _ := n.Spec.Handler(name)
	return h
}

func handlerProperty(h *catalog.Handler, name string) *catalog.Property {
	p, _ := h.Property(name)
	return p
}

// propertyNames lists everything that may follow an operand with the . operator.
func propertyNames(o operand) []string {
	var out []string
	if o.kind == opHandler {
		for _, p := range o.handler.Spec.Properties {
			out = append(out, p.Name)
		}
	}
	for _, p := range o.node.Spec.Properties {
		if !p.Undocumented && p.Name != "quiet" {
			out = append(out, p.Name)
		}
	}
	if o.node.Spec.Kind == "alert" {
		for _, h := range o.node.Spec.Handlers {
			out = append(out, h.Kind)
		}
	}
	return append(out, "quiet")
}

// identifiers calls f for every name that a file uses.
func identifiers(file *syntax.File, f func(*syntax.Ident)) {
	syntax.Walk(file, func(n syntax.Node) bool {
		if id, ok := n.(*syntax.Ident); ok {
			f(id)
		}
		return true
	})
}
