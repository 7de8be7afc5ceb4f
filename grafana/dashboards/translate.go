package dashboards

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// translator makes relations of nodes.
type translator struct {
	dbrps []graph.DBRP
	memo  map[*graph.Node]translated
}

type translated struct {
	rel *relation
	err error
}

// reason is why something cannot be said by a query.
type reason string

func (r reason) Error() string { return string(r) }

func because(format string, args ...any) error { return reason(fmt.Sprintf(format, args...)) }

// of returns what leaves a node.
func (t *translator) of(n *graph.Node) (*relation, error) {
	if r, ok := t.memo[n]; ok {
		return r.rel, r.err
	}
	r, err := t.node(n)
	t.memo[n] = translated{r, err}
	return r, err
}

func (t *translator) node(n *graph.Node) (*relation, error) {
	if err := unset(n); err != nil {
		return nil, err
	}
	switch n.Kind() {
	case "from":
		return t.from(n)
	case "query":
		return t.query(n)
	case "queryFlux":
		return t.queryFlux(n)
	case "stats":
		return nil, because("%s counts what the task itself does, which is not in the database", n.Name)
	}
	if len(n.Parents) != 1 {
		return nil, because("%s brings several branches together, which no query does", n.Name)
	}
	r, err := t.of(n.Parents[0])
	if err != nil {
		return nil, err
	}
	switch n.Kind() {
	case "where":
		return r.with(filterOp{n.Args[0].Lambda.X}), nil
	case "eval":
		return eval(r, n)
	case "window":
		return windowed(r, n)
	case "groupBy":
		c := *r
		c.dims = dimensions(n.Args, n.Strings("exclude"))
		return &c, nil
	case "derivative":
		o := changeOp{fn: "derivative", field: n.Args[0].Str, unit: n.Dur("unit", time.Second), nonNegative: n.Flag("nonNegative"), dims: r.dims}
		o.as = n.Str("as", o.field)
		if n.Wants == catalog.BatchEdge {
			r = r.noted("in the rule %s starts anew with every batch", n.Name)
		}
		return r.with(o), nil
	case "sample":
		return r.noted("the rule looks at a sample only: %s", n.Args[0]), nil
	case "shift":
		return r.noted("the rule moves times by %s", duration(n.Args[0].Dur)), nil
	case "changeDetect":
		return r.noted("the rule looks at a value only when it has changed"), nil
	case "default":
		for _, c := range n.CallsOf("field") {
			r = r.noted("the rule takes %s where %q is missing", c.Args[1], c.Args[0].Str)
		}
		return r, nil
	case "stateDuration", "stateCount":
		as := stateColumn(n)
		return r.without(as, fmt.Sprintf("%q counts how long `%s` has held", as, text(n.Args[0].Lambda))), nil
	case "sideload":
		for _, c := range n.CallsOf("field") {
			r = r.without(c.Args[0].Str, fmt.Sprintf("%q is loaded from %s", c.Args[0].Str, n.Str("source", "a file")))
		}
		return r, nil
	case "alert":
		r = r.noted("the rule looks only at what raised %s", n.Name)
		for _, p := range []string{"levelField", "messageField", "durationField", "idField"} {
			if f := n.Str(p, ""); f != "" {
				r = r.without(f, fmt.Sprintf("%q is written by %s", f, n.Name))
			}
		}
		return r, nil
	case "barrier", "delete", "httpOut", "httpPost", "log", "noop", "trickle", "k8sAutoscale", "swarmAutoscale", "ec2Autoscale":
		return r, nil
	}
	if n.Spec.InfluxQL {
		return function(r, n)
	}
	return nil, because("%s cannot be said in a query", n.Name)
}

// unset refuses a node of a template whose values are not there yet.
func unset(n *graph.Node) error {
	hollow := n.Unset
	see := func(args []graph.Value) {
		for _, a := range args {
			hollow = hollow || a.Unset || a.Type == catalog.Lambda && (a.Lambda == nil || a.Lambda.X == nil)
		}
	}
	see(n.Args)
	if n.Kind() != "alert" {
		// The levels of an alert are looked at one by one.
		for _, c := range n.Calls {
			hollow = hollow || c.Unset
			see(c.Args)
		}
	}
	if hollow {
		return because("%s depends on a variable that has no value yet", n.Name)
	}
	return nil
}

func stateColumn(n *graph.Node) string {
	if n.Kind() == "stateCount" {
		return n.Str("as", "state_count")
	}
	return n.Str("as", "state_duration")
}

