package engine

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func init() {
	for _, kind := range []string{"k8sAutoscale", "swarmAutoscale", "ec2Autoscale"} {
		register(kind, compileAutoscale)
	}
}

// Resource is what an autoscale node scales.
type Resource struct {
	// Node is the node's name, By its kind: k8sAutoscale, swarmAutoscale or
	// ec2Autoscale. Cluster is the node's .cluster().
	Node, By, Cluster string
	// Namespace and Kind are those of a Kubernetes resource.
	Namespace, Kind string
	// Name is that of the resource, the service or the group.
	Name string
}

// Scaler is the orchestrator that autoscale nodes decide for.
type Scaler interface {
	// Replicas returns the current size. It is asked once for each name.
	Replicas(r Resource) (int64, error)
	// SetReplicas applies a decision.
	SetReplicas(r Resource, from, to int64) error
}

// autoscaleSpec decides how many replicas there should be (N193-N197).
type autoscaleSpec struct {
	res                Resource
	nameTag            string
	min, max           int64
	up, down           int64
	replicas           *bound
	operators          spine
	current            string
	nsTag, kindTag, nm string
}

func compileAutoscale(c *compiler, n *graph.Node) spec {
	s := &autoscaleSpec{
		res: Resource{Node: n.Name, By: n.Kind(), Cluster: n.Str("cluster", "")}, min: n.Int("min", 1), max: n.Int("max", 0),
		up: int64(n.Dur("increaseCooldown", 0)), down: int64(n.Dur("decreaseCooldown", 0)), current: n.Str("currentField", ""),
	}
	switch n.Kind() {
	case "k8sAutoscale":
		s.res.Name, s.nameTag = n.Str("resourceName", ""), n.Str("resourceNameTag", "")
		s.res.Namespace, s.res.Kind = n.Str("namespace", ""), n.Str("kind", "deployments")
		if s.res.Namespace == "" {
			s.res.Namespace = "default"
		}
		s.nsTag, s.kindTag, s.nm = n.Str("namespaceTag", "namespace"), n.Str("kindTag", "kind"), n.Str("resourceTag", "resource")
	case "swarmAutoscale":
		s.res.Name, s.nameTag = n.Str("serviceName", ""), n.Str("serviceNameTag", "")
		s.nm = n.Str("outputServiceNameTag", "")
	case "ec2Autoscale":
		s.res.Name, s.nameTag = n.Str("groupName", ""), n.Str("groupNameTag", "")
		s.nm = n.Str("outputGroupNameTag", "")
	}
	if n.Kind() != "k8sAutoscale" && s.nm == "" {
		s.nm = s.nameTag
	}
	if s.min < 1 {
		c.errorAt(n.Range, "autoscale", fmt.Errorf("minimum count must be >= 1, got %d", s.min))
		return nil
	}
	call, ok := n.Call("replicas")
	if !ok {
		c.errorAt(n.Range, "autoscale", errors.New("must provide a replicas lambda expression"))
		return nil
	}
	b, err := c.bind(call.Args[0])
	if err != nil {
		c.errorAt(call.Args[0].Range, "lambda", fmt.Errorf("invalid replicas expression: %w", err))
		return nil
	}
	s.replicas, s.operators = b, spineOf(call.Args[0].Lambda.X)
	return s
}

func (s *autoscaleSpec) stateful() bool { return true }

// demand: the emitted point has fields of its own, and the group's tags.
func (s *autoscaleSpec) demand(demand) demand {
	var in demand
	in.refs(s.replicas.demandNames())
	if s.current != "" {
		in.refs([]string{s.current})
	}
	if s.nameTag != "" {
		in.tags.add(s.nameTag)
	}
	return in
}

func (s *autoscaleSpec) start(b base) op {
	return &autoscaleOp{
		base: b, s: s, proto: s.replicas.proto(b.pl), resources: map[string]*scaling{},
		oldID: b.pl.syms.id("old"), newID: b.pl.syms.id("new"), currentID: b.pl.syms.id(s.current),
	}
}

// scaling is one resource's state, which all groups share.
type scaling struct {
	current                    int64
	lastIncrease, lastDecrease int64
}

type autoscaleOp struct {
	base
	s                       *autoscaleSpec
	proto                   *proto
	resources               map[string]*scaling
	oldID, newID, currentID int32
	out                     point
	// evaluated says that the lambda had a value once, stuck that it will have none any more: all groups share
	// its operators.
	evaluated, stuck bool
}

