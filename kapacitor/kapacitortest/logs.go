package kapacitortest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
)

type pair struct{ key, value string }

type pairs []pair

// entry is one line of the server's log.
type entry struct {
	at         time.Time
	level, msg string
	ctx        pairs
}

// logs hands what the server logs to those who listen.
type logs struct {
	mu       sync.Mutex
	sessions map[*session]bool
}

// session is one listener.
type session struct {
	least int
	tags  pairs
	lines chan entry
}

var levels = map[string]int{"debug": 0, "info": 1, "error": 2}

// backlog is how many lines wait for a listener who does not read; more are dropped.
const backlog = 10_000

func (l *logs) add(e entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for s := range l.sessions {
		if levels[e.level] >= s.least && s.wants(e) {
			select {
			case s.lines <- e:
			default:
			}
		}
	}
}

// wants tells whether every tag asked for is in the line.
func (s *session) wants(e entry) bool {
	for _, t := range s.tags {
		switch {
		case t.key == "msg" && t.value == e.msg, t.key == "lvl" && t.value == e.level:
		case slices.Contains(e.ctx, t):
		default:
			return false
		}
	}
	return true
}

func (l *logs) open(s *session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sessions == nil {
		l.sessions = map[*session]bool{}
	}
	l.sessions[s] = true
}

func (l *logs) close(s *session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.sessions, s)
}

// streamLogs answers with lines until the caller goes. What they look like is the Accept header's choice.
func streamLogs(q *request) (*reply, error) {
	x := &session{lines: make(chan entry, backlog)}
	for k, v := range q.URL.Query() {
		if len(v) != 1 {
			return nil, fail(400, "query params cannot contain duplicate params")
		}
		if name, more := strings.CutSuffix(v[0], "+"); k == "lvl" && more {
			x.least = levels[name]
			continue
		}
		x.tags = append(x.tags, pair{k, v[0]})
	}
	kind, write := "application/logfmt", entry.logfmt
	if q.Header.Get("Accept") == "application/json" {
		kind, write = "application/json", entry.json
	}
	s := q.s
	s.logs.open(x)
	return &reply{stream: func(w http.ResponseWriter, r *http.Request) {
		defer s.logs.close(x)
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(http.StatusOK)
		flush := http.NewResponseController(w)
		_ = flush.Flush()
		for {
			select {
			case e := <-x.lines:
				if _, err := w.Write(write(e)); err != nil {
					return
				}
				_ = flush.Flush()
			case <-r.Context().Done():
				return
			case <-s.closing:
				return
			}
		}
	}}, nil
}

const logTime = "2006-01-02T15:04:05.000Z07:00"

// logfmt is the line as key=value pairs.
func (e entry) logfmt() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "ts=%s lvl=%s msg=%s", e.at.Format(logTime), e.level, word(e.msg))
	for _, p := range e.ctx {
		if p.key == "" {
			b.WriteByte(' ') // a group of fields without any
			continue
		}
		fmt.Fprintf(&b, " %s=%s", p.key, word(p.value))
	}
	b.WriteByte('\n')
	return []byte(b.String())
}

func word(s string) string {
	if strings.ContainsAny(s, " =\"\n\t\\") {
		return strconv.Quote(s)
	}
	return s
}

func (e entry) json() []byte {
	o := map[string]string{"ts": e.at.Format(logTime), "lvl": e.level, "msg": e.msg}
	for _, p := range e.ctx {
		if p.key != "" {
			o[p.key] = p.value
		}
	}
	b, err := json.Marshal(o)
	if err != nil {
		return nil // strings can always be written
	}
	return append(b, '\n')
}

func (x *execution) context(node string) pairs {
	return pairs{{"service", "kapacitor"}, {"task_master", x.m.name}, {"task", x.task}, {"node", node}}
}

// report logs what a node logs as an error.
func (x *execution) report(err error) {
	node, reason := "", err.Error()
	if n, is := err.(*engine.NodeError); is {
		node, reason = n.Node, n.Message
	}
	x.m.s.logs.add(entry{at: x.m.s.now(), level: "error", msg: reason, ctx: x.context(node)})
}

// logLine logs what a log node writes.
func (x *execution) logLine(l *engine.LogLine) {
	ctx := append(x.context(l.Node), pair{"prefix", l.Prefix}, pair{"name", l.Name}, pair{"db", l.Database}, pair{"rp", l.RetentionPolicy}, pair{"group", l.Group})
	if len(l.Dimensions) == 0 {
		ctx = append(ctx, pair{})
	}
	for i, d := range l.Dimensions {
		ctx = append(ctx, pair{"dimension_" + strconv.Itoa(i), d})
	}
	if len(l.Tags) == 0 {
		ctx = append(ctx, pair{})
	}
	for _, t := range l.Tags {
		ctx = append(ctx, pair{"tag_" + t.Key, t.Value})
	}
	for _, f := range l.Fields {
		ctx = append(ctx, pair{"field_" + f.Name, fmt.Sprint(alert.Any(f.Value))})
	}
	ctx = append(ctx, pair{"time", l.Time.UTC().Format(time.RFC3339Nano)})
	x.m.s.logs.add(entry{at: x.m.s.now(), level: strings.ToLower(l.Level), msg: l.Message, ctx: ctx})
}

var logLevels = []string{"DEBUG", "INFO", "WARN", "ERROR", "OFF"}

// setLogLevel checks the level; the log has all lines whatever it says.
func setLogLevel(q *request) (*reply, error) {
	var in struct{ Level string }
	if err := q.decode(&in); err != nil {
		return nil, fail(400, "invalid json: %s", err)
	}
	if !slices.Contains(logLevels, strings.ToUpper(in.Level)) {
		return nil, fail(400, "invalid log level")
	}
	return done, nil
}
