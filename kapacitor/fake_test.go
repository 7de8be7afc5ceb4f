package kapacitor_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/api/apitest"
	"github.com/tickwright/tickwright/kapacitor"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// fake is the part of a Kapacitor that plans meet, with its ways: an enabled task runs the script it was started with, whatever the
// definition says now; variables cannot be taken away; a template restarts its tasks.
type fake struct {
	mu        sync.Mutex
	tasks     map[string]*kapacitor.Task
	templates map[string]*kapacitor.Template
	handlers  map[string]map[string]kapacitor.TopicHandler
	running   map[string]string // the script that each task runs
	starts    map[string]int
	broken    map[string]string // tasks that stop after they were started, with the error
	writes    int               // requests that were not GET
	requests  int
}

func newFake() *fake {
	return &fake{
		tasks: map[string]*kapacitor.Task{}, templates: map[string]*kapacitor.Template{}, handlers: map[string]map[string]kapacitor.TopicHandler{},
		running: map[string]string{}, starts: map[string]int{}, broken: map[string]string{},
	}
}

func (f *fake) client(t *testing.T, opts ...kapacitor.Option) *kapacitor.Client {
	t.Helper()
	return serve(t, f.ServeHTTP, opts...)
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	if r.Method != http.MethodGet {
		f.writes++
	}
	p := strings.TrimPrefix(r.URL.Path, "/kapacitor/v1/")
	kind, id, _ := strings.Cut(p, "/")
	switch kind {
	case "tasks":
		f.task(w, r, id)
	case "templates":
		f.template(w, r, id)
	case "alerts":
		f.topic(w, r, strings.Split(p, "/")[2:])
	default:
		refuse(w, 404, "Not Found")
	}
}

func (f *fake) start(t *kapacitor.Task) error {
	vars, err := t.Vars.Values()
	if err != nil {
		return err
	}
	if _, diags := graph.Parse(t.Script, graph.Options{Vars: vars}); diags.HasErrors() {
		return errors.New(diags.Error())
	}
	f.starts[t.ID]++
	f.running[t.ID] = t.Script
	t.Executing, t.Error, t.LastEnabled = true, "", time.Now()
	if text, ok := f.broken[t.ID]; ok {
		t.Executing, t.Error = false, text
	}
	return nil
}

func (f *fake) stop(t *kapacitor.Task) {
	delete(f.running, t.ID)
	t.Executing = false
}

func (f *fake) task(w http.ResponseWriter, r *http.Request, id string) {
	var req kapacitor.TaskRequest
	if r.Method == http.MethodPost || r.Method == http.MethodPatch {
		if json.NewDecoder(r.Body).Decode(&req) != nil {
			refuse(w, 400, "invalid JSON")
			return
		}
	}
	if r.Method == http.MethodGet && id == "" {
		page(w, r, "tasks", f.tasks)
		return
	}
	if r.Method == http.MethodPost {
		id = req.ID
	}
	have, ok := f.tasks[id]
	switch r.Method {
	case http.MethodDelete:
		if ok {
			f.stop(have)
			delete(f.tasks, id)
		}
		w.WriteHeader(204)
		return
	case http.MethodGet:
		if !ok {
			refuse(w, 404, "no task exists")
			return
		}
		reply(w, 200, have)
		return
	case http.MethodPost:
		if ok {
			refuse(w, 400, "task "+id+" already exists")
			return
		}
		have = &kapacitor.Task{ID: id, Status: kapacitor.Disabled}
	case http.MethodPatch:
		if !ok {
			refuse(w, 404, "task does not exist, cannot update")
			return
		}
	}
	next := *have
	if req.TemplateID != "" {
		next.TemplateID = req.TemplateID
	}
	if next.TemplateID != "" {
		tpl, ok := f.templates[next.TemplateID]
		if !ok {
			refuse(w, 400, "unknown template "+req.TemplateID+": err: no template exists")
			return
		}
		next.Script = tpl.Script
	} else if req.Script != "" {
		next.Script = req.Script
	}
	if len(req.Vars) > 0 {
		next.Vars = req.Vars
	}
	vars, _ := next.Vars.Values()
	g, diags := graph.Parse(next.Script, graph.Options{Vars: vars})
	if diags.HasErrors() {
		refuse(w, 400, "invalid TICKscript: "+diags[0].Message)
		return
	}
	next.Type = kapacitor.TaskType(g.Type.String())
	if len(g.DBRPs) > 0 {
		if len(req.DBRPs) > 0 {
			refuse(w, 400, "cannot specify dbrp in both implicitly and explicitly")
			return
		}
		next.DBRPs = nil
		for _, d := range g.DBRPs {
			next.DBRPs = append(next.DBRPs, kapacitor.DBRP(d))
		}
	} else if len(req.DBRPs) > 0 {
		next.DBRPs = req.DBRPs
	}
	if len(next.DBRPs) == 0 {
		refuse(w, 400, "must specify dbrp")
		return
	}
	if req.Status != "" {
		next.Status = req.Status
	}
	was := have.Status
	*have = next
	f.tasks[id] = have
	if was != have.Status {
		if have.Status == kapacitor.Enabled {
			if err := f.start(have); err != nil {
				refuse(w, 500, err.Error())
				return
			}
		} else {
			f.stop(have)
		}
	}
	reply(w, 200, have)
}

