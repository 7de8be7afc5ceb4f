package kapacitortest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// master holds running tasks: the main one those that are enabled, and each replay has one of its own.
type master struct {
	s         *Server
	name      string
	replay    *replay // nil for the main one
	executing map[string]*execution
	order     []string // in which tasks were started
}

func (s *Server) newMaster(name string, r *replay) *master {
	return &master{s: s, name: name, replay: r, executing: map[string]*execution{}}
}

// masters are all of them, the main one first.
func (s *Server) masters() []*master {
	out := []*master{s.main}
	for _, id := range slices.Sorted(maps.Keys(s.replayRuns)) {
		out = append(out, s.replayRuns[id])
	}
	return out
}

func (m *master) ids() []string { return slices.Clone(m.order) }

// execution is one running task.
type execution struct {
	m         *master
	task      string
	typ       graph.TaskType
	run       *engine.Run
	graph     *graph.Graph
	dbrps     []graph.DBRP
	endpoints []string
}

// start starts an enabled task. The error is the answer to the request.
func (s *Server) start(t *task) error {
	t.err = ""
	x, err := s.main.start(t)
	if err == nil {
		if err = allowed(x.graph, t.dbrps); err != nil {
			s.main.stop(t.id)
		}
	}
	if err == nil && t.typ == graph.BatchTask && s.conf.InfluxDB == nil {
		// The server starts the task and finds out by itself.
		s.main.fail(x, errors.New("InfluxDB not configured, cannot query InfluxDB for batch query"))
		return nil
	}
	if err != nil {
		t.err = err.Error()
		return fail(500, "%s", err)
	}
	return nil
}

// start compiles and runs a task.
func (m *master) start(t *task) (*execution, error) {
	vars, err := t.values()
	if err != nil {
		return nil, err
	}
	prog, err := engine.Compile(t.script, engine.Options{
		Task: t.id, Master: m.name, Type: t.typ, Vars: vars, Server: m.s.info(), Handlers: m.s.conf.Handlers, UDFs: m.s.conf.UDFs, DBRPs: t.dbrps,
	})
	if err != nil {
		return nil, errors.New(why(err))
	}
	if len(t.dbrps) == 0 {
		return nil, errors.New("task does contain any dbrps") // the server's own words
	}
	m.stop(t.id)
	x := &execution{m: m, task: t.id, typ: t.typ, graph: prog.Graph(), dbrps: t.dbrps}
	for _, n := range x.graph.Nodes {
		if n.Kind() == "httpOut" {
			x.endpoints = append(x.endpoints, n.Str("endpoint", n.Args[0].Str))
		}
	}
	x.run = prog.NewRun(x.options())
	m.executing[t.id] = x
	m.order = append(m.order, t.id)
	return x, nil
}

func (s *Server) info() alert.ServerInfo {
	return alert.ServerInfo{Hostname: s.conf.Hostname, ClusterID: s.clusterID, ServerID: s.serverID}
}

// options connect a run to the server.
func (x *execution) options() engine.RunOptions {
	s := x.m.s
	return engine.RunOptions{
		Start: s.now(), Topics: s.topics, DBRPs: x.dbrps, UDFs: s.conf.NewUDF, Sideload: s.conf.Sideload, Scaler: s.conf.Scaler,
		OnEvent: func(e *alert.Event) {
			s.events = append(s.events, Event{Task: x.task, Replay: x.m.replayID(), Event: e.Clone()})
		},
		OnPayload: func(d *alert.Delivery) { s.deliver(x, d) },
		OnError:   x.report,
		OnLog:     x.logLine,
		OnPost: func(p *engine.Post) (engine.PostAnswer, error) {
			s.posts = append(s.posts, Post{Task: x.task, Post: p})
			if s.conf.OnPost != nil {
				return s.conf.OnPost(p)
			}
			return engine.PostAnswer{Status: 200}, nil
		},
		OnWrite: func(w *engine.InfluxWrite) error {
			s.writes = append(s.writes, Write{Task: x.task, InfluxWrite: w})
			return nil
		},
		OnLoopback: func(l *engine.Loopback) error {
			s.looped = append(s.looped, engine.Loopback{Node: l.Node, DB: l.DB, RP: l.RP, Point: l.Point.Clone()})
			return nil
		},
		Batches: engine.BatchFunc(x.query),
	}
}

func (m *master) replayID() string {
	if m.replay == nil {
		return ""
	}
	return m.replay.id
}

