package lambda

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// TestUncheckedCalls covers the operand of !, which Kapacitor evaluates without
// the check of signatures: what then answers is the function's implementation.
func TestUncheckedCalls(t *testing.T) {
	p := point{"time": time.Unix(0, 0), "d": time.Minute}
	for text, want := range map[string]string{
		`abs()`:                           `error calling "abs": abs expects exactly one argument`,
		`abs('a')`:                        `error calling "abs": cannot pass string to abs, must be float64`,
		`max(1.0)`:                        `error calling "max": max expects exactly two arguments`,
		`max(1.0, 2)`:                     `error calling "max": cannot pass int64 to max, must be float64`,
		`pow10()`:                         `error calling "pow10": pow10 expects exactly two arguments`,
		`pow10("time")`:                   `error calling "pow10": cannot pass time.Time to pow10, must be int64`,
		`jn(1)`:                           `error calling "jn": jn expects exactly two arguments`,
		`jn(1.0, 1.0)`:                    `error calling "jn": cannot pass float64 to jn as first arg, must be int64`,
		`jn(1, 1)`:                        `error calling "jn": cannot pass int64 to jn as second arg, must be float64`,
		`strToLower()`:                    `error calling "strToLower": strToLower expects exactly one argument`,
		`strContains('a')`:                `error calling "strContains": strContains expects exactly two arguments`,
		`strReplace('a', 1)`:              `error calling "strReplace": strReplace expects exactly four arguments`,
		`strReplace('a', 'b', 'c', TRUE)`: `error calling "strReplace": cannot pass bool as fourth arg to strReplace, must be int`,
		`strSubstring('a', "x", 1)`:       `error calling "strSubstring": cannot pass *ast.Missing as second arg to strSubstring, must be int`,
		`regexReplace('a', 'b', 'c')`:     `error calling "regexReplace": cannot pass string as first arg to regexReplace, must be regex`,
		`bool(1h)`:                        `error calling "bool": cannot convert time.Duration to boolean`,
		`bool()`:                          `error calling "bool": bool expects exactly one argument`,
		`string("time")`:                  `error calling "string": cannot convert time.Time to string`,
		`duration()`:                      `error calling "duration": duration expects one or two arguments duration(value, unit) where unit is optional depending on the type of value.`,
		`duration(1)`:                     `error calling "duration": duration expects unit argument for int and float values`,
		`duration(1, 1)`:                  `error calling "duration": invalid duration unit type: int64`,
		`duration(TRUE)`:                  `error calling "duration": cannot convert bool to duration`,
		`duration('1h')`:                  `TypeGuard: expression returned unexpected type duration, expected boolean`,
		`duration("d", int('x'))`:         `Failed to handle 2 argument: error calling "int": strconv.ParseInt: parsing "x": invalid syntax`,
		`int(1h)`:                         `TypeGuard: expression returned unexpected type int, expected boolean`,
		`hour(1)`:                         `error calling "hour": cannot convert int64 to time.Time`,
		`hour()`:                          `error calling "hour": hour expects exactly one argument`,
		`now(1)`:                          `error calling "now": now expects exactly zero argument`,
		`humanBytes('1')`:                 `error calling "humanBytes": cannot convert string to humanBytes`,
		`isPresent()`:                     `error calling "isPresent": isMissing expects exactly one argument`,
		`if(1, 2, 3)`:                     `error calling "if": first argument to if must be a condition with type of bool - got int64`,
		`if(TRUE, 2)`:                     `error calling "if": if expects exactly three arguments`,
		`if(TRUE, 2, 3.0)`:                `error calling "if": Different return types are not supported - second argument is int64 and third argument is float64`,
		`if(TRUE, "x", "y")`:              `TypeGuard: expression returned unexpected type missing, expected boolean`,
		`count(1, 2, 3, 4, 5)`:            `TypeGuard: expression returned unexpected type int, expected boolean`,
		`sigma(1)`:                        `error calling "sigma": value is not a float`,
		`spread()`:                        `error calling "spread": spread expects exactly one argument`,
		`rand(1.0)`:                       `error calling "rand": value is not an int`,
		`rand(1, 2)`:                      `error calling "rand": rand expects zero or one argument`,
		`abs("x" + 1)`:                    `Failed to handle 1 argument: invalid math operator + for type missing`,
		`nosuch(int('x'))`:                `Failed to handle 1 argument: error calling "int": strconv.ParseInt: parsing "x": invalid syntax`,
		`isPresent(-(-"x"))`:              `Failed to handle 1 argument: expected nodeEvaluator to be *EvalReferenceNode got *stateful.EvalUnaryNode`,
	} {
		require.Equal(t, want, predicateError(t, "!"+text, p), text)
	}
	require.Equal(t, true, mustValue(t, `!isPresent(-"x")`, nil))
}

