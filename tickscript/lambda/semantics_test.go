package lambda

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// TestTypes covers how values get their types and what operators do with them.
func TestTypes(t *testing.T) {
	t.Run("X001 values of every type", func(t *testing.T) {
		p := point{"f": 1.5, "i": 2, "s": "a", "b": true, "d": time.Minute, "time": time.Unix(3600, 0)}
		require.Equal(t, 1.5, mustValue(t, `"f"`, p))
		require.Equal(t, 2, mustValue(t, `"i"`, p))
		require.Equal(t, "a", mustValue(t, `"s"`, p))
		require.Equal(t, true, mustValue(t, `"b"`, p))
		require.Equal(t, time.Minute, mustValue(t, `"d"`, p))
		require.Equal(t, 1, mustValue(t, `hour("time")`, p))
	})
	t.Run("X001 time is in the zone of the options", func(t *testing.T) {
		e, err := Compile(parse(t, `hour("time")`), Options{Location: time.FixedZone("", -2*3600)})
		require.NoError(t, err)
		v, err := e.NewState().Value([]Value{TimeValue(0)}, nil)
		require.NoError(t, err)
		require.Equal(t, 22, show(v))
	})
	t.Run("X002 field and tag of the same name", func(t *testing.T) {
		require.EqualError(t, FieldAndTagError("x"), `cannot have field and tags with same name "x"`)
	})
	t.Run("X002 references in order of first use", func(t *testing.T) {
		e := compile(t, `"b" > 1 AND ("a" < 2 OR "b" == 3) AND hour("time") > 5`)
		require.Equal(t, []string{"b", "a", "time"}, e.Refs())
	})
	t.Run("X004 mixed arithmetic is refused, mixed comparison is not", func(t *testing.T) {
		p := point{"f": 1.5, "i": 2}
		require.Equal(t, "mismatched type to binary operator. got int + float. see bool(), int(), float(), string(), duration()",
			valueError(t, `"i" + "f"`, p))
		require.Equal(t, true, mustValue(t, `"i" > "f"`, p))
	})
	t.Run("X005 integer division and remainder", func(t *testing.T) {
		require.Equal(t, -2, mustValue(t, `-7 / "x"`, point{"x": 3}))
		require.Equal(t, -1, mustValue(t, `-7 % "x"`, point{"x": 3}))
		require.Equal(t, 1, mustValue(t, `7 % "x"`, point{"x": -3}))
		require.Equal(t, "invalid math operator % for type float", valueError(t, `"x" % 2.0`, point{"x": 3.0}))
		require.Equal(t, "invalid math operator % for type duration", valueError(t, `"x" % 2s`, point{"x": time.Second}))
	})
	t.Run("X006 durations", func(t *testing.T) {
		p := point{"d": 100 * time.Nanosecond, "e": 30 * time.Nanosecond}
		require.Equal(t, 3, mustValue(t, `"d" / "e"`, p))
		require.Equal(t, 149*time.Nanosecond, mustValue(t, `"d" * 1.499`, p))
		require.Equal(t, 33*time.Nanosecond, mustValue(t, `"d" / 3.0`, p))
		require.Equal(t, 33*time.Nanosecond, mustValue(t, `"d" / 3`, p))
	})
	t.Run("X007 no operators on times, regexes only on the right of a match", func(t *testing.T) {
		p := point{"time": time.Unix(0, 0), "s": "abc"}
		require.Equal(t, "invalid comparison operator > for type time", predicateError(t, `"time" > "time"`, p))
		require.Equal(t, "mismatched type to binary operator. got string =~ string. see bool(), int(), float(), string(), duration()",
			predicateError(t, `"s" =~ 'abc'`, p))
		_, err := Compile(&syntax.BinaryExpr{Op: syntax.OpEq, X: &syntax.RegexLit{Text: "a"}, Y: &syntax.RegexLit{Text: "a"}}, Options{})
		require.EqualError(t, err, "invalid comparison operator == for type regex")
		require.Equal(t, true, mustValue(t, `"s" =~ /^a.c$/`, p))
		require.Equal(t, false, mustValue(t, `"s" !~ /^a.c$/`, p))
	})
	t.Run("X019 float division by zero", func(t *testing.T) {
		require.Equal(t, math.Inf(1), mustValue(t, `1.0 / "z"`, point{"z": 0.0}))
		require.True(t, math.IsNaN(mustValue(t, `0.0 / "z"`, point{"z": 0.0}).(float64)))
	})
	t.Run("unary operators negate whatever they can", func(t *testing.T) {
		require.Equal(t, false, mustValue(t, `-"b"`, point{"b": true}))
		require.Equal(t, "TypeGuard: expression returned unexpected type float, expected boolean", valueError(t, `!"f"`, point{"f": 1.0}))
		require.Equal(t, -time.Minute, mustValue(t, `-"d"`, point{"d": time.Minute}))
	})
}

