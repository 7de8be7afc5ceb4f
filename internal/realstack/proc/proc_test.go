package proc_test

import (
	"context"
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack/proc"
)

func shell(script string) proc.Spec {
	return proc.Spec{Name: "sh", Path: "/bin/sh", Args: []string{"-c", script}}
}

func TestStopEndsTheChildrenToo(t *testing.T) {
	// The shell ignores the polite signal, and its child knows nothing of it.
	spec := shell("trap '' TERM; sleep 600 & echo child $!; wait; wait")
	spec.StopTimeout = 100 * time.Millisecond
	p, err := proc.Start(t.Context(), spec)
	require.NoError(t, err)
	var child int
	require.Eventually(t, func() bool {
		_, err := fmt.Sscanf(p.Log(), "child %d", &child)
		return err == nil
	}, 10*time.Second, 10*time.Millisecond)
	p.Stop()
	p.Stop()
	require.False(t, p.Alive())
	require.Eventually(t, func() bool { return syscall.Kill(child, 0) == syscall.ESRCH }, 10*time.Second, 10*time.Millisecond,
		"the child %d outlived its server", child)
}

func TestEarlyEndIsAnErrorWithTheLog(t *testing.T) {
	spec := shell("echo the port is taken; exit 3")
	spec.Ready = func(context.Context) error { return fmt.Errorf("no answer") }
	_, err := proc.Start(t.Context(), spec)
	require.ErrorIs(t, err, proc.ErrExited)
	require.ErrorContains(t, err, "the port is taken")
	require.ErrorContains(t, err, "exit status 3")
}

func TestStartIsBounded(t *testing.T) {
	spec := shell("echo up; sleep 600")
	spec.ReadyTimeout = 50 * time.Millisecond
	spec.Ready = func(context.Context) error { return fmt.Errorf("no answer") }
	_, err := proc.Start(t.Context(), spec)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "no answer")
}

func TestAgainGivesUpAfterThree(t *testing.T) {
	n := 0
	_, err := proc.Again(t.Context(), func() (*proc.Process, error) {
		n++
		return nil, fmt.Errorf("start: %w", proc.ErrExited)
	})
	require.ErrorIs(t, err, proc.ErrExited)
	require.Equal(t, 3, n)
}

func TestLogFrom(t *testing.T) {
	p, err := proc.Start(t.Context(), shell("echo one; read x; echo two"))
	require.NoError(t, err)
	defer p.Stop()
	require.Eventually(t, func() bool { return p.LogSize() > 0 }, 10*time.Second, 10*time.Millisecond)
	<-p.Done()
	require.Equal(t, "one\ntwo\n", p.LogFrom(0))
	require.Equal(t, "two\n", p.LogFrom(4))
	require.Equal(t, "", p.LogFrom(99))
}

func TestAnswers(t *testing.T) {
	ports, err := proc.FreePorts(2)
	require.NoError(t, err)
	require.NotEqual(t, ports[0], ports[1])
	err = proc.Answers(fmt.Sprintf("http://127.0.0.1:%d/", ports[0]), http.StatusOK)(t.Context())
	require.Error(t, err)
}
