package randscript

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// Rand makes random choices; the same seed makes the same ones.
type Rand struct{ *rand.Rand }

// NewRand returns choices for a seed.
func NewRand(seed uint64) *Rand { return &Rand{rand.New(rand.NewPCG(seed, 0x656e67))} }

// Pick is one of the given texts.
func (r *Rand) Pick(of ...string) string { return of[r.IntN(len(of))] }

// Maybe is text in percent of 100 cases, else "".
func (r *Rand) Maybe(percent int, text string) string {
	if r.IntN(100) < percent {
		return text
	}
	return ""
}

// Shape is what is known of the data at a place in a script.
type Shape struct {
	// Batch says that batches arrive, not points.
	Batch bool
	// Fields and Tags are names that the points may have; Group are the dimensions.
	Fields, Tags, Group []string
	ByName              bool
	// InOrder: times strictly increase over all groups. GroupOrder: within each group.
	InOrder, GroupOrder bool
	// Hintless: batches do not announce their size, on which combine depends.
	Hintless bool
	// Replayed: the data is a recording's.
	Replayed bool
	// Nulls: fields may be there without a value, on which Kapacitor's process may end.
	Nulls bool
	// Several: the data comes from several inputs; the order across groups is chance. That shows in functions that
	// refuse types, because a node remembers over all groups what it refused last.
	Several bool
}

// Field is the name of a field: mostly one that the points have.
func (s *Shape) Field(r *Rand) string {
	if len(s.Fields) == 0 || r.IntN(25) == 0 {
		return r.Pick("v", "i", "s", "b", "nosuch")
	}
	return s.Fields[r.IntN(len(s.Fields))]
}

// Tag is the name of a tag, mostly one that the points have.
func (s *Shape) Tag(r *Rand) string {
	if len(s.Tags) == 0 || r.IntN(25) == 0 {
		return r.Pick("host", "zone", "nosuch")
	}
	return s.Tags[r.IntN(len(s.Tags))]
}

// Only is the shape of what carries one field and its group's tags.
func (s Shape) Only(field string) Shape {
	s.Fields, s.Tags, s.Nulls = []string{field}, slices.Clone(s.Group), false
	return s
}

// Step writes random uses of one kind of node.
type Step struct {
	// Node is the kind of node, as the catalog calls it.
	Node string
	// Weight is how often it is chosen, compared with others.
	Weight int
	// Write returns the text of one use on data of this shape and the shape of what leaves it; "" when the node
	// cannot be used here.
	Write func(r *Rand, in Shape) (string, Shape)
	// Risky uses may end the server's process; they are asked one by one.
	Risky bool
	// Last nodes have nothing behind them.
	Last bool
}

var steps []Step

// Register makes a step known.
func Register(s ...Step) { steps = append(steps, s...) }

// Pipeline is a random pipeline: one or several chains of nodes, and what follows where they meet. The first
// element of a chain is its source.
type Pipeline struct {
	Chains [][]string
	// Tail follows; with several chains its first element brings them together, with $1, $2... for the others.
	Tail []string
	// Queries is how many of the chains begin with a query.
	Queries int
	// Several says that the order across groups is chance; then events are compared id by id.
	Several bool
}

// Text is the pipeline's script. Events go to the file, those of alert nodes before
// the end to others beside it; n makes variable names, endpoints and databases unique.
func (p *Pipeline) Text(n int, file string) string {
	var b strings.Builder
	tail := strings.Join(p.Tail, "")
	if len(p.Chains) > 1 {
		for i, c := range p.Chains {
			fmt.Fprintf(&b, "var p%d_%d = %s\n", n, i, strings.Join(c, ""))
			tail = strings.ReplaceAll(tail, fmt.Sprintf("$%d", i), fmt.Sprintf("p%d_%d", n, i))
		}
		fmt.Fprintf(&b, "p%d_0", n)
	} else {
		b.WriteString(strings.Join(p.Chains[0], ""))
	}
	b.WriteString(tail)
	if !p.Ended() {
		b.WriteString("|alert().id('{{ .Name }}:{{ .Group }}').message('{{ .Time }}').details('').crit(lambda: TRUE).all().log('" + file + "')")
	}
	text := b.String()
	for _, name := range []struct{ token, as string }{
		{"$EVENTS", strings.TrimSuffix(file, ".log") + ".%d.log"}, {"$OUT", fmt.Sprintf("out%d_", n) + "%d"}, {"$POSTED", fmt.Sprintf("p%d_", n) + "%d"},
		{"$DB", fmt.Sprintf("d%d_", n) + "%d"}, {"$BACK", fmt.Sprintf("l%d_", n) + "%d"},
	} {
		for i := 1; strings.Contains(text, name.token); i++ {
			text = strings.Replace(text, name.token, fmt.Sprintf(name.as, i), 1)
		}
	}
	return strings.ReplaceAll(text, "$N", fmt.Sprint(n)) + "\n"
}

// Ended tells whether the pipeline ends with a node behind which nothing can be.
func (p *Pipeline) Ended() bool {
	last := p.Tail
	if len(last) == 0 {
		last = p.Chains[0]
	}
	end := last[len(last)-1]
	return strings.HasPrefix(end, "|influxDBOut(") || strings.HasPrefix(end, "|kapacitorLoopback(")
}

// Nodes counts the nodes that stand in the script, the probe at the end included.
func (p *Pipeline) Nodes() int {
	n := 0
	for _, c := range append(slices.Clone(p.Chains), p.Tail) {
		for _, text := range c {
			n += strings.Count(text, "|")
		}
	}
	return n + 1
}

// sources are the measurements that the random points have.
var measurements = []string{"a", "b", "c"}