// TestLogic covers short circuits and missing values.
func TestLogic(t *testing.T) {
	t.Run("X008 short circuit", func(t *testing.T) {
		for text, want := range map[string]bool{
			`"no" AND bool('x')`: false,
			`"yes" OR bool('x')`: true,
			`"no" AND "x" > 5`:   false,
			`"yes" OR "x" > 5`:   true,
		} {
			require.Equal(t, want, mustValue(t, text, point{"no": false, "yes": true}), text)
		}
	})
	t.Run("X008 types of both sides come first", func(t *testing.T) {
		require.Equal(t, `right reference value "x" is missing value`, predicateError(t, `TRUE OR "x"`, nil))
		require.Equal(t, `undefined function: "foo"`, predicateError(t, `TRUE OR foo()`, nil))
	})
	t.Run("X009 guards against missing values", func(t *testing.T) {
		const and = `isPresent("x") AND "x" > 5`
		require.Equal(t, false, mustValue(t, and, nil))
		require.Equal(t, true, mustValue(t, and, point{"x": 6}))
		require.Equal(t, `Cannot call function "if" argument "x" is missing, values in scope are []`,
			predicateError(t, `if(isPresent("x"), "x", 0.0)`, nil))
	})
	t.Run("X010 messages about missing references", func(t *testing.T) {
		p := point{"y": 1, "a": "tag"}
		require.Equal(t, `left reference value "x" is missing value`, predicateError(t, `"x" > 5`, p))
		require.Equal(t, `right reference value "x" is missing value`, predicateError(t, `5 > "x"`, p))
		require.Equal(t, `missing value: "x"`, valueError(t, `"x"`, p))
		require.Equal(t, `reference "x" is missing value`, predicateError(t, `"x"`, p))
		require.Equal(t, `reference "x" is missing value`, valueError(t, `-"x"`, p))
		require.Equal(t, `reference "x" is missing value`, valueError(t, `!"x"`, p))
		require.Equal(t, `invalid math operator + for type missing`, valueError(t, `"x" + "y"`, p))
		const call = `Cannot call function "abs" argument "x" is missing, values in scope are ["a", "y"]`
		require.Equal(t, call, predicateError(t, `abs("x") > 1.0 AND "y" > 0 AND "a" == 'b'`, p))
		require.EqualError(t, MissingArgumentError("abs", []string{`"x"`}, []string{"y", "x", "a"}), call)
		require.Equal(t, `Cannot call function "max" arguments "x", "z" are missing, values in scope are []`,
			valueError(t, `max("x", "z")`, p))
	})
	t.Run("X011 a field without value is not missing", func(t *testing.T) {
		p := point{"x": nothing}
		const want = `referenced value "x" is nil.`
		require.Equal(t, want, predicateError(t, `"x" > 5`, p))
		require.Equal(t, want, valueError(t, `"x"`, p))
		require.Equal(t, "Failed to handle 1 argument: "+want, predicateError(t, `isPresent("x")`, p))
	})
}

