package proc

import "syscall"

// attributes puts the child into a group of its own, so that Stop reaches its children, and lets the kernel
// kill it when the test process dies without stopping it.
func attributes(user *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL, Credential: user}
}
