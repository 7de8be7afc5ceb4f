package kapacitortest

import (
	"time"

	"github.com/tickwright/tickwright/tickscript/graph"
)

// replay is a finished or running replay.
type replay struct {
	id, task, recording string
	recordingTime       bool
	clock               string
	date                time.Time
	err                 string
	status              string
	stats               obj

	// Of one that runs in real time: what is still to be fed, and the run.
	steps  []step
	m      *master
	broken error
}

// replayRequest is the body of all requests to replay.
type replayRequest struct {
	ID            string      `json:"id"`
	Task          string      `json:"task"`
	Recording     string      `json:"recording"`
	RecordingTime bool        `json:"recording-time"`
	Clock         replayClock `json:"clock"`
	Start         time.Time   `json:"start"`
	Stop          time.Time   `json:"stop"`
	Query         string      `json:"query"`
	Cluster       string      `json:"cluster"`
}

type replayClock string

// UnmarshalText refuses what is no clock.
func (c *replayClock) UnmarshalText(b []byte) error {
	if s := string(b); s != "fast" && s != "real" {
		return fail(400, "unknown Clock %s", s)
	}
	*c = replayClock(b)
	return nil
}

var replayFields = []string{"link", "id", "recording", "task", "recording-time", "clock", "date", "error", "status", "progress"}

func (r *replay) show() obj {
	progress := 1
	if r.status == "running" {
		progress = 0
	}
	stats := obj{}
	if r.status == "finished" {
		stats = r.stats
	}
	return obj{
		"link": self("replays", r.id), "id": r.id, "task": r.task, "recording": r.recording, "recording-time": r.recordingTime, "clock": r.clock, "date": stamp(r.date),
		"error": r.err, "status": r.status, "progress": progress, "stats": stats,
	}
}

func listReplays(q *request) (*reply, error) {
	l, err := q.list(replayFields, "id", "link")
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, id := range l.page(byDate(q.s.replays, func(r *replay) (time.Time, string) { return r.date, r.id })) {
		all := q.s.replays[id].show()
		shown, err := l.show(func(f string) (any, bool, bool) {
			v, known := all[f]
			return v, known && f != "stats", true
		})
		if err != nil {
			return nil, err
		}
		out = append(out, shown)
	}
	return ok(obj{"replays": out})
}

func getReplay(q *request) (*reply, error) {
	id, err := q.id("/replays/", "replay")
	if err != nil {
		return nil, err
	}
	r := q.s.replays[id]
	if r == nil {
		return nil, fail(404, "could not find replay: no replay exists")
	}
	return running(r.status, r.show())
}

// deleteReplay forgets a replay. One that runs goes on.
func deleteReplay(q *request) (*reply, error) {
	id, err := q.id("/replays/", "replay")
	if err != nil {
		return nil, err
	}
	delete(q.s.replays, id)
	return done, nil
}

func (q *request) replay(named string) (replayRequest, *task, error) {
	in := replayRequest{Clock: "fast"}
	if err := q.decode(&in); err != nil {
		return in, nil, bad(err)
	}
	if in.ID == "" {
		in.ID = newUUID()
	}
	if !validID.MatchString(in.ID) {
		return in, nil, fail(400, named, in.ID)
	}
	if in.Query == "" && named == queryID {
		return in, nil, fail(400, "must provide query")
	}
	t, _, err := q.s.load(in.Task, "task load: ")
	return in, t, err
}

const (
	recordingID = "replay ID must contain only letters, numbers, '-', '.' and '_'. %q"
	batchID     = `replay ID must match ^[-\._\p{L}0-9]+$ %q`
	queryID     = `recording ID must match ^[-\._\p{L}0-9]+$ %q`
)

func createReplay(q *request) (*reply, error) {
	in, t, err := q.replay(recordingID)
	if err != nil {
		return nil, err
	}
	rec := q.s.recordings[in.Recording]
	if rec == nil {
		return nil, fail(404, "recording not found: no recording exists")
	}
	return q.s.replayOf(in, t, func() ([]byte, error) { return rec.data, nil })
}

func replayBatch(q *request) (*reply, error) {
	in, t, err := q.replay(batchID)
	if err != nil {
		return nil, err
	}
	if t.typ == graph.StreamTask {
		return nil, fail(400, "cannot replay batch against stream task: %s", in.Task)
	}
	return q.s.replayOf(in, t, func() ([]byte, error) { return q.s.recordBatches(t, in.Start, in.Stop) })
}

func replayQuery(q *request) (*reply, error) {
	in, t, err := q.replay(queryID)
	if err != nil {
		return nil, err
	}
	return q.s.replayOf(in, t, func() ([]byte, error) { return q.s.recordQuery(t.typ, in.Query, in.Cluster) })
}
