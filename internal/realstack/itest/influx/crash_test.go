package influx_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
)

// crashPoint is the point with a number: which of four series, and when, follow from it.
func crashPoint(seq int64) point.Point {
	return point.Point{
		Measurement: "crash", Tags: point.NewTags(point.Tag{Key: "worker", Value: strconv.FormatInt(seq%4, 10)}),
		Fields: point.Fields{{Key: "seq", Value: point.Int(seq)}}, Time: 1_700_000_000_000_000_000 + seq*1_000_000,
	}
}

// crashingWriter is the program that is killed. It says "A from to" on stdout for the points that its Writer accepted,
// and "E" for those that it did not.
func crashingWriter() int {
	env := os.Getenv
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	c, err := influx.New(env("CRASH_URL"), influx.WithVersion(influxd1.Version), influx.WithBucket("crash/autogen"))
	if err != nil {
		return fail(err)
	}
	w, err := c.Writer(influx.WriterOptions{Log: env("CRASH_LOG"), BatchPoints: 200, MaxAge: 20 * time.Millisecond,
		RetryFirst: 10 * time.Millisecond, RetryLongest: 200 * time.Millisecond})
	if err != nil {
		return fail(err)
	}
	if env("CRASH_DRAIN") != "" {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		if err := w.Close(ctx); err != nil {
			return fail(err)
		}
		fmt.Printf("D %d\n", w.Stats().Stored)
		return 0
	}
	if limit, err := strconv.ParseUint(env("CRASH_FSIZE"), 10, 64); err == nil {
		// What a full disk does to the log: a write stores a part and fails.
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			return fail(err)
		}
	}
	seq, err := strconv.ParseInt(env("CRASH_FROM"), 10, 64)
	if err != nil {
		return fail(err)
	}
	for {
		n := rand.Int64N(20) + 1
		var points []point.Point
		for i := range n {
			points = append(points, crashPoint(seq+i))
		}
		if err := w.Write(context.Background(), points...); err != nil {
			fmt.Printf("E %d %d\n", seq, seq+n)
		} else {
			fmt.Printf("A %d %d\n", seq, seq+n)
		}
		seq += n
	}
}

// gate stands between the writer and the server: it is the network, with its outages.
type gate struct {
	target  atomic.Pointer[url.URL]
	mode    atomic.Int32
	faults  atomic.Int64
	forward httputil.ReverseProxy
}

const (
	gateOpen = iota
	gateDown
	gateBusy
	gateLossy // the request arrives, its answer does not
)

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch g.mode.Load() {
	case gateDown:
		g.faults.Add(1)
		panic(http.ErrAbortHandler)
	case gateBusy:
		g.faults.Add(1)
		w.Header().Set("Retry-After", "1")
		status := http.StatusServiceUnavailable
		if rand.IntN(2) == 0 {
			status = http.StatusTooManyRequests
		}
		http.Error(w, `{"error":"busy"}`, status)
	case gateLossy:
		if rand.IntN(2) == 0 {
			g.faults.Add(1)
			g.forward.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		g.forward.ServeHTTP(w, r)
	default:
		g.forward.ServeHTTP(w, r)
	}
}

