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
	"github.com/tickwright/tickwright/tickscript/diag"
)

// TestSet: each rule of a set yields what it yields alone (R026).
func TestSet(t *testing.T) {
	text := workload.Disk{Hosts: 30, Steps: 100, Seed: 3, Hot: 80}.Text()
	crash := "stream|from().measurement('disk')|alert().crit(lambda: 1 / (\"free\" - \"free\") > 0).log('/x')"
	var scripts []Script
	for i, s := range []string{diskRule, "stream|from().measurement('disk').groupBy('cluster')|alert().crit(lambda: \"used_percent\" > 95.0).log('/x')", crash, "stream|from().measurement('cpu')|alert().log('/x')"} {
		scripts = append(scripts, Script{Text: s, Options: Options{Task: fmt.Sprint("rule", i)}})
	}
	set, err := CompileSet(scripts...)
	require.NoError(t, err)
	got := map[string][]string{}
	run := set.NewRun(RunOptions{OnEvent: func(e *alert.Event) {
		got[e.TaskName] = append(got[e.TaskName], fmt.Sprint(e.ID, e.Time, e.Level, e.Message))
	}})
	require.NoError(t, run.ReadFrom(context.Background(), bytes.NewReader(text), ReadOptions{DB: "telegraf", RP: "autogen"}))
	var ce *CrashError
	require.ErrorAs(t, run.Close(), &ce)
	require.ErrorAs(t, run.Rule(2).Err(), &ce)
	require.EqualValues(t, 3000, run.Points())
	for _, s := range scripts {
		if s.Text == crash {
			continue
		}
		p, err := Compile(s.Text, s.Options)
		require.NoError(t, err)
		var want []string
		alone := p.NewRun(RunOptions{OnEvent: func(e *alert.Event) { want = append(want, fmt.Sprint(e.ID, e.Time, e.Level, e.Message)) }})
		require.NoError(t, alone.ReadFrom(context.Background(), bytes.NewReader(text), ReadOptions{DB: "telegraf", RP: "autogen"}))
		require.NoError(t, alone.Close())
		require.Equal(t, want, got[s.Task])
	}
	require.NotEmpty(t, got["rule0"])
	_, err = CompileSet(Script{Text: "stream|x()", Options: Options{File: "a"}}, Script{Text: "stream|y()", Options: Options{File: "b"}})
	var list diag.List
	require.ErrorAs(t, err, &list)
	require.Len(t, list, 2)
}

// TestForget: a group that was forgotten starts anew.
func TestForget(t *testing.T) {
	prog, err := Compile("stream|from().measurement('m').groupBy('host')|alert().id('{{ index .Tags \"host\" }}').crit(lambda: \"v\" > 1.0).stateChangesOnly()", Options{})
	require.NoError(t, err)
	var got []string
	run := prog.NewRun(RunOptions{OnEvent: func(e *alert.Event) { got = append(got, e.ID+" "+e.Level.String()) }})
	read := func(s string) {
		require.NoError(t, run.ReadFrom(context.Background(), strings.NewReader(s), ReadOptions{}))
	}
	read("m,host=a v=2 1\nm,host=b v=2 1\nm,host=a v=2 2\nm,host=b v=2 2\n")
	require.Equal(t, 1, run.Forget(map[string]string{"host": "a"}))
	require.Zero(t, run.Forget(map[string]string{"host": "c"}))
	require.Zero(t, run.Forget(nil))
	read("m,host=a v=2 3\nm,host=b v=2 3\n")
	require.Equal(t, []string{"a CRITICAL", "b CRITICAL", "a CRITICAL"}, got)
}

// BenchmarkSet shows what many rules over one stream cost, against one.
func BenchmarkSet(b *testing.B) {
	text := workload.Disk{Hosts: 500, Steps: 40, Seed: 1}.Text()
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprintf("rules=%d", n), func(b *testing.B) {
			var scripts []Script
			for i := range n {
				// Each rule is about another cluster, as generated rules are.
				s := strings.Replace(diskRule, ".measurement('disk')", fmt.Sprintf(".measurement('disk').where(lambda: \"cluster\" == 'cluster-%d')", i), 1)
				scripts = append(scripts, Script{Text: s, Options: Options{Task: fmt.Sprint("r", i)}})
			}
			set, err := CompileSet(scripts...)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				run := set.NewRun(RunOptions{})
				if err := run.ReadFrom(context.Background(), bytes.NewReader(text), ReadOptions{DB: "telegraf", RP: "autogen"}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/20000, "ns/point")
		})
	}
}
