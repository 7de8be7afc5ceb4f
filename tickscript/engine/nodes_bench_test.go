package engine

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

const (
	byHostName = benchFrom + ".groupBy('host')"
	tumbling   = byHostName + "|window().period(10s).every(10s)"
	oneHost    = benchFrom + ".where(lambda: \"host\" == 'host-000001')|window().period(10s).every(10s)"
	twice      = "var a = " + byHostName + "\nvar b = " + byHostName + "\na"
	queried    = "batch|query('SELECT used_percent FROM telegraf.autogen.disk').period(10s).every(10s)"
)

// nodeRows has a row for every kind of node: a script whose cost is mostly the
// node's, and how many allocations 1,000 points may cost once every group is
// known. A row that allows any says what for.
var nodeRows = map[string]struct {
	script string
	allocs float64
	why    string
}{
	"stream": {script: benchFrom},
	"batch":  {queried, 5020, "a caller's batch is maps of Go values, and becomes rows"},
	"query":  {queried + "|mean('used_percent')", 5020, "a caller's batch is maps of Go values, and becomes rows"},
	"queryFlux": {"batch|queryFlux('from(bucket: \"telegraf\")').period(10s).every(10s)|mean('used_percent')", 5020,
		"a caller's batch is maps of Go values, and becomes rows"},
	"from":              {script: benchFrom + ".where(lambda: \"used_percent\" > 1000.0)"},
	"groupBy":           {script: benchFrom + "|groupBy('host')|where(lambda: \"used_percent\" > 1000.0)"},
	"where":             {script: byHostName + "|where(lambda: \"used_percent\" > 1000.0)"},
	"eval":              {script: byHostName + "|eval(lambda: \"used_percent\" / 100.0).as('r').keep('r')"},
	"window":            {script: tumbling},
	"barrier":           {script: byHostName + "|barrier().period(10s)|where(lambda: TRUE)"},
	"sample":            {script: byHostName + "|sample(10)"},
	"shift":             {script: byHostName + "|shift(5s)"},
	"derivative":        {script: byHostName + "|derivative('used_percent')"},
	"changeDetect":      {script: byHostName + "|changeDetect('total')"},
	"stateDuration":     {script: byHostName + "|stateDuration(lambda: \"used_percent\" > 30.0)"},
	"stateCount":        {script: byHostName + "|stateCount(lambda: \"used_percent\" > 30.0)"},
	"default":           {script: byHostName + "|default().field('x', 1.0).tag('y', 'z')|where(lambda: \"x\" > 2.0)"},
	"delete":            {script: byHostName + "|delete().field('free').tag('path')|where(lambda: \"used_percent\" > 1000.0)"},
	"sideload":          {script: byHostName + "|sideload().source('file:///d').order('{{.host}}').field('limit', 1.0)|where(lambda: \"limit\" > 2.0)"},
	"flatten":           {script: benchFrom + ".groupBy('cluster')|flatten().on('host')"},
	"union":             {script: twice + "|union(b)|where(lambda: \"used_percent\" > 1000.0)"},
	"join":              {script: twice + "|join(b).as('x', 'y')|where(lambda: \"x.used_percent\" > 1000.0)"},
	"combine":           {script: byHostName + "|combine(lambda: TRUE).as('x')|where(lambda: \"x.used_percent\" > 1000.0)"},
	"trickle":           {script: tumbling + "|trickle()|where(lambda: \"used_percent\" > 1000.0)"},
	"alert":             {script: byHostName + "|alert().crit(lambda: \"used_percent\" > 1000.0).log('/x')"},
	"httpOut":           {script: byHostName + "|httpOut('x')"},
	"httpPost":          {byHostName + "|httpPost('http://localhost/x')", 20000, "each point becomes a request with a body of its own"},
	"influxDBOut":       {byHostName + "|influxDBOut().database('d').measurement('m')", 8010, "the caller may keep the points that would be written"},
	"kapacitorLoopback": {byHostName + "|kapacitorLoopback().database('d').retentionPolicy('r').measurement('m')", 9000, "the caller may keep the points that are written back"},
	"log":               {byHostName + "|log()", 1000, "a line holds the id of its group"},
	"stats":             {script: benchFrom + "|stats(10s)"},
	"udf":               {byHostName + "@same()", 29000, "a function gets the point as maps of Go values that it may keep"},
	"k8sAutoscale":      {byHostName + "|k8sAutoscale().resourceName('web').min(1).max(9).replicas(lambda: 3)", 0, ""},
	"swarmAutoscale":    {byHostName + "|swarmAutoscale().serviceName('web').min(1).max(9).replicas(lambda: 3)", 0, ""},
	"ec2Autoscale":      {byHostName + "|ec2Autoscale().groupName('web').min(1).max(9).replicas(lambda: 3)", 0, ""},

	"count":              {script: tumbling + "|count('used_percent')"},
	"distinct":           {script: tumbling + "|distinct('used_percent')"},
	"mean":               {script: tumbling + "|mean('used_percent')"},
	"median":             {script: tumbling + "|median('used_percent')"},
	"mode":               {script: tumbling + "|mode('used_percent')"},
	"spread":             {script: tumbling + "|spread('used_percent')"},
	"sum":                {script: tumbling + "|sum('used_percent')"},
	"first":              {script: tumbling + "|first('used_percent')"},
	"last":               {script: tumbling + "|last('used_percent')"},
	"min":                {script: tumbling + "|min('used_percent')"},
	"max":                {script: tumbling + "|max('used_percent')"},
	"percentile":         {script: tumbling + "|percentile('used_percent', 95.0)"},
	"top":                {script: tumbling + "|top(3, 'used_percent')"},
	"bottom":             {script: tumbling + "|bottom(3, 'used_percent')"},
	"stddev":             {script: tumbling + "|stddev('used_percent')"},
	"elapsed":            {script: byHostName + "|elapsed('used_percent', 1s)"},
	"difference":         {script: byHostName + "|difference('used_percent')"},
	"movingAverage":      {script: byHostName + "|movingAverage('used_percent', 10)"},
	"holtWinters":        {oneHost + "|holtWinters('used_percent', 3, 0, 2s)", 700, "a forecast is a search for its parameters, which dwarfs its allocations"},
	"holtWintersWithFit": {oneHost + "|holtWintersWithFit('used_percent', 3, 0, 2s)", 700, "a forecast is a search for its parameters, which dwarfs its allocations"},
	"cumulativeSum":      {script: byHostName + "|cumulativeSum('used_percent')"},
}

