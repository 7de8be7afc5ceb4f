package support

import (
	"encoding/json"

	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// variables are the values of a case's vars.
func variables(vars map[string]judge.Var) (map[string]graph.Value, error) {
	if len(vars) == 0 {
		return nil, nil
	}
	text, err := json.Marshal(vars)
	if err != nil {
		return nil, err
	}
	return graph.ParseVarsJSON(text)
}
