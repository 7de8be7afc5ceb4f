package tickscript_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/vet"
)

func TestParseReportsAll(t *testing.T) {
	_, err := tickscript.Parse("stream\n  |from().measurement(\"m\")\n  |nosuch()\n", tickscript.ParseOptions{File: "a.tick"})
	var list diag.List
	require.ErrorAs(t, err, &list)
	require.Len(t, list, 2)
	require.Equal(t, "a.tick", list[0].File)
	_, err = tickscript.Format("stream|")
	require.ErrorAs(t, err, &list)
}

func TestScript(t *testing.T) {
	s, err := tickscript.Parse("stream|from().measurement('m').groupBy('host')|alert().log('/x')", tickscript.ParseOptions{File: "a.tick"})
	require.NoError(t, err)
	require.Contains(t, s.Format(), "    |from()\n        .measurement('m')\n")
	var codes []string
	for _, d := range s.Vet(vet.Options{}) {
		require.Equal(t, "a.tick", d.File)
		codes = append(codes, d.Code)
	}
	require.Contains(t, codes, "no-level")
}

// A rule built in Go is judged without a detour over text.
func ExampleRule_Script() {
	rule := tickscript.Stream().
		From().Measurement("disk").GroupBy("host").
		Window().Period(10 * time.Second).Every(10 * time.Second).
		Mean("used_percent").As("stat").
		Alert().Crit(tickscript.Field("stat").Gt(90.0)).
		Rule()
	script, err := rule.Script()
	if err != nil {
		panic(err)
	}
	prog, err := script.Compile(engine.Options{})
	if err != nil {
		panic(err)
	}
	run := prog.NewRun(engine.RunOptions{OnEvent: func(e *alert.Event) { fmt.Println(e.ID, e.Level) }})
	points := "disk,host=a used_percent=95 0\ndisk,host=a used_percent=97 5\ndisk,host=a used_percent=50 10\n"
	if err := run.ReadFrom(context.Background(), strings.NewReader(strings.ReplaceAll(points, "\n", "000000000\n")), engine.ReadOptions{}); err != nil {
		panic(err)
	}
	// Output: disk:host=a CRITICAL
}
