package lambda

// Evaluation is one evaluation of an expression, explained.
type Evaluation struct {
	// Values are those of the sub-expressions, as [State.Trace] lists them: the
	// whole expression is the last.
	Values []SubValue
	// Result is what the evaluation yielded when Err is nil.
	Result Value
	Err    error
}

// Watch makes f known of every evaluation to come, of the state and of those
// that are forked from it later. It is called before the answer is returned and
// does not change it. An evaluation that nobody watches costs what it did.
func (s *State) Watch(f func(Evaluation)) {
	s.watch = f
	s.pred, s.val, s.shape = nil, nil, slotCompare{}
}

// watched evaluates in a mode, and again, step by step, on what the counters, the
// clock and the random source were then.
func (s *State) watched(md mode, args []Value, env *Env) (Value, error) {
	p, err := s.e.program(md, args)
	if err != nil {
		return Value{}, err
	}
	m := &s.m
	own := *m.own
	var nested []*counters
	for _, c := range m.nested {
		c := *c
		nested = append(nested, &c)
	}
	rec := &recorder{env: env}
	m.args, m.env = args, rec.recording()
	var ev Evaluation
	if md == predicateMode {
		ev.Result = BoolValue(p.b(m))
	} else {
		ev.Result = p.v(m)
	}
	if m.err != nil {
		ev.Result, ev.Err = Value{}, m.takeError()
	}
	ev.Values = s.trace(args, rec.playing(), &own, nested)
	// What was answered stands above what was traced: a predicate can fail where a
	// value does not.
	last := &ev.Values[len(ev.Values)-1]
	last.Value, last.Err = ev.Result, ev.Err
	s.watch(ev)
	return ev.Result, ev.Err
}

// recorder makes an environment give the same answers twice.
type recorder struct {
	env   *Env
	now   []int64
	rands []uint64
}

func (r *recorder) recording() *Env {
	if r.env == nil {
		return nil
	}
	e := *r.env
	if now := r.env.Now; now != nil {
		e.Now = func() int64 { r.now = append(r.now, now()); return r.now[len(r.now)-1] }
	}
	if rand := r.env.Rand; rand != nil {
		e.Rand = func() uint64 { r.rands = append(r.rands, rand()); return r.rands[len(r.rands)-1] }
	}
	return &e
}

func (r *recorder) playing() *Env {
	if r.env == nil {
		return nil
	}
	e := *r.env
	if e.Now != nil {
		e.Now = func() int64 { return next(&r.now) }
	}
	if e.Rand != nil {
		e.Rand = func() uint64 { return next(&r.rands) }
	}
	return &e
}

// next takes the first of what was recorded; beyond that there is nothing.
func next[T any](list *[]T) (v T) {
	if len(*list) > 0 {
		v, *list = (*list)[0], (*list)[1:]
	}
	return v
}
