package corpus

import (
	"archive/zip"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

//go:embed found/*.txt
var foundFiles embed.FS

// Found is a case that a comparison of random scripts found: a script, and the points or the batches of each of its
// queries, a line each. In found/ it is a text: what it shows after a #, the script, and then the data, of which each part
// begins with a line "-- points --", in milliseconds, or "-- batches --".
type Found struct {
	Name, About, Script string
	// Unordered says that the order across groups is chance.
	Unordered bool
	Points    []string
	Batches   [][]string
}

const (
	pointsFollow  = "-- points --"
	batchesFollow = "-- batches --"
	anyOrder      = "# in any order across groups"
)

// Text is the case as found/ has it.
func (f *Found) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", f.About)
	if f.Unordered {
		b.WriteString(anyOrder + "\n")
	}
	b.WriteString(strings.TrimSuffix(f.Script, "\n") + "\n")
	part := func(head string, lines []string) {
		b.WriteString(head + "\n")
		for _, line := range lines {
			if line = strings.TrimSuffix(line, "\n"); line != "" {
				b.WriteString(line + "\n")
			}
		}
	}
	for _, lines := range f.Batches {
		part(batchesFollow, lines)
	}
	if len(f.Batches) == 0 {
		part(pointsFollow, f.Points)
	}
	return b.String()
}

// ParseFound reads such a text.
func ParseFound(name, text string) (*Found, error) {
	f := &Found{Name: name}
	about, rest, _ := strings.Cut(text, "\n")
	var ok bool
	if f.About, ok = strings.CutPrefix(about, "# "); !ok {
		return nil, fmt.Errorf("reading the case %s: the first line has to be \"# \" and what the case shows", name)
	}
	if after, ok := strings.CutPrefix(rest, anyOrder+"\n"); ok {
		f.Unordered, rest = true, after
	}
	into := func(line string) { f.Script += line }
	for line := range strings.Lines(rest) {
		switch strings.TrimSuffix(line, "\n") {
		case pointsFollow:
			into = func(line string) { f.Points = append(f.Points, strings.TrimSuffix(line, "\n")) }
		case batchesFollow:
			f.Batches = append(f.Batches, nil)
			last := &f.Batches[len(f.Batches)-1]
			into = func(line string) { *last = append(*last, line) }
		default:
			into(line)
		}
	}
	if f.Script == "" || len(f.Points)+len(f.Batches) == 0 {
		return nil, fmt.Errorf("reading the case %s: it needs a script and a line %q or %q with data", name, pointsFollow, batchesFollow)
	}
	return f, nil
}

var served = regexp.MustCompile(`'(out\d+_\d+)'`)

// Case is what is asked.
func (f *Found) Case() judge.Case {
	c := judge.Case{Name: "found-" + f.Name, About: f.About, Script: f.Script, Type: "stream", DBRPs: []judge.DBRP{testDB}, Unordered: f.Unordered}
	if len(f.Batches) > 0 {
		c.Type, c.Recording = "batch", Recording(f.Batches)
		return c // what a replayed task serves cannot be asked for
	}
	for _, m := range served.FindAllStringSubmatch(f.Script, -1) {
		c.HTTPOuts = append(c.HTTPOuts, m[1])
	}
	c.Data = []judge.Data{{DBRP: testDB, Precision: "ms", Lines: []byte(strings.Join(f.Points, "\n") + "\n")}}
	return c
}

// found are the cases in found/.
func found() []judge.Case {
	names, err := fs.Glob(foundFiles, "found/*.txt")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	var all []judge.Case
	for _, name := range names {
		text, err := foundFiles.ReadFile(name)
		if err == nil {
			var f *Found
			if f, err = ParseFound(strings.TrimSuffix(path.Base(name), ".txt"), string(text)); err == nil {
				all = append(all, f.Case())
			}
		}
		if err != nil {
			panic(err) // a file of this folder that is no case
		}
	}
	return all
}

// Recording is a batch recording with an entry for each query, of one batch a line.
func Recording(entries [][]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	// Kapacitor links the queries of a task from the last to the first.
	entries = slices.Clone(entries)
	slices.Reverse(entries)
	for i, lines := range entries {
		w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Deflate, Modified: time.Unix(1700000000, 0).UTC()})
		if err == nil {
			_, err = w.Write([]byte(strings.Join(lines, "")))
		}
		if err != nil {
			panic(err) // a bytes.Buffer does not fail
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
