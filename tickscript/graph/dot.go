package graph

import "strings"

// Dot returns the graph in Graphviz's language as Kapacitor prints it for a task
// that is not running: one line for each edge, without the batch source's.
func (g *Graph) Dot(name string) string {
	var s strings.Builder
	s.WriteString("digraph " + name + " {\n")
	for _, n := range g.Sorted() {
		if n.Kind() == "batch" {
			continue
		}
		for _, c := range n.Children {
			s.WriteString(n.Name + " -> " + c.Name + ";\n")
		}
	}
	s.WriteString("}")
	return s.String()
}
