package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

const modulePath = "github.com/tickwright/tickwright/internal/realstack"

// CacheDir is where everything built is kept: tickwright/realstack below the user's cache folder.
func CacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the user's cache folder: %w", err)
	}
	dir := filepath.Join(base, "tickwright", "realstack")
	return dir, os.MkdirAll(dir, 0o755)
}

// Once fills the folder dir by calling fill with a temporary folder beside it, which is renamed to dir when
// fill succeeded. A folder that is already there is left alone. A lock file beside it makes other processes
// wait for the one which is at it.
func Once(ctx context.Context, dir string, fill func(tmp string) error) error {
	if isDir(dir) {
		return nil
	}
	unlock, err := lock(ctx, dir+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if isDir(dir) {
		return nil
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), ".unfinished-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	if err := fill(tmp); err != nil {
		return err
	}
	return os.Rename(tmp, dir)
}

// RecipeDir is the folder of a recipe in the source tree.
func RecipeDir(ctx context.Context, name string) (string, error) {
	root, err := moduleDir(ctx)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, "recipes", name)
	if !isDir(dir) {
		return "", fmt.Errorf("find recipe %s: no folder %s", name, dir)
	}
	return dir, nil
}

func (r Recipe) recipeDir(ctx context.Context) (string, error) { return RecipeDir(ctx, r.Name) }

// key is a hash of everything that decides what the build produces.
func (r Recipe) key(ctx context.Context, recipe string) (string, error) {
	version, err := goVersion()
	if err != nil {
		return "", err
	}
	return Key(recipe, fmt.Sprintf("%+v", r), version)
}

// Key hashes the given texts together with the files directly inside folder, unless that is "".
func Key(folder string, texts ...string) (string, error) {
	h := sha256.New()
	for _, text := range texts {
		fmt.Fprintf(h, "%d:%s\n", len(text), text)
	}
	if folder == "" {
		return hex.EncodeToString(h.Sum(nil))[:16], nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", e.Name(), len(data), data)
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// GoVersion is the Go that builds, with its target.
func GoVersion() (string, error) { return goVersion() }

var goVersion = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "env", "GOVERSION", "GOOS", "GOARCH").Output()
	if err != nil {
		return "", fmt.Errorf("ask go for its version: %w", err)
	}
	return string(out), nil
})

// moduleDir finds this module's source: recorded by the compiler, or, in a binary built with -trimpath, asked of go.
func moduleDir(ctx context.Context) (string, error) {
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		if dir := filepath.Dir(filepath.Dir(file)); isDir(filepath.Join(dir, "recipes")) {
			return dir, nil
		}
	}
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", modulePath).Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		return "", errors.New("find the recipes: the source of " + modulePath + " is not here: run this inside the repository")
	}
	return dir, nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
