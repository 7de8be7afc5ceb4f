// Package graphdiff compares what the graph package says about scripts with what a real kapacitord answers to
// their definition and start: accepted or not, the first error word for word, and the pipeline in the DOT language.
package graphdiff
