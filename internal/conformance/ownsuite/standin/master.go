package standin

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/influxdata/kapacitor/command"
	"github.com/influxdata/kapacitor/uuid"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// TaskType is the type of a task.
type TaskType = graph.TaskType

const (
	StreamTask = graph.StreamTask
	BatchTask  = graph.BatchTask
)

// DBRP is a database and retention policy.
type DBRP struct{ Database, RetentionPolicy string }

// TaskSnapshot is what a task store would keep.
type TaskSnapshot struct{}

// ServerInfo tells who the server is.
type ServerInfo interface {
	Hostname() string
	ClusterID() uuid.UUID
	ServerID() uuid.UUID
}

// TaskMaster runs tasks over the points that reach it. The services are what tests configure before they open it.
type TaskMaster struct {
	HTTPDService *HTTPD
	AlertService *Service
	ServerInfo   ServerInfo
	Commander    command.Commander

	AlertaService, BigPandaService, DiscordService, HipChatService, HTTPPostService, KafkaService, OpsGenieService,
	OpsGenie2Service, PagerDutyService, PagerDuty2Service, PushoverService, SensuService, ServiceNowService, SlackService,
	SMTPService, SNMPTrapService, TalkService, TeamsService, TelegramService, VictorOpsService, ZenossService,
	SideloadService *Service

	InfluxDBService                       influxService
	K8sService, SwarmService              any
	UDFService                            udfService
	TaskStore, DeadmanService, TestCloser any

	mu      sync.Mutex // held while data goes through the tasks
	running []*ExecutingTask
	topics  *alert.Topics
	handle  *alert.Config
	wall    wallClock
}

// NewTaskMaster makes a task master without tasks.
func NewTaskMaster(_ string, info ServerInfo, _ *Handler) *TaskMaster {
	tm := &TaskMaster{ServerInfo: info}
	tm.wall.now = time.Now()
	return tm
}

// Open makes the server ready.
func (tm *TaskMaster) Open() error { return nil }

// Close ends what still runs.
func (tm *TaskMaster) Close() error {
	tm.Drain()
	if tm.HTTPDService != nil && tm.HTTPDService.server != nil {
		tm.HTTPDService.server.Close()
	}
	return nil
}

// Drain ends the input of every task.
func (tm *TaskMaster) Drain() {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	for _, et := range tm.running {
		et.close()
	}
}

// NewTask defines a task.
func (tm *TaskMaster) NewTask(id, script string, typ TaskType, dbrps []DBRP, _ time.Duration, _ any) (*Task, error) {
	t := &Task{ID: id, script: script, typ: typ}
	for _, d := range dbrps {
		t.dbrps = append(t.dbrps, graph.DBRP(d))
	}
	return t, nil
}

// Task is a defined task.
type Task struct {
	ID     string
	script string
	typ    TaskType
	dbrps  []graph.DBRP
	graph  *graph.Graph
}

// Dot draws the task.
func (t *Task) Dot() []byte {
	if t.graph == nil {
		return []byte(t.ID)
	}
	return []byte(t.graph.Dot(t.ID))
}

// StartTask compiles and starts a task. The error has Kapacitor's words.
func (tm *TaskMaster) StartTask(t *Task) (*ExecutingTask, error) {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	if tm.topics == nil {
		cfg, err := tm.config()
		if err != nil {
			return nil, err
		}
		tm.handle, tm.topics = cfg, alert.NewTopics(cfg, tm.wall.now)
		if as := tm.AlertService; as != nil && as.PersistTopics {
			as.StorageService.topics = tm.topics
		}
	}
	opts := engine.Options{Task: t.ID, Type: t.typ, DBRPs: t.dbrps, Handlers: tm.handle}
	if i := tm.ServerInfo; i != nil {
		opts.Server = alert.ServerInfo{Hostname: i.Hostname(), ClusterID: i.ClusterID().String(), ServerID: i.ServerID().String()}
	}
	if tm.UDFService != nil {
		opts.UDFs = describe(tm.UDFService)
	}
	prog, err := engine.Compile(t.script, opts)
	if err != nil {
		return nil, words(err)
	}
	t.graph = prog.Graph()
	if err := noteUses(t.graph); err != nil {
		return nil, err
	}
	et := &ExecutingTask{Task: t, tm: tm, prog: prog}
	et.run = prog.NewRun(tm.options(et))
	if err := et.run.Err(); err != nil {
		return nil, err
	}
	tm.running = append(tm.running, et)
	return et, nil
}

// words gives the first mistake of a script in Kapacitor's words.
func words(err error) error {
	var list diag.List
	if !errors.As(err, &list) {
		return err
	}
	for _, d := range list {
		if d.Severity == diag.Error && d.Kapacitor != "" {
			return errors.New(d.Kapacitor)
		}
	}
	return err
}

// ExecutingTask is a task that runs.
type ExecutingTask struct {
	Task   *Task
	tm     *TaskMaster
	prog   *engine.Program
	run    *engine.Run
	closed bool
	err    error
}

func (et *ExecutingTask) close() {
	if et.closed {
		return
	}
	et.closed = true
	if err := et.run.Close(); et.err == nil {
		et.err = err
	}
}

// StopStats does nothing: nothing samples the counters.
func (et *ExecutingTask) StopStats() {}

// Wait returns the error that ended the task.
func (et *ExecutingTask) Wait() error {
	et.tm.mu.Lock()
	defer et.tm.mu.Unlock()
	et.close()
	return et.err
}

// GetOutput returns the endpoint of an httpOut node.
func (et *ExecutingTask) GetOutput(name string) (Output, error) {
	et.tm.mu.Lock()
	defer et.tm.mu.Unlock()
	if _, err := et.run.HTTPOut(name); errors.Is(err, engine.ErrNoEndpoint) {
		return Output{}, fmt.Errorf("unknown output %s", name)
	}
	return Output{et.tm.HTTPDService.URL() + "/" + et.tm.HTTPDService.serve(et, name)}, nil
}

// Output is an endpoint.
type Output struct{ url string }

// Endpoint returns its address.
func (o Output) Endpoint() string { return o.url }

// HTTPD serves the endpoints of httpOut nodes.
type HTTPD struct {
	mu     sync.Mutex
	server *httptest.Server
	outs   map[string]func() ([]byte, error)
}
