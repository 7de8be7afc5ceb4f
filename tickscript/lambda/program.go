package lambda

import (
	"fmt"
	"slices"
	"sync/atomic"
)

// program is an expression specialised for the types of its references.
type program struct {
	kinds []Kind
	// shape is set, beside b, for a mere comparison with a constant.
	shape slotCompare
	b     func(*machine) bool
	v     func(*machine) Value
	next  *program
}

func (p *program) fits(args []Value) bool {
	if p == nil || len(args) != len(p.kinds) {
		return false
	}
	for i, k := range p.kinds {
		if args[i].kind != k {
			return false
		}
	}
	return true
}

// predicate makes the code of the predicate path: a full type check, then an
// evaluation as boolean. Match expressions skip the check.
func (g *generator) predicate() code {
	root := g.e.root
	if !g.e.match {
		if _, err := g.typeOf(root); err != nil {
			return failing(Bool, &failure{err: err})
		}
	}
	return g.eval(root, Bool)
}

// result makes the code of the value path.
func (g *generator) result() code {
	root := g.e.root
	k, err := g.typeOf(root)
	if err != nil {
		return failing(Missing, &failure{err: err})
	}
	switch k {
	case Float, Int, String, Bool, Duration, Missing:
		return g.eval(root, k)
	}
	return failing(Missing, &failure{err: errorAt(root, "expression returned unexpected type %s", k)})
}

func kindsOf(args []Value) []Kind {
	kinds := make([]Kind, len(args))
	for i, a := range args {
		kinds[i] = a.kind
	}
	return slices.Clip(kinds)
}

// mode is one of the ways to run an expression.
type mode uint8

const (
	predicateMode mode = iota
	valueMode
	traceMode
)

// programList holds the programs of one mode, newest first.
type programList struct {
	first atomic.Pointer[program]
	n     int
}

// maxPrograms bounds the programs that an expression keeps. Expressions see a
// handful of type combinations; one with very many references of changing types
// makes the further ones anew.
const maxPrograms = 256

// program returns the expression specialised for the types of the arguments.
func (e *Expr) program(md mode, args []Value) (*program, error) {
	if len(args) != len(e.refs) {
		return nil, fmt.Errorf("evaluate an expression with %d references: got %d values", len(e.refs), len(args))
	}
	for i, a := range args {
		if a.kind >= Regex {
			return nil, fmt.Errorf("evaluate an expression: reference %q cannot hold a %s", e.refs[i], a.kind)
		}
	}
	list := &e.programs[md]
	for p := list.first.Load(); p != nil; p = p.next {
		if p.fits(args) {
			return p, nil
		}
	}
	p := e.specialise(md, args)
	e.mu.Lock()
	defer e.mu.Unlock()
	if list.n < maxPrograms {
		p.next = list.first.Load()
		list.first.Store(p)
		list.n++
	}
	return p, nil
}

func (e *Expr) specialise(md mode, args []Value) *program {
	p := &program{kinds: kindsOf(args)}
	g := &generator{e: e, kinds: p.kinds, recovers: md != predicateMode || e.match, trace: md == traceMode}
	if md == predicateMode {
		c := g.predicate()
		p.b, p.shape = c.b, c.shape
		return p
	}
	p.v = g.result().value()
	return p
}
