package rowtest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// untested are the facts that no test here can show, and why.
var untested = map[string]string{
	"R002": "channels between goroutines: the engine has none, and its caller waits for it",
	"N040": "when a server asks as it records batches; a rule's verdict does not depend on it",
	"N042": "what a server refuses to record; a rule's verdict does not depend on it",
	"E028": "JSON of pipelines is read and written by Kapacitor's own tools alone",
	"D008": "listeners of a server, besides that for line protocol over HTTP",
	"D009": "what a server writes about itself",
	"D011": "what a server asks of InfluxDB when it starts",
	"D033": "what a server makes of files that it finds when it starts",
}

var (
	idRE    = regexp.MustCompile(`\b([A-Z])([0-9]{3})(?:(?:-| to )([A-Z])?([0-9]{3}))?\b`)
	skipped = map[string]bool{"conformance": true, "realstack": true, "rowtest": true}
)

// ids yields the ids that a text names, those within ranges too.
func ids(text []byte, yield func(id string)) {
	for _, m := range idRE.FindAllSubmatch(text, -1) {
		letter, first := string(m[1]), number(m[2])
		last := first
		if len(m[4]) > 0 && (len(m[3]) == 0 || string(m[3]) == letter) {
			last = number(m[4])
		}
		for n := first; n <= last; n++ {
			yield(fmt.Sprintf("%s%03d", letter, n))
		}
	}
}

func number(b []byte) int {
	n, _ := strconv.Atoi(string(b)) // three digits
	return n
}

// naming returns the part of a file in which a test names what it shows, nil for files
// that are none.
func naming(t *testing.T, path string) []byte {
	slashed := filepath.ToSlash(path)
	read := func() []byte {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		return b
	}
	switch {
	case strings.HasSuffix(slashed, "_test.go"), strings.HasSuffix(slashed, ".ticktest"),
		strings.Contains(slashed, "/internal/suite/") && strings.HasSuffix(slashed, ".go"),
		strings.Contains(slashed, "/graph/testdata/rows/"):
		return read()
	case strings.HasSuffix(slashed, "/engine/testdata/conformance/"+filepath.Base(filepath.Dir(path))+"/case.json"):
		var c struct{ About string }
		require.NoError(t, json.Unmarshal(read(), &c), path)
		return []byte(c.About)
	}
	return nil
}

// TestEveryRowHasATest finds facts that no test of this module names.
func TestEveryRowHasATest(t *testing.T) {
	list, err := os.ReadFile("rows.txt")
	require.NoError(t, err)
	known := map[string]bool{}
	ids(list, func(id string) {
		require.False(t, known[id], "%s stands in the list twice", id)
		known[id] = true
	})
	require.Greater(t, len(known), 500)

	named := map[string]bool{}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if filepath.Dir(path) == filepath.Join(root, "internal") && skipped[d.Name()] || strings.HasPrefix(d.Name(), ".") && path != root {
				return filepath.SkipDir
			}
			return nil
		}
		if text := naming(t, path); text != nil {
			ids(text, func(id string) { named[id] = true })
		}
		return nil
	})
	require.NoError(t, err)

	var missing, idle []string
	for id := range known {
		if !named[id] && untested[id] == "" {
			missing = append(missing, id)
		}
	}
	for id := range untested {
		if named[id] || !known[id] {
			idle = append(idle, id)
		}
	}
	require.Empty(t, missing, "no test names these: name them where they are shown, or say in untested why none can")
	require.Empty(t, idle, "these are tested, or no ids: take them out of untested")
}

// TestIDs: what counts as a name.
func TestIDs(t *testing.T) {
	var got []string
	ids([]byte("TestX covers N051, N053-N055, A001-003 and R030 to R031; XN052 and N0521 are none. U1000"), func(id string) { got = append(got, id) })
	require.Equal(t, "N051 N053 N054 N055 A001 A002 A003 R030 R031", strings.Join(got, " "))
}
