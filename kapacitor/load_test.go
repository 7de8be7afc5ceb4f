package kapacitor

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// FuzzLoadDir: a definition file is read or refused with its name; never both, never a panic.
func FuzzLoadDir(f *testing.F) {
	f.Add("template-id: mean\ndbrps: [{db: a, rp: b}]\nvars: {warn: {type: float, value: 80}}\n", "topic: t\nkind: log\n")
	f.Add(`{"script":"x.tick","vars":{"l":{"type":"list","value":[{"type":"star"}]}}}`, `{"topic":1}`)
	f.Add("id: &a [*a]\n", "&x x: *x")
	f.Fuzz(func(t *testing.T, task, handler string) {
		s, err := LoadDir(fstest.MapFS{
			"tasks/a.yaml": {Data: []byte(task)}, "tasks/x.tick": {Data: []byte("stream|from()")}, "handlers/h.yaml": {Data: []byte(handler)},
		})
		if err != nil {
			if !strings.Contains(err.Error(), "tasks/a.yaml") && !strings.Contains(err.Error(), "handlers/h.yaml") {
				t.Fatalf("the error names no file: %v", err)
			}
			return
		}
		if len(s.Tasks) == 0 || len(s.Handlers) != 1 {
			t.Fatalf("%d tasks and %d handlers of a folder without an error", len(s.Tasks), len(s.Handlers))
		}
	})
}

// TestUnified: hunks with three lines around, joined where they meet.
func TestUnified(t *testing.T) {
	a := "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n"
	b := strings.NewReplacer("2\n3\n", "2\nnew\n3\n", "17\n", "").Replace(a)
	require.Equal(t, "@@ -1,5 +1,6 @@\n 1\n 2\n+new\n 3\n 4\n 5\n@@ -14,5 +15,4 @@\n 14\n 15\n 16\n-17\n 18\n", unified(a, b))
	require.Empty(t, unified(a, a))
	require.Equal(t, "@@ -1,0 +1,1 @@\n+x\n", unified("", "x\n"))
}

// FuzzUnified: the operations turn one text into the other.
func FuzzUnified(f *testing.F) {
	f.Add("a\nb\nc", "a\nc\nd")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		var x, y []string
		for _, o := range lineOps(lines(a), lines(b)) {
			if o.mark != '+' {
				x = append(x, o.text)
			}
			if o.mark != '-' {
				y = append(y, o.text)
			}
		}
		require.Equal(t, lines(a), x)
		require.Equal(t, lines(b), y)
	})
}
