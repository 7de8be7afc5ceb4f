package lambda

// Env is what an evaluation takes from outside. A nil *Env serves expressions
// that call none of the functions named here.
type Env struct {
	// Now is the clock of now(), in nanoseconds since the Unix epoch.
	Now func() int64
	// Rand is the source of rand(): 64 random bits a call.
	Rand func() uint64

	// The values of the functions of match expressions.
	Changed        bool
	Level          int64
	Name, TaskName string
	// AlertDuration is in nanoseconds.
	AlertDuration int64
}

// State is what an expression remembers from evaluation to evaluation: one
// count, one sigma and one spread. A State is not safe for concurrent use.
type State struct {
	e          *Expr
	pred, val  *program
	shape      slotCompare
	m          machine
	ownCounter counters
	watch      func(Evaluation)
}

// NewState returns an expression's state before the first evaluation.
func (e *Expr) NewState() *State {
	s := e.newState()
	for range e.nested {
		s.m.nested = append(s.m.nested, newCounters())
	}
	return s
}

func (e *Expr) newState() *State {
	s := &State{e: e, ownCounter: *newCounters()}
	s.m.own = &s.ownCounter
	s.m.regexes = e.regexes
	return s
}

// Fork returns a new state for another group of the same task: the expression's
// own functions start afresh, those of nested lambdas are shared with s, as
// Kapacitor shares them. Where [Expr.SharedState] is true, s and its forks must
// not be used concurrently.
func (s *State) Fork() *State {
	f := s.e.newState()
	f.m.nested, f.watch = s.m.nested, s.watch
	return f
}

// Random gives the state a source of its own for rand(): 64 random bits a call. It
// comes before Env.Rand; forks do not have it.
func (s *State) Random(next func() uint64) { s.m.random = next }

// Expr returns the expression whose state it is.
func (s *State) Expr() *Expr { return s.e }

// Bool evaluates the expression as a predicate: args[i] is the value of
// Refs()[i], Missing for a name that the point does not have and Nil for a
// field without value. Errors are *Error; those that match ErrWouldCrash end a
// Kapacitor process.
func (s *State) Bool(args []Value, env *Env) (bool, error) {
	p := s.pred
	if s.shape.kind != Missing && len(args) == 1 && args[0].kind == s.shape.kind {
		return s.shape.run(args[0].num), nil
	}
	if !p.fits(args) {
		if s.watch != nil {
			v, err := s.watched(predicateMode, args, env)
			return v.Bool(), err
		}
		var err error
		if p, err = s.e.program(predicateMode, args); err != nil {
			return false, err
		}
		s.pred, s.shape = p, p.shape
	}
	m := &s.m
	m.args, m.env = args, env
	ok := p.b(m)
	if m.err != nil {
		return false, m.takeError()
	}
	return ok, nil
}

// Value evaluates the expression for its value, which is of kind Float, Int,
// String, Bool or Duration. Here Kapacitor recovers from panics, so that an
// integer division by zero is an ordinary error.
func (s *State) Value(args []Value, env *Env) (Value, error) {
	p := s.val
	if !p.fits(args) {
		if s.watch != nil {
			return s.watched(valueMode, args, env)
		}
		var err error
		if p, err = s.e.program(valueMode, args); err != nil {
			return Value{}, err
		}
		s.val = p
	}
	m := &s.m
	m.args, m.env = args, env
	v := p.v(m)
	if m.err != nil {
		return Value{}, m.takeError()
	}
	return v, nil
}

func (m *machine) takeError() error {
	err := m.err
	m.err = nil
	return err
}
