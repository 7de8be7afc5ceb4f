package engine

import (
	"errors"
	"fmt"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// NodeError is what a node logs in Kapacitor: the message concerned is dropped
// or passed on as the node's rules say, and the run goes on.
type NodeError struct {
	// Node is the node's name, e.g. "where2".
	Node    string
	Range   diag.Range
	Message string
}

// Error prints the node's name, its place and the message.
func (e *NodeError) Error() string {
	return fmt.Sprintf("%s (%s): %s", e.Node, e.Range.Start, e.Message)
}

// CrashError ends a run where the whole Kapacitor process would have died.
type CrashError struct {
	Node   string
	Range  diag.Range
	Reason string
}

// Error says that and why Kapacitor would crash.
func (e *CrashError) Error() string {
	return fmt.Sprintf("%s (%s): would crash Kapacitor: %s", e.Node, e.Range.Start, e.Reason)
}

// FailedError ends a run where Kapacitor stops the task because a node failed.
type FailedError struct {
	Node  string
	Range diag.Range
	Err   error
}

// Error prints the node, its place and the cause.
func (e *FailedError) Error() string {
	return fmt.Sprintf("%s (%s): node failed: %v", e.Node, e.Range.Start, e.Err)
}

// Unwrap returns the cause.
func (e *FailedError) Unwrap() error { return e.Err }

// LimitError ends a run that reached one of its Limits, or asked for more than the
// engine computes.
type LimitError struct {
	// What names the limit: "points", "groups", "bytes", "time".
	What string
	Max  int64
}

// Error names the limit and its value.
func (e *LimitError) Error() string {
	return fmt.Sprintf("limit reached: %s > %d", e.What, e.Max)
}

// ErrClosed is returned when a Run is used after Close.
var ErrClosed = errors.New("the run is closed")

func crashes(err error) bool { return errors.Is(err, lambda.ErrWouldCrash) }
