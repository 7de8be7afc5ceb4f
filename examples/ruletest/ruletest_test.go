package ruletest

import (
	"flag"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/rules"
	"github.com/tickwright/tickwright/tickscript/ticktest"
)

var update = flag.Bool("update", false, "rewrite the expectations of the *.ticktest files")

// TestFiles runs the text files.
func TestFiles(t *testing.T) {
	ticktest.Files(t, ticktest.FilesOptions{Update: *update}, ".")
}

// TestDisk is the first test of disk.ticktest in Go.
func TestDisk(t *testing.T) {
	ticktest.Run(t, ticktest.Case{
		File: "disk.tick",
		Data: `disk,host=a used_percent @2s: 70x10 85x10 95x10 60x10`,
		Events: `
			30s    warn  a/disk_used  was=ok    message="a/disk_used:85"
			50s    crit  a/disk_used  was=warn  for=20s
			1m10s  ok    a/disk_used  was=crit  for=40s
		`,
		Levels: `a/disk_used  warn from 30s to 50s, crit from 50s to 1m10s, else ok`,
	})
}

// TestKubernetes tests a rule that is built in Go.
func TestKubernetes(t *testing.T) {
	// It judges all points of a window: the event has the time of the first bad
	// one, or of a window's end when all are good.
	rule := rules.KubernetesComponents(rules.Metric{}).StateChangesOnly().Rule()
	result := ticktest.Run(t, ticktest.Case{
		Rule: rule,
		Data: `kube_components,cluster=c1,datacenter=d1,name=scheduler healthy @5s: truex4 falsex4 truex6`,
		Events: `
			20s  crit  kubernetes/scheduler
			50s  ok    kubernetes/scheduler
		`,
	})
	require.Equal(t, 30*time.Second, result.Events[1].Duration)
}
