package syntax

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// parseOK parses a script that has no errors.
func parseOK(t testing.TB, src string) *File {
	t.Helper()
	f, errs := Parse(src)
	require.NoError(t, errs.Err())
	return f
}

// TestPositions checks that each node covers its own text (L046: and which place
// Kapacitor names for it).
func TestPositions(t *testing.T) {
	src := "// c\nvar x = stream\n\t|from('é', [a, *])\n\t.m(lambda: (\"a\" + 1) > -f(2s) =~ /x/)\n dbrp \"a\".\"b\" var y int TRUE 1.5"
	want := []string{
		"File 1:1 -",
		"VarDecl 2:1 var x = stream\n\t|from('é', [a, *])\n\t.m(lambda: (\"a\" + 1) > -f(2s) =~ /x/)",
		"Ident 2:5 x",
		"ChainExpr 4:2 stream\n\t|from('é', [a, *])\n\t.m(lambda: (\"a\" + 1) > -f(2s) =~ /x/)",
		"ChainExpr 3:2 stream\n\t|from('é', [a, *])",
		"Ident 2:9 stream",
		"CallExpr 3:3 from('é', [a, *])",
		"Ident 3:3 from",
		"StringLit 3:8 'é'",
		"ListLit 3:14 [a, *]",
		"Ident 3:15 a",
		"StarLit 3:18 *",
		"CallExpr 4:3 m(lambda: (\"a\" + 1) > -f(2s) =~ /x/)",
		"Ident 4:3 m",
		"LambdaExpr 4:5 lambda: (\"a\" + 1) > -f(2s) =~ /x/",
		"BinaryExpr 4:32 (\"a\" + 1) > -f(2s) =~ /x/",
		"BinaryExpr 4:23 (\"a\" + 1) > -f(2s)",
		"BinaryExpr 4:18 (\"a\" + 1)",
		"Reference 4:14 \"a\"",
		"IntLit 4:20 1",
		"UnaryExpr 4:25 -f(2s)",
		"CallExpr 4:26 f(2s)",
		"Ident 4:26 f",
		"DurationLit 4:28 2s",
		"RegexLit 4:35 /x/",
		"DBRPStmt 5:2 dbrp \"a\".\"b\"",
		"Reference 5:7 \"a\"",
		"Reference 5:11 \"b\"",
		"TypeDecl 5:15 var y int",
		"Ident 5:19 y",
		"Ident 5:21 int",
		"ExprStmt 5:25 TRUE",
		"BoolLit 5:25 TRUE",
		"ExprStmt 5:30 1.5",
		"FloatLit 5:30 1.5",
	}
	var got []string
	f := parseOK(t, src)
	Walk(f, func(n Node) bool {
		name := strings.TrimPrefix(typeName(n), "*syntax.")
		text := src[n.Pos().Offset:n.End().Offset]
		if name == "File" {
			text = "-"
		}
		got = append(got, name+" "+RefPos(n).String()+" "+text)
		// Lines and columns agree with offsets.
		require.Equal(t, n.Pos(), advance(diag.Pos{Line: 1, Col: 1}, src[:n.Pos().Offset]))
		require.Equal(t, n.End(), advance(diag.Pos{Line: 1, Col: 1}, src[:n.End().Offset]))
		return true
	})
	require.Empty(t, cmp.Diff(want, got))
	require.Equal(t, "1:1", f.Comments[0].Pos().String())
	require.Equal(t, "1:5", f.Comments[0].End().String())
	require.True(t, f.Comments[0].OwnLine)
}

func TestWalkStops(t *testing.T) {
	f := parseOK(t, "a|b(c).d(e) f(1 + 2)")
	var seen []string
	Walk(f, func(n Node) bool {
		switch n := n.(type) {
		case *CallExpr:
			seen = append(seen, n.Name.Name)
			return false
		case *Ident:
			seen = append(seen, n.Name)
		}
		return true
	})
	require.Equal(t, []string{"a", "b", "d", "f"}, seen)

	seen = nil
	Walk(f, func(n Node) bool {
		seen = append(seen, typeName(n))
		_, chain := n.(*ChainExpr)
		return !chain
	})
	require.Equal(t, []string{"*syntax.File", "*syntax.ExprStmt", "*syntax.ChainExpr", "*syntax.ExprStmt",
		"*syntax.CallExpr", "*syntax.Ident", "*syntax.BinaryExpr", "*syntax.IntLit", "*syntax.IntLit"}, seen)
}

