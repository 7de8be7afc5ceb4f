//go:build !unix

package influx

import (
	"os"
	"path/filepath"
)

// lockDir opens the lock file only: there is no advisory lock here, and two Writers on one folder are the caller's fault.
func lockDir(dir string) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o640)
}
