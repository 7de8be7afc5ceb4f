package randscript

import (
	"fmt"
	"slices"
	"strings"
)

func init() {
	Register(
		Step{Node: "sideload", Weight: 4, Write: sideload},
		Step{Node: "k8sAutoscale", Weight: 3, Write: func(r *Rand, in Shape) (string, Shape) {
			return autoscale(r, in, "k8sAutoscale", "resourceName", r.Maybe(50, ".namespace('"+r.Pick("default", "prod")+"')")+
				r.Maybe(50, ".kind('"+r.Pick("deployments", "replicasets", "replicationcontroller")+"')")+
				r.Maybe(20, ".namespaceTag('ns')")+r.Maybe(20, ".kindTag('what')")+r.Maybe(20, ".resourceTag('"+r.Pick("res", "host")+"')"))
		}},
		Step{Node: "swarmAutoscale", Weight: 2, Write: func(r *Rand, in Shape) (string, Shape) {
			return autoscale(r, in, "swarmAutoscale", "serviceName", r.Maybe(60, ".outputServiceNameTag('svc')"))
		}},
	)
}

// SideloadFiles are the files, and the answer of the HTTP source in their first, that sideload nodes read.
var SideloadFiles = map[string]string{
	"values.json":  `{"f1": 1.5, "i1": 7, "s1": "seven", "b1": true, "t1": "loaded", "i2": "12", "f2": "2.25"}`,
	"host/x.yml":   "f1: 10.5\ni1: 70\ns1: from x\nb1: false\nt1: tx\n",
	"host/y.yaml":  "f1: 3\ni1: 4.0\ns1: 12\nb1: \"true\"\nt1: 5\n",
	"host/bad.yml": "f1: text\ni1: 1.5\nb1: maybe\n",
	"zone/k.json":  `{"f1": -1.0, "i1": -2, "s1": "", "b1": false, "f2": 7}`,
	"notes.txt":    "of no use",
}

// SideloadHTTP is what the HTTP source answers.
const SideloadHTTP = `{"values.json": {"f1": 2.5, "i1": 8, "s1": "http", "b1": false, "t1": "web"}, "host/x.yml": {"f1": 99, "t1": 1.5}}`

func sideload(r *Rand, in Shape) (string, Shape) {
	orders := []string{"'host/{{ .host }}.yml'", "'host/{{ .host }}.yaml'", "'zone/{{ index . \"zone\" }}.json'", "'values.json'", "'nosuch.yml'", "'host/bad.yml'"}
	r.Shuffle(len(orders), func(i, j int) { orders[i], orders[j] = orders[j], orders[i] })
	text := "|sideload().source('" + r.Pick("file://$SIDELOAD", "file://$SIDELOAD", "$HTTP/sideload") + "').order(" + strings.Join(orders[:1+r.IntN(3)], ", ") + ")"
	in.Fields, in.Tags = slices.Clone(in.Fields), slices.Clone(in.Tags)
	for _, f := range []struct{ name, value string }{{"f1", "0.5"}, {"i1", "5"}, {"s1", "'dflt'"}, {"b1", "TRUE"}, {"f2", "1.0"}, {"v", "2.5"}} {
		if r.IntN(3) == 0 {
			text += ".field('" + f.name + "', " + f.value + ")"
			in.Fields = append(in.Fields, f.name)
		}
	}
	// A loaded tag that is no dimension yet becomes one of a batch (R007).
	if !in.Batch && r.IntN(3) == 0 {
		text += ".tag('t1', '" + r.Pick("none", "") + "')"
		in.Tags = append(in.Tags, "t1")
	}
	return text, in
}

func autoscale(r *Rand, in Shape, node, name, more string) (string, Shape) {
	if in.Several || in.Nulls || in.Replayed {
		return "", in // all groups share a resource; a replay has no orchestrator, and the process ends
	}
	text := "|" + node + "()"
	if r.IntN(3) > 0 {
		text += "." + name + "('app$N')"
	} else {
		text += "." + name + "Tag('" + r.Pick("host", "zone") + "')"
		if node == "swarmAutoscale" && more == "" {
			more = ".outputServiceNameTag('svc')"
		}
	}
	e := Expr{r: r, in: in, safe: true}
	text += more + ".replicas(lambda: " + r.Pick(`"i" + 3`, `"i" * 2`, `int("v")`, e.Of(2, 2)) + ")"
	text += fmt.Sprintf(".min(%d)", 1+r.IntN(3)) + r.Maybe(60, fmt.Sprintf(".max(%d)", 4+r.IntN(8)))
	text += r.Maybe(40, ".increaseCooldown("+r.Pick("2s", "10s", "1m")+")") + r.Maybe(40, ".decreaseCooldown("+r.Pick("2s", "10s")+")")
	text += r.Maybe(8, ".currentField('cur')") + ".cluster('local')"
	in.Batch, in.Hintless, in.InOrder, in.GroupOrder = false, false, false, false
	in.Fields, in.Tags = []string{"old", "new"}, append(slices.Clone(in.Group), "namespace", "kind", "resource", "svc")
	return text, in
}
