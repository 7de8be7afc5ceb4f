package gonames

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"from": "From", "httpOut": "HTTPOut", "influxDBOut": "InfluxDBOut", "uRL": "URL", "id": "ID", "k8sAutoscale": "K8sAutoscale",
	} {
		require.Equal(t, want, Name(name))
	}
	require.Equal(t, "InfluxQLNode", Type("mean"))
	require.Equal(t, "AlertNode", Type("deadman"))
}

// A chain method that a property or handler hides has Node appended.
func TestClashes(t *testing.T) {
	got := map[string][]string{}
	nodes := catalog.Nodes()
	for i := range nodes {
		for _, c := range Clashes(&nodes[i]) {
			got[nodes[i].Kind] = append(got[nodes[i].Kind], c.Kind)
		}
	}
	require.Empty(t, cmp.Diff(map[string][]string{
		"from": {"where", "groupBy"}, "query": {"groupBy"}, "barrier": {"delete"}, "alert": {"log"}, "deadman": {"log"},
		"combine": {"max"}, "k8sAutoscale": {"min", "max"}, "swarmAutoscale": {"min", "max"}, "ec2Autoscale": {"min", "max"},
	}, got))
	shift, _ := catalog.NodeByKind("shift")
	p, _ := shift.Property("shift")
	require.Equal(t, "ShiftProperty", Property(shift, p), "an undocumented property gives way")
}

func TestVariants(t *testing.T) {
	signature := func(kind, property string) []string {
		n, _ := catalog.NodeByKind(kind)
		p, ok := n.Property(property)
		require.True(t, ok)
		var out []string
		for _, v := range Variants(p.Params) {
			out = append(out, property+v.Suffix+"("+v.Signature()+")")
		}
		return out
	}
	for _, tc := range []struct {
		kind, property string
		want           []string
	}{
		{"window", "align", []string{"align()"}},
		{"window", "period", []string{"period(value time.Duration)", "periodVar(value DurationValue)"}},
		{"alert", "crit", []string{"crit(value LambdaValue)"}},
		{"from", "groupBy", []string{"groupBy(tag ...string)", "groupByVar(tag ...StringValue)", "groupByAll()"}},
		{"join", "fill", []string{"fill(value any)"}},
		{"influxDBOut", "tag", []string{"tag(key string, value string)", "tagVar(key StringValue, value StringValue)"}},
	} {
		require.Empty(t, cmp.Diff(tc.want, signature(tc.kind, tc.property)))
	}
}