// query asks what stands for InfluxDB. The batches of a replay are fed instead.
func (x *execution) query(ctx context.Context, q *engine.BatchQuery) ([]engine.Batch, error) {
	if x.m.replay != nil {
		return nil, nil
	}
	return x.m.s.conf.InfluxDB.Batches(ctx, q)
}

// stop ends a task that runs.
func (m *master) stop(id string) {
	x := m.executing[id]
	if x == nil {
		return
	}
	delete(m.executing, id)
	m.order = slices.DeleteFunc(m.order, func(o string) bool { return o == id })
	if err := x.run.Close(); err != nil {
		x.report(err)
	}
	m.s.drainLoops()
}

// fail ends a task that met an error.
func (m *master) fail(x *execution, err error) {
	if m.executing[x.task] != x {
		return
	}
	m.stop(x.task)
	reason := reasonOf(err)
	m.s.logs.add(entry{at: m.s.now(), level: "error", msg: "task finished with error", ctx: pairs{{"service", "task_store"}, {"err", reason}, {"task", x.task}}})
	if m.replay != nil {
		m.replay.broken = errors.New(reason)
		return
	}
	if t := m.s.tasks[x.task]; t != nil {
		t.err = reason
	}
}

// reasonOf is how the server says that a node failed.
func reasonOf(err error) string {
	var failed *engine.FailedError
	var crash *engine.CrashError
	switch {
	case errors.As(err, &failed):
		return fmt.Sprintf("%s: %s", failed.Node, failed.Err)
	case errors.As(err, &crash):
		// A real server is gone by now.
		return fmt.Sprintf("%s: %s", crash.Node, crash.Reason)
	}
	return err.Error()
}

// write gives points to every task that subscribes to where they were written.
func (m *master) write(db, rp string, points []point.Point) {
	origin := graph.DBRP{Database: db, RetentionPolicy: rp}
	for _, id := range m.ids() {
		x := m.executing[id]
		if x == nil || x.typ != graph.StreamTask || !slices.Contains(x.dbrps, origin) {
			continue
		}
		if err := x.run.Write(db, rp, points...); err != nil {
			m.fail(x, err)
		}
	}
}

// write is the one way in for points: to recordings that run, and to the main master's tasks.
func (s *Server) write(db, rp string, points []point.Point) {
	for _, p := range points {
		s.counters.received(db, rp, p.Measurement)
	}
	for _, r := range s.recordings {
		r.take(s, db, rp, points)
	}
	s.main.write(db, rp, points)
	s.drainLoops()
}

// maxLoops bounds how often points may come back, where tasks write to each other in a circle.
const maxLoops = 100_000

// drainLoops writes what kapacitorLoopback nodes left.
func (s *Server) drainLoops() {
	if s.looping {
		return
	}
	s.looping = true
	defer func() { s.looping = false }()
	for n := 0; len(s.looped) > 0; n++ {
		l := s.looped[0]
		s.looped = s.looped[1:]
		if n >= maxLoops {
			s.looped = nil
			s.logs.add(entry{at: s.now(), level: "error", msg: "tasks write to each other in a circle; the rest is dropped", ctx: pairs{{"service", "kapacitortest"}}})
			return
		}
		s.write(l.DB, l.RP, []point.Point{l.Point})
	}
}

// advance moves the clocks of all runs to a time, timer by timer, so that tasks which feed each other stay in step.
func (s *Server) advance(to time.Time) {
	for {
		next, any := s.nextTimer()
		if !any || next.After(to) {
			break
		}
		s.clock = next
		s.advanceAll(next)
	}
	s.clock = to
	s.advanceAll(to)
}

func (s *Server) advanceAll(to time.Time) {
	for _, m := range s.masters() {
		for _, id := range m.ids() {
			if x := m.executing[id]; x != nil {
				if err := x.run.Advance(context.Background(), to); err != nil {
					m.fail(x, err)
				}
			}
		}
		if m.replay != nil {
			m.replay.play(s, to)
		}
	}
	s.topics.Advance(to, func(d *alert.Delivery) { s.deliver(nil, d) })
	s.drainLoops()
}

// nextTimer is when something is due next.
func (s *Server) nextTimer() (at time.Time, any bool) {
	earlier := func(t time.Time) {
		if !any || t.Before(at) {
			at, any = t, true
		}
	}
	for _, m := range s.masters() {
		for _, x := range m.executing {
			if t, due := x.run.NextTimer(); due {
				earlier(t)
			}
		}
		if m.replay != nil && len(m.replay.steps) > 0 {
			earlier(m.replay.steps[0].at)
		}
	}
	return at, any
}
