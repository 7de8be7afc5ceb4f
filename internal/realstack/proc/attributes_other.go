//go:build unix && !linux

package proc

import "syscall"

// attributes puts the child into a group of its own, so that Stop reaches its children.
func attributes(user *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: user}
}
