package format

import (
	"math/rand"
	"strconv"
	"strings"
)

// generator writes random scripts by the grammar, with the layout of somebody
// who does not care for it.
type generator struct {
	r        *rand.Rand
	b        strings.Builder
	comments bool
}

// script writes a script of one to four statements.
func (g *generator) script() string {
	g.b.Reset()
	for range 1 + g.r.Intn(4) {
		g.blank()
		g.statement()
		g.blank()
		if g.r.Intn(3) > 0 {
			g.b.WriteString("\n\n")
		}
	}
	g.blank()
	return g.b.String()
}

func (g *generator) pick(texts ...string) { g.b.WriteString(texts[g.r.Intn(len(texts))]) }

func (g *generator) name() { g.pick("x", "y", "foo", "lambda1", "mean") }

// blank writes what may stand between two tokens.
func (g *generator) blank() {
	switch n := g.r.Intn(36); {
	case n < 3:
		g.b.WriteString("\n")
	case n < 6:
		g.b.WriteString("\n    ")
	case n < 9 && g.comments:
		g.b.WriteString(" // c" + strconv.Itoa(g.r.Intn(9)) + "\n")
	case n == 9 && g.comments:
		g.b.WriteString("\n// d\n\n//e\n")
	default:
		g.b.WriteString(" ")
	}
}

func (g *generator) statement() {
	switch n := g.r.Intn(8); {
	case n < 3:
		g.b.WriteString("var")
		g.blank()
		g.b.WriteString(" ")
		g.name()
		g.pick(" ", "", "\n")
		g.b.WriteString("=")
		g.pick(" ", "", "\n")
		g.expression(3)
	case n == 3:
		g.b.WriteString("var")
		g.blank()
		g.b.WriteString(" ")
		g.name()
		g.blank()
		g.b.WriteString(" ")
		g.pick("int", "string", "lambda")
	case n == 4:
		g.b.WriteString("dbrp")
		g.blank()
		g.pick(`"a"."b"`, `"a\"x" . "b"`)
	default:
		g.expression(3)
	}
}

func (g *generator) expression(depth int) {
	if depth < 0 {
		g.literal()
		return
	}
	switch n := g.r.Intn(8); {
	case n < 2:
		g.b.WriteString("lambda:")
		g.blank()
		g.operators(depth - 1)
	case n == 2:
		g.b.WriteString("[")
		g.list(0, func(int) { g.pick("x", "'s'", "*") })
		g.b.WriteString("]")
	case n < 6:
		g.chain(depth)
	default:
		g.operators(depth)
	}
}

func (g *generator) chain(depth int) {
	g.name()
	if g.r.Intn(3) == 0 {
		g.b.WriteString("(")
		g.list(depth-1, g.expression)
		g.b.WriteString(")")
	}
	for range g.r.Intn(4) {
		g.blank()
		if g.r.Intn(5) == 0 {
			g.b.WriteString(".")
			g.blank()
			g.name()
			continue
		}
		g.pick("|", ".", "@")
		g.blank()
		g.name()
		g.blank()
		g.b.WriteString("(")
		g.list(depth-1, g.expression)
		g.b.WriteString(")")
	}
}

// list writes up to three items, sometimes with a comma behind the last.
func (g *generator) list(depth int, item func(int)) {
	for i := g.r.Intn(4); i > 0; i-- {
		g.blank()
		item(depth)
		g.blank()
		if i > 1 || g.r.Intn(5) == 0 {
			g.b.WriteString(",")
		}
	}
}

func (g *generator) operators(depth int) {
	g.operand(depth)
	for range g.r.Intn(3) {
		g.blank()
		g.pick("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "=~", "!~", "AND", "OR")
		g.blank()
		g.operand(depth - 1)
	}
}

func (g *generator) operand(depth int) {
	if depth <= 0 {
		g.literal()
		return
	}
	switch n := g.r.Intn(8); {
	case n == 0:
		g.pick("-", "!")
		g.blank()
		g.operand(depth - 1)
	case n < 3:
		g.b.WriteString("(")
		g.blank()
		g.operators(depth - 1)
		g.blank()
		g.b.WriteString(")")
	case n == 3:
		g.name()
		g.blank()
		g.b.WriteString("(")
		g.list(depth-1, g.operators)
		g.b.WriteString(")")
	default:
		g.literal()
	}
}

func (g *generator) literal() {
	switch g.r.Intn(10) {
	case 0:
		g.pick("5", "010", "0", "42")
	case 1:
		g.pick("1.5", ".5", "1.", "100000000000000000000000.0")
	case 2:
		g.pick("10s", "5ms", "2w", "3u", "1µ")
	case 3:
		g.pick("'s'", `'a\'b'`, "'''t'q'''", "''", "''''''", "'a\nb'", `'''x''\'''`, "'é'")
	case 4, 5:
		g.pick(`"ref"`, `"r\"f"`, `"time"`)
	case 6:
		g.pick("TRUE", "FALSE")
	case 7:
		g.pick("/re/", `/r\/e/`, "*")
	default:
		g.name()
	}
}

// tokens are pieces that, thrown together, are rarely a script.
var tokens = []string{
	"var", "dbrp", "x", "y", "stream", "f(", "(", ")", "[", "]", ",", ".", "|", "@", "|from(", ".m(", ")", ")",
	"lambda:", "lambda", "=", "==", "!=", "=~", "!~", "<", ">=", "+", "-", "*", "/", "%", "!", "AND", "OR", "TRUE",
	"FALSE", "'s'", `'a\'b'`, "'''t'q'''", "''", "''''''", "'a\nb'", `"ref"`, `"r\"f"`, "/re/", `/r\/e/`, "5", "010",
	"1.5", ".5", "1.", "10s", "1h30m", "5ms", "// c\n", "// c1\n// c2\n", "// d\n\n", "\n", "\n\n", " ", "$", "'", `"`,
	"( /é/", "08", "1..2", "99999999999999999999", "\xff", "var x = ", "var y int", `dbrp "a"."b"`,
}

// noise throws up to 14 tokens together.
func (g *generator) noise() string {
	g.b.Reset()
	for range 1 + g.r.Intn(14) {
		g.pick(tokens...)
		if g.r.Intn(3) > 0 {
			g.b.WriteByte(' ')
		}
	}
	return g.b.String()
}
