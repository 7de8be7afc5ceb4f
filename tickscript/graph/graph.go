// Package graph turns a parsed script into the pipeline it describes: a checked
// graph of nodes with typed properties, or every error in the script with its
// place.
package graph

import (
	"regexp"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// TaskType is the type of a task: what its source is.
type TaskType uint8

// The task types.
const (
	UnknownType TaskType = iota
	StreamTask
	BatchTask
)

// String returns "stream", "batch" or "invalid".
func (t TaskType) String() string {
	switch t {
	case StreamTask:
		return "stream"
	case BatchTask:
		return "batch"
	}
	return "invalid"
}

// DBRP names a database and a retention policy.
type DBRP struct {
	Database        string `json:"db"`
	RetentionPolicy string `json:"rp"`
}

// String returns "db"."rp" in Kapacitor's notation.
func (d DBRP) String() string { return `"` + d.Database + `"."` + d.RetentionPolicy + `"` }

// Graph is the pipeline of a script. It is not changed after Build returned it.
type Graph struct {
	Type TaskType
	// DBRPs are those of the script's dbrp statements.
	DBRPs []DBRP
	// Nodes are in the order in which Kapacitor creates them; sources first.
	Nodes []*Node
	// Vars are the declared variables that a task may set, in declaration order.
	Vars []Var
	// File is the tree the graph was built from.
	File *syntax.File
}

// Origin is where the script looks for its points: what its first dbrp statement
// or else its first from node with a database names; false when the script says
// nothing. A from node without a retention policy takes all, and is told as autogen.
func (g *Graph) Origin() (DBRP, bool) {
	if len(g.DBRPs) > 0 {
		return g.DBRPs[0], true
	}
	for _, n := range g.Nodes {
		if n.Kind() == "from" {
			if db := n.Str("database", ""); db != "" {
				return DBRP{Database: db, RetentionPolicy: n.Str("retentionPolicy", "autogen")}, true
			}
		}
	}
	return DBRP{}, false
}

// Var is a variable of a script that a task or template may set.
type Var struct {
	Name string
	Type catalog.Type
	// Value is the value in effect: the predefined one, else the default.
	Value    Value
	HasValue bool
	// Default is the value in the script.
	Default     Value
	HasDefault  bool
	Description string
	Range       diag.Range
	// Used says that some statement reads it.
	Used bool
}

// Node is one node of the pipeline.
type Node struct {
	// Spec is the catalog's entry.
	Spec *catalog.Node
	// ID is the number that Kapacitor gives the node, Name the name made from it:
	// "from1", "alert4".
	ID   int
	Name string
	// Args are the arguments of the chain call that created it.
	Args []Value
	// Calls are the property calls in script order, handlers excluded.
	Calls []Call
	// Handlers are the alert handlers in script order.
	Handlers []*Handler
	// UDF is the function's name when Spec.Kind is "udf".
	UDF               string
	Parents, Children []*Node
	// Observed is the node whose output a stats node counts. A stats node has no
	// parents.
	Observed *Node
	// Wants and Provides are the edges after inference: what really arrives and
	// leaves.
	Wants, Provides catalog.Edge
	// Range is the chain call's place in the script.
	Range diag.Range
	// Unset says that an argument stands for a variable of a template which has
	// no value.
	Unset bool
}

// Kind returns the catalog's kind, e.g. "httpOut".
func (n *Node) Kind() string { return n.Spec.Kind }

// Call is one property call.
type Call struct {
	Name  string
	Args  []Value
	Range diag.Range
	// Unset says that an argument stands for a variable of a template which has
	// no value.
	Unset bool
}

// Handler is one event handler of an alert node with its own properties.
type Handler struct {
	Spec  *catalog.Handler
	Args  []Value
	Calls []Call
	Range diag.Range
	// Unset says that an argument stands for a variable of a template which has
	// no value.
	Unset bool
}

// Value is an argument: a literal, a list, a lambda or a node. Type says which
// field holds it.
type Value struct {
	Type  catalog.Type
	Float float64
	Int   int64
	Str   string
	Bool  bool
	Dur   time.Duration
	// Offset is the second argument of time(length, offset), whose Type is
	// catalog.TimeDim and whose length is Dur.
	Offset time.Duration
	Regex  *regexp.Regexp
	// RegexText is the regular expression's source.
	RegexText string
	// Lambda is the expression with identifiers replaced by their values.
	Lambda *syntax.LambdaExpr
	List   []Value
	Node   *Node
	// Unset says that the value stands for a variable of a template which has
	// none, or was made from such a one.
	Unset bool
	// Range is the argument's place in the script.
	Range diag.Range
}

// Call returns the last call of a property, which is the one that counts for
// properties that replace.
func (n *Node) Call(name string) (Call, bool) { return lastCall(n.Calls, name) }

// CallsOf returns every call of a property, in order.
func (n *Node) CallsOf(name string) []Call { return callsOf(n.Calls, name) }

// Call returns the last call of a handler's property.
func (h *Handler) Call(name string) (Call, bool) { return lastCall(h.Calls, name) }

// CallsOf returns every call of a handler's property, in order.
func (h *Handler) CallsOf(name string) []Call { return callsOf(h.Calls, name) }

func lastCall(calls []Call, name string) (Call, bool) {
	for i := len(calls) - 1; i >= 0; i-- {
		if calls[i].Name == name {
			return calls[i], true
		}
	}
	return Call{}, false
}

func callsOf(calls []Call, name string) []Call {
	var out []Call
	for _, c := range calls {
		if c.Name == name {
			out = append(out, c)
		}
	}
	return out
}

// Str returns a string property's value, or def when it is not set.
func (n *Node) Str(name, def string) string {
	if c, ok := n.Call(name); ok && len(c.Args) > 0 {
		return c.Args[0].Str
	}
	return def
}

// Dur returns a duration property's value, or def when it is not set.
func (n *Node) Dur(name string, def time.Duration) time.Duration {
	if c, ok := n.Call(name); ok && len(c.Args) > 0 {
		return c.Args[0].Dur
	}
	return def
}

// Int returns an integer property's value, or def when it is not set.
func (n *Node) Int(name string, def int64) int64 {
	if c, ok := n.Call(name); ok && len(c.Args) > 0 {
		return c.Args[0].Int
	}
	return def
}

// Flag reports whether a property without arguments was called, or one with a
// boolean was last called with TRUE.
func (n *Node) Flag(name string) bool {
	c, ok := n.Call(name)
	return ok && (len(c.Args) == 0 || c.Args[0].Bool)
}

// Lambda returns a lambda property's expression, or nil.
func (n *Node) Lambda(name string) *syntax.LambdaExpr {
	if c, ok := n.Call(name); ok && len(c.Args) > 0 {
		return c.Args[0].Lambda
	}
	return nil
}

// Strings returns the string arguments of every call of a property, in order.
func (n *Node) Strings(name string) []string {
	var out []string
	for _, c := range n.CallsOf(name) {
		for _, a := range c.Args {
			if a.Type == catalog.String {
				out = append(out, a.Str)
			}
		}
	}
	return out
}
