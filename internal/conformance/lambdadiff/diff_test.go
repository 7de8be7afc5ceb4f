package lambdadiff

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/influxdata/kapacitor/tick/ast"
	"github.com/influxdata/kapacitor/tick/stateful"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/lambda"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

var (
	cases = flag.Int("cases", 20_000, "number of random expressions")
	seed  = flag.Uint64("seed", 1, "seed of the random expressions")
)

// zone stands for a server's local zone.
var zone = time.FixedZone("IST", 5*3600+1800)

// outcome is the result of an evaluation in comparable form.
type outcome struct {
	value string
	err   string
	// panicked says that a panic came out of the evaluation.
	panicked bool
}

func (o outcome) String() string {
	if o.err != "" {
		return fmt.Sprintf("error %q (panic %v)", o.err, o.panicked)
	}
	return o.value
}

// value is a field value in both representations.
type value struct {
	ours   lambda.Value
	theirs any
}

func (g *generator) value() value {
	switch g.r.IntN(12) {
	case 0, 1:
		return value{lambda.Value{}, ast.MissingValue}
	case 2:
		return value{lambda.NilValue(), nil}
	case 3:
		return g.valueOf(catalog.Duration)
	case 4, 5, 6:
		return g.valueOf(catalog.Int)
	case 7:
		return g.valueOf(catalog.String)
	case 8:
		return g.valueOf(catalog.Bool)
	default:
		return g.valueOf(catalog.Float)
	}
}

func (g *generator) valueOf(t catalog.Type) value {
	switch t {
	case catalog.Duration:
		d := pick(g.r, durations)
		return value{lambda.DurationValue(int64(d)), d}
	case catalog.Int:
		i := pick(g.r, ints)
		return value{lambda.IntValue(i), i}
	case catalog.String:
		s := pick(g.r, strs)
		return value{lambda.StringValue(s), s}
	case catalog.Bool:
		b := g.r.IntN(2) == 0
		return value{lambda.BoolValue(b), b}
	default:
		f := pick(g.r, floats)
		return value{lambda.FloatValue(f), f}
	}
}

// TestDifference evaluates random expressions here and in Kapacitor and wants
// the same values, types and messages, on both paths, over a few points with
// the same state.
func TestDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(*seed, 1))
	var c comparison
	for n := range *cases {
		g := &generator{r}
		x := g.expr(1 + r.IntN(4))
		c.compare(t, r, fmt.Sprintf("case %d", n), x, func(string) value { return g.value() })
	}
	t.Log(c)
	require.Greater(t, c.values, *cases/10)
}

// TestTypedDifference does the same with expressions that are well typed.
func TestTypedDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(*seed, 2))
	var c comparison
	for n := range *cases {
		g := newTyped(r)
		x := g.expr(pick(r, fieldTypes), 1+r.IntN(5))
		c.compare(t, r, fmt.Sprintf("typed case %d", n), x, func(name string) value {
			if r.IntN(50) == 0 {
				return g.g.value()
			}
			return g.g.valueOf(g.refs[name])
		})
	}
	t.Log(c)
	require.Greater(t, c.values, *cases)
}

// comparison counts what has been compared.
type comparison struct{ compiled, refused, values, errors, crashes int }

func (c comparison) String() string {
	return fmt.Sprintf("%d compiled, %d refused; %d values, %d errors, %d crashes", c.compiled, c.refused, c.values, c.errors, c.crashes)
}

func (c *comparison) compare(t *testing.T, r *rand.Rand, name string, x expr, draw func(string) value) {
	t.Helper()
	if endless(x.ours) {
		return
	}
	ours, ourErr := lambda.Compile(wrap(x.ours), lambda.Options{Location: zone})
	theirs, theirErr := stateful.NewExpression(x.theirs)
	if theirErr != nil {
		require.Error(t, ourErr, "%s: %s: want %s", name, print(x.ours), theirErr)
		require.Equal(t, theirErr.Error(), ourErr.Error(), "%s: %s", name, print(x.ours))
		c.refused++
		return
	}
	require.NoError(t, ourErr, "%s: %s", name, print(x.ours))
	c.compiled++
	predicate, result := ours.NewState(), ours.NewState()
	// The two paths need an expression each: a copy of one would share its
	// operators' memory of types.
	theirResult, err := stateful.NewExpression(x.theirs)
	require.NoError(t, err)
	var before []lambda.Value
	for range 3 {
		scope := stateful.NewScope()
		var args []lambda.Value
		var shown []string
		at := time.Unix(0, r.Int64N(2e18)).In(zone)
		for _, ref := range ours.Refs() {
			v := value{lambda.TimeValue(at.UnixNano()), at}
			if ref != "time" {
				v = draw(ref)
			}
			args = append(args, v.ours)
			scope.Set(ref, v.theirs)
			shown = append(shown, fmt.Sprintf("%s=%T(%v)", ref, v.theirs, v.theirs))
		}
		if turns(before, args) {
			return // see doc.go: an operator keeps its operation too long
		}
		before = args
		where := fmt.Sprintf("%s: %s with %s", name, print(x.ours), strings.Join(shown, " "))
		want := theirBool(theirs, scope)
		require.Equal(t, want, ourBool(predicate, args), "predicate, %s", where)
		if want.panicked {
			c.crashes++
		}
		wantValue := theirValue(theirResult, scope)
		require.Equal(t, wantValue, ourValue(result, args), "value, %s", where)
		if wantValue.err == "" {
			c.values++
		} else {
			c.errors++
		}
		if guarded(want) || guarded(wantValue) {
			return // see doc.go: an operator remembers a type guard
		}
	}
}

