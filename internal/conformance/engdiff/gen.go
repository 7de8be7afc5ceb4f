package engdiff

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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
	// Several says that there was more than one chain when it was made; then events are compared id by id.
	Several bool
}

// Text is the pipeline's script. Events go to the file, those of alert nodes before
// the end to others beside it; n makes variable names unique.
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
	text := b.String()
	for i := 1; strings.Contains(text, "$EVENTS"); i++ {
		text = strings.Replace(text, "$EVENTS", fmt.Sprintf("%s.%d.log", strings.TrimSuffix(file, ".log"), i), 1)
	}
	return text + "|alert().id('{{ .Name }}:{{ .Group }}').message('{{ .Time }}').details('').crit(lambda: TRUE).all().log('" + file + "')\n"
}

// sources are the measurements that the random points have.
var measurements = []string{"a", "b", "c"}

// source is a chain's from node.
func source(r *Rand, measurement, grouping string, strict bool) (string, Shape) {
	s := Shape{Fields: []string{"v", "i", "s", "b", "w"}, Tags: []string{"host", "zone"}, InOrder: strict, GroupOrder: strict}
	text := "stream|from().measurement('" + measurement + "')" + grouping
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
				return text, out, true
			}
			break
		}
	}
	return "", in, false
}

func (o *Options) chain(r *Rand, in Shape, most int) ([]string, Shape) {
	var out []string
	for range r.IntN(most + 1) {
		text, next, ok := o.choose(r, in)
		if !ok {
			break
		}
		if len(out) > 0 && strings.HasPrefix(out[len(out)-1], "|combine(") && strings.HasPrefix(text, "|max(") {
			continue // combine has a property of that name, and Kapacitor refuses the node
		}
		out = append(out, text)
		in = next
	}
	return out, in
}

// Single makes a pipeline of one chain.
func Single(r *Rand, o Options) *Pipeline {
	src, shape := source(r, r.Pick(measurements...), grouping(r), false)
	rest, _ := o.chain(r, shape, o.Length)
	return &Pipeline{Chains: [][]string{append([]string{src}, rest...)}}
}

// Multi makes a pipeline in which two or three chains meet.
func Multi(r *Rand, o Options) *Pipeline {
	for {
		p := &Pipeline{Several: true}
		g := grouping(r)
		var shapes []Shape
		for i := range 2 + r.IntN(2) {
			src, shape := source(r, measurements[i], g, true)
			rest, out := o.chain(r, shape, 2)
			p.Chains = append(p.Chains, append([]string{src}, rest...))
			shapes = append(shapes, out)
		}
		text, out := meet(r, shapes)
		if text == "" {
			continue
		}
		rest, _ := o.chain(r, out, o.Length-2)
		p.Tail = append([]string{text}, rest...)
		return p
	}
}
