// Package build makes the real servers from their pinned recipes.
//
// A recipe is a folder below recipes/ with a go.mod and a go.sum of its own, plus the few flags that its
// server wants. The result lies in a folder of the user's cache whose name carries a hash of the recipe and
// of the Go version, so a changed recipe never meets an old binary. A folder appears there by one rename,
// when everything in it is complete; a file lock keeps two processes from building the same thing twice.
package build

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// Binary is one built program.
type Binary struct {
	// Path is absolute.
	Path string
	// Version is what the program reports about itself, without a leading v.
	Version string
}

// Recipe says how one server is built from its Go module.
type Recipe struct {
	// Name is the folder below recipes/ and the first part of the cache folder's name.
	Name string
	// Version goes into LDFlags where these contain {version}, and into Binary.Version.
	Version string
	// Packages maps a program's file name to the import path of its main package; "." is a program that lies in the recipe's folder,
	// in files with the ending .go.txt, so that no tool takes them for a part of this module.
	Packages map[string]string
	// Tags are the build tags, separated by commas.
	Tags string
	// LDFlags are added to "-s -w".
	LDFlags string
	// CGO turns cgo on; without it the build needs no C compiler.
	CGO bool
	// Flux, when set, is the version (without v) of github.com/influxdata/flux whose Rust library is built
	// first and linked in.
	Flux string
}

// Dir is the cache folder of the recipe on this machine; it exists only after a complete build.
func (r Recipe) Dir(ctx context.Context) (string, error) {
	recipe, err := r.recipeDir(ctx)
	if err != nil {
		return "", err
	}
	key, err := r.key(ctx, recipe)
	if err != nil {
		return "", err
	}
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, r.Name+"-"+r.Version+"-"+key), nil
}

// Cached tells whether the recipe is already built.
func (r Recipe) Cached(ctx context.Context) bool {
	dir, err := r.Dir(ctx)
	return err == nil && isDir(dir)
}

// Ensure builds the recipe unless it is already built, and returns its programs by file name. Several
// processes may call it at once: one builds, the others wait for its lock.
func (r Recipe) Ensure(ctx context.Context) (map[string]Binary, error) {
	dir, err := r.Dir(ctx)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", r.Name, err)
	}
	err = Once(ctx, dir, func(tmp string) error { return r.build(ctx, tmp) })
	if err != nil {
		return nil, fmt.Errorf("build %s %s: %w", r.Name, r.Version, err)
	}
	built := make(map[string]Binary, len(r.Packages))
	for name := range r.Packages {
		built[name] = Binary{Path: filepath.Join(dir, name), Version: r.Version}
	}
	return built, nil
}

// One is Ensure for a single program of the recipe.
func (r Recipe) One(ctx context.Context, name string) (Binary, error) {
	built, err := r.Ensure(ctx)
	if err != nil {
		return Binary{}, err
	}
	return built[name], nil
}

// build puts the recipe's programs into the folder out.
func (r Recipe) build(ctx context.Context, out string) error {
	recipe, err := r.recipeDir(ctx)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "tickwright-build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := CopyTree(recipe, work); err != nil {
		return err
	}
	if err := sources(work); err != nil {
		return err
	}
	env := []string{"GOFLAGS=-buildvcs=false", "GOWORK=off", "CGO_ENABLED=0"}
	if r.CGO {
		env[2] = "CGO_ENABLED=1"
	}
	if r.Flux != "" {
		lib, err := ensureLibflux(ctx, r, work)
		if err != nil {
			return err
		}
		// The build cache does not see what pkg-config says, and would hand out objects that name the folder
		// of an older libflux; it does see this variable.
		env = append(env, "PKG_CONFIG_PATH="+lib, "CGO_LDFLAGS=-O2 -g -L"+lib)
	}
	names := make([]string, 0, len(r.Packages))
	for name := range r.Packages {
		names = append(names, name)
	}
	sort.Strings(names)
	list := []string{"list", "-mod=readonly", "-deps", "-f", "{{with .Error}}{{.}}{{end}}", "-tags", r.Tags}
	for _, name := range names {
		list = append(list, r.Packages[name])
	}
	err = stage(ctx, r.Name, "download", func() error {
		return retry(ctx, func() error { return run(ctx, work, env, "go", list...) })
	})
	if err != nil {
		return err
	}
	ldflags := strings.TrimSpace("-s -w " + strings.ReplaceAll(r.LDFlags, "{version}", r.Version))
	for _, name := range names {
		err := stage(ctx, r.Name, "go build "+name, func() error {
			return run(ctx, work, env, "go", "build", "-mod=readonly", "-trimpath", "-tags", r.Tags,
				"-ldflags", ldflags, "-o", filepath.Join(out, name), r.Packages[name])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sources gives the Go files of a recipe their name.
func sources(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.go.txt"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.Rename(f, strings.TrimSuffix(f, ".txt")); err != nil {
			return err
		}
	}
	return nil
}

// Tool looks a program up on the PATH and says how to get it when it is missing.
func Tool(name, hint string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("find %s: not on the PATH: %s", name, hint)
	}
	return path, nil
}
