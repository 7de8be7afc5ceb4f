// Package catalog is the one table of the language: every node, property,
// argument type, default, validation rule, lambda function and handler stands
// here once. The checker, the builder, vet, the documentation and the engine's
// registration test read it; nothing else lists them.
package catalog

// Type is the type of an argument or of a variable.
type Type uint16

// The types. Types are flags, so that an argument may accept several.
const (
	Float Type = 1 << iota
	Int
	String
	Bool
	Duration
	Regex
	Time
	Lambda
	List
	Star
	// NodeRef is another pipeline node, as join and union take.
	NodeRef
)

// Any accepts every type of value.
const Any = Float | Int | String | Bool | Duration | Regex | Time | Lambda | List | Star

// Edge says what flows between two nodes.
type Edge uint8

// The edges. NoEdge is the output of a sink. SameEdge is an output of the same
// kind as the input.
const (
	NoEdge Edge = iota
	StreamEdge
	BatchEdge
	SameEdge
	AnyEdge
)

// Param is one parameter of a chain method, property or handler method.
type Param struct {
	Name string
	Type Type
	// Optional parameters may be left out, with all that follow.
	Optional bool
	// Variadic says that the last parameter repeats, zero times or more.
	Variadic bool
}

// Property is a method or a field that is set with the . operator.
type Property struct {
	// Name as a script writes it, e.g. "retentionPolicy".
	Name   string
	Params []Param
	// Field says that Kapacitor implements it as a plain field: it takes exactly
	// one value and can be read back without parentheses. A property that is not
	// a Field is a Go method in Kapacitor.
	Field bool
	// Undocumented marks what is reachable only because Kapacitor looks names up
	// by reflection.
	Undocumented bool
	// Repeat says what a second call does: RepeatReplace, RepeatAppend.
	Repeat Repeat
	// Default is the default value as a script would write it; "" when there is
	// none.
	Default string
	// Since is the Kapacitor release that introduced it; "" when unknown.
	Since string
	// Doc is one line for a user.
	Doc string
}

// Repeat says what calling a property twice does.
type Repeat uint8

// The repeat rules.
const (
	RepeatReplace Repeat = iota
	RepeatAppend
	RepeatAnd
)

// Node is a kind of pipeline node.
type Node struct {
	// Kind is the name that the engine, the graph and the documentation use: the
	// chain method's name, e.g. "httpOut"; "stream" and "batch" for the sources.
	Kind string
	// Desc is Kapacitor's description, from which node names are made:
	// "http_out" gives http_out2.
	Desc string
	// Methods are the chain methods that create it (several for one kind where
	// Kapacitor has aliases); parameters are those of the call.
	Params []Param
	// Wants and Provides are the edges on both sides.
	Wants, Provides Edge
	// Source says that it follows only the stream or batch variable ("stream",
	// "batch" or "" for any node).
	Source string
	// Sink says that nothing but stats and deadman may follow.
	Sink bool
	// InfluxQL marks the aggregate, selector and transformation nodes.
	InfluxQL   bool
	Properties []Property
	// Handlers are the event handlers (alert only).
	Handlers []Handler
	Since    string
	Doc      string
}

// Handler is an alert event handler, called with . on an alert node.
type Handler struct {
	// Kind is the method's name: "slack", "pagerDuty2".
	Kind       string
	Params     []Param
	Properties []Property
	// Topic is the kind's name in a topic handler definition: "pagerduty2".
	Topic string
	Since string
	Doc   string
}

// Signature is one accepted combination of argument types with its result.
type Signature struct {
	Args   []Type
	Result Type
}

// Function is a function of lambda expressions.
type Function struct {
	Name       string
	Signatures []Signature
	// Stateful functions keep state from call to call.
	Stateful bool
	// MatchOnly functions exist only in the match expressions of topic handlers.
	MatchOnly bool
	// Missing says that the function accepts a missing value (isPresent).
	Missing bool
	Doc     string
}

// OperatorPair is one valid combination of operand types of a binary operator.
type OperatorPair struct {
	Op          string
	Left, Right Type
	Result      Type
}
