package graphdiff

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// TestTypeWarningsOfVetAreErrorsInTheLog asks a real server about the scripts of the checks that promise an error for
// every point: those with a finding have to leave errors in the log, the others none.
func TestTypeWarningsOfVetAreErrorsInTheLog(t *testing.T) {
	j := theJudge(t)
	var lines strings.Builder
	for i := range 30 {
		lines.WriteString("m,host=x a=6.5,b=\"3\",c=\"xx\",d=false,v=5i,used=1.5,other=2.5,w=1.5,x=1.5 1000000" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + "0000000000\n")
	}
	data := []judge.Data{{DBRP: judge.DBRP{DB: "d", RP: "r"}, Precision: "n", Lines: []byte(lines.String())}}
	for _, check := range []string{"types", "undefined-lambda-function", "missing-field", "if-guard"} {
		src, err := os.ReadFile("../../../tickscript/vet/testdata/" + check + ".tick")
		require.NoError(t, err)
		for _, script := range strings.Split(string(src), "----\n") {
			if strings.HasPrefix(script, "schema:") {
				continue
			}
			// A field that is missing from every point is what the guards are about.
			in := data
			if check == "if-guard" {
				in = []judge.Data{{DBRP: data[0].DBRP, Precision: "n", Lines: []byte(strings.ReplaceAll(lines.String(), ",x=1.5", ""))}}
			}
			fires := strings.Contains(script, "// want")
			if !fires && !strings.Contains(script, "isPresent") && check == "missing-field" {
				continue
			}
			t.Run(check, func(t *testing.T) {
				a, err := j.Run(t.Context(), judge.Case{Name: "vet", Script: script, Type: "stream", DBRPs: []judge.DBRP{{DB: "d", RP: "r"}}, Data: in})
				require.NoError(t, err)
				require.Empty(t, a.DefineError+a.StartError, script)
				require.Empty(t, a.WriteErrors)
				require.Equal(t, fires, len(a.NodeErrors) > 0, "%s\n%+v", script, a.NodeErrors)
			})
		}
	}
}
