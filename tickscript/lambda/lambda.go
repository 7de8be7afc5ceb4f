package lambda

import (
	"errors"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Options change how an expression is compiled.
type Options struct {
	// Location is the zone of minute, hour, weekday, day, month and year; nil
	// means UTC. Kapacitor takes its process's local zone.
	Location *time.Location
	// Match compiles a match expression of a topic handler: changed, level, name,
	// taskName and alertDuration exist, the identifiers OK, INFO, WARNING and
	// CRITICAL are levels, and nothing can crash.
	Match bool
}

// Expr is a compiled expression. It is safe for concurrent use.
type Expr struct {
	root      *node
	refs      []string
	regexes   []*regexp.Regexp
	regexText []string
	zone      *time.Location
	nested    int
	stateful  bool
	random    bool
	shared    bool
	match     bool

	mu       sync.Mutex
	programs [3]programList
}

// Compile checks and compiles an expression. Identifiers must have been
// replaced by literals; a lambda inside the expression is a variable that holds
// one, with counters of its own that all groups share. X may be the lambda
// itself: then its expression is compiled.
//
// The error is an *Error with Kapacitor's text; it tells constants whose types
// do not fit. All other types are checked at each evaluation.
func Compile(x syntax.Expr, opts Options) (*Expr, error) {
	if l, ok := x.(*syntax.LambdaExpr); ok {
		x = l.X
	}
	if x == nil {
		return nil, errors.New("compile a lambda expression: there is none")
	}
	e := &Expr{zone: opts.Location, match: opts.Match}
	if e.zone == nil {
		e.zone = time.UTC
	}
	b := &builder{e: e, match: opts.Match, slots: map[string]int{}}
	root, err := b.build(x)
	if err != nil {
		return nil, err
	}
	e.root = root
	return e, nil
}

// Refs returns the distinct names of the fields and tags that the expression
// reads, in the order of first use; "time" is the point's time.
func (e *Expr) Refs() []string { return slices.Clone(e.refs) }

// Source returns the tree that the expression was compiled from, less the lambda
// around it.
func (e *Expr) Source() syntax.Expr { return e.root.src }

// Stateful reports whether the expression calls count, sigma, spread or rand:
// whether its result depends on earlier evaluations.
func (e *Expr) Stateful() bool { return e.stateful }

// Random reports whether the expression calls rand.
func (e *Expr) Random() bool { return e.random }

// SharedState reports whether a nested lambda is stateful. The States of all
// groups of such an expression share counters, see [State.Fork].
func (e *Expr) SharedState() bool { return e.shared }

// ConstType returns the type of the expression when it does not depend on the
// types of its references. The value may still be an error.
func (e *Expr) ConstType() (Kind, bool) {
	if e.root.constType == noType {
		return Missing, false
	}
	return e.root.constType, true
}