func (o *autoscaleOp) schedule() {
	if o.pl.opts.Scaler == nil {
		o.die(fmt.Errorf("cannot use the %s node: there is no orchestrator; give one with RunOptions.Scaler", o.s.res.By))
	}
}

func (o *autoscaleOp) point(p *point) {
	o.st.collected++
	if err := o.handle(p.name, p.group, p); err != nil {
		o.report("error handling point", err)
	}
}

func (o *autoscaleOp) batch(b *batch) {
	o.st.collected++
	for i := range b.rows {
		if err := o.handle(b.name, b.group, &b.rows[i]); err != nil {
			o.report("error batch handling point", err)
		}
	}
}

// wanted evaluates the lambda.
func (o *autoscaleOp) wanted(g *group, p *point) (int64, error) {
	if o.s.current != "" && slices.Contains(o.s.replicas.names, o.s.current) {
		if _, isTag := p.tags.get(o.s.current); !isTag && !p.has(o.currentID) {
			// Kapacitor gives the expression a value of a type that it does not know (N197).
			return 0, fmt.Errorf("reference %q holds a value of an invalid type", o.s.current)
		}
	}
	sc := state[scope](&o.base, g)
	if sc == nil {
		sc = o.proto.scope()
		setState(&o.base, g, sc)
	}
	if err := sc.fill(p); err != nil {
		return 0, err
	}
	if o.stuck {
		return 0, errStuck
	}
	v, err := sc.state.Value(sc.args, &o.pl.env)
	if err != nil {
		if lambda.Panics(err) {
			// Here Kapacitor does not recover, as it does where expressions have values.
			o.crash(err.Error())
		}
		o.stuck = o.s.operators.stick(err, o.evaluated)
		return 0, err
	}
	o.evaluated = true
	if v.Kind() != lambda.Int {
		return 0, fmt.Errorf("expression returned unexpected type %v, it has to be an int", v.Kind())
	}
	return v.Int(), nil
}

// handle decides for one point.
func (o *autoscaleOp) handle(name string, g *group, p *point) error {
	r := o.s.res
	if r.Name == "" {
		r.Name, _ = p.tags.get(o.s.nameTag)
	}
	if r.Name == "" {
		return errors.New("could not determine the name of the resource")
	}
	st := o.resources[r.Name]
	if st == nil {
		n, err := o.pl.opts.Scaler.Replicas(r)
		if err != nil {
			return fmt.Errorf("could not determine initial scale for %q: %w", r.Name, err)
		}
		st = &scaling{current: n, lastIncrease: noTime, lastDecrease: noTime}
		o.resources[r.Name] = st
	}
	to, err := o.wanted(g, p)
	if err != nil {
		return fmt.Errorf("failed to evaluate the replicas expression: %w", err)
	}
	if o.s.max > 0 {
		to = min(to, o.s.max)
	}
	to = max(to, o.s.min)
	from := st.current
	if to == from {
		return nil
	}
	last, cooldown, counter := &st.lastIncrease, o.s.up, "increase_events"
	if to < from {
		last, cooldown, counter = &st.lastDecrease, o.s.down, "decrease_events"
	}
	if *last != noTime && p.time < *last+cooldown {
		o.st.extraAdd("cooldown_drops", 1)
		return nil
	}
	if err := o.pl.opts.Scaler.SetReplicas(r, from, to); err != nil {
		return fmt.Errorf("failed to apply scaling event: failed to set new replica count for %q: %w", r.Name, err)
	}
	*last, st.current = p.time, to
	o.st.extraAdd(counter, 1)
	tags := noTags
	for _, k := range g.dims.list {
		v, _ := p.tags.get(k)
		tags = tags.with(k, v)
	}
	for _, t := range []tag{{o.s.nsTag, r.Namespace}, {o.s.kindTag, r.Kind}, {o.s.nm, r.Name}} {
		if t.key != "" {
			tags = tags.with(t.key, t.value)
		}
	}
	q := &o.out
	*q = point{time: p.time, name: name, origin: noOrigin, tags: tags, group: o.pl.groups.find(g.dims, name, tags), fields: q.fields[:0]}
	q.fields = append(q.fields, field{o.newID, lambda.IntValue(to)}, field{o.oldID, lambda.IntValue(from)})
	o.emit(q)
	return nil
}
