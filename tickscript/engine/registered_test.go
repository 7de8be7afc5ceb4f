package engine_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// TestRegistered covers R023: every kind of node that the catalog knows is run, but
// for those that are short for others.
func TestRegistered(t *testing.T) {
	for _, n := range catalog.Nodes() {
		if len(n.ExpandsTo) > 0 {
			continue
		}
		require.True(t, slices.Contains(engine.Supported(), n.Kind), "node %s is not registered", n.Kind)
	}
}