// source is a chain's from node, and now and then two of them.
func source(r *Rand, measurement, grouping string, strict bool) (string, Shape) {
	s := Shape{Fields: []string{"v", "i", "s", "b", "w", "t"}, Tags: []string{"host", "zone"}, InOrder: strict, GroupOrder: strict}
	text := "stream|from().measurement('" + measurement + "')" + r.Maybe(8, ".database('db')") + r.Maybe(8, ".retentionPolicy('rp')")
	if !strict {
		text += r.Maybe(6, ".truncate("+r.Pick("1s", "5s")+")") + r.Maybe(6, ".round("+r.Pick("1s", "10s")+")")
	}
	if r.IntN(10) == 0 {
		text += ".where(" + Predicate(r, s) + ")" + r.Maybe(30, ".where("+Predicate(r, s)+")")
	}
	if r.IntN(16) == 0 {
		text += r.Maybe(50, ".groupBy('zone')") + "|from()" + r.Maybe(40, ".where("+Predicate(r, s)+")")
	}
	text += grouping + r.Maybe(4, ".quiet()")
	switch {
	case strings.Contains(grouping, "*"):
		s.Group = []string{"host", "zone"}
	default:
		for _, t := range s.Tags {
			if strings.Contains(grouping, "'"+t+"'") {
				s.Group = append(s.Group, t)
			}
		}
	}
	s.ByName = strings.Contains(grouping, "groupByMeasurement")
	return text, s
}

func grouping(r *Rand) string {
	return r.Pick("", ".groupBy('host')", ".groupBy('host')", ".groupBy('host', 'zone')", ".groupBy(*)", ".groupBy('zone').groupByMeasurement()")
}

// Options say what pipelines are made of.
type Options struct {
	// Nodes limits the steps to these kinds; none means all.
	Nodes []string
	// Risky allows steps that may end the server's process.
	Risky bool
	// Length is the most steps of a chain.
	Length int
}

func (o *Options) choose(r *Rand, in Shape) (string, Shape, bool) {
	total := 0
	var from []Step
	for _, s := range steps {
		if s.Risky && !o.Risky || len(o.Nodes) > 0 && !slices.Contains(o.Nodes, s.Node) {
			continue
		}
		from = append(from, s)
		total += s.Weight
	}
	for range 50 {
		n := r.IntN(total)
		for _, s := range from {
			if n -= s.Weight; n >= 0 {
				continue
			}
			if text, out := s.Write(r, in); text != "" {
				return text + r.Maybe(6, ".quiet()"), out, true
			}
			break
		}
	}
	return "", in, false
}

// chain makes up to most nodes.
func (o *Options) chain(r *Rand, in Shape, most int) ([]string, Shape) {
	var out []string
	for range r.IntN(max(most, 0) + 1) {
		text, next, ok := o.choose(r, in)
		if !ok {
			break
		}
		if len(out) > 0 && hides(out[len(out)-1], text) {
			continue
		}
		if isLast(text) {
			continue
		}
		out = append(out, text)
		in = next
	}
	return out, in
}

var chained = regexp.MustCompile(`\|([A-Za-z0-9]+)\(`)

// hides tells whether the node that ends a text has a property of the name of the next node's method: Kapacitor then refuses
// the script.
func hides(before, next string) bool {
	m := chained.FindAllStringSubmatch(before, -1)
	to := chained.FindStringSubmatch(next)
	if len(m) == 0 || to == nil {
		return false
	}
	n, ok := catalog.NodeByMethod(m[len(m)-1][1])
	return ok && slices.ContainsFunc(n.Properties, func(p catalog.Property) bool { return p.Name == to[1] })
}

// ending is a node that ends a chain, in some cases.
func (o *Options) ending(r *Rand, chain []string, in Shape) []string {
	if r.IntN(7) > 0 {
		return chain
	}
	for range 20 {
		if text, _, ok := o.choose(r, in); ok && isLast(text) {
			return append(chain, text)
		}
	}
	return chain
}

func isLast(text string) bool {
	return slices.ContainsFunc(steps, func(s Step) bool { return s.Last && strings.HasPrefix(text, "|"+s.Node+"(") })
}

// length is how many nodes a chain has at most: mostly few.
func (o *Options) length(r *Rand) int {
	if r.IntN(5) == 0 {
		return o.Length + r.IntN(5)
	}
	return o.Length
}

// Single makes a pipeline of one chain.
func Single(r *Rand, o Options) *Pipeline {
	src, shape := source(r, r.Pick(measurements...), grouping(r), false)
	rest, shape := o.chain(r, shape, o.length(r))
	chain := append([]string{src}, rest...)
	return &Pipeline{Chains: [][]string{o.ending(r, chain, shape)}, Several: shape.Several}
}

// Multi makes a pipeline in which two or three chains meet.
func Multi(r *Rand, o Options) *Pipeline {
	for {
		p := &Pipeline{Several: true}
		g, on := grouping(r), ""
		if r.IntN(5) == 0 {
			g, on = ".groupBy('host')", ".on('host')"
		}
		var shapes []Shape
		chains := 2 + r.IntN(2)
		if on != "" {
			chains = 2
		}
		for i := range chains {
			if on != "" && i == 1 {
				g = ".groupBy('host', 'zone')"
			}
			src, shape := source(r, measurements[i], g, true)
			rest, out := o.chain(r, shape, 2)
			p.Chains = append(p.Chains, append([]string{src}, rest...))
			shapes = append(shapes, out)
		}
		text, out := meet(r, shapes, on)
		if text == "" {
			continue
		}
		rest, out := o.chain(r, out, o.length(r)-2)
		p.Tail = o.ending(r, append([]string{text}, rest...), out)
		return p
	}
}
