package build

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

const fluxModule = "github.com/influxdata/flux"

// ensureLibflux builds the Rust library which the Go module flux links, from the source inside that module,
// and returns the folder with its flux.pc. InfluxData does this through a pkg-config wrapper which wants a
// pinned, old Rust; leaving out the default feature "strict" and capping lints lets a current one do it.
func ensureLibflux(ctx context.Context, r Recipe, work string) (string, error) {
	const hint = "install Rust (rustup) and a C compiler with pkg-config (apt-get install gcc pkg-config)"
	cargo, err := Tool("cargo", hint)
	if err != nil {
		return "", err
	}
	for _, tool := range []string{"gcc", "pkg-config"} {
		if _, err := Tool(tool, hint); err != nil {
			return "", err
		}
	}
	version, err := output(ctx, work, []string{"RUSTUP_TOOLCHAIN=stable"}, cargo, "--version")
	if err != nil {
		return "", err
	}
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	key, err := Key("", "libflux v1", r.Flux, string(version))
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "libflux-"+r.Flux+"-"+key)
	return dir, Once(ctx, dir, func(tmp string) error { return buildLibflux(ctx, r, cargo, work, tmp, dir) })
}

// buildLibflux leaves libflux.a, its headers and a flux.pc in tmp; the last names final, where tmp will be.
func buildLibflux(ctx context.Context, r Recipe, cargo, work, tmp, final string) error {
	var module struct{ Dir string }
	err := stage(ctx, r.Name, "download flux "+r.Flux, func() error {
		return retry(ctx, func() error {
			out, err := output(ctx, work, []string{"GOFLAGS=-mod=mod", "GOWORK=off"}, "go", "mod", "download", "-json", fluxModule+"@v"+r.Flux)
			if err != nil {
				return err
			}
			return json.Unmarshal(out, &module)
		})
	})
	if err != nil {
		return err
	}
	source := filepath.Join(module.Dir, "libflux")
	target, err := os.MkdirTemp(filepath.Dir(final), ".cargo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(target)
	env := []string{"RUSTUP_TOOLCHAIN=stable", "RUSTFLAGS=--cap-lints=warn", "CARGO_TARGET_DIR=" + target}
	err = stage(ctx, r.Name, "cargo fetch", func() error {
		return retry(ctx, func() error { return run(ctx, source, env, cargo, "fetch", "--locked") })
	})
	if err != nil {
		return err
	}
	err = stage(ctx, r.Name, "cargo build libflux", func() error {
		return run(ctx, source, env, cargo, "build", "--release", "--locked", "--offline",
			"-p", "flux", "--no-default-features", "--features", "cffi")
	})
	if err != nil {
		return err
	}
	if err := copyFile(filepath.Join(target, "release", "libflux.a"), filepath.Join(tmp, "libflux.a")); err != nil {
		return err
	}
	if err := CopyTree(filepath.Join(source, "include"), filepath.Join(tmp, "include")); err != nil {
		return err
	}
	pc := fmt.Sprintf("prefix=%s\nName: flux\nDescription: libflux\nVersion: %s\n"+
		"Libs: -L${prefix} -l:libflux.a -ldl -lm -lpthread\nCflags: -I${prefix}/include\n", final, r.Flux)
	return os.WriteFile(filepath.Join(tmp, "flux.pc"), []byte(pc), 0o644)
}