// TestErrors covers when errors arise and what they say.
func TestErrors(t *testing.T) {
	t.Run("X012 constants are checked when compiled", func(t *testing.T) {
		require.Equal(t, "mismatched type to binary operator. got int + float. see bool(), int(), float(), string(), duration()", compileError(t, `1 + 1.0`))
		require.Equal(t, "Failed to handle right node: invalid math operator % for type float", compileError(t, `"x" > (1.0 % 2.0)`))
		require.Equal(t, "invalid logical operator AND for type int", compileError(t, `1 AND TRUE`))
		require.Equal(t, "Failed to handle 1 argument: Failed to handle node: invalid math operator - for type string", compileError(t, `abs(-('a' - 'b'))`))
		require.Equal(t, "invalid math operator + for type boolean", compileError(t, `("x" > 1) + 1`))
		require.Equal(t, "Given node type is not valid evaluation node: *ast.IdentifierNode", compileError(t, `foo`))
	})
	t.Run("X012 places", func(t *testing.T) {
		_, err := Compile(parse(t, `"x" > (1.0 % 2.0)`), Options{})
		var e *Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, 1, e.Pos.Line)
		require.Positive(t, e.Pos.Col)
	})
	t.Run("X012 references and calls are checked per point", func(t *testing.T) {
		e := compile(t, `"x" + 1.0`)
		s := e.NewState()
		_, err := s.Value([]Value{IntValue(1)}, nil)
		require.EqualError(t, err, "mismatched type to binary operator. got int + float. see bool(), int(), float(), string(), duration()")
		v, err := s.Value([]Value{FloatValue(1)}, nil)
		require.NoError(t, err)
		require.Equal(t, 2.0, v.Float())
	})
	t.Run("X013 unknown function", func(t *testing.T) {
		require.Equal(t, `undefined function: "foo"`, predicateError(t, `foo(1)`, nil))
		require.Equal(t, `undefined function: "foo"`, predicateError(t, `!foo(1)`, nil))
		require.Equal(t, `undefined function: "changed"`, predicateError(t, `changed()`, nil))
	})
	t.Run("X014 wrong arguments", func(t *testing.T) {
		require.Equal(t, `Cannot call function "pow" with args (1: int,"s": string), available signatures are [(float,float)].`,
			predicateError(t, `pow(1, "s")`, point{"s": "a"}))
		require.Equal(t, `Cannot call function "if" with args ("x" > 1: boolean,1.5: float), available signatures are `+
			`[(boolean,float,float), (boolean,int,int), (boolean,string,string), (boolean,boolean,boolean), (boolean,regex,regex), (boolean,time,time), (boolean,duration,duration)].`,
			predicateError(t, `if("x" > 1, 1.5)`, point{"x": 1}))
		require.Equal(t, `Cannot call function "strLength" with args (1h0m0s: duration), available signatures are [(string)].`, valueError(t, `strLength(1h)`, nil))
	})
	t.Run("X014 too many arguments panic", func(t *testing.T) {
		const text = `count(1, 2, 3, 4, 5) > 0`
		_, err := predicate(t, text, nil)
		require.ErrorIs(t, err, ErrWouldCrash)
		require.Equal(t, "runtime error: index out of range [4] with length 4", valueError(t, text[:len(text)-4], nil))
	})
	t.Run("X015 errors of functions and of arguments", func(t *testing.T) {
		require.Equal(t, `error calling "bool": strconv.ParseBool: parsing "x": invalid syntax`, valueError(t, `bool('x')`, nil))
		require.Equal(t, `Failed to handle 1 argument: error calling "int": strconv.ParseInt: parsing "x": invalid syntax`, valueError(t, `string(int('x'))`, nil))
		require.Equal(t, `Failed to handle 2 argument: undefined function: "foo"`, valueError(t, `max(1.0, foo())`, nil))
	})
	t.Run("X015 the operand of ! is not type checked", func(t *testing.T) {
		require.Equal(t, `error calling "strContains": cannot pass int64 as second arg to strContains, must be string`, predicateError(t, `!strContains('a', 5)`, nil))
		require.Equal(t, `TypeGuard: expression returned unexpected type float, expected boolean`, predicateError(t, `!abs(1.0)`, nil))
		require.Equal(t, false, mustValue(t, `!isPresent("time")`, point{"time": time.Unix(0, 0)}))
	})
	t.Run("X016 types of results", func(t *testing.T) {
		require.Equal(t, "expression returned unexpected type time", valueError(t, `"time"`, point{"time": time.Unix(0, 0)}))
		require.Equal(t, "expression returned unexpected type time", valueError(t, `now()`, nil))
		require.Equal(t, "expression returned unexpected type regex", valueError(t, `/a/`, nil))
		require.Equal(t, 2*time.Hour, mustValue(t, `2 * 1h`, nil))
	})
	t.Run("X017 predicates", func(t *testing.T) {
		require.Equal(t, "TypeGuard: expression returned unexpected type float, expected boolean", predicateError(t, `"x"`, point{"x": 1.0}))
		require.Equal(t, "TypeGuard: expression returned unexpected type int, expected boolean", predicateError(t, `5`, nil))
		require.Equal(t, "TypeGuard: expression returned unexpected type string, expected boolean", predicateError(t, `strToLower('A')`, nil))
		require.Equal(t, "expression returned unexpected type int64", predicateError(t, `"x" + 1`, point{"x": 1}))
		require.Equal(t, "expression returned unexpected type <nil>", predicateError(t, `"x" + 'b'`, point{"x": "a"}))
	})
	t.Run("X018 panics", func(t *testing.T) {
		p := point{"z": 0, "d": time.Duration(0), "s": "abcdef"}
		for text, want := range map[string]string{
			`1 / "z" > 0`:                            "runtime error: integer divide by zero",
			`1 % "z" > 0`:                            "runtime error: integer divide by zero",
			`1h / "z" > 0s`:                          "runtime error: integer divide by zero",
			`1h / "d" > 0`:                           "runtime error: integer divide by zero",
			`strSubstring("s", 3, 2) == 'a'`:         "runtime error: slice bounds out of range [3:2]",
			`strLength(strSubstring("s", 3, 2)) > 0`: "runtime error: slice bounds out of range [3:2]",
			`string(-'a' == 'b') == 'true' OR string(1/"z")=='0'`: "runtime error: stack overflow: operator == retries a type mismatch without end",
		} {
			_, err := predicate(t, text, p)
			require.ErrorIs(t, err, ErrWouldCrash, text)
			require.EqualError(t, err, want, text)
			_, err = value(t, text, p)
			require.EqualError(t, err, want, text)
			// From a stack overflow nothing recovers.
			require.Equal(t, strings.Contains(want, "stack overflow"), errors.Is(err, ErrWouldCrash), text)
		}
	})
}

