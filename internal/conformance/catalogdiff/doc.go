// Package catalogdiff compares the catalog with Kapacitor's own source: the node
// types of the package pipeline with their fields, tags and methods, read from
// the module's files, and the functions of lambda expressions.
//
// Kapacitor finds properties and chain methods by reflection, so that the fields
// and methods of its types are the language. The package pipeline itself cannot
// be linked here: it needs a library built by another compiler.
package catalogdiff
