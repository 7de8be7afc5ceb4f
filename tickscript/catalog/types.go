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
	// TimeDim is what the global function time(length[, offset]) returns: a time
	// dimension for the groupBy of a query.
	TimeDim
	// Ref is a reference, "name" in double quotes, given as a value. Nothing wants
	// one; it is named so that a wrong quote can be told.
	Ref
	// Missing is the value of a field that a point does not have (lambda
	// expressions only).
	Missing
	// Opaque is the type of a Go field that no value of a script fits. Such a
	// property can be read, and setting it always fails.
	Opaque
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
	// Loose says that Kapacitor's parameter is an empty interface: a value of
	// another type passes the call and is refused later, by a rule.
	Loose bool
	// Template says that the value is a Go template, rendered for each event or
	// request.
	Template bool
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

// The repeat rules. RepeatByKey replaces what the same first argument set
// before and keeps the rest, as for tags and headers.
const (
	RepeatReplace Repeat = iota
	RepeatAppend
	RepeatAnd
	RepeatByKey
)

// Phase says when Kapacitor finds a broken rule.
type Phase uint8

// The phases. A broken define rule refuses the task; a broken start rule lets
// it be defined and fails when it is enabled.
const (
	Define Phase = iota
	Start
)

// String returns "define" or "start".
func (p Phase) String() string {
	if p == Start {
		return "start"
	}
	return "define"
}

// Check is the shape of a rule that is simple enough to be data.
type Check uint8

// The checks. Every check but Custom reads the properties named in Rule.Props.
const (
	// Custom rules are written out in code, found by their Code.
	Custom Check = iota
	// Required wants each of Props set to something that is not the zero value.
	Required
	// Exclusive allows at most one of Props to be set.
	Exclusive
	// ExactlyOne wants one of Props and not more.
	ExactlyOne
	// AtLeastOne wants one or more of Props.
	AtLeastOne
	// Min wants each of Props, when set, to be at least Rule.Min.
	Min
	// OneOf wants each of Props, when set, to be one of Rule.Values.
	OneOf
)

// Rule is one condition that a node has to fulfil.
type Rule struct {
	// Code names the rule; it is stable and unique: "window-one-period".
	Code  string
	Phase Phase
	Check Check
	Props []string
	// Min is the smallest value for the check Min.
	Min int64
	// Values are the accepted strings for the check OneOf.
	Values []string
	// Message is Kapacitor's own text; %s, %q, %d and %v stand for values.
	Message string
	// Doc says what the rule wants, for a user.
	Doc string
}

// Node is a kind of pipeline node.
type Node struct {
	// Kind is the name that the engine, the graph and the documentation use: the
	// chain method's name, e.g. "httpOut"; "stream" and "batch" for the sources.
	Kind string
	// Desc is Kapacitor's description, from which node names are made:
	// "http_out" gives http_out2. It is empty for a UDF, which is described by its
	// own name.
	Desc string
	// GoType is the node's type in Kapacitor's error messages:
	// "*pipeline.HTTPOutNode".
	GoType string
	// Params are the parameters of the chain method that creates the node.
	Params []Param
	// Wants and Provides are the edges on both sides.
	Wants, Provides Edge
	// Source says that it follows only the stream or batch variable ("stream",
	// "batch" or "" for any node).
	Source string
	// AfterAll says that it follows every node, sources and sinks included (stats
	// and deadman).
	AfterAll bool
	// Sink says that nothing but stats and deadman may follow.
	Sink bool
	// InfluxQL marks the aggregate, selector and transformation nodes; Func says
	// which of these it is.
	InfluxQL bool
	Func     FuncClass
	// Accepts are the field types that an InfluxQL node computes with; Results
	// are its result types in the same order.
	Accepts, Results []Type
	// Hidden nodes cannot be created with a chain method: the sources, a UDF, noop.
	Hidden bool
	// ExpandsTo names the kinds that one call creates, in order, where that is
	// not just the kind itself (deadman).
	ExpandsTo  []string
	Properties []Property
	Rules      []Rule
	// Handlers are the event handlers (alert only).
	Handlers []Handler
	Since    string
	Doc      string

	props    map[string]*Property
	handlers map[string]*Handler
}

// FuncClass says how an InfluxQL node treats its input.
type FuncClass uint8

// The classes. An aggregate gives one value for a batch; a selector picks one
// point and keeps its tags and fields; a transformation gives a point for a
// point; a batch function gives several points for a batch.
const (
	NotFunc FuncClass = iota
	Aggregate
	Selector
	Transformation
	BatchFunc
)

// String returns the class as the documentation names it.
func (c FuncClass) String() string {
	return [...]string{"", "aggregate", "selector", "transformation", "batch function"}[c]
}

// Handler is an alert event handler, called with . on an alert node.
type Handler struct {
	// Kind is the method's name: "slack", "pagerDuty2".
	Kind string
	// GoType is the handler's type in Kapacitor's error messages.
	GoType     string
	Params     []Param
	Properties []Property
	// Rules are the conditions on one use of the handler.
	Rules []Rule
	// Topic is the kind's name in a topic handler definition: "pagerduty2".
	Topic string
	Since string
	Doc   string

	props map[string]*Property
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
	Since   string
	Doc     string
}

// OperatorPair is one valid combination of operand types of a binary operator.
type OperatorPair struct {
	Op          string
	Left, Right Type
	Result      Type
}
