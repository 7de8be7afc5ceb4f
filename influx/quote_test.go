package influx

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/influxdata/influxql"
	"github.com/stretchr/testify/require"
)

func TestBindFlux(t *testing.T) {
	when := time.Date(2024, 1, 2, 3, 4, 5, 6, time.UTC)
	got, err := bindFlux("// c\npackage main\nimport \"strings\"\nimport x \"date\"\nfrom(bucket: params.b)", Params{
		"b": "a\"${x}\\\n", "t": when, "d": time.Minute, "n": 3, "f": 2.0, "y": true, "u": uint64(4), "re": regexp.MustCompile("a/b"),
	})
	require.NoError(t, err)
	require.Equal(t, "// c\npackage main\nimport \"strings\"\nimport x \"date\"\n\nparams = {b: \"a\\\"\\${x}\\\\\\n\", d: 60000000000ns, f: 2.0, n: 3, "+
		"re: /a\\/b/, t: 2024-01-02T03:04:05.000000006Z, u: uint(v: \"4\"), y: true}\nfrom(bucket: params.b)", got)
	got, err = bindFlux("buckets()", nil)
	require.NoError(t, err)
	require.Equal(t, "buckets()", got)
	_, err = bindFlux("x", Params{"a b": 1})
	require.Error(t, err)
	_, err = bindFlux("x", Params{"a": struct{}{}})
	require.Error(t, err)
}

// Whatever a value is, the statement stays one statement with that very string, as InfluxQL's own parser reads it.
func FuzzBindInfluxQL(f *testing.F) {
	for _, s := range []string{"a", "'", `\`, `\'`, "\n", "'; DROP DATABASE x; --", `"`, "$v", "/*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\x00\r") || strings.ToValidUTF8(s, "") != s {
			return // InfluxQL's scanner turns these into other characters
		}
		text, err := bindInfluxQL(`SELECT v FROM m WHERE k = $v`, Params{"v": s})
		require.NoError(t, err)
		q, err := influxql.ParseQuery(text)
		require.NoError(t, err, text)
		require.Len(t, q.Statements, 1)
		cond := q.Statements[0].(*influxql.SelectStatement).Condition.(*influxql.BinaryExpr)
		switch rhs := cond.RHS.(type) {
		case *influxql.StringLiteral:
			require.Equal(t, s, rhs.Val)
		default:
			t.Fatalf("%T", rhs)
		}
		if s == "" {
			return
		}
		text, err = bindInfluxQL(`SELECT v FROM $m`, Params{"m": Ident(s)})
		require.NoError(t, err)
		q, err = influxql.ParseQuery(text)
		require.NoError(t, err, text)
		require.Len(t, q.Statements, 1)
		require.Equal(t, s, q.Statements[0].(*influxql.SelectStatement).Sources[0].(*influxql.Measurement).Name)
	})
}