// turns reports whether a value turned from or into a duration or a string.
func turns(before, now []lambda.Value) bool {
	for i := range before {
		for _, k := range []lambda.Kind{lambda.Duration, lambda.String} {
			if (before[i].Kind() == k) != (now[i].Kind() == k) {
				return true
			}
		}
	}
	return false
}

// wrap protects a nested lambda at the top from being taken for the whole.
func wrap(x syntax.Expr) syntax.Expr { return &syntax.LambdaExpr{X: x} }

func guarded(o outcome) bool { return strings.Contains(o.err, "TypeGuard") }

// endless finds the expressions that make Kapacitor recurse until its stack
// overflows, which no test survives: an operator on a negated string or regex
// literal.
func endless(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.UnaryExpr:
		return endless(x.X)
	case *syntax.LambdaExpr:
		return endless(x.X)
	case *syntax.BinaryExpr:
		return negatedText(x.X) || negatedText(x.Y) || endless(x.X) || endless(x.Y)
	case *syntax.CallExpr:
		for _, a := range x.Args {
			if endless(a) {
				return true
			}
		}
		if x.Name.Name == "jn" || x.Name.Name == "yn" {
			return true // an order of 2^63 keeps both busy for ever
		}
	}
	return false
}

func negatedText(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.LambdaExpr:
		return negatedText(x.X)
	case *syntax.UnaryExpr:
		return x.Op == syntax.OpSub && constantText(x.X)
	}
	return false
}

func constantText(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.StringLit, *syntax.RegexLit:
		return true
	case *syntax.LambdaExpr:
		return constantText(x.X)
	case *syntax.UnaryExpr:
		return x.Op == syntax.OpSub && constantText(x.X)
	case *syntax.BinaryExpr:
		return x.Op == syntax.OpAdd && constantText(x.X)
	}
	return false
}

func ourBool(s *lambda.State, args []lambda.Value) outcome {
	b, err := s.Bool(args, nil)
	if err != nil {
		return outcome{err: normalise(err.Error()), panicked: errors.Is(err, lambda.ErrWouldCrash)}
	}
	return outcome{value: fmt.Sprint(b)}
}

func theirBool(e stateful.Expression, scope *stateful.Scope) (o outcome) {
	defer func() {
		if r := recover(); r != nil {
			o = outcome{err: normalise(fmt.Sprint(r)), panicked: true}
		}
	}()
	if _, err := e.Type(scope); err != nil {
		return outcome{err: normalise(err.Error())}
	}
	b, err := e.EvalBool(scope)
	if err != nil {
		return outcome{err: normalise(err.Error())}
	}
	return outcome{value: fmt.Sprint(b)}
}

func ourValue(s *lambda.State, args []lambda.Value) outcome {
	v, err := s.Value(args, nil)
	if err != nil {
		return outcome{err: normalise(err.Error()), panicked: errors.Is(err, lambda.ErrWouldCrash)}
	}
	switch v.Kind() {
	case lambda.Float:
		return outcome{value: showFloat(v.Float())}
	case lambda.Int:
		return outcome{value: fmt.Sprintf("int64 %d", v.Int())}
	case lambda.String:
		return outcome{value: fmt.Sprintf("string %q", v.Str())}
	case lambda.Bool:
		return outcome{value: fmt.Sprintf("bool %v", v.Bool())}
	case lambda.Duration:
		return outcome{value: fmt.Sprintf("time.Duration %d", v.Int())}
	default:
		return outcome{value: "unexpected kind " + v.Kind().String()}
	}
}

func theirValue(e stateful.Expression, scope *stateful.Scope) outcome {
	v, err := e.Eval(scope)
	if err != nil {
		return outcome{err: normalise(err.Error())}
	}
	switch v := v.(type) {
	case float64:
		return outcome{value: showFloat(v)}
	case string:
		return outcome{value: fmt.Sprintf("string %q", v)}
	case time.Duration:
		return outcome{value: fmt.Sprintf("time.Duration %d", int64(v))}
	default:
		return outcome{value: fmt.Sprintf("%T %v", v, v)}
	}
}

func showFloat(f float64) string {
	if math.IsNaN(f) {
		return "float64 NaN"
	}
	return fmt.Sprintf("float64 %x", math.Float64bits(f))
}

var (
	scopeList     = regexp.MustCompile(`values in scope are \[([^\]]*)\]`)
	signatureList = regexp.MustCompile(`available signatures are \[(\([a-z,]*\)(?:, \([a-z,]*\))*)\]`)
)

// normalise sorts the lists that Kapacitor prints in random order.
func normalise(msg string) string {
	msg = scopeList.ReplaceAllStringFunc(msg, func(s string) string {
		names := strings.Split(scopeList.FindStringSubmatch(s)[1], ", ")
		sort.Strings(names)
		return "values in scope are [" + strings.Join(names, ", ") + "]"
	})
	return signatureList.ReplaceAllStringFunc(msg, func(s string) string {
		sigs := strings.Split(signatureList.FindStringSubmatch(s)[1], ", ")
		sort.Strings(sigs)
		return "available signatures are [" + strings.Join(sigs, ", ") + "]"
	})
}
