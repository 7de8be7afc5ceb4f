package lambda

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// point is what a test evaluates an expression on; names that are not in it are
// missing.
type point map[string]any

// nothing is a field without a value.
var nothing = new(struct{})

func parse(t testing.TB, text string) syntax.Expr {
	t.Helper()
	x, errs := syntax.ParseLambda(text)
	require.NoError(t, errs.Err(), text)
	return x
}

func compile(t testing.TB, text string) *Expr {
	t.Helper()
	e, err := Compile(parse(t, text), Options{})
	require.NoError(t, err, text)
	return e
}

func compileError(t testing.TB, text string) string {
	t.Helper()
	_, err := Compile(parse(t, text), Options{})
	require.Error(t, err, text)
	return err.Error()
}

func (p point) args(e *Expr) []Value {
	var args []Value
	for _, r := range e.Refs() {
		args = append(args, toValue(p[r]))
	}
	return args
}

func toValue(v any) Value {
	switch v := v.(type) {
	case float64:
		return FloatValue(v)
	case int:
		return IntValue(int64(v))
	case string:
		return StringValue(v)
	case bool:
		return BoolValue(v)
	case time.Duration:
		return DurationValue(int64(v))
	case time.Time:
		return TimeValue(v.UnixNano())
	case *struct{}:
		return NilValue()
	default:
		return Value{}
	}
}

// show turns a value into what tests compare it with.
func show(v Value) any {
	switch v.Kind() {
	case Float:
		return v.Float()
	case Int:
		return int(v.Int())
	case String:
		return v.Str()
	case Bool:
		return v.Bool()
	case Duration:
		return time.Duration(v.Int())
	default:
		return v.Kind()
	}
}

// value evaluates an expression on the value path of a fresh state.
func value(t testing.TB, text string, p point) (any, error) {
	t.Helper()
	e := compile(t, text)
	v, err := e.NewState().Value(p.args(e), testEnv())
	return show(v), err
}

func mustValue(t testing.TB, text string, p point) any {
	t.Helper()
	v, err := value(t, text, p)
	require.NoError(t, err, text)
	return v
}

func valueError(t testing.TB, text string, p point) string {
	t.Helper()
	_, err := value(t, text, p)
	require.Error(t, err, text)
	require.NotErrorIs(t, err, ErrWouldCrash, "the value path recovers")
	return err.Error()
}

// predicate evaluates an expression on the predicate path of a fresh state.
func predicate(t testing.TB, text string, p point) (bool, error) {
	t.Helper()
	e := compile(t, text)
	return e.NewState().Bool(p.args(e), testEnv())
}

func predicateError(t testing.TB, text string, p point) string {
	t.Helper()
	_, err := predicate(t, text, p)
	require.Error(t, err, text)
	return err.Error()
}

// testEnv has a clock that stands still and a source of known numbers.
func testEnv() *Env {
	next := uint64(0)
	return &Env{
		Now:  func() int64 { return time.Date(2024, 2, 29, 23, 59, 30, 5, time.UTC).UnixNano() },
		Rand: func() uint64 { next += 1 << 62; return next },
	}
}
