package graph_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/graph"
)

const svgScript = `dbrp "telegraf"."autogen"

var cpu = stream
  |from()
    .measurement('cpu')
    .groupBy('host')

var busy = cpu
  |window().period(1m).every(1m).align()
  |mean('usage_idle').as('idle')

var peak = cpu
  |window().period(1m).every(1m).align()
  |max('usage_system').as('system')

busy
  |join(peak)
    .as('busy', 'peak')
  |eval(lambda: "busy.idle" - "peak.system")
    .as('spare & "more"')
  |alert()
    .crit(lambda: "spare" < 5.0)
    .slack()
    .channel('#<ops>')
  |httpOut('cpu')

cpu
  |deadman(1.0, 10s)
`

func TestSVG(t *testing.T) {
	g := mustBuild(t, svgScript, graph.Options{})
	out := g.SVG()
	if *update {
		require.NoError(t, os.WriteFile("testdata/graph.svg", []byte(out), 0o644))
	}
	want, err := os.ReadFile("testdata/graph.svg")
	require.NoError(t, err)
	require.Equal(t, string(want), out)

	// It is XML, with a box for each node that a reader can see.
	boxes := 0
	dec := xml.NewDecoder(strings.NewReader(out))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if el, ok := tok.(xml.StartElement); ok && el.Name.Local == "g" {
			boxes++
		}
	}
	require.Equal(t, len(g.Nodes), boxes)
	for _, n := range g.Nodes {
		require.Contains(t, out, ">"+n.Name+"</text>")
		if n.Kind() != "stream" {
			require.Contains(t, out, fmt.Sprintf(">line %d</text>", n.Range.Start.Line))
		}
	}
	require.NotContains(t, out, "<ops>")
}

var rects = regexp.MustCompile(`<rect x="([-0-9.]+)" y="([-0-9.]+)" width="(\d+)" height="(\d+)"`)

func TestSVGBoxesDoNotOverlap(t *testing.T) {
	wide := "var a = stream|from()\n" + strings.Repeat("a|where(lambda: TRUE)|log()\na|deadman(1.0, 1s)\n", 5) + "a|join(a, a|mean('x'), a|max('y'))|log()"
	for _, src := range []string{svgScript, wide, read(t, "disk.tick")} {
		g, _ := graph.Parse(src, graph.Options{})
		out := g.SVG()
		var width float64
		_, err := fmt.Sscanf(out[strings.Index(out, "width="):], "width=\"%f\"", &width)
		require.NoError(t, err)
		var boxes [][4]float64
		for _, m := range rects.FindAllStringSubmatch(out, -1) {
			var b [4]float64
			for i := range b {
				b[i], err = strconv.ParseFloat(m[i+1], 64)
				require.NoError(t, err)
			}
			require.GreaterOrEqual(t, b[0], 0.0)
			require.LessOrEqual(t, b[0]+b[2], width)
			for _, o := range boxes {
				apart := b[0]+b[2] <= o[0] || o[0]+o[2] <= b[0] || b[1]+b[3] <= o[1] || o[1]+o[3] <= b[1]
				require.True(t, apart, "%v and %v", b, o)
			}
			boxes = append(boxes, b)
		}
		require.NotEmpty(t, boxes)
	}
}

func TestSVGDrawsWhatIsIncomplete(t *testing.T) {
	g, _ := graph.Parse("stream|from(|", graph.Options{})
	require.Contains(t, g.SVG(), "</svg>")
}
