package ticktest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// show prints points with their times from the start.
func show(t *testing.T, text string) []string {
	t.Helper()
	pts, err := Expand(defaultStart, text)
	require.NoError(t, err)
	var out []string
	for _, p := range pts {
		s := p.String()
		out = append(out, s[:strings.LastIndexByte(s, ' ')]+" "+offset(p.Timestamp().Sub(defaultStart)))
	}
	return out
}

func TestExpand(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"values and a slope": {`m v @2s: 70 70+1.5x3 5-1x2`, []string{"m v=70 0s", "m v=70 2s", "m v=71.5 4s", "m v=73 6s", "m v=5 8s", "m v=4 10s"}},
		"gaps":               {`m v @1m: 1 _ 2 _x3 3 stale 4`, []string{"m v=1 0s", "m v=2 2m", "m v=3 6m", "m v=4 8m"}},
		"types":              {`m,host=a v @1s: 7i+2x2 true "a b"x2 1e3 # a comment`, []string{"m,host=a v=7i 0s", "m,host=a v=9i 1s", "m,host=a v=true 2s", `m,host=a v="a b" 3s`, `m,host=a v="a b" 4s`, "m,host=a v=1000 5s"}},
		"an offset":          {`m v @10s+5s: 1x2`, []string{"m v=1 5s", "m v=1 15s"}},
		"fields of one time": {"m,host=a v @1s: 1 2\nm,host=a w @2s: 5i", []string{"m,host=a v=1,w=5i 0s", "m,host=a v=2 1s"}},
		"in order of time":   {"m v @10s: 1x2\nn v @5s+5s: 2", []string{"m v=1 0s", "n v=2 5s", "m v=1 10s"}},
		"line protocol":      {"disk,host=a v=1i,s=\"a b\" @1m30s\nm v=2 1704067260000000000", []string{"m v=2 1m", `disk,host=a v=1i,s="a b" 1m30s`}},
		"escapes":            {`disk\ io,host=a\ b v @1s: 1`, []string{`disk\ io,host=a\ b v=1 0s`}},
	} {
		t.Run(name, func(t *testing.T) { require.Empty(t, cmp.Diff(c.want, show(t, c.text))) })
	}
}

func TestJitterIsTheSameInEveryRun(t *testing.T) {
	const text = `m v @10s~2s/%d: 1x50`
	one := show(t, fmt.Sprintf(text, 7))
	require.Empty(t, cmp.Diff(one, show(t, fmt.Sprintf(text, 7))))
	require.NotEqual(t, one, show(t, fmt.Sprintf(text, 8)))
	pts, err := Expand(defaultStart, fmt.Sprintf(text, 7))
	require.NoError(t, err)
	for i, p := range pts {
		off := p.Timestamp().Sub(defaultStart).Seconds() - float64(10*i)
		require.InDelta(t, 0, off, 2)
	}
}

func TestExpandErrors(t *testing.T) {
	for text, want := range map[string]string{
		"disk,host=a used":         `series:1:13: neither a series`,
		"disk used @0s: 1":         `series:1:12: the step is not longer than 0s`,
		"disk used @2s: 1 x5":      `series:1:18: "x5" is not a value`,
		"disk used @2s: 1x0":       `series:1:17: "0" is not a count`,
		"disk used @2s: 1x9999999": `series:1:17: "9999999" is not a count`,
		"disk used @2s: 1u":        `series:1:16: "1u" is unsigned`,
		"disk used @2s: t+1x3":     `series:1:16: nothing can be added`,
		"disk used @2s: 1+ax3":     `series:1:17: "+a" is not a number to add`,
		"disk used @2s: 1i+0.5x3":  `series:1:18: "+0.5" is no integer`,
		"disk used @2s:1":          `series:1:11: a space is missing`,
		"disk used @2s~3s: 1":      `series:1:12: the jitter`,
		"\n\n  disk used @zwei: 1": `series:3:14: "zwei" is not a duration`,
		"disk used=1,b @2s":        `series:1:14: line protocol`,
		`disk used @2s: "a`:        `series:1:16: the quoted text is not closed`,
	} {
		_, err := Expand(defaultStart, text)
		require.ErrorContains(t, err, want, text)
		var se *SyntaxError
		require.ErrorAs(t, err, &se)
	}
}

func BenchmarkExpand(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Expand(defaultStart, `disk,host=a used_percent @2s: 70+1x20 _x5 stale 95x1000`); err != nil {
			b.Fatal(err)
		}
	}
}
