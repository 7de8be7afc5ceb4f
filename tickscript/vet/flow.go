package vet

import (
	"slices"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// through tells what leaves a node when this arrives at it.
func through(n *graph.Node, in []*Facts, schema *Schema) *Facts {
	if n.UDF != "" {
		return unknownFacts()
	}
	switch n.Kind() {
	case "stream", "batch":
		return &Facts{Fields: anyName(), Tags: anyName(), DimsKnown: true}
	case "from":
		f := &Facts{Fields: anyName(), Tags: anyName(), DimsKnown: true, Measurement: n.Str("measurement", "")}
		if c, ok := n.Call("groupBy"); ok {
			f.Dims, f.Star = dimensions(c.Args)
		}
		f.ByName = n.Flag("groupByMeasurement")
		if unset(n) {
			f.open()
		} else if schema != nil {
			f.from(schema)
		}
		return f
	case "query":
		f := &Facts{Fields: anyName(), DimsKnown: true}
		if c, ok := n.Call("groupBy"); ok {
			f.Dims, f.Star = dimensions(c.Args)
		}
		f.ByName = n.Flag("groupByMeasurement")
		f.Tags = f.groupTags()
		if unset(n) {
			f.open()
		}
		return f
	case "queryFlux":
		return unknownFacts()
	case "join":
		f := joined(n, in)
		if unset(n) {
			f.open()
		}
		return f
	case "union":
		return united(in)
	}
	if len(in) == 0 {
		return unknownFacts()
	}
	f := *in[0]
	f.Dims = slices.Clone(f.Dims)
	f.shape(n)
	if unset(n) {
		f.open()
	}
	return &f
}

// open says that there may be anything: what a node does depends on values that
// a template lacks.
func (f *Facts) open() {
	f.Fields, f.Tags, f.DimsKnown, f.Measurement = anyName(), anyName(), false, ""
}

// from closes the sets of a measurement that the schema knows.
func (f *Facts) from(schema *Schema) {
	m, ok := schema.Measurements[f.Measurement]
	if !ok {
		return
	}
	f.Tags = only(m.Tags...)
	f.Fields = Names{Known: map[string]catalog.Type{}}
	for name, t := range m.Fields {
		f.Fields.Known[name] = fieldTypes[t]
	}
}

func dimensions(args []graph.Value) (dims []string, star bool) {
	for _, a := range args {
		switch a.Type {
		case catalog.String:
			dims = append(dims, a.Str)
		case catalog.Star:
			star = true
		}
	}
	return dims, star
}

// addDim adds a dimension: what is written into the tags of a batch becomes
// part of its group.
func (f *Facts) addDim(n *graph.Node, tag string) {
	if tag == "" {
		return
	}
	f.Tags = f.Tags.with(tag, catalog.String)
	if n.Wants == catalog.BatchEdge && !slices.Contains(f.Dims, tag) {
		f.Dims = append(f.Dims, tag)
	}
}

// shape changes what arrives at a node of one parent into what leaves it.
func (f *Facts) shape(n *graph.Node) {
	if n.Spec.InfluxQL {
		f.influxQL(n)
		return
	}
	switch n.Kind() {
	case "groupBy":
		f.Dims, f.Star = dimensions(n.Args)
		f.DimsKnown = true
		f.ByName = f.ByName || n.Flag("byMeasurement")
	case "eval":
		f.eval(n)
	case "default":
		for _, c := range n.CallsOf("field") {
			f.Fields = f.Fields.with(c.Args[0].Str, c.Args[1].Type)
		}
		for _, c := range n.CallsOf("tag") {
			f.addDim(n, c.Args[0].Str)
		}
	case "delete":
		for _, c := range n.CallsOf("field") {
			f.Fields = f.Fields.without(c.Args[0].Str)
		}
		for _, c := range n.CallsOf("tag") {
			tag := c.Args[0].Str
			f.Tags = f.Tags.without(tag)
			f.Dims = slices.DeleteFunc(f.Dims, func(d string) bool { return d == tag })
		}
	case "sideload":
		for _, c := range n.CallsOf("field") {
			f.Fields = f.Fields.with(c.Args[0].Str, c.Args[1].Type)
		}
		for _, c := range n.CallsOf("tag") {
			f.addDim(n, c.Args[0].Str)
		}
	case "derivative":
		if len(n.Args) > 0 {
			f.Fields = f.Fields.with(n.Str("as", n.Args[0].Str), catalog.Float)
		}
	case "stateDuration":
		f.Fields = f.Fields.with(n.Str("as", "state_duration"), catalog.Float)
	case "stateCount":
		f.Fields = f.Fields.with(n.Str("as", "state_count"), catalog.Int)
	case "httpPost":
		f.Fields = f.Fields.with(n.Str("codeField", ""), catalog.Int)
	case "alert":
		f.Fields = f.Fields.with(n.Str("levelField", ""), catalog.String).with(n.Str("messageField", ""), catalog.String).
			with(n.Str("durationField", ""), catalog.Int).with(n.Str("idField", ""), catalog.String)
		f.addDim(n, n.Str("levelTag", ""))
		f.addDim(n, n.Str("idTag", ""))
	case "stats":
		f.Fields = Names{Known: map[string]catalog.Type{"emitted": catalog.Int}}
		f.Tags = f.groupTags()
		f.Measurement = "stats"
	case "flatten":
		f.Fields, f.Tags = anyName(), f.groupTags()
	case "combine":
		f.combine(n)
	case "k8sAutoscale", "swarmAutoscale", "ec2Autoscale":
		f.Fields = Names{Known: map[string]catalog.Type{"old": catalog.Int, "new": catalog.Int}}
		f.Tags = anyName()
	}
}

// influxQL: an aggregate leaves its result and the tags of the group; a
// selector the whole point, with the field under another name.
func (f *Facts) influxQL(n *graph.Node) {
	name := n.Kind()
	if name == "holtWintersWithFit" {
		name = "holtWinters"
	}
	as := n.Str("as", name)
	field := fieldArg(n)
	was := f.Fields.Known[field]
	result := catalog.Type(0)
	for i, t := range n.Spec.Accepts {
		if t == was && was != 0 {
			result = n.Spec.Results[i]
		}
	}
	if result == 0 && allSame(n.Spec.Results) {
		result = n.Spec.Results[0]
	}
	if n.Spec.Func == catalog.Selector {
		f.Fields = f.Fields.without(field).with(as, result)
		return
	}
	f.Fields = Names{Known: map[string]catalog.Type{as: result}}
	if n.Kind() != "top" && n.Kind() != "bottom" {
		f.Tags = f.groupTags()
	}
}

func allSame(ts []catalog.Type) bool {
	for _, t := range ts {
		if t != ts[0] {
			return false
		}
	}
	return len(ts) > 0
}

// fieldArg is the field that an InfluxQL node works on.
func fieldArg(n *graph.Node) string {
	if c, ok := n.Call("field"); ok {
		return c.Args[0].Str
	}
	for i, p := range n.Spec.Params {
		if p.Name == "field" && i < len(n.Args) {
			return n.Args[i].Str
		}
	}
	return ""
}

func (f *Facts) eval(n *graph.Node) {
	var as, tags []string
	if c, ok := n.Call("as"); ok {
		as = strs(c.Args)
	}
	if c, ok := n.Call("tags"); ok {
		tags = strs(c.Args)
	}
	before := f.Fields
	for _, tag := range tags {
		f.Tags = f.Tags.with(tag, catalog.String)
	}
	keep, kept := n.Call("keep")
	switch {
	case !kept:
		f.Fields = Names{Known: map[string]catalog.Type{}}
		for _, name := range as {
			if !slices.Contains(tags, name) {
				f.Fields.Known[name] = 0
			}
		}
	case len(keep.Args) == 0:
		for _, name := range as {
			f.Fields = f.Fields.with(name, 0)
		}
	default:
		f.Fields = only(strs(keep.Args)...)
		for name := range f.Fields.Known {
			if !slices.Contains(as, name) {
				f.Fields.Known[name] = before.Known[name]
			}
		}
	}
}

func (f *Facts) combine(n *graph.Node) {
	c, ok := n.Call("as")
	if !ok {
		f.Fields = anyName()
		return
	}
	out := Names{Open: f.Fields.Open || f.Tags.Open, Known: map[string]catalog.Type{}}
	d := n.Str("delimiter", ".")
	for _, prefix := range strs(c.Args) {
		for name, t := range f.Fields.Known {
			out.Known[prefix+d+name] = t
		}
		for name := range f.Tags.Known {
			if !slices.Contains(f.Dims, name) {
				out.Known[prefix+d+name] = catalog.String
			}
		}
	}
	f.Fields, f.Tags = out, f.groupTags()
}

func strs(args []graph.Value) []string {
	var out []string
	for _, a := range args {
		if a.Type == catalog.String {
			out = append(out, a.Str)
		}
	}
	return out
}

func joined(n *graph.Node, in []*Facts) *Facts {
	out := &Facts{Fields: Names{Known: map[string]catalog.Type{}}, DimsKnown: true, Measurement: n.Str("streamName", "")}
	var prefixes []string
	if c, ok := n.Call("as"); ok {
		prefixes = strs(c.Args)
	}
	d := n.Str("delimiter", ".")
	for i, f := range in {
		if f.Fields.Open || i >= len(prefixes) {
			out.Fields.Open = true
		}
		for name, t := range f.Fields.Known {
			if i < len(prefixes) {
				out.Fields.Known[prefixes[i]+d+name] = t
			}
		}
		if len(f.Dims) > len(out.Dims) {
			out.Dims = f.Dims
		}
		out.DimsKnown = out.DimsKnown && f.DimsKnown
		out.Star = out.Star || f.Star
		out.ByName = out.ByName || f.ByName
	}
	out.Tags = out.groupTags()
	return out
}

func united(in []*Facts) *Facts {
	if len(in) == 0 {
		return unknownFacts()
	}
	out := *in[0]
	for _, f := range in[1:] {
		out.Fields = either(out.Fields, f.Fields)
		out.Tags = either(out.Tags, f.Tags)
		if !sameSet(out.Dims, f.Dims) {
			out.DimsKnown = false
			out.Dims = intersect(out.Dims, f.Dims)
		}
		out.DimsKnown = out.DimsKnown && f.DimsKnown
		out.Star = out.Star || f.Star
		out.ByName = out.ByName || f.ByName
		if out.Measurement != f.Measurement {
			out.Measurement = ""
		}
	}
	return &out
}

func sameSet(a, b []string) bool {
	x, y := slices.Clone(a), slices.Clone(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(slices.Compact(x), slices.Compact(y))
}

func intersect(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}
