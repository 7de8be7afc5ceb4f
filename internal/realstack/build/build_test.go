package build_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack/build"
)

func TestOnceFillsAFolderOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "thing")
	var mu sync.Mutex
	calls := 0
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			err := build.Once(t.Context(), dir, func(tmp string) error {
				mu.Lock()
				calls++
				mu.Unlock()
				return os.WriteFile(filepath.Join(tmp, "file"), []byte("x"), 0o644)
			})
			require.NoError(t, err)
		})
	}
	all.Wait()
	require.Equal(t, 1, calls)
	require.FileExists(t, filepath.Join(dir, "file"))
}

func TestAFailedFillLeavesNothing(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "thing")
	broken := errors.New("no space left")
	err := build.Once(t.Context(), dir, func(tmp string) error {
		require.NoError(t, os.WriteFile(filepath.Join(tmp, "half"), nil, 0o644))
		return broken
	})
	require.ErrorIs(t, err, broken)
	entries, err := os.ReadDir(parent)
	require.NoError(t, err)
	require.Len(t, entries, 1, "only the lock file stays")
	require.NoError(t, build.Once(t.Context(), dir, func(string) error { return nil }))
}

func TestLockWaitsAndGivesUpWithTheContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := build.Lock(t.Context(), path)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = build.Lock(ctx, path)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	unlock()
	again, err := build.Lock(t.Context(), path)
	require.NoError(t, err)
	again()
}

func TestKeyFollowsTheRecipe(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "go.mod")
	require.NoError(t, os.WriteFile(file, []byte("module a"), 0o644))
	first, err := build.Key(dir, "go1")
	require.NoError(t, err)
	same, err := build.Key(dir, "go1")
	require.NoError(t, err)
	require.Equal(t, first, same)
	other, err := build.Key(dir, "go2")
	require.NoError(t, err)
	require.NotEqual(t, first, other)
	require.NoError(t, os.WriteFile(file, []byte("module b"), 0o644))
	changed, err := build.Key(dir, "go1")
	require.NoError(t, err)
	require.NotEqual(t, first, changed)
}

func TestEveryRecipeIsPinned(t *testing.T) {
	for _, name := range []string{"kapacitord", "influxd1", "influxd2", "telegraf", "etcd", "kube", "wire"} {
		dir, err := build.RecipeDir(t.Context(), name)
		require.NoError(t, err)
		for _, file := range []string{"go.mod", "go.sum"} {
			require.FileExists(t, filepath.Join(dir, file))
		}
	}
	_, err := build.RecipeDir(t.Context(), "nosuch")
	require.ErrorContains(t, err, "nosuch")
}

func TestErrorsCarryTheOutput(t *testing.T) {
	err := build.Run(t.Context(), t.TempDir(), []string{"WORD=disk"}, "sh", "-c", "echo $WORD is full >&2; exit 1")
	require.ErrorContains(t, err, "disk is full")
	_, err = build.Tool("no-such-program", "install it")
	require.ErrorContains(t, err, "install it")
}
