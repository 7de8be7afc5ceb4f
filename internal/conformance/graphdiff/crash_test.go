package graphdiff

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/judge"
	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

var judges realstack.Shared[*judge.Judge]

// theJudge is one kapacitord for the tests that write points.
func theJudge(t *testing.T) *judge.Judge {
	t.Helper()
	kapacitord.Require(t)
	return judges.Get(t, func(ctx context.Context) (*judge.Judge, error) {
		dir, err := os.MkdirTemp("", "tickwright-vet-")
		if err != nil {
			return nil, err
		}
		realstack.AtExit(func() { os.RemoveAll(dir) })
		return judge.New(ctx, dir)
	})
}

// points are forty seconds of two measurements, of the second one only every so often.
func points(every int) []judge.Data {
	var s strings.Builder
	for i := range 40 {
		sec := int64(1_000_000_001 + i)
		fmt.Fprintf(&s, "a,host=x v=%di,w=1.5 %d\n", i, sec*1e9)
		if i%every == 0 {
			fmt.Fprintf(&s, "b,host=y v=%di,w=1.5 %d\n", i, sec*1e9)
		}
	}
	return []judge.Data{{DBRP: judge.DBRP{DB: "d", RP: "r"}, Precision: "n", Lines: []byte(s.String())}}
}

// idle are points of both measurements at the same times, with so much else between them that a barrier comes while
// nothing is left over.
func idle() []judge.Data {
	var out []judge.Data
	add := func(line string) {
		out = append(out, judge.Data{DBRP: judge.DBRP{DB: "d", RP: "r"}, Precision: "n", Lines: []byte(line)})
	}
	for i := range 4 {
		sec := int64(1_000_000_001+i) * 1e9
		add(fmt.Sprintf("a v=1 %d\n", sec))
		add(fmt.Sprintf("b v=1 %d\n", sec))
		for k := range 300 {
			add(fmt.Sprintf("c v=%d %d\n", k, sec))
		}
	}
	return out
}

// TestErrorsOfVetAreFatal holds vet to its word: what it calls an error refuses to start on a real server, stops the
// task or ends the daemon, and the same script without the mistake does not.
func TestErrorsOfVetAreFatal(t *testing.T) {
	j := theJudge(t)
	const src = "stream|from().measurement('a')"
	for _, tc := range []struct{ code, bad, good string }{
		{"template", src + "|alert().crit(lambda: TRUE).id('{{ .Name')", src + "|alert().crit(lambda: TRUE).id('{{ .Name }}')"},
		{"template", src + "|alert().crit(lambda: TRUE).message('{{ json . }}')", src + "|alert().crit(lambda: TRUE).details('{{ json . }}')"},
		{"template", src + "|alert().crit(lambda: TRUE).alerta().resource('{{ nothing }}')", src + "|alert().crit(lambda: TRUE).alerta().resource('{{ .Name }}')"},
		{"template-field", src + "|alert().crit(lambda: TRUE).id('{{ .ID }}')", src + "|alert().crit(lambda: TRUE).id('{{ .Name }}')"},
		{"template-field", src + "|alert().crit(lambda: TRUE).message('{{ .Message }}')", src + "|alert().crit(lambda: TRUE).message('{{ .Level }}')"},
		{"division-by-zero", src + "|where(lambda: \"v\" / 0 > 1)|log()", src + "|where(lambda: \"v\" / 1 > 1)|log()"},
		{"division-by-zero", src + "|alert().crit(lambda: \"v\" % 0 > 1)", src + "|alert().crit(lambda: \"v\" % 5 > 1)"},
		{"trickle", src + "|window().period(1s).every(1s)|trickle()", src + "|window().period(1s).every(1s)|trickle()|log()"},
		{"combine-crash", src + "|window().period(2s).every(2s)|where(lambda: TRUE)|combine(lambda: TRUE, lambda: TRUE).as('x', 'y')|log()",
			src + "|window().period(2s).every(2s)|combine(lambda: TRUE, lambda: TRUE).as('x', 'y')|log()"},
		{"sideload-source", src + "|sideload().field('f', 1)|log()", src + "|sideload().source('file://" + t.TempDir() + "').field('f', 1)|log()"},
		{"barrier-join", src + "|barrier().idle(10ms)|join(stream|from().measurement('b')).as('a', 'b')|log()",
			src + "|barrier().idle(10ms).delete(TRUE)|join(stream|from().measurement('b')).as('a', 'b')|log()"},
		{"outer-join-null", src + "|join(stream|from().measurement('b')).as('a', 'b').fill('null')|sum('b.v')|log()",
			src + "|join(stream|from().measurement('b')).as('a', 'b').fill(0)|sum('b.v')|log()"},
	} {
		t.Run(tc.code, func(t *testing.T) {
			for _, script := range []string{tc.bad, tc.good} {
				_, diags := vet.Script(script, graph.Options{}, vet.Options{Only: []string{tc.code}})
				said := false
				for _, d := range diags {
					said = said || d.Code == tc.code && d.Severity == diag.Error
				}
				require.Equal(t, script == tc.bad, said, "%s\n%v", script, diags)
				data := points(3)
				if tc.code == "barrier-join" {
					data = idle()
				}
				a, err := j.Run(t.Context(), judge.Case{Name: "vet", Script: script, Type: "stream", DBRPs: []judge.DBRP{{DB: "d", RP: "r"}}, Data: data})
				require.NoError(t, err)
				require.Empty(t, a.DefineError)
				fatal := a.StartError != "" || a.TaskError != "" || a.Crashed
				require.Equal(t, script == tc.bad, fatal, "%s\nstart %q task %q crashed %v %s", script, a.StartError, a.TaskError, a.Crashed, a.Panic)
				t.Logf("start %q task %q crashed %v", a.StartError, a.TaskError, a.Crashed)
				if a.StartError != "" {
					for _, d := range diags {
						if d.Kapacitor != "" {
							require.Equal(t, d.Kapacitor, a.StartError)
						}
					}
				}
			}
		})
	}
}
