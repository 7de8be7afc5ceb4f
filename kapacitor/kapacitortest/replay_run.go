package kapacitortest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// replayOf starts a replay. One with the fast clock is over with the request, although the answer says that it runs, as
// the server's does.
func (s *Server) replayOf(in replayRequest, t *task, data func() ([]byte, error)) (*reply, error) {
	r := &replay{id: in.ID, task: in.Task, recording: in.Recording, recordingTime: in.RecordingTime, clock: string(in.Clock), date: s.now(), status: "running"}
	if s.replays[r.id] != nil {
		return nil, fail(500, "replay already exists")
	}
	s.replays[r.id] = r
	body := r.show()
	if err := s.run(r, t, data); err != nil {
		r.end(s, err)
	}
	return &reply{status: 201, body: body}, nil
}

// run feeds a recording to a task that runs beside those of the main master.
func (s *Server) run(r *replay, t *task, data func() ([]byte, error)) error {
	raw, err := data()
	if err != nil {
		return fmt.Errorf("running replay: %w", err)
	}
	m := s.newMaster(r.id, r)
	x, err := m.start(t)
	if err != nil {
		return fmt.Errorf("task start: %w", err)
	}
	r.m = m
	if err := s.endpointTaken(x); err != nil {
		return err
	}
	s.replayRuns[r.id] = m
	if r.clock == "real" {
		if r.steps, err = stepsOf(x, raw, s.now(), r.recordingTime); err != nil {
			return fmt.Errorf("running replay: data source open: %w", err)
		}
		r.play(s, s.now())
		return nil
	}
	rec, err := open(t.typ, raw)
	if err != nil {
		return fmt.Errorf("running replay: data source open: %w", err)
	}
	if !r.recordingTime {
		rec.ShiftTo = s.now()
	}
	if err := x.run.Replay(context.Background(), rec); err != nil {
		if x.run.Err() != nil {
			return fmt.Errorf("task run: %s", reasonOf(err))
		}
		return fmt.Errorf("running replay: %w", err)
	}
	r.end(s, nil)
	return nil
}

func open(typ graph.TaskType, raw []byte) (*engine.Recording, error) {
	if typ == graph.StreamTask && !bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		return nil, gzip.ErrHeader // the engine reads text too, the server does not
	}
	if typ == graph.BatchTask {
		return engine.OpenBatchRecording(bytes.NewReader(raw), int64(len(raw)))
	}
	return engine.OpenStreamRecording(bytes.NewReader(raw))
}

// endpointTaken refuses what the server cannot do: an httpOut node whose path another run of the task serves.
func (s *Server) endpointTaken(x *execution) error {
	for _, m := range s.masters() {
		other := m.executing[x.task]
		if other == nil || other == x {
			continue
		}
		for _, n := range x.graph.Nodes {
			if n.Kind() != "httpOut" {
				continue
			}
			if e := n.Str("endpoint", n.Args[0].Str); slices.Contains(other.endpoints, e) {
				return fmt.Errorf("task run: %s: http: multiple registrations for %s", n.Name, path.Join(basePath, "tasks", x.task, e))
			}
		}
	}
	return nil
}

// end closes the replay's run and says how it went.
func (r *replay) end(s *Server, err error) {
	if r.m != nil {
		if x := r.m.executing[r.task]; x != nil {
			if end := x.run.Close(); err == nil && end != nil {
				err = fmt.Errorf("task run: %s", reasonOf(end))
			}
			r.stats = x.stats()
			delete(r.m.executing, r.task)
		}
		delete(s.replayRuns, r.id)
	}
	if err == nil && r.broken != nil {
		err = fmt.Errorf("task run: %w", r.broken)
	}
	r.date, r.status, r.steps = s.now(), "finished", nil
	if err != nil {
		r.status, r.err = "failed", err.Error()
	}
	s.drainLoops()
}

// step is a part of a recording that is fed at a time.
type step struct {
	at   time.Time
	feed func() error
}

// play feeds what is due, and ends the replay with the last part.
func (r *replay) play(s *Server, now time.Time) {
	for len(r.steps) > 0 && !r.steps[0].at.After(now) && r.broken == nil {
		next := r.steps[0]
		r.steps = r.steps[1:]
		if err := next.feed(); err != nil {
			r.m.fail(r.m.executing[r.task], err)
		}
	}
	if r.status == "running" && (len(r.steps) == 0 || r.broken != nil) {
		r.end(s, nil)
	}
}

var errNoPoint = errors.New("the recording is cut off within a point")