// TestEqual is L047: what makes two trees equal.
func TestEqual(t *testing.T) {
	// Scripts on one line are equal to each other and to no other line.
	groups := [][]string{
		{"a", "// c\n a", "(a)"}, {"b"}, {`"a"`, "\n\"a\""}, {"'a'", "'''a'''"}, {"''"},
		{"10", "012"}, {"10.0", "10."}, {"60s", "1m"}, {"TRUE"}, {"FALSE"},
		{"1 + 2", "(1 + 2)", "1 +\n2"}, {"1 - 2"}, {"2 + 1"}, {"1 + 2 + 3", "(1 + 2) + 3"}, {"1 + (2 + 3)"},
		{"-a"}, {"!a"}, {"f()"}, {"f(1)"}, {"f(1, 2)", "f(1,\n2,)"}, {"g(1)"},
		{"a.b"}, {"a.b()"}, {"a|b()"}, {"a@b()"}, {"a.b.c"}, {"lambda: a"}, {"lambda: b"},
		{"[a]", "[a,]"}, {"['a']"}, {"[a, *]"}, {"[]"}, {"f(*)"},
		{"var x = /a\\/b/"}, {"var x = /ab/"}, {"var x = a"}, {"var y = a"}, {"var x int"}, {"var x float"},
		{`dbrp "a"."b"`, `dbrp "a" . "b"`}, {`dbrp "a"."c"`}, {"", "// only a comment"}, {"a b"},
	}
	for i, group := range groups {
		for _, a := range group {
			for j, other := range groups {
				for _, b := range other {
					require.Equal(t, i == j, Equal(parseOK(t, a), parseOK(t, b)), "%q and %q", a, b)
				}
			}
		}
	}
	require.False(t, Equal(&Ident{}, &Reference{}))
	require.True(t, Equal(nil, nil))
	require.False(t, Equal(&Ident{}, nil))
}

func TestCloneSharesNothing(t *testing.T) {
	for _, s := range samples {
		f, _ := Parse(s.src)
		before := dump(f)
		c := Clone(f)
		require.Empty(t, cmp.Diff(f, c, cmpopts.IgnoreFields(RegexLit{}, "Regexp"), cmpopts.EquateEmpty()))
		Walk(c, func(n Node) bool {
			if d := Doc(n); d != nil && len(d.Lines) > 0 {
				d.Lines[0].Text = "changed"
			}
			switch n := n.(type) {
			case *Ident:
				n.Name = "changed"
			case *BinaryExpr:
				n.Op = OpMod
			case *ListLit:
				clear(n.Items)
				n.Items = nil
			}
			return true
		})
		require.Equal(t, before, dump(f), s.src)
	}
	require.Nil(t, Clone[Node](nil))
}

// TestParseLambda is L048.
func TestParseLambda(t *testing.T) {
	for _, c := range []struct{ src, tree, err string }{
		{`"level" == 'CRITICAL' AND changed() == TRUE`, `(AND (== ref"level" "CRITICAL") (== changed() true))`, ""},
		{` ( "a" > 5 ) `, `(>p ref"a" 5)`, ""},
		{`/x/`, `regex(x)`, ""},
		{``, "BAD", `parser: unexpected EOF line 1 char 1 in "". expected: ` + operandStart},
		{`lambda: TRUE`, "BAD", `parser: unexpected lambda line 1 char 1 in "lambda: TR". expected: ` + operandStart},
		{`a b`, "a", `parser: unexpected identifier line 1 char 3 in "a b". expected: "EOF"`},
		{`a.b`, "a", `parser: unexpected . line 1 char 2 in "a.b". expected: "EOF"`},
		{`a > `, "BAD", `parser: unexpected EOF line 1 char 5 in "a > ". expected: ` + operandStart},
	} {
		t.Run("L048 "+c.src, func(t *testing.T) {
			x, errs := ParseLambda(c.src)
			require.Equal(t, c.tree, dump(x))
			if c.err == "" {
				require.Empty(t, errs)
				return
			}
			require.Len(t, errs, 1)
			require.Equal(t, c.err, errs[0].Kapacitor)
		})
	}
}

// TestServed is L071: the raw text stands in for one that cannot be formatted.
func TestServed(t *testing.T) {
	for name, c := range map[string][2]string{
		"L071 formatted": {"var x=5", "var x = 5\n"},
		"L071 raw":       {"var x=", "var x="},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c[1], Served(c[0]))
			text, errs := Format(c[0])
			require.Equal(t, c[1], text)
			require.Equal(t, c[0] == c[1], errs.HasErrors())
		})
	}
}

func TestCommentText(t *testing.T) {
	f := parseOK(t, "// a\n//\n\n// b\nx")
	require.Equal(t, "a\n\n\n\nb", f.Comments[0].Text())
	require.Empty(t, (*Comment)(nil).Text())
}

func TestDropped(t *testing.T) {
	f := parseOK(t, "// kept\nf(1 // lost\n, -2 // also kept\n)\n// end")
	var texts []string
	for _, c := range f.Dropped() {
		texts = append(texts, c.Text())
	}
	require.Equal(t, []string{"lost"}, texts)
	require.Len(t, f.Comments, 4)
}

func TestPrintNode(t *testing.T) {
	f := parseOK(t, "var x = a|b(lambda: (\"a\" > 1) AND TRUE)")
	v := f.Stmts[0].(*VarDecl)
	require.Equal(t, "var x = a\n    |b(lambda: (\"a\" > 1) AND TRUE)", PrintNode(v))
	l := v.Value.(*ChainExpr).Sel.(*CallExpr).Args[0].(*LambdaExpr)
	require.Equal(t, `("a" > 1) AND TRUE`, PrintNode(l.X))
	require.Equal(t, Print(f), PrintNode(f))
}

func TestOps(t *testing.T) {
	require.Equal(t, "=~", OpMatch.String())
	require.Equal(t, "?", Op(200).String())
	require.Equal(t, -1, OpNot.Prec())
}
