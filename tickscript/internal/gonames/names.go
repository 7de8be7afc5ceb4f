// Package gonames says how the names and parameters of the catalog are called in
// the Go API of package tickscript. The generator of the builder and the
// generator of builder source share it, so that they agree.
package gonames

import (
	"go/token"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// initialisms are the names that Go writes otherwise than Kapacitor does.
var initialisms = map[string]string{
	"httpOut":              "HTTPOut",
	"httpPost":             "HTTPPost",
	"id":                   "ID",
	"idTag":                "IDTag",
	"idField":              "IDField",
	"mqtt":                 "MQTT",
	"snmpTrap":             "SNMPTrap",
	"tcp":                  "TCP",
	"ec2Autoscale":         "EC2Autoscale",
	"chatId":               "ChatID",
	"disablePartitionById": "DisablePartitionByID",
	"trapOid":              "TrapOID",
}

// Name is a name of the language in Go.
func Name(name string) string {
	if s, ok := initialisms[name]; ok {
		return s
	}
	return catalog.GoName(name)
}

// Type is the Go type of a node.
func Type(kind string) string {
	n, ok := catalog.NodeByKind(kind)
	switch {
	case ok && n.InfluxQL:
		return "InfluxQLNode"
	case kind == "deadman":
		return "AlertNode"
	}
	return Name(kind) + "Node"
}

// Handler is the Go type of an event handler.
func Handler(kind string) string { return Name(kind) + "Handler" }

// Property is the Go method of a node's property. A property that Kapacitor does
// not document gives way to a chain method of the same name.
func Property(n *catalog.Node, p *catalog.Property) string {
	name := Name(p.Name)
	if c, ok := catalog.NodeByMethod(p.Name); ok && c.Source == "" && p.Undocumented {
		return name + "Property"
	}
	return name
}

// HandlerProperty is the Go method of a handler's property.
func HandlerProperty(_ *catalog.Handler, p *catalog.Property) string { return Name(p.Name) }

// Chain is the Go method of a chain method on a node of kind prev, nil for a
// source. Where the node has a property or handler of this name, Node is
// appended.
func Chain(prev, n *catalog.Node) string {
	if prev != nil {
		for _, c := range Clashes(prev) {
			if c.Kind == n.Kind {
				return Name(n.Kind) + "Node"
			}
		}
	}
	return Name(n.Kind)
}

// Clashes are the chain methods that a node's own properties and handlers hide.
func Clashes(n *catalog.Node) []*catalog.Node {
	var out []*catalog.Node
	nodes := catalog.Nodes()
	for i := range nodes {
		c := &nodes[i]
		if c.Hidden || c.Source != "" || !c.CanFollow(n) {
			continue
		}
		p, property := n.Property(c.Kind)
		_, handler := n.Handler(c.Kind)
		if property && !p.Undocumented || handler {
			out = append(out, c)
		}
	}
	return out
}

// safe keeps a parameter's name from being a Go keyword.
func safe(name string) string {
	if token.IsKeyword(name) {
		return name + "_"
	}
	return name
}