// TestCrash kills the writing program in the middle of its work, again and again, and with it now and then the server;
// takes the network away; answers 429 and 503; fills the disk of the log. In the end every accepted point is there, once.
func TestCrash(t *testing.T) {
	influxd1.Require(t)
	rounds := 100
	if n, err := strconv.Atoi(os.Getenv("TICKWRIGHT_CRASH_ROUNDS")); err == nil {
		rounds = n
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	data, log := t.TempDir(), t.TempDir()
	srv, err := influxd1.Start(ctx, influxd1.Options{Dir: data})
	require.NoError(t, err)
	defer func() { srv.Stop() }()
	_, err = srv.Query(ctx, "", "CREATE DATABASE crash")
	require.NoError(t, err)
	g := &gate{}
	setTarget := func() {
		u, err := url.Parse(srv.URL)
		require.NoError(t, err)
		g.target.Store(u)
	}
	setTarget()
	g.forward = httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(g.target.Load()) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { panic(http.ErrAbortHandler) },
	}
	front := httptest.NewServer(g)
	defer front.Close()

	accepted := map[int64]bool{}
	var next int64
	var writerKills, serverKills, outages, fullDisks, refused int
	for round := range rounds {
		g.mode.Store(gateOpen)
		var env []string
		switch round % 5 {
		case 1:
			g.mode.Store(gateDown)
			outages++
		case 2:
			g.mode.Store(gateBusy)
		case 3:
			g.mode.Store(gateLossy)
		case 4:
			if round%10 == 4 {
				g.mode.Store(gateDown)
				env = append(env, "CRASH_FSIZE=60000")
				fullDisks++
			}
		}
		child := startWriter(t, ctx, append(env, "CRASH_URL="+front.URL, "CRASH_LOG="+log, fmt.Sprintf("CRASH_FROM=%d", next)))
		pause(ctx, time.Duration(100+rand.IntN(200))*time.Millisecond)
		if round%20 == 10 {
			srv.Kill()
			serverKills++
			pause(ctx, time.Duration(rand.IntN(500))*time.Millisecond)
		}
		if round%50 == 1 {
			pause(ctx, 2*time.Second) // an outage of seconds
		}
		last, bad := child.kill(t, accepted)
		next = max(next, last)
		refused += bad
		writerKills++
		if round%20 == 10 {
			srv.Stop()
			srv, err = influxd1.Start(ctx, influxd1.Options{Dir: data})
			require.NoError(t, err)
			setTarget()
		}
	}
	g.mode.Store(gateOpen)
	out, err := writerCommand(ctx, []string{"CRASH_URL=" + front.URL, "CRASH_LOG=" + log, "CRASH_DRAIN=1"}).CombinedOutput()
	require.NoError(t, err, string(out))

	c := client(t, srv.URL, influx.WithBucket("crash/autogen"))
	seen := map[int64]int{}
	wrong := 0
	for p, err := range c.Points(ctx, influx.Selection{Measurement: "crash", Start: time.Unix(1_699_999_999, 0), End: time.Unix(1_700_000_000+next/1000+10, 0)}) {
		require.NoError(t, err)
		v, _ := p.Fields.Get("seq")
		seq, _ := v.Int()
		seen[seq]++
		if !p.Equal(crashPoint(seq)) {
			wrong++
		}
	}
	missing, duplicates := 0, 0
	for seq := range accepted {
		if seen[seq] == 0 {
			missing++
		}
	}
	for _, n := range seen {
		duplicates += n - 1
	}
	t.Logf("%d rounds: the writer killed %d times, influxd %d times, %d outages, %d full disks (%d writes refused by the log), %d requests failed by the network; "+
		"%d points accepted, %d stored: %d missing, %d duplicates, %d altered",
		rounds, writerKills, serverKills, outages, fullDisks, refused, g.faults.Load(), len(accepted), len(seen), missing, duplicates, wrong)
	require.Zero(t, missing)
	require.Zero(t, duplicates)
	require.Zero(t, wrong)
	require.NotEmpty(t, accepted)
	if rounds >= 20 {
		require.Positive(t, refused, "a full disk was met")
		require.Positive(t, g.faults.Load())
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

func writerCommand(ctx context.Context, env []string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(append(os.Environ(), "TICKWRIGHT_ITEST_ROLE=writer"), env...)
	return cmd
}

// writerProcess is the running program with what it has said so far.
type writerProcess struct {
	cmd    *exec.Cmd
	stderr strings.Builder
	read   sync.WaitGroup
	lines  []string
}

func startWriter(t *testing.T, ctx context.Context, env []string) *writerProcess {
	t.Helper()
	p := &writerProcess{cmd: writerCommand(ctx, env)}
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	p.read.Go(func() {
		r := bufio.NewReader(out)
		for {
			line, err := r.ReadString('\n')
			if err == nil {
				p.lines = append(p.lines, strings.TrimSpace(line)) // half a line at the end says nothing
			}
			if err == io.EOF || err != nil {
				return
			}
		}
	})
	return p
}

// kill kills it with SIGKILL, and books what it had accepted.
func (p *writerProcess) kill(t *testing.T, accepted map[int64]bool) (next int64, refused int) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Kill(), "it ended by itself: %s", &p.stderr)
	p.read.Wait()
	_ = p.cmd.Wait()
	require.Empty(t, p.stderr.String())
	for _, line := range p.lines {
		var what string
		var from, to int64
		_, err := fmt.Sscan(line, &what, &from, &to)
		require.NoError(t, err, line)
		if what == "E" {
			refused++
		} else {
			for seq := from; seq < to; seq++ {
				accepted[seq] = true
			}
		}
		next = max(next, to)
	}
	// A write may have been accepted and not yet been told of: its numbers are not used again.
	return next + 100, refused
}
