// Package kapacitorsuite holds the one set of tests that kapacitortest and a real Kapacitor both have to pass: the client's
// methods, and a list of requests with the real server's answers.
package kapacitorsuite

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// Env is the server under test: with an InfluxDB behind it that holds InfluxLines, and with [config-override] enabled.
type Env struct {
	URL string
	// Dir is a folder of the machine below which handlers may write files.
	Dir string
}

// Run runs the suite. Ids are new for each run, so that a server may be used again.
func Run(t *testing.T, env Env) {
	s := &suite{env: env, run: fmt.Sprintf("%x", time.Now().UnixNano()), called: map[string]bool{}}
	for _, x := range []struct {
		name string
		test func(*testing.T, *suite)
	}{
		{"server", testServer},
		{"tasks", testTasks},
		{"pages", testPages},
		{"scripts", testScripts},
		{"vars", testVars},
		{"output", testOutput},
		{"templates", testTemplates},
		{"topics", testTopics},
		{"handlers", testHandlers},
		{"stream recordings", testStreamRecording},
		{"batch recordings", testBatchRecording},
		{"query recordings", testQueryRecording},
		{"live replays", testLiveReplays},
		{"config", testConfig},
		{"users", testUsers},
		{"logs", testLogs},
		{"deploy", testDeploy},
		{"plan", testPlan},
		{"what surprises", testSurprises},
		{"a template its task cannot run", testBadTemplate},
		{"walking while deleting", testWalk},
		{"deployed again and again", testRedeploy},
		{"the founding post", testFounding},
		{"a template and its task change together", testTogether},
	} {
		t.Run(x.name, func(t *testing.T) { x.test(t, s) })
	}
	t.Run("every method", s.complete)
}

type suite struct {
	env Env
	run string

	mu     sync.Mutex
	n      int
	called map[string]bool
}

// local are the methods of the client that send nothing.
var local = []string{"String", "Endpoint"}

// complete fails when a method of the client was not called.
func (s *suite) complete(t *testing.T) {
	typ := reflect.TypeFor[*kapacitor.Client]()
	var missing []string
	for i := range typ.NumMethod() {
		if name := typ.Method(i).Name; !s.called[name] && !slices.Contains(local, name) {
			missing = append(missing, name)
		}
	}
	require.Empty(t, missing, "methods of the client that no test calls")
}

// client is a client whose methods are said to be called.
func (s *suite) client(t *testing.T, methods ...string) *kapacitor.Client {
	t.Helper()
	c, err := kapacitor.New(s.env.URL, kapacitor.WithRetries(1, 0, 0))
	require.NoError(t, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range methods {
		_, there := reflect.TypeFor[*kapacitor.Client]().MethodByName(m)
		require.True(t, there, "no method %s", m)
		s.called[m] = true
	}
	return c
}

func (s *suite) ctx(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second) // also good in a clean-up, unlike t.Context()
	t.Cleanup(cancel)
	return ctx
}

// name is one that nobody else uses.
func (s *suite) name(what string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	return fmt.Sprintf("%s-%s-%d", what, s.run, s.n)
}

// dbrp is a database of a test's own.
func (s *suite) dbrp() kapacitor.DBRP {
	return kapacitor.DBRP{Database: s.name("db"), RetentionPolicy: "rp"}
}

// task defines a task that is deleted at the end of the test.
func (s *suite) task(t *testing.T, c *kapacitor.Client, r kapacitor.TaskRequest) kapacitor.Task {
	t.Helper()
	if r.ID == "" {
		r.ID = s.name("task")
	}
	task, err := c.CreateTask(s.ctx(t), r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.DeleteTask(s.ctx(t), task.ID) })
	return task
}

func (s *suite) write(t *testing.T, c *kapacitor.Client, d kapacitor.DBRP, lines ...string) {
	t.Helper()
	require.NoError(t, c.WriteLines(s.ctx(t), d.Database, d.RetentionPolicy, 0, []byte(strings.Join(lines, "\n"))))
}

// eventually looks until ok, as a server does much in the background.
func eventually(t *testing.T, ctx context.Context, look func() (bool, string)) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, seen := look()
		if ok {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("does not come up; last seen: %s", seen)
		case <-tick.C:
		}
	}
}
