package graph

// The codes of this package's diagnostics. They are stable across releases.
const (
	// CodeUndefinedName is a name that nothing declares.
	CodeUndefinedName = "undefined-name"
	// CodeUndefinedFunction is a call of a global function that does not exist.
	CodeUndefinedFunction = "undefined-function"
	// CodeRedefined is a second declaration of a variable.
	CodeRedefined = "redefined-var"
	// CodeVarType is a variable whose declared type does not exist, or a
	// predefined value of another type than the variable's.
	CodeVarType = "var-type"
	// CodeVarMissing is a typed variable that got no value.
	CodeVarMissing = "missing-var-value"
	// CodeVarUnknown is a predefined value that no declaration takes.
	CodeVarUnknown = "unknown-var"
	// CodeUnknownMethod is a method or property that the node does not have.
	CodeUnknownMethod = "unknown-method"
	// CodeWrongOperator is a method or property called with the operator of the
	// other kind.
	CodeWrongOperator = "wrong-operator"
	// CodeDoubleQuotes is "text" where 'text' is needed.
	CodeDoubleQuotes = "double-quotes"
	// CodeArgumentType is an argument of the wrong type.
	CodeArgumentType = "argument-type"
	// CodeArgumentCount is a call with too few or too many arguments.
	CodeArgumentCount = "argument-count"
	// CodeNoParentheses is a property without its parentheses, which makes the
	// server drop the connection.
	CodeNoParentheses = "missing-parentheses"
	// CodePropertyRead is a property without its parentheses, which has no effect.
	CodePropertyRead = "property-read"
	// CodeNotANode is a method called on something that has none.
	CodeNotANode = "not-a-node"
	// CodeOperand is a unary operator on a value it does not apply to.
	CodeOperand = "operand"
	// CodeConstant is an expression outside a lambda that cannot be evaluated.
	CodeConstant = "constant-expression"
	// CodeLambda is a lambda expression that does not compile.
	CodeLambda = "lambda"
	// CodeUndocumented is a name that works only because Kapacitor finds it by
	// reflection.
	CodeUndocumented = "undocumented"
	// CodeEdge is a node that cannot follow its parent: stream meets batch.
	CodeEdge = "edge-mismatch"
	// CodeProperty is a node whose properties contradict each other; Kapacitor
	// refuses the definition.
	CodeProperty = "invalid-property"
	// CodeStart is a node that is defined but cannot be started.
	CodeStart = "cannot-start"
	// CodeNothing is a script without any pipeline.
	CodeNothing = "does-nothing"
	// CodeTaskType is a script whose task type cannot be inferred.
	CodeTaskType = "task-type"
	// CodeNesting is an expression nested more deeply than is sensible.
	CodeNesting = "too-deep"
)
