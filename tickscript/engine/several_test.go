package engine

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// leaving runs a script over lines (timestamps in ns) of db.rp and returns what
// leaves the last node before a final httpOut, one text for each message.
func leaving(t *testing.T, script, lines string) ([]string, error) {
	t.Helper()
	prog, err := Compile(script+"|httpOut('x')", Options{})
	require.NoError(t, err)
	last := prog.graph.Nodes[len(prog.graph.Nodes)-1]
	var out []string
	run := prog.NewRun(RunOptions{Trace: func(m *Message) {
		if m.Node != last {
			return
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s %s", m.Name(), m.Group())
		if m.IsBatch() {
			fmt.Fprintf(&b, " @%d", m.Time().UnixNano())
		}
		for i := range m.Len() {
			fmt.Fprintf(&b, " | %d", m.PointTime(i).UnixNano())
			for _, f := range m.PointFields(i) {
				fmt.Fprintf(&b, " %s=%s", f.Name, shown1(f.Value))
			}
		}
		out = append(out, b.String())
	}})
	err = run.ReadFrom(context.Background(), strings.NewReader(lines), ReadOptions{DB: "db", RP: "rp"})
	if err == nil {
		err = run.Close()
	}
	return out, err
}

func shown1(v lambda.Value) string {
	switch v.Kind().String() {
	case "float":
		return fmt.Sprint(v.Float())
	case "int":
		return fmt.Sprint(v.Int(), "i")
	case "string":
		return v.Str()
	case "boolean":
		return fmt.Sprint(v.Bool())
	}
	return v.Kind().String()
}

// TestSeveral names the rows of the nodes that bring points together; the
// recorded cases show the same in full.
func TestSeveral(t *testing.T) {
	ab := "var a = stream|from().measurement('a').groupBy('h')\nvar b = stream|from().measurement('b').groupBy('h')\na"
	m := "stream|from().measurement('m').groupBy('h')"
	for _, c := range []struct {
		name, script, lines string
		want                []string
	}{
		{"N140 N141: the receiver is the last input, nothing before each has sent", ab + "|union(b)", "a v=1 10\na v=2 20\nb v=3 20\nb v=4 30\n",
			[]string{"a h= | 10 v=1", "b h= | 20 v=3", "a h= | 20 v=2", "b h= | 30 v=4"}},
		{"N142 R016: what waits is drained at the end", ab + "|union(b)", "a v=1 10\na v=2 20\n", []string{"a h= | 10 v=1", "a h= | 20 v=2"}},
		{"N144: rename", ab + "|union(b).rename('c')", "a v=1 10\nb v=3 10\n", []string{"c h= | 10 v=3", "c h= | 10 v=1"}},
		{"N150 N157: the receiver is the first input", ab + "|join(b).as('l', 'r')", "b,h=x,k=1 v=1i 10\na,h=x,k=2 v=2i 10\n", []string{"a h=x | 10 l.v=2i r.v=1i"}},
		{"N153: the n-th meets the n-th", ab + "|join(b).as('l', 'r')", "a v=1 10\na v=2 10\nb v=3 10\nb v=4 10\n",
			[]string{"a h= | 10 l.v=1 r.v=3", "a h= | 10 l.v=2 r.v=4"}},
		{"N154 N158: incomplete sets wait until all inputs are past them", ab + "|join(b).as('l', 'r').fill('null')", "a v=1 10\nb w=2 20\na v=3 30\nb w=4 40\n",
			[]string{"a h= | 10 l.v=1 r.v=nil", "b h= | 20 l.w=nil r.w=2", "a h= | 30 l.v=3 r.v=nil", "b h= | 40 l.w=nil r.w=4"}},
		{"N152: half rounds up", ab + "|join(b).as('l', 'r').tolerance(10u)", "a v=1 14999\nb v=2 5000\na v=3 15000\nb v=4 24000\n",
			[]string{"a h= | 10000 l.v=1 r.v=2", "a h= | 20000 l.v=3 r.v=4"}},
		{"N131 N132 N133", m + "|combine(lambda: \"v\" > 1, lambda: TRUE).as('x', 'y')", "m,k=p v=1 10\nm,k=q v=2 10\nm v=3 10\nm v=9 20\n",
			[]string{"m h= | 10 x.v=2 y.v=1", "m h= | 10 x.v=3 y.v=1", "m h= | 10 x.v=2 y.v=3"}},
		{"N119 N120", m + "|flatten().on('k')", "m,k=p v=1,w=2 10\nm,k=q v=3 10\nm v=9 20\nm v=9 30\n", []string{"m h= | 10 p.v=1 p.w=2 q.v=3"}},
		{"N121 S058: tag values leak", m + "|flatten().on('k', 'l')", "m,k=p v=1 10\nm,k=q,l=r v=3 10\nm v=9 20\n", []string{"m h= | 10 pq.r.v=3"}},
		{"N119: of two fields of one name the last by name stays", m + "|flatten().on('k').dropOriginalFieldName()", "m,k=p w=2,v=1 10\nm v=9 20\n", []string{"m h= | 10 p=2"}},
		{"N120: an older point counts to the time it closed", m + "|flatten().on('k')", "m,k=p v=1 20\nm,k=q v=2 10\nm,k=r v=3 20\nm v=9 30\n",
			[]string{"m h= | 20 p.v=1", "m h= | 20 q.v=2 r.v=3"}},
		{"I035 I036", m + "|elapsed('v', 1u)", "m v=1 1000\nm v=2 5500\nm v=3 4000\n", []string{"m h= | 5500 elapsed=4i", "m h= | 4000 elapsed=-1i"}},
		{"I036", m + "|difference('v')", "m v=1i 10\nm v=5i 10\nm v=2i 20\n", []string{"m h= | 20 difference=1i"}},
		{"I037", m + "|movingAverage('v', 2)", "m v=1 10\nm v=2 20\nm v=4 30\n", []string{"m h= | 20 movingAverage=1.5", "m h= | 30 movingAverage=3"}},
		{"I040 I006: a point without the field shows the sum again", m + "|cumulativeSum('v')", "m v=1 10\nm w=2 20\nm v=4 30\n",
			[]string{"m h= | 10 cumulativeSum=1", "m h= | 10 cumulativeSum=1", "m h= | 30 cumulativeSum=5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := leaving(t, c.script, c.lines)
			require.NoError(t, err)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// TestWouldCrash: what ends Kapacitor's process ends the run with a reason
// (R014, N134, N135, I009, I032, I035, I037, I038).
func TestWouldCrash(t *testing.T) {
	m := "stream|from().measurement('m')"
	lines := "m v=1 15\nm v=2 25\nm v=3 35\nm v=4 45\n"
	var crash *CrashError
	for _, script := range []string{
		m + "|combine(lambda: TRUE).as('x').tolerance(10u)",
		m + "|window().period(10ns).every(10ns)|where(lambda: TRUE)|combine(lambda: TRUE).as('x')",
		m + "|top(0, 'v')", m + "|bottom(-1, 'v')", m + "|elapsed('v', 0s)", m + "|movingAverage('v', 0)",
		m + "|window().periodCount(4).everyCount(4)|holtWinters('v', 1, 0, 0s)",
		m + "|eval(lambda: 1m).as('d')|max('d')",
	} {
		if strings.Contains(script, "10ns") {
			script = strings.ReplaceAll(script, "10ns", "1u")
			lines = "m v=1 1500\nm v=2 2500\nm v=3 3500\nm v=4 4500\n"
		}
		_, err := leaving(t, script, lines)
		require.ErrorAs(t, err, &crash, script)
	}
	var failed *FailedError
	_, err := leaving(t, m+"|combine(lambda: TRUE, lambda: TRUE).as('x', 'y').max(2)", strings.Repeat("m v=1 10\n", 3)+"m v=1 20\n")
	require.ErrorAs(t, err, &failed)
	require.ErrorContains(t, err, "refusing to perform combination as total combinations 3 exceeds max combinations 2")
	var limit *LimitError
	_, err = leaving(t, m+"|window().periodCount(2).everyCount(2)|holtWinters('v', 1, 0, 1u)", "m v=1 0\nm v=2 9000000000000000000\n")
	require.ErrorAs(t, err, &limit)
}

// TestMinimize finds the minimum of Rosenbrock's function.
func TestMinimize(t *testing.T) {
	v, at := minimize(func(x []float64) float64 {
		return 100*math.Pow(x[1]-x[0]*x[0], 2) + math.Pow(1-x[0], 2)
	}, []float64{-1.2, 1}, 1e-10, 1)
	require.InDelta(t, 0, v, 1e-8)
	require.InDelta(t, 1, at[0], 1e-3)
	require.InDelta(t, 1, at[1], 1e-3)
}

// TestLogNode: lines carry what the node logs (N191).
func TestLogNode(t *testing.T) {
	prog, err := Compile("stream|from().groupBy('h')|log().level('warn').prefix('p')|window().periodCount(1).everyCount(1)|log().level('error')", Options{})
	require.NoError(t, err)
	var got []string
	run := prog.NewRun(RunOptions{OnLog: func(l *LogLine) {
		got = append(got, fmt.Sprint(l.Node, " ", l.Level, " ", l.Message, " ", l.Prefix, " ", l.Name, " ", l.Database, " ", l.Group, " ", l.Dimensions, " ", len(l.Tags), " ", len(l.Fields), " ", l.Time.UnixNano()))
	}})
	require.NoError(t, run.ReadFrom(context.Background(), strings.NewReader("m,h=x,k=1 v=1,w=2 10\n"), ReadOptions{DB: "db", RP: "rp"}))
	require.NoError(t, run.Close())
	want := []string{
		"log2 INFO point p m db h=x [h] 2 2 10",
		"log4 ERROR begin batch  m  h=x [] 1 0 10",
		"log4 ERROR batch point  m  h=x [] 2 2 10",
		"log4 ERROR end batch  m  h=x [] 1 0 10",
	}
	require.Empty(t, cmp.Diff(want, got))
}

// TestSquare: the short way gives math.Pow's bits.
func TestSquare(t *testing.T) {
	for _, x := range []float64{0, 1, -3.7, 1e-160, 3.3e-162, 1.7e-154, 1e154, 1e200, math.Inf(-1), 5e-324, math.Pi} {
		require.Equal(t, math.Float64bits(math.Pow(x, 2)), math.Float64bits(square(x)), x)
	}
}
