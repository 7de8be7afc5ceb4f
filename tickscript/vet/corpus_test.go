package vet_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

var kapacitorDir = sync.OnceValue(func() string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/influxdata/kapacitor").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
})

// TestNoMisfireOnExamples checks Kapacitor's own example scripts. Each finding
// in them is right, and explained here.
func TestNoMisfireOnExamples(t *testing.T) {
	dir := kapacitorDir()
	if dir == "" {
		t.Skip("the pinned Kapacitor module is not in the module cache: go mod download github.com/influxdata/kapacitor")
	}
	found, infos := map[string][]string{}, map[string]int{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".tick" {
			return err
		}
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		rel, _ := filepath.Rel(dir, path)
		_, diags := vet.Script(string(src), graph.Options{Template: true}, vet.Options{})
		if diags.HasErrors() && !isVet(diags) {
			return nil // the graph package's tests know these
		}
		for _, f := range diags {
			if f.Severity == diag.Info {
				infos[filepath.ToSlash(rel)+" "+f.Code]++
			} else {
				found[filepath.ToSlash(rel)] = append(found[filepath.ToSlash(rel)], f.Range.Start.String()+" "+f.Code+" "+f.Message)
			}
		}
		return nil
	}))
	for file, findings := range found {
		for _, f := range findings {
			_, one := oneNode[filepath.Base(file)]
			switch {
			case one && strings.HasPrefix(file, "examples/nodes/tasks/") && strings.Contains(f, " dead-branch "):
			case explained[file] == f:
			default:
				t.Errorf("%s:%s", file, f)
			}
			delete(explained, file)
			delete(oneNode, filepath.Base(file))
		}
	}
	require.Equal(t, explainedInfos, infos)
	require.Empty(t, oneNode, "no finding")
	require.Empty(t, explained, "no finding")
}

// oneNode are scripts that show a node for its statistics alone: nothing becomes
// of what it gives.
var oneNode = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields("batch combine default delete eval flatten groupby handle_loopback join sample shift " +
		"statecount stateduration stats stream union where window") {
		m[name+".tick"] = true
	}
	return m
}()

// explained are findings that are right.
var explained = map[string]string{
	// Grouped by host and interface, and the id has the host alone: the alert of
	// one interface overwrites that of another.
	"examples/telegraf/net/net_alert_batch.tick":  "59:9 alert-id the id does not contain interface, by which the data is grouped",
	"examples/telegraf/net/net_alert_stream.tick": "58:9 alert-id the id does not contain interface, by which the data is grouped",
}

// explainedInfos are the findings that are worth knowing, by file and code.
var explainedInfos = map[string]int{
	// It shows the levels, and nothing is to hear of them.
	"examples/nodes/tasks/alert.tick silent-alert": 1,
	// Both work on a stream and keep its last time back.
	"examples/nodes/tasks/combine.tick late-result": 1,
	"examples/nodes/tasks/flatten.tick late-result": 1,
	// The unit behind each of three thresholds would move to the next threshold.
	"examples/telegraf/zookeeper/zookeeper_latency_batch.tick trailing-comment":  3,
	"examples/telegraf/zookeeper/zookeeper_latency_stream.tick trailing-comment": 3,
}

func isVet(l diag.List) bool {
	codes := map[string]bool{}
	for _, c := range vet.Checks() {
		codes[c.Code] = true
	}
	for _, d := range l {
		if d.Severity == diag.Error && !codes[d.Code] {
			return false
		}
	}
	return true
}
