package syntax

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestJSON is L047: the JSON form of each kind of node.
func TestJSON(t *testing.T) {
	for src, want := range map[string]string{
		`010`:           `{"base":8,"float64":0,"int64":8,"isfloat":false,"isint":true,"typeOf":"number"}`,
		`1.5`:           `{"base":0,"float64":1.5,"int64":0,"isfloat":true,"isint":false,"typeOf":"number"}`,
		`90s`:           `{"duration":"90s","typeOf":"duration"}`,
		`TRUE`:          `{"bool":true,"typeOf":"bool"}`,
		`'''a'b'''`:     `{"literal":"a'b","typeOf":"string"}`,
		`/a\/b/`:        `{"regex":"a/b","typeOf":"regex"}`,
		`-x`:            `{"node":{"ident":"x","typeOf":"identifier"},"operator":"-","typeOf":"unary"}`,
		`"a" == "b"`:    `{"left":{"reference":"a","typeOf":"reference"},"operator":"==","right":{"reference":"b","typeOf":"reference"},"typeOf":"binary"}`,
		`[*]`:           `{"nodes":[{"typeOf":"star"}],"typeOf":"list"}`,
		`[]`:            `{"nodes":[],"typeOf":"list"}`,
		`lambda: x`:     `{"expression":{"ident":"x","typeOf":"identifier"},"typeOf":"lambda"}`,
		`f()`:           `{"args":null,"functionType":"global","typeOf":"func"}`,
		`x|f(g())`:      `{"left":{"ident":"x","typeOf":"identifier"},"operator":"|","right":{"args":[{"args":null,"functionType":"global","typeOf":"func"}],"functionType":"chain","typeOf":"func"},"typeOf":"chain"}`,
		`x.f(1)`:        `{"left":{"ident":"x","typeOf":"identifier"},"operator":".","right":{"args":[{"base":10,"float64":0,"int64":1,"isfloat":false,"isint":true,"typeOf":"number"}],"functionType":"property","typeOf":"func"},"typeOf":"chain"}`,
		`x@f()`:         `{"left":{"ident":"x","typeOf":"identifier"},"operator":"@","right":{"args":null,"functionType":"dynamic","typeOf":"func"},"typeOf":"chain"}`,
		`x.y`:           `{"left":{"ident":"x","typeOf":"identifier"},"operator":".","right":{"ident":"y","typeOf":"identifier"},"typeOf":"chain"}`,
		`var x = y`:     `{"left":{"ident":"x","typeOf":"identifier"},"right":{"ident":"y","typeOf":"identifier"},"typeOf":"declaration"}`,
		`var x int`:     `{"node":{"ident":"x","typeOf":"identifier"},"type":{"ident":"int","typeOf":"identifier"},"typeOf":"typeDeclaration"}`,
		`dbrp "a"."b"`:  `{"db":{"reference":"a","typeOf":"reference"},"rp":{"reference":"b","typeOf":"reference"},"typeOf":"dbrp"}`,
		"// a\n\n// b":  `{"comments":["a","\n","b"],"typeOf":"comment"}`,
		`f(a, 'x', 1s)`: `{"args":[{"ident":"a","typeOf":"identifier"},{"literal":"x","typeOf":"string"},{"duration":"1s","typeOf":"duration"}],"functionType":"global","typeOf":"func"}`,
	} {
		t.Run("L047 "+src, func(t *testing.T) {
			got, err := JSON(parseOK(t, src))
			require.NoError(t, err)
			require.Equal(t, `{"nodes":[`+want+`],"typeOf":"program"}`, string(got))
		})
	}
	_, err := JSON(&UnaryExpr{Op: OpSub, X: &BadExpr{}})
	require.EqualError(t, err, "write *syntax.BadExpr as JSON: there is no form for it")
}
