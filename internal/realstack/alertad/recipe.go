// Package alertad installs and starts a real Alerta 9.1.0 on a PostgreSQL of its own.
package alertad

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/build"
)

// Version is the Alerta that is installed.
const Version = "9.1.0"

// venv is the folder of the Python environment, whether it is there or not.
func venv(ctx context.Context) (string, error) {
	recipe, err := build.RecipeDir(ctx, "alerta")
	if err != nil {
		return "", err
	}
	key, err := build.Key(recipe, "venv v1")
	if err != nil {
		return "", err
	}
	cache, err := build.CacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "alerta-"+Version+"-"+key), nil
}

// Ensure installs Alerta into a Python environment in the cache, and PostgreSQL by the system's package manager when
// there is none. It returns the environment's Python.
func Ensure(ctx context.Context) (build.Binary, error) {
	dir, err := venv(ctx)
	if err != nil {
		return build.Binary{}, err
	}
	if err := ensurePostgres(ctx); err != nil {
		return build.Binary{}, fmt.Errorf("install PostgreSQL for Alerta: %w", err)
	}
	if err := build.Once(ctx, dir, func(tmp string) error { return install(ctx, tmp) }); err != nil {
		return build.Binary{}, fmt.Errorf("install Alerta %s: %w", Version, err)
	}
	return build.Binary{Path: filepath.Join(dir, "bin", "python"), Version: Version}, nil
}

// install makes the Python environment. Its scripts name the folder they were installed into and are not used:
// everything is started as a module.
func install(ctx context.Context, dir string) error {
	const hint = "install Python 3.9 or later (apt-get install python3 python3-venv)"
	python, err := build.Tool("python3", hint)
	if err != nil {
		return err
	}
	recipe, err := build.RecipeDir(ctx, "alerta")
	if err != nil {
		return err
	}
	err = build.Stage(ctx, "alerta", "python3 -m venv", func() error {
		if err := build.Run(ctx, dir, nil, python, "-m", "venv", dir); err != nil {
			return fmt.Errorf("%w\n%s", err, hint)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return build.Stage(ctx, "alerta", "pip install", func() error {
		return build.Retry(ctx, func() error {
			return build.Run(ctx, dir, []string{"PIP_DISABLE_PIP_VERSION_CHECK=1"}, filepath.Join(dir, "bin", "python"),
				"-m", "pip", "install", "--only-binary=:all:", "-r", filepath.Join(recipe, "requirements.txt"))
		})
	})
}

// Cached tells whether Alerta and PostgreSQL are there already.
func Cached(ctx context.Context) bool {
	dir, err := venv(ctx)
	if err != nil {
		return false
	}
	if _, err := os.Stat(filepath.Join(dir, "bin", "python")); err != nil {
		return false
	}
	_, err = postgresDir()
	return err == nil
}

// Require skips the test, or installs in CI, when Alerta is not installed.
func Require(tb testing.TB) {
	tb.Helper()
	realstack.Require(tb, "alerta", Cached, func(ctx context.Context) error { _, err := Ensure(ctx); return err })
}
