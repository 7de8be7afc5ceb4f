// Package archtest executes the layering rule: it asks the go command for the
// imports of every package and fails on an arrow that the design does not draw.
package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/tickwright/tickwright"

// pkg is what go list says of a package.
type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Deps       []string
}

func list(t *testing.T) map[string]pkg {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports,Deps", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	all := map[string]pkg{}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		all[p.ImportPath] = p
	}
	require.Contains(t, all, module+"/tickscript/engine")
	return all
}

func under(path string, rooms ...string) bool {
	rel, ok := strings.CutPrefix(path, module+"/")
	return ok && slices.ContainsFunc(rooms, func(r string) bool { return rel == r || strings.HasPrefix(rel, r+"/") })
}

// light are the modules that a program which only judges rules may link.
var light = map[string]string{
	"github.com/influxdata/line-protocol/v2": "the decoder and encoder of line protocol",
	"github.com/influxdata/influxql":         "Kapacitor rewrites the queries of batch tasks with it: times, dimensions, fill",
	"github.com/gogo/protobuf":               "comes with influxql, whose encoding nobody here calls",
	"sigs.k8s.io/yaml":                       "the files of sideload may be YAML, read as Kapacitor reads them",
	"go.yaml.in/yaml/v2":                     "comes with sigs.k8s.io/yaml",
	"github.com/gorhill/cronexpr":            "the cron expressions of batch queries, as Kapacitor reads them",
}

// TestRulesStayLight: influx/point and tickscript link no client, no protobuf
// and no HTTP framework.
func TestRulesStayLight(t *testing.T) {
	all := list(t)
	for path, p := range all {
		if !under(path, "influx/point", "tickscript") || under(path, "tickscript/cmd") {
			continue
		}
		for _, d := range p.Deps {
			if all[d].Standard || under(d, "influx/point", "tickscript", "internal") {
				continue
			}
			if ok := slices.ContainsFunc(keys(light), func(m string) bool { return d == m || strings.HasPrefix(d, m+"/") }); ok {
				continue
			}
			if testOnly(path) && strings.HasPrefix(d, "github.com/") && !strings.HasPrefix(d, module) {
				continue // ticktest helps tests and may use their libraries
			}
			t.Errorf("%s links %s", path, d)
		}
	}
}

func testOnly(path string) bool { return under(path, "tickscript/ticktest") }

func keys(m map[string]string) []string {
	var ks []string
	for k := range m {
		ks = append(ks, k)
	}
	return ks
}

// TestNoSideEffects: what judges rules opens no file, process or socket by
// itself; net/http may be linked for its types by nothing below tickscript.
func TestNoSideEffects(t *testing.T) {
	all := list(t)
	for path, p := range all {
		if !under(path, "tickscript/syntax", "tickscript/diag", "tickscript/catalog", "tickscript/graph", "tickscript/lambda", "tickscript/alert", "tickscript/engine") {
			continue
		}
		if under(path, "tickscript/catalog/gendoc") {
			continue // a generator's main
		}
		for _, bad := range []string{"net/http", "os/exec", "net"} {
			if slices.Contains(p.Imports, bad) {
				t.Errorf("%s imports %s", path, bad)
			}
		}
	}
}

// ranks orders the layers of tickscript: a package may import those of a lower
// rank only.
var ranks = []struct {
	room string
	rank int
}{
	{"tickscript/diag", 0}, {"tickscript/syntax", 1}, {"tickscript/catalog", 1}, {"tickscript/lambda", 2}, {"tickscript/graph", 3},
	{"tickscript/alert", 4}, {"tickscript/vet", 5}, {"tickscript/engine", 5}, {"tickscript/sink", 6}, {"tickscript/ticktest", 7}, {"tickscript/backtest", 7}, {"tickscript/cmd", 9},
}

func rank(path string) int {
	for _, r := range ranks {
		if under(path, r.room) {
			return r.rank
		}
	}
	if path == module+"/tickscript" {
		return 6
	}
	return -1
}

// TestDownward: inside tickscript, imports point downward.
func TestDownward(t *testing.T) {
	for path, p := range list(t) {
		from := rank(path)
		if from < 0 {
			continue
		}
		for _, i := range p.Imports {
			if to := rank(i); to >= 0 && to > from {
				t.Errorf("%s imports %s, which is above it", path, i)
			}
		}
	}
}

var services = []string{"influx", "kapacitor", "alerta", "grafana", "kube"}

// mayImport are the arrows between service packages and the rest.
var mayImport = map[string][]string{
	"influx":    {"influx", "internal"},
	"kapacitor": {"kapacitor", "tickscript", "influx/point", "internal"},
	"alerta":    {"alerta", "internal"},
	"grafana":   {"grafana", "tickscript", "internal"},
	"kube":      {"kube", "influx/point", "internal"},
}

// TestServicesStandAlone: service packages never import each other.
func TestServicesStandAlone(t *testing.T) {
	for path, p := range list(t) {
		for _, s := range services {
			if !under(path, s) {
				continue
			}
			for _, i := range p.Imports {
				if strings.HasPrefix(i, module+"/") && !under(i, mayImport[s]...) {
					t.Errorf("%s imports %s", path, i)
				}
			}
		}
	}
}
