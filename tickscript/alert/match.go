package alert

import (
	"fmt"
	"sync"

	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// matcher is the match expression of a topic handler (T020).
type matcher struct {
	mu    sync.Mutex
	state *lambda.State
	refs  []string
	args  []lambda.Value
}

// compileMatch compiles a match expression: a lambda without its keyword, whose
// references are tags of the event.
func compileMatch(text string) (*matcher, error) {
	x, diags := syntax.ParseLambda(text)
	if diags.HasErrors() {
		return nil, fmt.Errorf("invalid match expression: %w", diags)
	}
	e, err := lambda.Compile(x, lambda.Options{Match: true})
	if err != nil {
		return nil, fmt.Errorf("invalid match expression: %w", err)
	}
	refs := e.Refs()
	return &matcher{state: e.NewState(), refs: refs, args: make([]lambda.Value, len(refs))}, nil
}

// matches evaluates the expression. A tag that the event lacks is an error
// (T021).
func (m *matcher) matches(e *Event) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, name := range m.refs {
		found := false
		for _, t := range e.Tags {
			if t.Key == name {
				m.args[i], found = lambda.StringValue(t.Value), true
			}
		}
		if !found {
			return false, fmt.Errorf("no tag exists for %s", name)
		}
	}
	env := lambda.Env{
		Changed: e.Level != e.PreviousLevel, Level: int64(e.Level), Name: e.Name, TaskName: e.TaskName, AlertDuration: int64(e.Duration),
	}
	return m.state.Bool(m.args, &env)
}
