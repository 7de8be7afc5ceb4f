package tickscript_test

import (
	"math"
	"testing"
	"time"

	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// Whatever a program puts into a rule, the script says it or the builder says
// that it cannot.
func FuzzRule(f *testing.F) {
	f.Add("cpu", "host", "^a/b$", "a comment", int64(5), 1.5)
	f.Add(`it's`, `a"b`, `\/`, "two\nlines", int64(-5), -1e21)
	f.Add(`'''`, `\`, ``, "", int64(0), 1e-300)
	f.Add(`a\`, `a\"`, `\\/`, "//", int64(1e15), 0.1)
	f.Add("\x00\xff", "time", "(", "*/", int64(-1e15), math.Copysign(0, -1))
	f.Fuzz(func(t *testing.T, str, ref, regex, comment string, n int64, x float64) {
		condition := tickscript.Field(ref).Eq(str).Or(tickscript.Tag(ref).Match(regex)).And(tickscript.Field("f").Gt(x)).
			And(tickscript.Field("n").Gt(n))
		from := tickscript.Stream().From().Measurement(str).Round(time.Duration(n) * time.Microsecond)
		r := from.WhereNode(condition).Comment(comment).HTTPOut("x").Rule()
		text, err := r.Text()
		if err != nil {
			return
		}
		g, diags := graph.Parse(text, graph.Options{})
		if diags.HasErrors() {
			t.Fatalf("%v\n%s", diags, text)
		}
		if got := g.Nodes[1].Str("measurement", ""); got != str {
			t.Fatalf("%q became %q", str, got)
		}
		if got := g.Nodes[1].Dur("round", -1); got != time.Duration(n)*time.Microsecond {
			t.Fatalf("%d microseconds became %v", n, got)
		}
		file, _ := syntax.Parse(text)
		if again := syntax.Print(file); again != text {
			t.Fatalf("the text is not formatted:\n%s\nbecomes\n%s", text, again)
		}
	})
}
