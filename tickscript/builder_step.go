package tickscript

import "github.com/tickwright/tickwright/tickscript/catalog"

// note puts a comment above the step.
func (s *step) note(lines []string) {
	if s != nil {
		s.comment = splitLines(lines)
	}
}

// named gives the step a name in the script.
func (s *step) named(name string) {
	if s != nil {
		s.varName = name
	}
}

// UDFNode is the node of a user defined function.
type UDFNode struct{ Chain }

// UDF calls the user defined function name, @name(). The rule has to know it;
// see Rule.UDF.
func (c Chain) UDF(name string) *UDFNode {
	s := c.s.then(name)
	s.udf = name
	s.spec, _ = catalog.NodeByKind("udf")
	return &UDFNode{chainOf(s)}
}

// Set calls a property of the function. Arguments are Go values, variables or
// expressions.
func (n *UDFNode) Set(property string, args ...any) *UDFNode {
	n.s.set(property, args...)
	return n
}

// Quiet keeps the node's errors out of the log; they are still counted.
func (n *UDFNode) Quiet() *UDFNode {
	n.s.set("quiet")
	return n
}

// Comment puts a comment above the node in the script.
func (n *UDFNode) Comment(lines ...string) *UDFNode {
	n.s.note(lines)
	return n
}

// Var gives the node a name in the script: the statement becomes var name = ....
func (n *UDFNode) Var(name string) *UDFNode {
	n.s.named(name)
	return n
}
