package engine

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// mixedRun returns all that a run over any text yields, bad lines among it.
func mixedRun(prog *Program, text []byte, shards, buffer, forgiven int) string {
	var b strings.Builder
	run := prog.NewRun(RunOptions{
		Shards:  shards,
		OnLine:  func(n *graph.Node, line []byte) { fmt.Fprintf(&b, "%s %s", n.Name, line) },
		OnEvent: func(e *alert.Event) { fmt.Fprintf(&b, "event %s %s %s\n", e.ID, e.PreviousLevel, e.Level) },
		OnError: func(err error) { fmt.Fprintf(&b, "error %v\n", err) },
	})
	err := run.ReadFrom(context.Background(), bytes.NewReader(text), ReadOptions{
		Buffer: buffer, Now: func() int64 { return 1700000000e9 },
		OnBadLine: func(err error) bool {
			fmt.Fprintf(&b, "bad %v\n", err)
			forgiven--
			return forgiven >= 0
		},
	})
	if err == nil {
		err = run.Close()
		fmt.Fprintf(&b, "points %d events %d\n", run.Points(), run.Events())
	}
	return fmt.Sprintf("%s%v", b.String(), err)
}

// FuzzShards compares shards with one run on any text.
func FuzzShards(f *testing.F) {
	var progs []*Program
	for _, script := range []string{
		"stream|from().measurement('disk').groupBy('host')|alert().crit(lambda: \"used_percent\" > 50.0).log('/x')",
		"stream|from().groupBy('host')|alert().id('x').crit(lambda: 100 / \"free\" > 0)",
		"stream|from().measurement('disk')|eval(lambda: \"free\" + 1).as('x')|httpOut('x')",
	} {
		p, err := Compile(script, Options{})
		require.NoError(f, err)
		progs = append(progs, p)
	}
	f.Add(workload.Disk{Hosts: 5, Steps: 4, Seed: 3, Hot: 70}.Text(), uint16(300))
	for _, s := range []string{
		"disk,host=a free=0i 1\ndisk,host=b free=1i 2\ndisk,host=c free=2i 3\n",
		"disk,host=a free=1i\n\n# x\ndisk,host=b s=\"x\ny\",free=1i 2\ndisk,host=c s=\"x\ndisk,host=d free=3i 1\ndisk,host=e free=1i 12\"3\ndisk,host=f free=1i 3",
		"disk,host=a\\ b free=1i 1\r\ndisk,host=\"a free=1i 1\ndisk free=1u\ndisk,host=c x=\"\n",
	} {
		f.Add([]byte(s), uint16(7))
	}
	f.Fuzz(func(t *testing.T, text []byte, buffer uint16) {
		for _, p := range progs {
			for _, forgiven := range []int{0, 1 << 20} {
				want := mixedRun(p, text, 1, 0, forgiven)
				for _, shards := range []int{2, 3} {
					require.Equal(t, want, mixedRun(p, text, shards, int(buffer)+1, forgiven))
				}
			}
		}
	})
}
