package lambda

import (
	"cmp"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// operands are values of every type, chosen so that each comparison has all
// outcomes and no divisor is zero.
var operands = map[Kind][]any{
	Float:    {1.5, 2.0, -3.25},
	Int:      {1, 2, -3},
	String:   {"a", "b", ""},
	Bool:     {true, false},
	Duration: {time.Second, 1500 * time.Millisecond, -time.Minute},
	Time:     {time.Unix(1, 0)},
}

// TestOperators evaluates every operator on every pair of types, as references
// and as constants, and compares with Go's operators.
func TestOperators(t *testing.T) {
	valid := 0
	for op := syntax.OpAdd; op <= syntax.OpOr; op++ {
		for l, ls := range operands {
			for r, rs := range operands {
				_, ok := catalog.OperatorResult(op.String(), catalogType(l), catalogType(r))
				if ok {
					valid++
				}
				t.Run(fmt.Sprintf("X003 %v %v %v", l, op, r), func(t *testing.T) {
					for _, a := range ls {
						for _, b := range rs {
							checkOperator(t, op, a, b, ok)
						}
					}
				})
			}
		}
	}
	for _, op := range []syntax.Op{syntax.OpMatch, syntax.OpNotMatch} {
		valid++
		t.Run(fmt.Sprintf("X003 string %v regex", op), func(t *testing.T) {
			for _, s := range []string{"abc", "b"} {
				x := &syntax.BinaryExpr{Op: op, X: &syntax.Reference{Name: "s"}, Y: &syntax.RegexLit{Text: "^a", Regexp: regexp.MustCompile("^a")}}
				require.Equal(t, (s == "abc") == (op == syntax.OpMatch), evalTree(t, x, point{"s": s}))
			}
		})
	}
	require.Equal(t, 61, valid)
}

func catalogType(k Kind) catalog.Type {
	for c, kind := range kindOf {
		if kind == k {
			return c
		}
	}
	return 0
}

func evalTree(t *testing.T, x syntax.Expr, p point) any {
	t.Helper()
	e, err := Compile(x, Options{})
	require.NoError(t, err)
	v, err := e.NewState().Value(p.args(e), nil)
	require.NoError(t, err)
	if v.Kind() == Bool {
		b, err := e.NewState().Bool(p.args(e), nil)
		require.NoError(t, err)
		require.Equal(t, v.Bool(), b, "both paths agree")
	}
	return show(v)
}

func checkOperator(t *testing.T, op syntax.Op, a, b any, valid bool) {
	t.Helper()
	refs := &syntax.BinaryExpr{Op: op, X: &syntax.Reference{Name: "a"}, Y: &syntax.Reference{Name: "b"}}
	p := point{"a": a, "b": b}
	if !valid {
		e, err := Compile(refs, Options{})
		require.NoError(t, err)
		for _, evaluate := range []func() error{
			func() error { _, err := e.NewState().Value(p.args(e), nil); return err },
			func() error { _, err := e.NewState().Bool(p.args(e), nil); return err },
		} {
			require.ErrorContains(t, evaluate(), "operator")
		}
		if x, y := literal(a), literal(b); x != nil && y != nil {
			_, err := Compile(&syntax.BinaryExpr{Op: op, X: x, Y: y}, Options{})
			require.ErrorContains(t, err, "operator")
		}
		return
	}
	want := goOperator(op, a, b)
	require.Equal(t, want, evalTree(t, refs, p), "%v %v %v", a, op, b)
	require.Equal(t, want, evalTree(t, &syntax.BinaryExpr{Op: op, X: refs.X, Y: literal(b)}, p), "%v %v constant %v", a, op, b)
	require.Equal(t, want, evalTree(t, &syntax.BinaryExpr{Op: op, X: literal(a), Y: refs.Y}, p), "constant %v %v %v", a, op, b)
	require.Equal(t, want, evalTree(t, &syntax.BinaryExpr{Op: op, X: literal(a), Y: literal(b)}, p), "constants %v %v %v", a, op, b)
}

func literal(v any) syntax.Expr {
	switch v := v.(type) {
	case float64:
		return &syntax.FloatLit{Value: v}
	case int:
		return &syntax.IntLit{Value: int64(v), Base: 10}
	case string:
		return &syntax.StringLit{Value: v}
	case bool:
		return &syntax.BoolLit{Value: v}
	case time.Duration:
		return &syntax.DurationLit{Value: v}
	}
	return nil
}

// goOperator is the meaning of a valid operation in plain Go.
func goOperator(op syntax.Op, a, b any) any {
	switch a := a.(type) {
	case bool:
		b := b.(bool)
		return map[syntax.Op]bool{syntax.OpAnd: a && b, syntax.OpOr: a || b, syntax.OpEq: a == b, syntax.OpNe: a != b}[op]
	case string:
		if op == syntax.OpAdd {
			return a + b.(string)
		}
		return goCompare(op, a, b.(string))
	case float64:
		switch b := b.(type) {
		case float64:
			if isComparison(op) {
				return goCompare(op, a, b)
			}
			return map[syntax.Op]float64{syntax.OpAdd: a + b, syntax.OpSub: a - b, syntax.OpMul: a * b, syntax.OpDiv: a / b}[op]
		case int:
			return goCompare(op, a, float64(b))
		case time.Duration:
			return time.Duration(a * float64(b))
		}
	case int:
		switch b := b.(type) {
		case float64:
			return goCompare(op, float64(a), b)
		case int:
			if isComparison(op) {
				return goCompare(op, a, b)
			}
			return map[syntax.Op]int{syntax.OpAdd: a + b, syntax.OpSub: a - b, syntax.OpMul: a * b, syntax.OpDiv: a / b, syntax.OpMod: a % b}[op]
		case time.Duration:
			return time.Duration(a) * b
		}
	case time.Duration:
		switch b := b.(type) {
		case float64:
			if op == syntax.OpMul {
				return time.Duration(float64(a) * b)
			}
			return time.Duration(float64(a) / b)
		case int:
			if op == syntax.OpMul {
				return a * time.Duration(b)
			}
			return a / time.Duration(b)
		case time.Duration:
			switch op {
			case syntax.OpDiv:
				return int(a / b)
			case syntax.OpAdd:
				return a + b
			case syntax.OpSub:
				return a - b
			}
			return goCompare(op, a, b)
		}
	}
	return nil
}

func goCompare[T cmp.Ordered](op syntax.Op, a, b T) bool {
	return map[syntax.Op]bool{
		syntax.OpEq: a == b, syntax.OpNe: a != b, syntax.OpLt: a < b,
		syntax.OpLe: a <= b, syntax.OpGt: a > b, syntax.OpGe: a >= b,
	}[op]
}
