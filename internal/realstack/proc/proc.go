// Package proc starts a server as a child process, waits until it answers, and ends it with all its children.
package proc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Spec says how one server is started.
type Spec struct {
	// Name stands in errors.
	Name string
	Path string
	Args []string
	// Env is added to the process's own environment; with CleanEnv it stands alone.
	Env      []string
	CleanEnv bool
	Dir      string
	// ExtraFiles are inherited as file descriptors 3, 4, ...
	ExtraFiles []*os.File
	// User, when set, is whom the process runs as.
	User *syscall.Credential
	// Ready is called every 20 ms until it returns nil. It should return quickly.
	Ready func(ctx context.Context) error
	// ReadyTimeout bounds the start; 0 is 60 s.
	ReadyTimeout time.Duration
	// StopSignal asks the process to end; 0 is SIGTERM. After StopTimeout (0 is 10 s) it is killed.
	StopSignal  syscall.Signal
	StopTimeout time.Duration
}

// Process is a started server.
type Process struct {
	spec Spec
	cmd  *exec.Cmd
	log  *logBuffer
	done chan struct{}
	err  error
	stop sync.Once
}

// ErrExited is in the error of Start when the process ended before it was ready.
var ErrExited = errors.New("the process ended before it was ready")

// Start starts the server and returns when it is ready. The context bounds the start, not the life. The
// error carries the last lines which the server printed.
func Start(ctx context.Context, spec Spec) (*Process, error) {
	p := &Process{spec: spec, log: &logBuffer{}, done: make(chan struct{})}
	p.cmd = exec.Command(spec.Path, spec.Args...)
	p.cmd.Dir, p.cmd.ExtraFiles = spec.Dir, spec.ExtraFiles
	p.cmd.Env = spec.Env
	if !spec.CleanEnv {
		p.cmd.Env = append(os.Environ(), spec.Env...)
	}
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	// Children which outlive their parent may hold the log's pipe open.
	p.cmd.WaitDelay = 2 * time.Second
	p.cmd.SysProcAttr = attributes(spec.User)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", spec.Name, err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	if err := p.wait(ctx); err != nil {
		p.Kill()
		return nil, fmt.Errorf("start %s: %w\nlast lines of its log:\n%s", spec.Name, err, p.LogTail(40))
	}
	return p, nil
}

// wait polls until the server is ready.
func (p *Process) wait(ctx context.Context) error {
	if p.spec.Ready == nil {
		return nil
	}
	limit := p.spec.ReadyTimeout
	if limit == 0 {
		limit = 60 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := p.spec.Ready(ctx)
		select {
		case <-p.done:
			return fmt.Errorf("%w: %v", ErrExited, p.err)
		default:
		}
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("%w: %v", ErrExited, p.err)
		case <-ctx.Done():
			return fmt.Errorf("wait for it to answer: %w (last try: %v)", ctx.Err(), err)
		case <-tick.C:
		}
	}
}

// Stop ends the process and its whole group, first kindly, and returns when it is gone. Calling it again is harmless.
func (p *Process) Stop() {
	p.stop.Do(func() {
		signal, limit := p.spec.StopSignal, p.spec.StopTimeout
		if signal == 0 {
			signal = syscall.SIGTERM
		}
		if limit == 0 {
			limit = 10 * time.Second
		}
		// A stopped process (SIGSTOP) would not see the signal.
		_ = p.Signal(syscall.SIGCONT)
		_ = p.Signal(signal)
		select {
		case <-p.done:
		case <-time.After(limit):
		}
		p.Kill()
	})
}

// Kill ends the process group at once, as a crash would.
func (p *Process) Kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

// Signal sends a signal to the process alone.
func (p *Process) Signal(s syscall.Signal) error {
	select {
	case <-p.done:
		return os.ErrProcessDone
	default:
		return syscall.Kill(p.cmd.Process.Pid, s)
	}
}

// Pid is the process id.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Alive tells whether the process still runs.
func (p *Process) Alive() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Log is what the process has printed so far, without the oldest part when it is long.
func (p *Process) Log() string { return p.log.from(0) }

// LogSize is how many bytes the process has printed so far: a mark for LogFrom.
func (p *Process) LogSize() int64 { return p.log.size() }

// LogFrom is what the process has printed since LogSize was mark.
func (p *Process) LogFrom(mark int64) string { return p.log.from(mark) }

// LogTail is the last lines of Log.
func (p *Process) LogTail(lines int) string {
	all := strings.Split(strings.TrimSpace(p.Log()), "\n")
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return strings.Join(all, "\n")
}

// logBuffer keeps the last megabytes written to it.
type logBuffer struct {
	mu    sync.Mutex
	buf   []byte
	total int64
}

const logLimit = 8 << 20

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf = append(l.buf, b...)
	l.total += int64(len(b))
	if len(l.buf) > 2*logLimit {
		l.buf = append([]byte(nil), l.buf[len(l.buf)-logLimit:]...)
	}
	return len(b), nil
}

func (l *logBuffer) size() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

func (l *logBuffer) from(mark int64) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	skip := max(mark-(l.total-int64(len(l.buf))), 0)
	return string(l.buf[min(skip, int64(len(l.buf))):])
}
