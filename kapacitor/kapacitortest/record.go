package kapacitortest

import (
	"bytes"
	"errors"
	"time"

	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// recordRequest is the body of all requests to record.
type recordRequest struct {
	ID      string    `json:"id"`
	Task    string    `json:"task"`
	Start   time.Time `json:"start"`
	Stop    time.Time `json:"stop"`
	Query   string    `json:"query"`
	Type    taskType  `json:"type"`
	Cluster string    `json:"cluster"`
}

func (q *request) record() (recordRequest, error) {
	var in recordRequest
	if err := q.decode(&in); err != nil {
		return in, bad(err)
	}
	if in.ID == "" {
		in.ID = newUUID()
	}
	if !validID.MatchString(in.ID) {
		return in, fail(400, "recording ID must contain only letters, numbers, '-', '.' and '_'. %q", in.ID)
	}
	return in, nil
}

// begin stores a recording that starts now, and is the answer.
func (s *Server) begin(r *recording) (*reply, error) {
	if s.recordings[r.id] != nil {
		return nil, fail(500, "recording already exists")
	}
	r.status, r.date = "running", s.now()
	s.recordings[r.id] = r
	return &reply{status: 201, body: r.show()}, nil
}

// load builds the pipeline of a task.
func (s *Server) load(id, prefix string) (*task, *graph.Graph, error) {
	t := s.tasks[id]
	if t == nil {
		return nil, nil, fail(404, "%sno task exists", prefix)
	}
	g, err := s.build(t)
	if err != nil {
		return nil, nil, fail(404, "%s%s", prefix, err)
	}
	return t, g, nil
}

func recordStream(q *request) (*reply, error) {
	in, err := q.record()
	if err != nil {
		return nil, err
	}
	t, g, err := q.s.load(in.Task, "")
	if err != nil {
		return nil, err
	}
	r := &recording{id: in.ID, typ: graph.StreamTask, dbrps: t.dbrps, stop: in.Stop, buf: &bytes.Buffer{}}
	r.rec = engine.NewStreamRecorder(r.buf)
	for _, n := range g.Nodes {
		if n.Kind() == "from" {
			r.measurements = append(r.measurements, n.Str("measurement", ""))
		}
	}
	return q.s.begin(r)
}

func recordBatch(q *request) (*reply, error) {
	in, err := q.record()
	if err != nil {
		return nil, err
	}
	if in.Start.IsZero() {
		return nil, fail(400, "must provide start time")
	}
	t, _, err := q.s.load(in.Task, "")
	if err != nil {
		return nil, err
	}
	r := &recording{id: in.ID, typ: graph.BatchTask}
	rep, err := q.s.begin(r)
	if err == nil {
		data, err := q.s.recordBatches(t, in.Start, in.Stop)
		r.finish(q.s.now(), data, err)
		if err != nil {
			r.size = -1 // no file was made
		}
	}
	return rep, err
}

func recordQuery(q *request) (*reply, error) {
	in, err := q.record()
	if err != nil {
		return nil, err
	}
	if in.Query == "" {
		return nil, fail(400, "must provide query")
	}
	r := &recording{id: in.ID, typ: graph.StreamTask}
	if in.Type == "batch" {
		r.typ = graph.BatchTask
	}
	rep, err := q.s.begin(r)
	if err == nil {
		data, err := q.s.recordQuery(r.typ, in.Query, in.Cluster)
		r.finish(q.s.now(), data, err)
	}
	return rep, err
}

var errNoInflux = errors.New("InfluxDB not configured, cannot record batch query")
