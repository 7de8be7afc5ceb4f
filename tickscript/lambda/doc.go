// Package lambda compiles and evaluates the expressions of TICKscript lambdas
// and of match expressions.
//
// An expression is compiled once ([Compile]) and may then be evaluated by any
// number of States. A [State] holds what Kapacitor keeps from point to point:
// the counters of count, sigma and spread. Evaluation takes the values of the
// expression's references by position:
//
//	e, err := lambda.Compile(x, lambda.Options{})
//	s := e.NewState()
//	ok, err := s.Bool(args, &env) // args[i] is the value of e.Refs()[i]
//
// # Types
//
// Kapacitor types an expression at each point, because a field may be a float
// in one point and an integer in the next. Here the types of the references
// select a program that was specialised for them; a program is made when a
// combination of types is first seen and is shared by all States of the
// expression. What is a type error for a combination is found while its program
// is made, so that reporting it costs nothing more than returning a pointer.
//
// # Errors
//
// Every error is an [*Error] that carries Kapacitor's own words. What would end
// a Kapacitor process instead of being reported, such as an integer division by
// zero in a where predicate, matches [ErrWouldCrash].
//
// # Differences
//
// An evaluation depends on its values and its State alone. In Kapacitor it also
// depends on the types that an operator has met before, in whatever group: once
// !"x" AND TRUE has seen an "x" that is no boolean, it fails for ever, and
// "a" + ("b" + "c") fails for ever when the three turn from strings to numbers.
// Lists of signatures and of names in scope, which Kapacitor prints in random
// order, have a fixed order.
package lambda
