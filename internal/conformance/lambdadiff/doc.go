// Package lambdadiff compares the evaluation of lambda expressions with
// Kapacitor's own: random expressions over random points, the same values,
// types and messages wanted.
//
// Two habits of Kapacitor are left out, because they depend on the points that
// an operator has seen before, in whatever group:
//
//   - An operator that met a type guard error once, as the AND of !"x" AND TRUE
//     does for an "x" that is no boolean, fails from then on at every point.
//   - An arithmetic operator keeps the operation of the last point until it
//     fails. When an operand turns from or into a duration or a string, the
//     retry evaluates the left operand twice, or the operator reports an
//     unexpected type at every point from then on.
//
// Lists that Kapacitor prints in random order are compared sorted.
package lambdadiff
