package lambda

import (
	"regexp"
	"strings"
)

// call is a call whose code is being made.
type call struct {
	g    *generator
	n    *node
	args []code
}

func (c *call) crash(msg string) *Error { return c.g.crash(c.n, msg) }

// regex returns the function that yields a regex argument.
func (c *call) regex(arg int) func(*machine) *regexp.Regexp {
	a := c.args[arg]
	if a.constant {
		re := c.g.e.regexes[a.val.Int()]
		return func(*machine) *regexp.Regexp { return re }
	}
	return func(m *machine) *regexp.Regexp { return m.regexes[a.i(m)] }
}

// effectsFrom runs the arguments from the i-th on.
func (c *call) effectsFrom(i int) func(*machine) {
	var list []func(*machine)
	for _, a := range c.args[i:] {
		if !a.constant && a.slot == 0 {
			list = append(list, a.effect())
		}
	}
	switch len(list) {
	case 0:
		return func(*machine) {}
	case 1:
		return list[0]
	}
	return func(m *machine) {
		for _, f := range list {
			f(m)
		}
	}
}

// evalCall makes the code of a call. The types of the arguments have been
// checked before, unless the call is the operand of !.
func (g *generator) evalCall(n *node, want Kind) code {
	c := &call{g: g, n: n}
	fail := func(f *failure) code { return failing(want, f).after(c.effectsFrom(0)) }
	kinds := make([]Kind, 0, maxArgs)
	for i, a := range n.args {
		k, err := g.typeOf(a)
		if err != nil {
			return fail(&failure{err: wrapArgument(i, err)})
		}
		kinds = append(kinds, k)
		c.args = append(c.args, argument(i, g.eval(a, k)))
	}
	if n.fn == nil {
		return fail(&failure{err: errorAt(n, "undefined function: %q", n.name)})
	}
	if _, ok := n.fn.lookup(kinds); !ok {
		if msg := n.fn.misuse(kinds); msg != "" {
			return fail(&failure{err: callError(n, msg)})
		}
	}
	result := n.fn.emit(c)
	for _, a := range c.args {
		result.fallible = result.fallible || a.fallible
	}
	if result.kind != want {
		f := guard(n, want, result.kind)
		if !result.fallible && result.constant {
			return failing(want, f)
		}
		return failing(want, f).after(result.effect())
	}
	return result
}

// argument makes errors of an argument say which one it is. That an argument is
// missing is not an error here: isPresent takes it, and the type check refused
// it for all others.
func argument(i int, a code) code {
	if a.kind == Missing && a.fail != nil && strings.Contains(a.fail.err.Msg, "missing value") {
		return code{kind: Missing}
	}
	if !a.fallible {
		return a
	}
	return a.wrap(
		func(m *machine) bool { return m.err == nil },
		func(m *machine, _ Value) {
			if m.err != nil {
				m.err = wrapArgument(i, m.err)
			}
		})
}
