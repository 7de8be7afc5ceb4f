package syntax

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseRecovers(t *testing.T) {
	f, errs := Parse("stream|from(]).where(lambda: )\nvar z = $foo + 3\nvar ok = 5")
	require.Len(t, errs, 3)
	require.Len(t, f.Stmts, 3)
	require.Equal(t, `parser: unexpected ] line 1 char 13 in "ream|from(]).where(l". expected: "number","string","duration","identifier","TRUE","FALSE","==","(","-","!"`, errs[0].Kapacitor)
	require.Empty(t, errs[1].Kapacitor)
}
