package ticktest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript"
)

// recorder is a test that notes what it is told.
type recorder struct{ errors, fatals []string }

func (*recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.fatals = append(r.fatals, fmt.Sprintf(format, args...))
}

func rule() *tickscript.Rule {
	return tickscript.Stream().From().Measurement("cpu").GroupBy("host").Alert().Crit(tickscript.Field("v").Gt(90.0)).StateChangesOnly().Rule()
}

func TestRunOfACase(t *testing.T) {
	const script = `stream|from().measurement('cpu').groupBy('host')|alert().id('{{ index .Tags "host" }}').crit(lambda: "v" > 90).stateChangesOnly()`
	const data = `cpu,host=a v @1m: 95 10
		cpu,host=b v @1m: 1 1`
	file := filepath.Join(t.TempDir(), "cpu.tick")
	require.NoError(t, os.WriteFile(file, []byte(script), 0o600))
	for name, c := range map[string]Case{
		"text":     {Script: script, Events: "0s crit a\n1m ok a"},
		"file":     {File: file, EventsOf: map[string]string{"a": "0s crit a\n1m ok a", "host=b": "none"}},
		"rule":     {Rule: rule(), Levels: "host=a crit from 0s to 1m, else ok", Errors: "none"},
		"nodes":    {Script: script, Nodes: map[string]string{"from": "1m tag.host=a v=10"}},
		"counters": {Script: script, Counts: "alert2 collected=4 emitted=0 groups=2"},
	} {
		t.Run(name, func(t *testing.T) {
			c.Data = data
			r := Run(t, c)
			require.Len(t, r.Events, 2)
		})
	}
}

func TestRunFails(t *testing.T) {
	const script = `stream|from().measurement('cpu')|alert().crit(lambda: "v" > 90)`
	for name, c := range map[string]struct {
		c            Case
		fatal, error string
	}{
		"nothing to run":    {Case{Events: "none"}, "one of File, Script and Rule", ""},
		"two scripts":       {Case{Script: script, File: "x", Events: "none"}, "this one has 2", ""},
		"nothing expected":  {Case{Script: script}, "the case expects nothing", ""},
		"no such file":      {Case{File: "none.tick", Events: "none"}, "reading the script", ""},
		"bad script":        {Case{Script: "stream|form()", Events: "none"}, "1:8", ""},
		"no such variable":  {Case{Script: script, Vars: map[string]string{"x": "1"}, Events: "none"}, "no such variable", ""},
		"bad notation":      {Case{Script: script, Data: "cpu v @1m: ?", Events: "none"}, `Data:1:12: "?" is not a value`, ""},
		"bad expectation":   {Case{Script: script, Events: "\n\t1m crti a"}, `Events:2:5: "crti" is not a level`, ""},
		"an event too many": {Case{Script: script, Data: "cpu v @1m: 95", Events: "none"}, "", "+ 0s    crit cpu:nil"},
		"an event too few":  {Case{Script: script, Data: "cpu v @1m: 5", Events: "0s crit cpu:nil"}, "", "it saw 0s v=5"},
	} {
		t.Run(name, func(t *testing.T) {
			var rec recorder
			Run(&rec, c.c)
			if c.fatal != "" {
				require.Len(t, rec.fatals, 1)
				require.Contains(t, rec.fatals[0], c.fatal)
				return
			}
			require.Empty(t, rec.fatals)
			require.Len(t, rec.errors, 1)
			require.Contains(t, rec.errors[0], c.error)
		})
	}
}

func TestFindAndFiles(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "rules", "cpu.ticktest")
	require.NoError(t, os.MkdirAll(filepath.Dir(deep), 0o700))
	src := cpu + "test a\n  data\n    cpu,host=a v @1m: 95\n  events\n    0s warn a # all of them\n"
	require.NoError(t, os.WriteFile(deep, []byte(src), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "other.txt"), []byte("x"), 0o600))
	found, err := Find(dir, deep)
	require.NoError(t, err)
	require.Equal(t, []string{deep}, found)
	_, err = Find(filepath.Join(dir, "none"))
	require.Error(t, err)

	t.Run("update", func(t *testing.T) { Files(t, FilesOptions{Update: true}, dir) })
	got, err := os.ReadFile(deep)
	require.NoError(t, err)
	require.Contains(t, string(got), "    0s crit a # all of them\n")
	t.Run("again", func(t *testing.T) { Files(t, FilesOptions{}, dir) })
}

func ExampleRun() {
	// In a test, t is its *testing.T.
	t := new(recorder)
	Run(t, Case{
		Script: `
			stream
				|from().measurement('disk').groupBy('host')
				|alert().crit(lambda: "used_percent" > 90).stateChangesOnly()`,
		Data: `disk,host=a used_percent @10s: 70x6 95x6 60x3`,
		Events: `
			1m   crit  disk:host=a
			3m   ok    disk:host=a
		`,
	})
	fmt.Println(t.errors[0])
	// Output:
	// Events:1:1: the events differ (- wanted, + got)
	//     1m    crit disk:host=a
	//   - 3m    ok   disk:host=a  (line 3)
	//   + 2m    ok   disk:host=a  (time)
	//       alert2, script:4:6: |alert().crit(lambda: "used_percent" > 90).stateChangesOnly()
	//       it saw 2m tag.host=a used_percent=60
	//       crit: "used_percent" > 90 is false, because "used_percent" = 60
	//       the level was CRITICAL and is OK: an event
}
