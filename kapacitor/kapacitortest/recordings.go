package kapacitortest

import (
	"bytes"
	"slices"
	"time"

	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// recording is a stored or running recording.
type recording struct {
	id     string
	typ    graph.TaskType
	date   time.Time
	err    string
	status string // running, finished, failed
	size   int64
	data   []byte

	// What a stream recording that runs takes, and until which time.
	dbrps        []graph.DBRP
	measurements []string
	stop         time.Time
	buf          *bytes.Buffer
	rec          *engine.StreamRecorder
}

func (r *recording) show() obj {
	progress := 1
	if r.status == "running" {
		progress = 0
	}
	return obj{
		"link": self("recordings", r.id), "id": r.id, "type": r.typ.String(), "size": r.size, "date": stamp(r.date), "error": r.err, "status": r.status, "progress": progress,
	}
}

// finish ends a recording with what was recorded.
func (r *recording) finish(at time.Time, data []byte, err error) {
	r.status, r.date, r.data, r.size = "finished", at, data, int64(len(data))
	if err != nil {
		r.status, r.err = "failed", err.Error()
	}
}

// take gives points that are written to a stream recording that runs. The first one after its end ends it.
func (r *recording) take(s *Server, db, rp string, points []point.Point) {
	if r.rec == nil || !slices.Contains(r.dbrps, graph.DBRP{Database: db, RetentionPolicy: rp}) {
		return
	}
	for _, p := range points {
		if !slices.Contains(r.measurements, p.Measurement) && !slices.Contains(r.measurements, "") {
			continue
		}
		err := error(nil)
		past := p.Timestamp().After(r.stop)
		if !past {
			err = r.rec.Write(db, rp, p)
		}
		if past || err != nil {
			if end := r.rec.Close(); err == nil {
				err = end
			}
			r.rec = nil
			r.finish(s.now(), r.buf.Bytes(), err)
			return
		}
	}
}

var recordingFields = []string{"link", "id", "type", "size", "date", "error", "status", "progress"}

// recordingIDs are sorted from the latest to the oldest.
func (s *Server) recordingIDs() []string {
	return byDate(s.recordings, func(r *recording) (time.Time, string) { return r.date, r.id })
}

// byDate sorts ids from the latest to the oldest.
func byDate[T any](all map[string]T, of func(T) (time.Time, string)) []string {
	var ids []string
	for id := range all {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		ta, ia := of(all[a])
		tb, ib := of(all[b])
		if c := tb.Compare(ta); c != 0 {
			return c
		}
		if ia > ib {
			return -1
		}
		return 1
	})
	return ids
}

func listRecordings(q *request) (*reply, error) {
	l, err := q.list(recordingFields, "id", "link")
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, id := range l.page(q.s.recordingIDs()) {
		all := q.s.recordings[id].show()
		shown, err := l.show(func(f string) (any, bool, bool) {
			v, known := all[f]
			return v, known, true
		})
		if err != nil {
			return nil, err
		}
		out = append(out, shown)
	}
	return ok(obj{"recordings": out})
}

func getRecording(q *request) (*reply, error) {
	id, err := q.id("/recordings/", "recording")
	if err != nil {
		return nil, err
	}
	r := q.s.recordings[id]
	if r == nil {
		return nil, fail(500, "error finding recording: no recording exists")
	}
	return running(r.status, r.show())
}

// running answers 202 for what still runs.
func running(status string, body obj) (*reply, error) {
	code := 200
	if status == "running" {
		code = 202
	}
	return &reply{status: code, body: body}, nil
}

func deleteRecording(q *request) (*reply, error) {
	id, err := q.id("/recordings/", "recording")
	if err != nil {
		return nil, err
	}
	delete(q.s.recordings, id)
	return done, nil
}

// Recording returns what a finished recording holds: an .srpl file for a stream, a .brpl file for batches. ok is false
// when there is no such recording or it still runs.
func (s *Server) Recording(id string) (data []byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.recordings[id]
	if r == nil || r.status != "finished" {
		return nil, false
	}
	return slices.Clone(r.data), true
}

// AddRecording stores a recording that was made elsewhere, as a file in the server's replay folder would be. typ is
// graph.StreamTask for the content of an .srpl file and graph.BatchTask for that of a .brpl file.
func (s *Server) AddRecording(id string, typ graph.TaskType, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp()
	r := &recording{id: id, typ: typ}
	r.finish(s.now(), slices.Clone(data), nil)
	s.recordings[id] = r
}
