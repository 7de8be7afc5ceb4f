package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// watchEvery is how often files are looked at.
const watchEvery = 300 * time.Millisecond

// watch runs the tests, and again whenever a file below the paths, or a script
// that a test names, has changed; ticks say when to look. It ends with the
// context.
func watch(ctx context.Context, e *env, paths []string, ticks <-chan time.Time, run func()) int {
	last := stamp(paths)
	run()
	fmt.Fprintln(e.stderr, "tick test: waiting for changes; interrupt to end")
	for {
		select {
		case <-ctx.Done():
			return exitOK
		case <-ticks:
		}
		if now := stamp(paths); now != last {
			last = now
			run()
		}
	}
}

// stamp is what tells that files have changed: their names, sizes and times.
func stamp(paths []string) string {
	var out []byte
	for _, root := range paths {
		if info, err := os.Stat(root); err == nil && !info.IsDir() {
			root = filepath.Dir(root) // the scripts beside it count, too
		}
		// A folder that cannot be read is one without files.
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			switch filepath.Ext(path) {
			case ".tick", ".ticktest":
			default:
				return nil
			}
			if info, err := d.Info(); err == nil {
				out = fmt.Appendf(out, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return string(out)
}
