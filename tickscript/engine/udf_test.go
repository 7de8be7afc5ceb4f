package engine_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// counting is a function that numbers points of every group and passes them on.
type counting struct {
	info engine.UDFInfo
	n    int
	fail bool
}

func (c *counting) Init(i engine.UDFInfo) error { c.info = i; return nil }
func (c *counting) Point(p *engine.UDFPoint) error {
	if c.fail {
		return errors.New("broken")
	}
	c.n++
	p.Fields["n"] = int64(c.n)
	return c.info.Out.Point(p)
}
func (c *counting) BeginBatch(b *engine.UDFBatch) error { return c.info.Out.BeginBatch(b) }
func (c *counting) EndBatch(b *engine.UDFBatch) error   { return c.info.Out.EndBatch(b) }
func (c *counting) Close() error                        { return nil }
func (c *counting) Snapshot() ([]byte, error)           { return strconv.AppendInt(nil, int64(c.n), 10), nil }
func (c *counting) Restore(b []byte) (err error)        { c.n, err = strconv.Atoi(string(b)); return err }

func udfProgram(t testing.TB, script string, edge catalog.Edge) *engine.Program {
	t.Helper()
	prog, err := engine.Compile(script, engine.Options{UDFs: map[string]graph.UDF{"count": {
		Wants: edge, Provides: edge,
		Properties: []catalog.Property{{Name: "size", Params: []catalog.Param{{Name: "n", Type: catalog.Int}}}},
	}}})
	require.NoError(t, err)
	return prog
}

// TestUDF covers R022, R039 and N198.
func TestUDF(t *testing.T) {
	var got []string
	c := &counting{}
	opts := engine.RunOptions{Trace: lines(&got, "udf"), UDFs: map[string]func() engine.UDF{"count": func() engine.UDF { return c }}}
	prog := udfProgram(t, `stream|from().groupBy('host')@count().size(3)|log()`, catalog.StreamEdge)
	run := prog.NewRun(opts)
	feed(t, run, "m,host=a v=1,s=\"x\" 1", "m,host=b v=2,b=true 2")
	require.Empty(t, cmp.Diff([]engine.UDFOption{{Name: "size", Values: []any{int64(3)}}}, c.info.Options))
	state, err := run.UDFState()
	require.NoError(t, err)
	require.NoError(t, run.Close())

	c = &counting{}
	opts.UDFState = state
	run = prog.NewRun(opts)
	feed(t, run, "m,host=a v=3 3")
	require.NoError(t, run.Close())
	require.Empty(t, cmp.Diff([]string{
		"host=a host=a n:int=1 s:string=x v:float=1", "host=b host=b b:boolean=true n:int=2 v:float=2", "host=a host=a n:int=3 v:float=3",
	}, got))

	got, c, opts.UDFState = nil, &counting{}, nil
	run = udfProgram(t, `stream|from().groupBy('host')|window().period(2s).every(2s)@count()|log()`, catalog.BatchEdge).NewRun(opts)
	feed(t, run, "m,host=a v=1 1000000000", "m,host=a v=2 2000000000", "m,host=a v=3 3000000000")
	require.NoError(t, run.Close())
	require.Empty(t, cmp.Diff([]string{"host=a host=a n:int=1 v:float=1", "host=a host=a n:int=2 v:float=2"}, got))

	var failed *engine.FailedError
	c = &counting{fail: true}
	run = prog.NewRun(opts)
	require.ErrorAs(t, (&play{t: t, run: run}).do("m v=1 10:00:00"), &failed)
	require.ErrorAs(t, prog.NewRun(engine.RunOptions{}).Close(), &failed)

	var crash *engine.CrashError
	c = &counting{}
	run = udfProgram(t, `var a = stream|from().measurement('a')
var b = stream|from().measurement('b')
a|join(b).as('a', 'b').fill('null')@count()|log()`, catalog.StreamEdge).NewRun(opts)
	feed(t, run, "a v=1 1000000000", "b v=1 2000000000")
	require.ErrorAs(t, run.Close(), &crash)
}

func BenchmarkUDF(b *testing.B) {
	prog := udfProgram(b, `stream|from()@count()|log()`, catalog.StreamEdge)
	benchWrite(b, prog.NewRun(engine.RunOptions{UDFs: map[string]func() engine.UDF{"count": func() engine.UDF { return &counting{} }}}))
}