func (t *translator) from(n *graph.Node) (*relation, error) {
	r := &relation{src: &source{}}
	db, rp := "", ""
	if len(n.Parents) == 1 && n.Parents[0].Kind() == "from" {
		p, err := t.of(n.Parents[0])
		if err != nil {
			return nil, err
		}
		src := *p.src
		r = &relation{src: &src, ops: slices.Clone(p.ops), notes: slices.Clone(p.notes)}
		db, rp = n.Parents[0].Str("database", ""), n.Parents[0].Str("retentionPolicy", "")
	}
	db, rp = n.Str("database", db), n.Str("retentionPolicy", rp)
	r.src.measurement = n.Str("measurement", r.src.measurement)
	r.src.dbrps = selected(t.dbrps, db, rp)
	if len(r.src.dbrps) == 0 && db != "" {
		r.src.dbrps = []graph.DBRP{{Database: db, RetentionPolicy: rp}}
	}
	var args []graph.Value
	for _, c := range n.CallsOf("groupBy") {
		args = c.Args
	}
	r.dims = dimensions(args, nil)
	for _, c := range n.CallsOf("where") {
		r.ops = append(r.ops, filterOp{c.Args[0].Lambda.X})
	}
	for _, p := range []string{"truncate", "round"} {
		if d := n.Dur(p, 0); d != 0 {
			r = r.noted("the rule %ss times to %s", p, duration(d))
		}
	}
	return r, nil
}

// selected are those of the task's databases that a from takes.
func selected(all []graph.DBRP, db, rp string) []graph.DBRP {
	var out []graph.DBRP
	for _, d := range all {
		if (db == "" || d.Database == db) && (rp == "" || d.RetentionPolicy == rp) {
			out = append(out, d)
		}
	}
	return out
}

func dimensions(args []graph.Value, exclude []string) dims {
	d := dims{exclude: exclude}
	var add func(v graph.Value)
	add = func(v graph.Value) {
		switch v.Type {
		case catalog.Star:
			d.all = true
		case catalog.String:
			if !contains(d.tags, v.Str) {
				d.tags = append(d.tags, v.Str)
			}
		case catalog.List:
			for _, item := range v.List {
				add(item)
			}
		}
	}
	for _, a := range args {
		add(a)
	}
	return d
}

func eval(r *relation, n *graph.Node) (*relation, error) {
	o := evalOp{names: n.Strings("as")}
	var asTags []string
	if c, ok := n.Call("tags"); ok {
		for _, a := range c.Args {
			asTags = append(asTags, a.Str)
		}
	}
	for _, a := range n.Args {
		o.exprs = append(o.exprs, syntax.Expr(a.Lambda.X))
	}
	if len(o.names) != len(o.exprs) {
		return nil, because("%s names not all of its results", n.Name)
	}
	if c, ok := n.Call("keep"); ok {
		o.keep = true
		for _, a := range c.Args {
			o.only = append(o.only, a.Str)
		}
	}
	out := r.with(o)
	if len(asTags) > 0 {
		out.made = map[string]bool{}
		for k := range r.made {
			out.made[k] = true
		}
		for _, tag := range asTags {
			out.made[tag] = true
		}
	}
	return out, nil
}

func windowed(r *relation, n *graph.Node) (*relation, error) {
	if n.Int("periodCount", 0) > 0 {
		return nil, because("%s counts points, which no query does", n.Name)
	}
	c := *r
	c.pending = &window{period: n.Dur("period", 0), every: n.Dur("every", 0), aligned: n.Flag("align")}
	return &c, nil
}

// function is an InfluxQL node.
func function(r *relation, n *graph.Node) (*relation, error) {
	kind := n.Kind()
	args := slices.Clone(n.Args)
	i := slices.IndexFunc(args, func(v graph.Value) bool { return v.Type == catalog.String })
	if i < 0 {
		return nil, because("%s names no field", n.Name)
	}
	field := args[i].Str
	as := n.Str("as", kind)
	args = slices.Delete(args, i, i+1)
	if strings.HasPrefix(kind, "holtWinters") {
		return nil, because("%s forecasts with a method of its own", n.Name)
	}
	if n.Spec.Func == catalog.Transformation {
		if n.Wants == catalog.BatchEdge {
			if kind == "cumulativeSum" {
				return nil, because("%s starts anew with every batch", n.Name)
			}
			r = r.noted("in the rule %s starts anew with every batch", n.Name)
		}
		o := changeOp{fn: kind, field: field, as: as, dims: r.dims}
		if len(args) > 0 {
			o.unit, o.n = args[0].Dur, args[0].Int
		}
		return r.with(o), nil
	}
	if r.pending == nil {
		return nil, because("%s sums up points of the same time", n.Name)
	}
	c := r.with(funcOp{fn: kind, field: field, as: as, args: args, win: *r.pending, dims: r.dims})
	if n.Provides != catalog.BatchEdge {
		c.pending = nil
	}
	return c, nil
}