// unwritten are the nodes that no script can write.
var unwritten = map[string]bool{"noop": true}

// benchNodes are the kinds of node that have a row.
func benchNodes(tb testing.TB) []string {
	var kinds []string
	for _, n := range catalog.Nodes() {
		switch {
		case len(n.ExpandsTo) > 0: // short for other nodes
		case unwritten[n.Kind]:
			_, err := Compile("stream|from()|"+n.Kind+"()", Options{})
			require.ErrorContains(tb, err, "there is no node "+n.Kind)
		default:
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

// sameUDF hands every point on.
type sameUDF struct{ info UDFInfo }

func (u *sameUDF) Init(i UDFInfo) error         { u.info = i; return nil }
func (u *sameUDF) Point(p *UDFPoint) error      { return u.info.Out.Point(p) }
func (u *sameUDF) BeginBatch(b *UDFBatch) error { return u.info.Out.BeginBatch(b) }
func (u *sameUDF) EndBatch(b *UDFBatch) error   { return u.info.Out.EndBatch(b) }
func (u *sameUDF) Close() error                 { return nil }
func (u *sameUDF) Snapshot() ([]byte, error)    { return nil, nil }
func (u *sameUDF) Restore([]byte) error         { return nil }

type oneSize struct{}

func (oneSize) Replicas(Resource) (int64, error)         { return 3, nil }
func (oneSize) SetReplicas(Resource, int64, int64) error { return nil }

// nodeFeed starts a row's run and returns what feeds it the next 1,000 points.
func nodeFeed(tb testing.TB, kind string, rounds int) func() {
	tb.Helper()
	row, ok := nodeRows[kind]
	require.True(tb, ok, "no row for node %s", kind)
	prog, err := Compile(row.script, Options{UDFs: map[string]graph.UDF{"same": {Wants: catalog.StreamEdge, Provides: catalog.StreamEdge}}})
	require.NoError(tb, err, kind)
	run := prog.NewRun(RunOptions{
		OnLine: func(*graph.Node, []byte) {}, OnLog: func(*LogLine) {},
		OnWrite: func(*InfluxWrite) error { return nil }, OnLoopback: func(*Loopback) error { return nil },
		Sideload: func(string) (SideloadSource, error) { return SideloadValues{}, nil },
		UDFs:     map[string]func() UDF{"same": func() UDF { return &sameUDF{} }}, Scaler: oneSize{},
		Start: time.Unix(0, workload.Start),
	})
	w := workload.Disk{Hosts: 50, Steps: 20, Seed: 1}
	next := 0
	if prog.Type() == graph.BatchTask {
		b := Batch{Name: "disk", Tags: map[string]string{"host": "a"}}
		for i := range 1000 {
			b.Points = append(b.Points, BatchPoint{Time: time.Unix(int64(i), 0), Fields: map[string]any{"used_percent": float64(i)}})
		}
		return func() {
			next++
			b.Time = time.Unix(int64(1000*next), 0)
			require.NoError(tb, run.WriteBatch(0, b))
		}
	}
	texts := make([][]byte, rounds)
	for i := range texts {
		w.From = i * w.Steps
		texts[i] = w.Text()
	}
	in := bytes.NewReader(nil)
	return func() {
		in.Reset(texts[next%rounds])
		next++
		require.NoError(tb, run.ReadFrom(context.Background(), in, ReadOptions{DB: "telegraf", RP: "autogen"}))
	}
}

// readAllocs is what a call of ReadFrom allocates, whatever it reads.
const readAllocs = 8

// TestNodeAllocs: every kind of node has a row, and none allocates for points in
// steady state without a reason beside it.
func TestNodeAllocs(t *testing.T) {
	const warm, counted = 4, 3
	for _, kind := range benchNodes(t) {
		t.Run(kind, func(t *testing.T) {
			row := nodeRows[kind]
			require.Equal(t, row.allocs > 0, row.why != "", "allocations and their reason go together")
			feed := nodeFeed(t, kind, warm+counted+1)
			for range warm {
				feed()
			}
			got := testing.AllocsPerRun(counted, feed)
			require.LessOrEqual(t, got, row.allocs+readAllocs)
		})
	}
}

// BenchmarkNode measures, per point, the row of every kind of node.
func BenchmarkNode(b *testing.B) {
	for _, kind := range benchNodes(b) {
		b.Run("node="+kind, func(b *testing.B) {
			feed := nodeFeed(b, kind, 8)
			b.ReportAllocs()
			for b.Loop() {
				feed()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/point")
		})
	}
}

// BenchmarkHoltWinters measures one forecast of a series of 60 values.
func BenchmarkHoltWinters(b *testing.B) {
	for _, season := range []int64{0, 6} {
		b.Run("season="+string(rune('0'+season)), func(b *testing.B) {
			s := samples{kind: lambda.Float}
			for i := range 60 {
				s.add(int64(i), lambda.FloatValue(float64(10+i%6+i/10)), 0)
			}
			b.ReportAllocs()
			for b.Loop() {
				if out := holtWinters(false)(&s, &reduceArgs{n: 5, m: season, interval: 1}, nil); len(out) != 5 {
					b.Fatal(len(out))
				}
			}
		})
	}
}
