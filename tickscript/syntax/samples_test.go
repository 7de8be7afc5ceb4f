package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestSamples(t *testing.T) {
	for _, s := range samples {
		t.Run(s.row+" "+s.name, func(t *testing.T) {
			f, errs := Parse(s.src)
			if s.err != "" {
				require.NotEmpty(t, errs)
				require.Equal(t, s.err, errs[0].Kapacitor)
				require.Contains(t, errs[0].Hint, s.hint)
				require.True(t, errs[0].Range.Start.IsValid())
				for _, e := range errs[1:] {
					require.Empty(t, e.Kapacitor, "only the first error has one")
				}
				return
			}
			require.NoError(t, errs.Err())
			if s.tree != "" || s.src == "" {
				require.Empty(t, cmp.Diff(s.tree, dump(f)))
			}
			if s.print != "" || s.src == "" {
				require.Empty(t, cmp.Diff(s.print, PrintKapacitor(f)))
			}
			checkPrint(t, f)
		})
	}
}

// checkPrint checks what Print promises for a tree without errors.
func checkPrint(t *testing.T, f *File) {
	t.Helper()
	text := Print(f)
	again, errs := Parse(text)
	require.NoError(t, errs.Err(), "printed:\n%s", text)
	if !Equal(f, again) {
		t.Fatalf("printed:\n%s\nbefore: %s\nafter: %s", text, dump(f), dump(again))
	}
	require.Empty(t, cmp.Diff(text, Print(again)), "not idempotent")
}

// TestEveryRowHasASample keeps the table complete.
func TestEveryRowHasASample(t *testing.T) {
	have := map[string]bool{"L071": true} // TestServed
	for _, s := range samples {
		have[s.row] = true
	}
	for _, r := range [][2]int{{1, 18}, {30, 48}, {60, 71}} {
		for n := r[0]; n <= r[1]; n++ {
			row := fmt.Sprintf("L%03d", n)
			require.True(t, have[row], "no sample names %s", row)
		}
	}
}

// broken are inputs whose formatted text Kapacitor itself would read
// differently, or format differently again; Print must hold for them too.
var broken = []struct{ name, src, want string }{
	{"an operator opens a line within parentheses", "f(lambda: (\"a\" > 1\nAND \"b\" > 2)\nOR \"c\")",
		"f(lambda: (\"a\" > 1 AND\n        \"b\" > 2) OR\n    \"c\")\n"},
	{"a chain as an argument", `a|join(b|c())`, "a\n    |join(\n        b\n            |c()\n    )\n"},
	{"a comment that would follow =", "var x = 5 // five\n- 3", "// five\nvar x = 5 -\n3\n"},
	{"a comment that would follow =~", "f(\"a\" =~ x // c\n- y)", "f(\n    \n    // c\n    \"a\" =~\n    x -\n    y\n)\n"},
	{"a comment before a call in a lambda", "f(lambda: // c\n(g(x)))", "f(lambda: \n    // c\n    (g(x)))\n"},
	{"a negative statement", `5 (-3)`, "5\n\n(-3)\n"},
	{"a name before parentheses", `(x) (a + b)`, "(x)\n\n(a + b)\n"},
	{"three in a row", "(x) (x) (a + b)", "(x)\n\n(x)\n\n(a + b)\n"},
	{"stars behind an operand", "0(*) (*) (*)", "0\n\n(*)\n\n(*)\n\n(*)\n"},
	{"a regex statement behind an operand", `5 (/x/)`, "5\n\n(/x/)\n"},
	{"a regex below a comment", "// c\n\n/x/", "// c\n\n/x/\n"},
	{"a regex as the left operand", `f((/x/) + 'a')`, "f((/x/) + 'a')\n"},
	{"a regex behind lambda", `f(lambda: (/x/))`, "f(lambda: (/x/))\n"},
	{"a star behind AND", `f(x AND (*))`, "f(x AND (*))\n"},
	{"quotes in a dbrp", `dbrp "a\"b"."c"`, "dbrp \"a\\\"b\".\"c\"\n"},
	{"triple quotes around an escaped quote", `f('''a''\'')`, "f('a\\'\\'')\n"},
	{"bytes that are not UTF-8", "f('\xff')", "f('\xff')\n"},
}

func TestPrintWhereKapacitorBreaks(t *testing.T) {
	for _, c := range broken {
		t.Run(c.name, func(t *testing.T) {
			f, errs := Parse(c.src)
			require.NoError(t, errs.Err())
			require.Empty(t, cmp.Diff(c.want, Print(f)))
			checkPrint(t, f)
		})
	}
}

func TestPrintAddsMissingParentheses(t *testing.T) {
	num := func(n int64) Expr { return &IntLit{Value: n, Base: 10} }
	bin := func(op Op, x, y Expr) Expr { return &BinaryExpr{Op: op, X: x, Y: y} }
	f := &File{Stmts: []Stmt{&VarDecl{
		Name:  &Ident{Name: "x"},
		Value: bin(OpMul, bin(OpAdd, num(1), num(2)), &UnaryExpr{Op: OpSub, X: bin(OpSub, num(3), bin(OpSub, num(4), num(5)))}),
	}}}
	require.Equal(t, "var x = (1 + 2) * -(3 - (4 - 5))\n", Print(f))
	require.True(t, strings.HasPrefix(PrintKapacitor(f), "var x = 1 + 2 * -3"), "the original stays unchanged")
}