func (f *fake) template(w http.ResponseWriter, r *http.Request, id string) {
	var req kapacitor.TemplateRequest
	if r.Method == http.MethodPost || r.Method == http.MethodPatch {
		_ = json.NewDecoder(r.Body).Decode(&req)
	}
	if r.Method == http.MethodGet && id == "" {
		page(w, r, "templates", f.templates)
		return
	}
	if r.Method == http.MethodPost {
		id = req.ID
	}
	have, ok := f.templates[id]
	switch r.Method {
	case http.MethodDelete:
		delete(f.templates, id)
		w.WriteHeader(204)
	case http.MethodPost:
		if ok {
			refuse(w, 400, "template "+id+" already exists")
			return
		}
		f.templates[id] = &kapacitor.Template{ID: id, Script: req.Script, Type: kapacitor.TaskType(graph.InferType(parsed(req.Script)).String())}
		reply(w, 200, f.templates[id])
	default:
		if !ok {
			refuse(w, 404, "no template exists")
			return
		}
		if r.Method == http.MethodPatch {
			have.Script = req.Script
			for _, t := range f.tasks {
				if t.TemplateID != id {
					continue
				}
				old := t.Script
				t.Script = req.Script
				if t.Status != kapacitor.Enabled {
					continue
				}
				f.stop(t)
				if err := f.start(t); err != nil {
					t.Script = old
					refuse(w, 500, "error reloading associated task "+t.ID+": "+err.Error())
					return
				}
			}
		}
		reply(w, 200, have)
	}
}

func parsed(script string) *syntax.File {
	file, _ := syntax.Parse(script)
	return file
}

func (f *fake) topic(w http.ResponseWriter, r *http.Request, p []string) {
	if len(p) == 0 {
		list := []kapacitor.Topic{}
		for id := range f.handlers {
			list = append(list, kapacitor.Topic{ID: id})
		}
		reply(w, 200, map[string]any{"topics": list})
		return
	}
	topic, id := p[0], ""
	if len(p) > 2 {
		id = p[2]
	}
	if f.handlers[topic] == nil {
		f.handlers[topic] = map[string]kapacitor.TopicHandler{}
	}
	have := f.handlers[topic]
	switch r.Method {
	case http.MethodGet:
		list := []kapacitor.TopicHandler{}
		for _, h := range have {
			if ok, _ := path.Match(r.FormValue("pattern"), h.ID); ok {
				list = append(list, h)
			}
		}
		reply(w, 200, map[string]any{"handlers": list})
	case http.MethodDelete:
		delete(have, id)
		w.WriteHeader(204)
	default:
		var req kapacitor.TopicHandlerRequest
		_ = json.NewDecoder(r.Body).Decode(&req)
		if _, ok := have[req.ID]; ok && r.Method == http.MethodPost {
			refuse(w, 500, "failed to create handler: cannot register handler, handler with ID "+strconv.Quote(req.ID)+" already exists")
			return
		}
		have[req.ID] = kapacitor.TopicHandler{ID: req.ID, Kind: req.Kind, Options: req.Options, Match: req.Match}
		reply(w, 200, have[req.ID])
	}
}

func page[T any](w http.ResponseWriter, r *http.Request, name string, rows map[string]T) {
	offset, _ := strconv.Atoi(r.FormValue("offset"))
	limit, _ := strconv.Atoi(r.FormValue("limit"))
	var ids []string
	for id := range rows {
		if ok, _ := path.Match(r.FormValue("pattern"), id); ok || r.FormValue("pattern") == "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	out := []T{}
	for i := offset; i < len(ids) && i < offset+limit; i++ {
		out = append(out, rows[ids[i]])
	}
	reply(w, 200, map[string]any{name: out})
}

// cut is a transport that fails from its n-th changing request on: before the server sees it, or after, so that the answer is lost.
type cut struct {
	mu    sync.Mutex
	left  int
	after bool
	base  http.RoundTripper
}

var errCut = errors.New("the connection is cut")

func (c *cut) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	dead := false
	if r.Method != http.MethodGet {
		c.left--
	}
	dead = c.left < 0
	last := c.left == -1
	c.mu.Unlock()
	if dead && !(c.after && last) {
		return nil, errCut
	}
	resp, err := c.base.RoundTrip(r)
	if dead && err == nil {
		resp.Body.Close()
		return nil, errCut
	}
	return resp, err
}

// dying returns a client of the same server whose n-th change fails, and everything after it.
func dying(t *testing.T, c *kapacitor.Client, n int, after bool) *kapacitor.Client {
	t.Helper()
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	d, err := kapacitor.New(c.Endpoint(), kapacitor.WithRetries(1, 1, 1), kapacitor.WithHTTPClient(&http.Client{Transport: &cut{left: n, after: after, base: tr}}))
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(d.Endpoint(), apitest.BasePath))
	return d
}