// TestState covers what expressions remember.
func TestState(t *testing.T) {
	eval := func(t *testing.T, s *State, v ...Value) any {
		t.Helper()
		r, err := s.Value(v, nil)
		require.NoError(t, err)
		return show(r)
	}
	t.Run("X020 calls of a function share its state", func(t *testing.T) {
		s := compile(t, `count() * 10 + count()`).NewState()
		require.Equal(t, 12, eval(t, s))
		require.Equal(t, 34, eval(t, s))
	})
	t.Run("X020 what is skipped does not count", func(t *testing.T) {
		e := compile(t, `"b" AND count() > 1`)
		s := e.NewState()
		require.Equal(t, false, eval(t, s, BoolValue(false)))
		require.Equal(t, false, eval(t, s, BoolValue(true)))
		require.Equal(t, true, eval(t, s, BoolValue(true)))
	})
	t.Run("X020 an error stops what follows it", func(t *testing.T) {
		e := compile(t, `int("s") + count()`)
		s := e.NewState()
		_, err := s.Value([]Value{StringValue("x")}, nil)
		require.Error(t, err)
		require.Equal(t, 1, eval(t, s, StringValue("0")))
	})
	t.Run("X021 states are independent", func(t *testing.T) {
		e := compile(t, `count()`)
		a, b := e.NewState(), e.NewState()
		require.Equal(t, 1, eval(t, a))
		require.Equal(t, 2, eval(t, a))
		require.Equal(t, 1, eval(t, b))
		require.Equal(t, 1, eval(t, a.Fork()))
		require.False(t, e.SharedState())
	})
	t.Run("X022 nested lambdas share their state among groups", func(t *testing.T) {
		inner := &syntax.LambdaExpr{X: parse(t, `count()`)}
		outer := &syntax.BinaryExpr{Op: syntax.OpAdd, Y: inner,
			X: &syntax.BinaryExpr{Op: syntax.OpMul, X: parse(t, `count()`), Y: parse(t, `100`)}}
		e, err := Compile(&syntax.LambdaExpr{X: outer}, Options{})
		require.NoError(t, err)
		require.True(t, e.SharedState())
		require.True(t, e.Stateful())
		a := e.NewState()
		b := a.Fork()
		require.Equal(t, 101, eval(t, a))
		require.Equal(t, 102, eval(t, b))
		require.Equal(t, 203, eval(t, a))
		require.Equal(t, 101, eval(t, e.NewState()))
	})
	t.Run("X023 types may change from point to point", func(t *testing.T) {
		s := compile(t, `"x" * "x"`).NewState()
		require.Equal(t, 4, eval(t, s, IntValue(2)))
		require.Equal(t, 2.25, eval(t, s, FloatValue(1.5)))
		require.Equal(t, 9, eval(t, s, IntValue(3)))
		_, err := s.Value([]Value{{}}, nil)
		require.EqualError(t, err, "invalid math operator * for type missing")
		require.Equal(t, 16, eval(t, s, IntValue(4)))
	})
	t.Run("X024 X025 an error leaves the state usable", func(t *testing.T) {
		// What a node does with the error is the node's matter.
		s := compile(t, `"x" > 1`).NewState()
		_, err := s.Bool([]Value{{}}, nil)
		require.Error(t, err)
		ok, err := s.Bool([]Value{IntValue(2)}, nil)
		require.NoError(t, err)
		require.True(t, ok)
	})
	t.Run("wrong number of values", func(t *testing.T) {
		_, err := compile(t, `"x" > 1`).NewState().Bool(nil, nil)
		require.EqualError(t, err, "evaluate an expression with 1 references: got 0 values")
	})
}

func TestProperties(t *testing.T) {
	for text, want := range map[string]struct {
		stateful bool
		kind     Kind
		constant bool
	}{
		`"x" > 1`:         {false, Bool, true},
		`count()`:         {true, Missing, false},
		`!rand()`:         {true, Bool, true},
		`1 + 2`:           {false, Int, true},
		`"x" + 2`:         {false, Missing, false},
		`-1h * 2.5`:       {false, Duration, true},
		`sigma("x") > 3.`: {true, Bool, true},
		`spread("x")`:     {true, Missing, false},
	} {
		e := compile(t, text)
		kind, constant := e.ConstType()
		require.Equal(t, want.stateful, e.Stateful(), text)
		require.Equal(t, want.kind, kind, text)
		require.Equal(t, want.constant, constant, text)
	}
	_, err := Compile(nil, Options{})
	require.Error(t, err)
}
