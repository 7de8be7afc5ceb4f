package graph

import "github.com/tickwright/tickwright/tickscript/catalog"

// Options say how a script is to be read.
type Options struct {
	// Type is the task type; UnknownType infers it from the script as Kapacitor's
	// HTTP API does.
	Type TaskType
	// Vars are predefined values, which replace the defaults of the variables of
	// the same name.
	Vars map[string]Value
	// Template accepts typed variables without a value, as Kapacitor does while it
	// checks a template.
	Template bool
	// UDFs are the user defined functions in scope.
	UDFs map[string]UDF
}

// UDF describes a user defined function to the checker.
type UDF struct {
	Wants, Provides catalog.Edge
	Properties      []catalog.Property
}
