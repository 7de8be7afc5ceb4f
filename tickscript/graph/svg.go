package graph

import (
	"fmt"
	"html"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/tickwright/tickwright/tickscript/catalog"
)

// Sizes of the drawing, in pixels.
const (
	boxWidth   = 220
	boxHeight  = 62
	gapX       = 36
	gapY       = 54
	svgMargin  = 24
	labelRunes = 32
)

// box is a node with its place in the drawing.
type box struct {
	n     *Node
	layer int
	x     float64 // of the middle
}

// SVG draws the pipeline from top to bottom: a box for each node with its name,
// its main arguments and its line in the script; full lines for streams, double
// ones for batches, and a dotted one from a node to what counts its output.
func (g *Graph) SVG() string {
	layers := g.layers()
	width := 0.0
	for _, layer := range layers {
		width = max(width, float64(len(layer))*(boxWidth+gapX)-gapX)
	}
	at := map[*Node]*box{}
	for i, layer := range layers {
		for _, b := range layer {
			at[b.n] = b
			b.layer = i
		}
	}
	// Children stand below the middle of their parents where there is room.
	for _, layer := range layers {
		place(layer, at, width)
	}
	w := width + 2*svgMargin
	h := float64(len(layers))*(boxHeight+gapY) - gapY + 2*svgMargin
	var s strings.Builder
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="ui-sans-serif, system-ui, sans-serif" font-size="12">`+"\n", w, h, w, h)
	s.WriteString(`<rect width="100%" height="100%" fill="#ffffff"/>` + "\n")
	for _, layer := range layers {
		for _, b := range layer {
			for _, p := range b.n.Parents {
				drawEdge(&s, at[p], b, p.Provides)
			}
			if o := b.n.Observed; o != nil && at[o] != nil {
				drawEdge(&s, at[o], b, catalog.NoEdge)
			}
		}
	}
	for _, layer := range layers {
		for _, b := range layer {
			drawBox(&s, b)
		}
	}
	s.WriteString("</svg>\n")
	return s.String()
}

// layers puts each node below all that lead to it.
func (g *Graph) layers() [][]*box {
	depth := map[*Node]int{}
	var deepest func(n *Node) int
	deepest = func(n *Node) int {
		if d, ok := depth[n]; ok {
			return d
		}
		d := 0
		for _, p := range n.Parents {
			d = max(d, deepest(p)+1)
		}
		if n.Observed != nil {
			d = max(d, deepest(n.Observed)+1)
		}
		depth[n] = d
		return d
	}
	var layers [][]*box
	for _, n := range g.Nodes {
		if n.Kind() == "noop" {
			continue
		}
		d := deepest(n)
		for len(layers) <= d {
			layers = append(layers, nil)
		}
		layers[d] = append(layers[d], &box{n: n})
	}
	return layers
}

// place gives the boxes of a layer their places, in the order of the middles of
// what they follow.
func place(layer []*box, at map[*Node]*box, width float64) {
	for i, b := range layer {
		sum, count := 0.0, 0
		add := func(p *Node) {
			if pb := at[p]; pb != nil && pb.layer < b.layer {
				sum += pb.x
				count++
			}
		}
		for _, p := range b.n.Parents {
			add(p)
		}
		if b.n.Observed != nil {
			add(b.n.Observed)
		}
		if count > 0 {
			b.x = sum / float64(count)
		} else {
			b.x = width/2 + float64(i)
		}
	}
	sort.SliceStable(layer, func(i, j int) bool { return layer[i].x < layer[j].x })
	// Push overlapping boxes to the right, then the whole layer back inside.
	const step = boxWidth + gapX
	for i := 1; i < len(layer); i++ {
		layer[i].x = max(layer[i].x, layer[i-1].x+step)
	}
	over := layer[len(layer)-1].x + boxWidth/2 - width
	for i := len(layer) - 1; i >= 0; i-- {
		limit := width - boxWidth/2
		if i < len(layer)-1 {
			limit = layer[i+1].x - step
		}
		if over > 0 {
			layer[i].x = min(layer[i].x, limit)
		}
		layer[i].x = max(layer[i].x, boxWidth/2+float64(i)*step)
	}
}

func (b *box) top() float64 { return svgMargin + float64(b.layer)*(boxHeight+gapY) }

func drawEdge(s *strings.Builder, from, to *box, edge catalog.Edge) {
	x1, y1 := from.x+svgMargin, from.top()+boxHeight
	x2, y2 := to.x+svgMargin, to.top()
	bend := (y2 - y1) / 2
	path := fmt.Sprintf("M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f", x1, y1, x1, y1+bend, x2, y2-bend, x2, y2)
	switch edge {
	case catalog.BatchEdge:
		fmt.Fprintf(s, `<path d="%s" fill="none" stroke="#64748b" stroke-width="5"/><path d="%s" fill="none" stroke="#ffffff" stroke-width="2"/>`+"\n", path, path)
	case catalog.StreamEdge:
		fmt.Fprintf(s, `<path d="%s" fill="none" stroke="#64748b" stroke-width="1.5"/>`+"\n", path)
	default:
		fmt.Fprintf(s, `<path d="%s" fill="none" stroke="#94a3b8" stroke-width="1.5" stroke-dasharray="2 4"/>`+"\n", path)
	}
}

func drawBox(s *strings.Builder, b *box) {
	x, y := b.x+svgMargin-boxWidth/2, b.top()
	fill, line := boxColours(b.n)
	fmt.Fprintf(s, `<g><title>%s</title>`, html.EscapeString(b.n.describe()))
	fmt.Fprintf(s, `<rect x="%.1f" y="%.1f" width="%d" height="%d" rx="8" fill="%s" stroke="%s"/>`, x, y, boxWidth, boxHeight, fill, line)
	fmt.Fprintf(s, `<text x="%.1f" y="%.1f" font-weight="600">%s</text>`, x+12, y+22, html.EscapeString(b.n.Name))
	if b.n.Range.Start.IsValid() && b.layer > 0 {
		fmt.Fprintf(s, `<text x="%.1f" y="%.1f" text-anchor="end" fill="#64748b" font-size="11">line %d</text>`, x+boxWidth-12, y+22, b.n.Range.Start.Line)
	}
	fmt.Fprintf(s, `<text x="%.1f" y="%.1f" fill="#334155">%s</text></g>`+"\n", x+12, y+44, html.EscapeString(clip(b.n.summary(), labelRunes)))
}

// boxColours tell sources, alerts and outputs from what stands between them.
func boxColours(n *Node) (fill, line string) {
	switch n.Kind() {
	case "stream", "batch", "from", "query", "queryFlux", "stats":
		return "#e0f2fe", "#0284c7"
	case "alert":
		return "#fee2e2", "#dc2626"
	case "httpOut", "httpPost", "influxDBOut", "kapacitorLoopback", "log", "k8sAutoscale", "swarmAutoscale", "ec2Autoscale":
		return "#dcfce7", "#16a34a"
	}
	return "#f8fafc", "#94a3b8"
}

// summary names what tells a node from others of its kind.
func (n *Node) summary() string {
	switch n.Kind() {
	case "stream", "batch":
		return "the task's data"
	case "alert":
		var parts []string
		for _, level := range []string{"info", "warn", "crit"} {
			if l := n.Lambda(level); l != nil {
				parts = append(parts, level)
			}
		}
		for _, h := range n.Handlers {
			parts = append(parts, h.Spec.Kind)
		}
		return strings.Join(parts, ", ")
	case "from":
		var parts []string
		for _, p := range []string{"database", "retentionPolicy", "measurement"} {
			if v := n.Str(p, ""); v != "" {
				parts = append(parts, v)
			}
		}
		return strings.Join(parts, ".")
	}
	var parts []string
	for _, a := range n.Args {
		if a.Type != catalog.NodeRef {
			parts = append(parts, strings.TrimPrefix(a.String(), "lambda: "))
		}
	}
	for _, c := range n.Calls {
		text := c.Name
		for _, a := range c.Args {
			text += " " + a.String()
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// describe is the whole call, for the pointer to rest on.
func (n *Node) describe() string {
	parts := []string{n.Name}
	for _, a := range n.Args {
		parts = append(parts, "  "+a.String())
	}
	for _, c := range n.Calls {
		parts = append(parts, "  ."+c.text())
	}
	for _, h := range n.Handlers {
		parts = append(parts, "  ."+Call{Name: h.Spec.Kind, Args: h.Args}.text())
	}
	return strings.Join(parts, "\n")
}

func (c Call) text() string {
	args := make([]string, len(c.Args))
	for i, a := range c.Args {
		args[i] = a.String()
	}
	return c.Name + "(" + strings.Join(args, ", ") + ")"
}

func clip(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
