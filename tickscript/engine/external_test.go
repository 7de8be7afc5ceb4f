package engine_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// lines prints what leaves the nodes of a kind.
func lines(got *[]string, kind string) func(*engine.Message) {
	return func(m *engine.Message) {
		if m.Node.Kind() != kind {
			return
		}
		for i := range m.Len() {
			l := m.Group()
			for _, t := range m.PointTags(i) {
				l += " " + t.Key + "=" + t.Value
			}
			for _, f := range m.PointFields(i) {
				l += " " + f.Name + ":" + f.Value.Kind().String() + "=" + text(f.Value)
			}
			*got = append(*got, l)
		}
	}
}

// TestSideload covers N113, N115 and N116: fields and tags from files, the first of
// the paths first, as the type of their default.
func TestSideload(t *testing.T) {
	files := fstest.MapFS{
		"host/a.yaml": {Data: []byte("limit: 5\nteam: red\nbad: [1]\n")},
		"all.json":    {Data: []byte(`{"limit": 7.5, "team": "blue", "count": "12", "on": "true", "n": 3}`)},
		"README":      {Data: []byte("no values")},
	}
	src, err := engine.SideloadFS(files)
	require.NoError(t, err)
	var got []string
	var errs []error
	opts := engine.RunOptions{
		Trace: lines(&got, "sideload"), OnError: func(err error) { errs = append(errs, err) },
		Sideload: func(s string) (engine.SideloadSource, error) {
			if s != "file:///d" {
				return nil, errors.New("no such folder")
			}
			return src, nil
		},
	}
	const script = `stream|from().groupBy('host')|sideload().source('file:///d').order('host/{{.host}}.yaml', 'all.json')
  .field('limit', 1.0).field('count', 0).field('on', FALSE).field('n', 's').field('none', 9).tag('team', 'none').tag('zone', 'z')`
	run := mustCompile(t, script).NewRun(opts)
	feed(t, run, "m,host=a v=1 1", "m,host=b v=1 2")
	require.NoError(t, run.Close())
	require.Empty(t, errs)
	require.Empty(t, cmp.Diff([]string{
		"host=a host=a team=red zone=z count:int=12 limit:float=5 n:string=3 none:int=9 on:boolean=true v:float=1",
		"host=b host=b team=blue zone=z count:int=12 limit:float=7.5 n:string=3 none:int=9 on:boolean=true v:float=1",
	}, got))

	got = nil
	run = mustCompile(t, `stream|from().groupBy('host')|sideload().source('file:///d').order('host/{{.host}}.yaml').field('bad', 1).tag('host', 'x')
  |window().period(1s).every(1s)|sideload().source('file:///d').order('all.json').field('team', 1).tag('host', 'y')`).NewRun(opts)
	feed(t, run, "m,host=a v=1 1000000000", "m,host=a v=1 2000000000")
	require.NoError(t, run.Close())
	require.Len(t, errs, 3) // twice bad, once team
	require.ErrorContains(t, errs[0], `failed to load key "bad"`)
	require.Empty(t, cmp.Diff([]string{"host=x host=x bad:int=1 v:float=1", "host=x host=x bad:int=1 v:float=1", "host=x host=y bad:int=1 team:int=1 v:float=1"}, got))

	var failed *engine.FailedError
	require.ErrorAs(t, mustCompile(t, script).NewRun(engine.RunOptions{}).Close(), &failed)
	_, err = engine.SideloadFS(fstest.MapFS{"a.json": {Data: []byte("{")}})
	require.ErrorContains(t, err, "a.json")
	web, err := engine.SideloadJSON([]byte(`{"p":{"k":1}}`))
	require.NoError(t, err)
	require.Equal(t, 1.0, web.Lookup([]string{"q", "p"}, "k"))
}

// fleet is a Scaler that starts every resource at 2.
type fleet struct{ log []string }

func (f *fleet) Replicas(r engine.Resource) (int64, error) {
	f.log = append(f.log, fmt.Sprintf("ask %s%s/%s/%s", r.Cluster, r.Namespace, r.Kind, r.Name))
	return 2, nil
}

func (f *fleet) SetReplicas(r engine.Resource, from, to int64) error {
	f.log = append(f.log, fmt.Sprintf("%s %d->%d", r.Name, from, to))
	return nil
}

