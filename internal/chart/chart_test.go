package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// elements counts the elements of an SVG document, which must be XML.
func elements(t *testing.T, svg string) map[string]int {
	t.Helper()
	out := map[string]int{}
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err, svg)
		if e, ok := tok.(xml.StartElement); ok {
			out[e.Name.Local]++
			for _, a := range e.Attr {
				require.NotContains(t, a.Value, "NaN", svg)
			}
		}
	}
}

func write(t *testing.T, c Chart) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, c.Write(&b))
	return b.String()
}

func TestChart(t *testing.T) {
	at := func(m int) time.Time { return time.Unix(1_700_000_000, 0).UTC().Add(time.Duration(m) * time.Minute) }
	svg := write(t, Chart{
		Title: `disks & "more" <of them>`, Unit: "%", Gap: 2 * time.Minute,
		Rows: []Row{{
			Label:  "host-with-a-very-long-name-indeed",
			Points: []Point{{at(0), 10}, {at(1), 20}, {at(2), 30}, {at(10), 40}, {at(11), math.NaN()}, {at(12), 50}, {at(13), 60}},
			Bands:  []Band{{From: at(1), To: at(2), Colour: "red", Label: "CRITICAL"}, {From: at(3), To: at(3), Colour: "red"}},
			Lines:  []Line{{Value: 25, Colour: "orange", Label: "WARNING"}},
		}},
	})
	got := elements(t, svg)
	require.Equal(t, 2, got["polyline"], "a gap and a NaN break the line: %s", svg)
	require.Equal(t, 1, got["circle"], "a lone point is a dot")
	require.Equal(t, 3, got["rect"], "background, row and one band; a band without length is left out")
	require.Equal(t, 1, got["line"])
	require.Contains(t, svg, "25%")
	require.Contains(t, svg, "disks &amp; &#34;more&#34; &lt;of them&gt;")
	require.Contains(t, svg, "host-with-a-very-lo…")
}

func TestEmptyAndFlat(t *testing.T) {
	elements(t, write(t, Chart{}))
	elements(t, write(t, Chart{Rows: []Row{{Label: "a"}}}))
	flat := write(t, Chart{Rows: []Row{{Points: []Point{{time.Unix(0, 0), 5}, {time.Unix(1000000000, 0), 5}}}}})
	require.Equal(t, 1, elements(t, flat)["polyline"])
	require.Less(t, elements(t, flat)["text"], 14, "decades have few marks")
}
