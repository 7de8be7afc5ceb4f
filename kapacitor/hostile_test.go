package kapacitor_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// TestHostileFolders: what a folder should not have is told with its file, before anything is asked of the server.
func TestHostileFolders(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	for name, x := range map[string]struct {
		dir  fstest.MapFS
		says []string
	}{
		"two documents": {fstest.MapFS{"handlers/a.yaml": file("# first\n---\ntopic: a\nkind: log\n---\ntopic: b\nkind: log\n")}, []string{"handlers/a.yaml", "several documents"}},
		"name":          {fstest.MapFS{"tasks/a b.tick": file(diskRule)}, []string{"tasks/a b.tick", "an id is made of"}},
		"twice": {fstest.MapFS{"tasks/a.yaml": file("id: b\nscript: b.tick\n"), "tasks/b.yaml": file("script: b.tick\n"), "tasks/b.tick": file(diskRule)},
			[]string{"tasks/b.tick", "ops-b", "twice"}},
		"slash in topic": {fstest.MapFS{"handlers/a.yaml": file("topic: a/b\nkind: slack\n")}, []string{"handlers/a.yaml", `topic "a/b"`}},
		"no topic":       {fstest.MapFS{"handlers/a.yaml": file("kind: slack\n")}, []string{"handlers/a.yaml", "needs a topic"}},
		"empty file":     {fstest.MapFS{"handlers/a.yaml": file("")}, []string{"handlers/a.yaml", "needs a topic"}},
		"slash in id":    {fstest.MapFS{"handlers/a.yaml": file("id: ../a\ntopic: a\nkind: slack\n")}, []string{"handlers/a.yaml", "an id is made of"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			set, err := kapacitor.LoadDir(x.dir)
			if err == nil {
				_, err = f.client(t).Plan(t.Context(), set, ours)
			}
			require.ErrorIs(t, err, kapacitor.ErrInvalidRequest)
			for _, s := range x.says {
				require.ErrorContains(t, err, s)
			}
			require.Zero(t, f.requests)
		})
	}
	for _, text := range []string{"---\ntopic: a\nkind: slack\n", "# why\n---\ntopic: a\nkind: slack\nmatch: '\"a\" == ''---'''\n", "{\"topic\":\"a\",\"kind\":\"slack\"}\n"} {
		_, err := kapacitor.LoadDir(fstest.MapFS{"handlers/a.yaml": file(text)})
		require.NoError(t, err)
	}
}
