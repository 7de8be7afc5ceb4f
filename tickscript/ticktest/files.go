package ticktest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// FilesOptions say how Files runs.
type FilesOptions struct {
	// Update rewrites the expectations of tests that fail to what their rules did.
	// A program ties it to a flag of its own.
	Update bool
}

// Files runs test files as sub-tests, in parallel: a sub-test for each file, and
// one of it for each test. Each path is a file, or a directory whose *.ticktest
// files are found however deep they are. No file found is a failure.
func Files(t *testing.T, opts FilesOptions, paths ...string) {
	t.Helper()
	files, err := Find(paths...)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no *.ticktest file in %q", paths)
	}
	for _, name := range files {
		t.Run(filepath.ToSlash(name), func(t *testing.T) { runFile(t, opts, name) })
	}
}

func runFile(t *testing.T, opts FilesOptions, name string) {
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Parse(name, string(src))
	if err != nil {
		t.Fatal(err)
	}
	if !opts.Update {
		t.Parallel()
	}
	var all []*Outcome
	for _, test := range f.Tests {
		t.Run(test.Name, func(t *testing.T) {
			if !opts.Update {
				t.Parallel()
			}
			o := test.Run(t.Context())
			if o.Err != nil {
				t.Fatalf("%s:%d: %v", name, test.Line, o.Err)
			}
			if opts.Update {
				all = append(all, o)
				return
			}
			for _, d := range o.Findings {
				t.Errorf("%s:%d:%d: %s", d.File, d.Line, d.Col, d.Text)
			}
		})
	}
	if text := f.Update(all...); text != string(src) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s was rewritten", name)
	}
}

// Find returns the test files of paths: a file itself, and the *.ticktest files of
// a directory and all below it, sorted, each once. Directories whose names start
// with a dot are passed over.
func Find(paths ...string) ([]string, error) {
	var out []string
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != root && d.Name()[0] == '.':
				return filepath.SkipDir
			case !d.IsDir() && (path == root || filepath.Ext(path) == ".ticktest"):
				out = append(out, filepath.Clean(path))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
