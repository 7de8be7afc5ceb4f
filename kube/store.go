package kube

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Store keeps a State between runs.
type Store interface {
	// Load returns the saved state, or nil when there is none yet.
	Load(context.Context) (*State, error)
	// Save replaces the saved state: after a crash the old or the new one is found, never half of one.
	Save(context.Context, *State) error
}

// FileStore keeps the state in the file of that name. A second file beside it, with ".new" appended, exists while it writes.
type FileStore string

// Load reads the file; it returns nil when there is none.
func (f FileStore) Load(context.Context) (*State, error) {
	file, err := os.Open(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	s, err := ReadState(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f, err)
	}
	return s, nil
}

// Save writes the file anew and renames it into place.
func (f FileStore) Save(_ context.Context, s *State) (err error) {
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o755); err != nil {
		return err
	}
	next := string(f) + ".new"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(next)
		}
	}()
	if _, err = s.WriteTo(file); err != nil {
		return err
	}
	if err = file.Sync(); err != nil {
		return err
	}
	if err = file.Close(); err != nil {
		return err
	}
	return os.Rename(next, string(f))
}
