package graphdiff

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

// TestHandlerTemplates asks about a broken template in every place of a handler that takes one: when the server
// finds it, and in which words.
func TestHandlerTemplates(t *testing.T) {
	j := theJudge(t)
	try := func(call string) {
		t.Run(call, func(t *testing.T) {
			script := "stream|from()|alert().crit(lambda: TRUE)." + call
			a, err := j.Run(t.Context(), judge.Case{Name: "vet", Script: script, Type: "stream", DBRPs: []judge.DBRP{{DB: "d", RP: "r"}}})
			require.NoError(t, err)
			require.Empty(t, a.DefineError)
			_, diags := vet.Script(script, graph.Options{}, vet.Options{Only: []string{"template"}})
			require.NotEmpty(t, diags)
			switch {
			case a.StartError == "failed to create kafka handler: unknown cluster \"\"":
				// It looks for the cluster first.
			case a.StartError == "":
				require.Equal(t, diag.Warning, diags[0].Severity)
			default:
				require.Equal(t, diag.Error, diags[0].Severity)
				require.Equal(t, a.StartError, diags[0].Kapacitor)
			}
		})
	}
	args := func(ps []catalog.Param) (string, bool) {
		out, is := "", false
		for i, p := range ps {
			if i > 0 {
				out += ", "
			}
			switch {
			case p.Template:
				out += "'{{ nothing }}'"
				is = true
			case p.Name == "type":
				out += "'s'"
			default:
				out += "'1.1'"
			}
		}
		return out, is
	}
	for _, h := range catalog.Handlers() {
		pa, is := args(h.Params)
		if is {
			try(h.Kind + "(" + pa + ")")
		}
		if is {
			pa = "'x'"
		}
		for _, p := range h.Properties {
			if a, is := args(p.Params); is {
				try(h.Kind + "(" + pa + ")." + p.Name + "(" + a + ")")
			}
		}
	}
}
