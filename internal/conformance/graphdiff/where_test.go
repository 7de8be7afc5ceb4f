package graphdiff

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// TestSecondWhereChangesTheVariable shows on a real server what the graph package does: a second where of a from()
// makes the variable of the first longer, for a node that uses the variable elsewhere too.
func TestSecondWhereChangesTheVariable(t *testing.T) {
	j := theJudge(t)
	script := `var c = lambda: "v" >= 0
stream|from().measurement('a').where(c).where(lambda: "v" > 30)|log()
stream|from().measurement('a')|where(c)|alert().crit(lambda: TRUE).log('/tmp/events')
`
	a, err := j.Run(t.Context(), judge.Case{Name: "vet", Script: script, Type: "stream", DBRPs: []judge.DBRP{{DB: "d", RP: "r"}}, Data: points(3)})
	require.NoError(t, err)
	require.Empty(t, a.DefineError+a.StartError)
	require.Len(t, a.Logs, 1)
	require.Len(t, a.Logs[0].Lines, 9, "of 40 points only those above 30")
}