func TestUncheckedCallsOfMatchFunctions(t *testing.T) {
	e, err := Compile(parse(t, `changed(1)`), Options{Match: true})
	require.NoError(t, err)
	_, err = e.NewState().Bool(nil, &Env{})
	require.EqualError(t, err, `error calling "changed": changed takes no arguments`)
}

// TestNestedLambdaTypes covers the type checks of a lambda inside a lambda.
func TestNestedLambdaTypes(t *testing.T) {
	nested := func(text string) *syntax.LambdaExpr { return &syntax.LambdaExpr{X: parse(t, text)} }
	not := func(x syntax.Expr) syntax.Expr { return &syntax.UnaryExpr{Op: syntax.OpNot, X: x} }
	hour := func(x syntax.Expr) syntax.Expr {
		return &syntax.CallExpr{Name: &syntax.Ident{Name: "hour"}, Args: []syntax.Expr{x}}
	}
	more := func(x syntax.Expr) syntax.Expr {
		return &syntax.BinaryExpr{Op: syntax.OpGt, X: x, Y: &syntax.IntLit{Value: 1}}
	}
	for _, c := range []struct {
		x    syntax.Expr
		want string
	}{
		{not(nested(`"x" + 1`)), "TypeGuard: expression returned unexpected type int, expected boolean"},
		{not(nested(`"x" + 1.0`)), "mismatched type to binary operator. got int + float. see bool(), int(), float(), string(), duration()"},
		{hour(nested(`"time"`)), "Failed to handle 1 argument: TypeGuard: expression returned unexpected type time, expected time"},
		{more(nested(`"m"`)), "expected leftEvaluator to be *EvalReferenceNode got *stateful.EvalLambdaNode"},
		{more(&syntax.LambdaExpr{X: &syntax.UnaryExpr{Op: syntax.OpSub, X: parse(t, `'a'`)}}), "mismatched"},
	} {
		e, err := Compile(&syntax.LambdaExpr{X: c.x}, Options{})
		if err == nil {
			_, err = e.NewState().Bool(point{"x": 1, "time": time.Unix(0, 0)}.args(e), nil)
		}
		require.ErrorContains(t, err, c.want)
	}
	e, err := Compile(&syntax.LambdaExpr{X: &syntax.LambdaExpr{X: parse(t, `"x" * 2`)}}, Options{})
	require.NoError(t, err)
	v, err := e.NewState().Value([]Value{IntValue(4)}, nil)
	require.NoError(t, err)
	require.Equal(t, IntValue(8), v)
}

// TestComparisonWithConstant covers the short path of a predicate that is one
// comparison.
func TestComparisonWithConstant(t *testing.T) {
	for text, want := range map[string][4]bool{ // of 79, 80, 81 and NaN
		`"x" > 80`: {false, false, true, false}, `"x" >= 80`: {false, true, true, false},
		`"x" < 80`: {true, false, false, false}, `"x" <= 80`: {true, true, false, false},
		`"x" == 80`: {false, true, false, false}, `"x" != 80`: {true, false, true, true},
	} {
		s := compile(t, text).NewState()
		for i, f := range []float64{79, 80, 81, math.NaN()} {
			got, err := s.Bool([]Value{FloatValue(f)}, nil)
			require.NoError(t, err)
			require.Equal(t, want[i], got, "%s of float %v", text, f)
			if i < 3 {
				got, err = s.Bool([]Value{IntValue(int64(f))}, nil)
				require.NoError(t, err)
				require.Equal(t, want[i], got, "%s of int %v", text, f)
			}
		}
		_, err := s.Bool([]Value{{}}, nil)
		require.EqualError(t, err, `left reference value "x" is missing value`)
	}
}

func TestTreesWithoutMeaning(t *testing.T) {
	for want, x := range map[string]syntax.Expr{
		"Given node type is not valid evaluation node: *ast.StarNode":   &syntax.StarLit{},
		"Given node type is not valid evaluation node: *ast.ListNode":   &syntax.ListLit{},
		"Given node type is not valid evaluation node: *ast.ChainNode":  &syntax.ChainExpr{},
		"Given node type is not valid evaluation node: *syntax.BadExpr": &syntax.BadExpr{},
		`Invalid unary operator: "+"`:                                   &syntax.UnaryExpr{Op: syntax.OpAdd},
		"unknown binary operator !":                                     &syntax.BinaryExpr{Op: syntax.OpNot},
		"error parsing regexp: missing closing ): `(`":                  &syntax.RegexLit{Text: "("},
	} {
		_, err := Compile(x, Options{})
		require.EqualError(t, err, want)
	}
}