// TestAutoscale covers N193 to N197.
func TestAutoscale(t *testing.T) {
	for _, c := range []struct {
		name, script     string
		points, log, out []string
		errs             int
	}{
		{"N194 N196: bounds", `stream|from().groupBy('host')|k8sAutoscale().resourceName('web').max(5).min(2).replicas(lambda: "n")`,
			[]string{"m,host=a n=9i 1", "m,host=a n=5i 2", "m,host=b n=0i 3"}, []string{"ask default/deployments/web", "web 2->5", "web 5->2"},
			[]string{"host=a host=a kind=deployments namespace=default resource=web new:int=5 old:int=2", "host=b host=b kind=deployments namespace=default resource=web new:int=2 old:int=5"}, 0},
		{"N195: cooldown by data time", `stream|from()|swarmAutoscale().serviceNameTag('s').increaseCooldown(10u).replicas(lambda: "n")`,
			[]string{"m,s=x n=3i 1000", "m,s=x n=4i 5000", "m,s=x n=1i 6000", "m,s=x n=4i 11000"}, []string{"ask //x", "x 2->3", "x 3->1", "x 1->4"},
			[]string{" s=x new:int=3 old:int=2", " s=x new:int=1 old:int=3", " s=x new:int=4 old:int=1"}, 0},
		{"N194: only ints; N193: a name is needed", `stream|from()|ec2Autoscale().groupNameTag('g').outputGroupNameTag('out').replicas(lambda: "n")`,
			[]string{"m,g=x n=3 1", "m n=3i 2", "m,g=x n=3i 3"}, []string{"ask //x", "x 2->3"}, []string{" out=x new:int=3 old:int=2"}, 2},
		{"N197: currentField cannot be used", `stream|from()|k8sAutoscale().resourceName('web').currentField('now').replicas(lambda: "now" + 1)`,
			[]string{"m n=3i 1"}, []string{"ask default/deployments/web"}, nil, 1},
		{"N193: where the resource is and what tags say so", `stream|from()|k8sAutoscale().cluster('c:').resourceName('web').namespace('ns').kind('replicasets').namespaceTag('n').kindTag('k').resourceTag('r').replicas(lambda: "n")`,
			[]string{"m n=3i 1"}, []string{"ask c:ns/replicasets/web", "web 2->3"}, []string{" k=replicasets n=ns r=web new:int=3 old:int=2"}, 0},
		{"N193: a service by name", `stream|from()|swarmAutoscale().serviceName('s').outputServiceNameTag('o').replicas(lambda: "n")`,
			[]string{"m n=3i 1"}, []string{"ask //s", "s 2->3"}, []string{" o=s new:int=3 old:int=2"}, 0},
		{"N193 N195 N196: a group by name, its bounds and its cooldown", `stream|from()|ec2Autoscale().groupName('g').min(3).max(4).decreaseCooldown(10u).replicas(lambda: "n")`,
			[]string{"m n=9i 1000", "m n=1i 2000", "m n=4i 3000", "m n=1i 4000", "m n=1i 12000"}, []string{"ask //g", "g 2->4", "g 4->3", "g 3->4", "g 4->3"},
			[]string{" new:int=4 old:int=2", " new:int=3 old:int=4", " new:int=4 old:int=3", " new:int=3 old:int=4"}, 0},
		{"an operator that first met a missing value works no more, for all groups", `stream|from().groupBy('host')|k8sAutoscale().resourceName('web').replicas(lambda: "n" + 1)`,
			[]string{"m,host=a v=1 1", "m,host=b n=5i 2"}, []string{"ask default/deployments/web"}, nil, 2},
		{"behind a sign nothing sticks", `stream|from()|k8sAutoscale().resourceName('web').replicas(lambda: -("n" - 1))`,
			[]string{"m v=1 1", "m n=1.5 2", "m n=-5i 3"}, []string{"ask default/deployments/web", "web 2->6"}, []string{" kind=deployments namespace=default resource=web new:int=6 old:int=2"}, 2},
		{"a missing value later is an error of its own, another type is not", `stream|from().groupBy('host')|k8sAutoscale().resourceName('web').replicas(lambda: "n" + 1)`,
			[]string{"m,host=a n=3i 1", "m,host=a v=1 2", "m,host=b n=5i 3", "m,host=a n=1.5 4", "m,host=b n=7i 5"}, []string{"ask default/deployments/web", "web 2->4", "web 4->6"},
			[]string{"host=a host=a kind=deployments namespace=default resource=web new:int=4 old:int=2", "host=b host=b kind=deployments namespace=default resource=web new:int=6 old:int=4"}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &fleet{}
			var got []string
			errs := 0
			prog := mustCompile(t, c.script)
			run := prog.NewRun(engine.RunOptions{Scaler: f, Trace: lines(&got, prog.Graph().Nodes[2].Kind()), OnError: func(error) { errs++ }})
			feed(t, run, c.points...)
			require.NoError(t, run.Close())
			require.Empty(t, cmp.Diff(c.log, f.log))
			require.Empty(t, cmp.Diff(c.out, got))
			require.Equal(t, c.errs, errs)
		})
	}
	var crash *engine.CrashError
	run := mustCompile(t, `stream|from()|k8sAutoscale().resourceName('w').replicas(lambda: 1 / "n")`).NewRun(engine.RunOptions{Scaler: &fleet{}})
	pts, err := point.Parse([]byte("m n=0i 1"), point.Options{})
	require.NoError(t, err)
	require.ErrorAs(t, run.Write("db", "rp", pts...), &crash)
	var failed *engine.FailedError
	require.ErrorAs(t, mustCompile(t, `stream|from()|k8sAutoscale().resourceName('w').replicas(lambda: 1)`).NewRun(engine.RunOptions{}).Close(), &failed)
}

func BenchmarkSideload(b *testing.B) {
	run := mustCompile(b, `stream|from()|sideload().source('file:///d').order('{{.host}}').field('limit', 1.0)`).NewRun(engine.RunOptions{
		Sideload: func(string) (engine.SideloadSource, error) { return engine.SideloadValues{}, nil },
	})
	benchWrite(b, run)
}

func BenchmarkAutoscale(b *testing.B) {
	run := mustCompile(b, `stream|from()|k8sAutoscale().resourceName('w').replicas(lambda: 2)`).NewRun(engine.RunOptions{Scaler: &fleet{}})
	benchWrite(b, run)
}
