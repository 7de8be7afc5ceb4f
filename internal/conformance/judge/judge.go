// Package judge asks a real kapacitord what a script does with given points.
//
// A Judge owns one kapacitord with every handler that can be pointed at a listener of its own. Run defines a
// task there, writes the points, waits until the daemon is quiet and collects everything a user could
// observe: the events of .log() files, httpOut answers, what handlers posted, errors at definition, at start
// and at run time, counters, and whether the daemon survived.
package judge

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
)

// Case is one question.
type Case struct {
	// Name is also the task's id, so that templates with .TaskName can be compared: letters, digits, - and _ only.
	Name string `json:"name"`
	// About says what the case is there to show, with the ids of the semantics it touches.
	About string `json:"about,omitempty"`
	// Script is TICKscript. The path of every .log('...') is replaced by a temporary file; the tokens $POST and
	// $TCP stand for the address of the judge's HTTP and TCP listeners.
	Script string `json:"-"`
	// Type is "stream" or "batch".
	Type string `json:"type"`
	// DBRPs are the task's databases and retention policies.
	DBRPs []DBRP `json:"dbrps"`
	// Vars are the values of the script's vars.
	Vars map[string]Var `json:"vars,omitempty"`
	// Data is written in order.
	Data []Data `json:"data,omitempty"`
	// Recording, when set, is replayed instead of writing Data: the content of a .srpl (stream) or .brpl (batch)
	// file.
	Recording []byte `json:"-"`
	// RecordingFile is where a recorded case keeps the recording, below the corpus folder.
	RecordingFile string `json:"recordingFile,omitempty"`
	// HTTPOuts are the httpOut endpoints to read at the end.
	HTTPOuts []string `json:"httpOuts,omitempty"`
	// Linger is how long the task goes on after the last write, where nodes that the wall clock drives never come to rest.
	Linger time.Duration `json:"-"`
	// Beside are tasks that run beside this one; their .log() files are among the answer's Logs, after this task's.
	Beside []Beside `json:"-"`
	// Unordered says that the order of events across groups is not determined (after join and union).
	Unordered bool `json:"unordered,omitempty"`
}

// Beside is a stream task beside the one that is asked about.
type Beside struct {
	Name   string
	Script string
	DBRPs  []DBRP
}

// DBRP names a database and a retention policy.
type DBRP struct {
	DB string `json:"db"`
	RP string `json:"rp"`
}

// Var is a value of a script's var as the HTTP API takes it.
type Var struct {
	Type  string `json:"type"`
	Value any    `json:"value"`
}

// Data is line protocol for one database and retention policy.
type Data struct {
	DBRP
	// Precision is that of the timestamps: n, u, ms, s, m or h.
	Precision string `json:"precision"`
	// File is where a recorded case keeps the lines, below the corpus folder.
	File  string `json:"file,omitempty"`
	Lines []byte `json:"-"`
	// Before, when set, is done once what was written before has come through.
	Before *Redefinition `json:"-"`
}

// Redefinition stops the task, gives it another script, and starts it again.
type Redefinition struct {
	// Script is "" where the task keeps its own.
	Script string
	// Vars replace those of the task together with the script.
	Vars map[string]Var
}

// Answer is everything that was observed.
type Answer struct {
	// Version is that of the server: "kapacitord 1.8.3".
	Version string `json:"version"`
	// Server is what templates see as .ServerInfo.
	Server ServerInfo `json:"server"`
	// DefineError is the server's answer to the definition, "" when it accepted it.
	DefineError string `json:"defineError,omitempty"`
	// StartError is its answer to enabling the defined task.
	StartError string `json:"startError,omitempty"`
	// WriteErrors are its answers to refused writes, one per refused chunk.
	WriteErrors []string `json:"writeErrors,omitempty"`
	// TaskError is the last error of the task after the data: not empty when a node failed and the task stopped.
	TaskError string `json:"taskError,omitempty"`
	// Crashed says that the daemon died; Panic is what it printed as the reason.
	Crashed bool   `json:"crashed,omitempty"`
	Panic   string `json:"panic,omitempty"`
	// Formatted is the script as the server prints it.
	Formatted string `json:"formatted,omitempty"`
	// Dot is the pipeline in the DOT language, without statistics.
	Dot string `json:"dot,omitempty"`
	// Logs are the files of the .log() handlers, in the order in which they stand in the script.
	Logs []LogFile `json:"logs,omitempty"`
	// HTTPOuts are the bodies of the httpOut endpoints, as they were sent.
	HTTPOuts map[string]string `json:"httpOuts,omitempty"`
	// Requests are what handlers sent, by listener (post, alerta, slack, ...), each in the order of arrival.
	Requests map[string][]Request `json:"requests,omitempty"`
	// NodeStats are the counters of each node by the node's name; averages of time are left out.
	NodeStats map[string]map[string]float64 `json:"nodeStats,omitempty"`
	// NodeErrors are the errors which the daemon logged for the task, the same one only once, with its count.
	NodeErrors []NodeError `json:"nodeErrors,omitempty"`
}

// ServerInfo is a server's name and ids.
type ServerInfo struct {
	Hostname  string `json:"hostname"`
	ClusterID string `json:"clusterID"`
	ServerID  string `json:"serverID"`
}

// Info is the judge's server: it is given these ids, so that answers which show them are always the same.
var Info = ServerInfo{
	Hostname: "localhost", ClusterID: "5ca1ab1e-0000-4000-8000-00000000c1a5", ServerID: "5ca1ab1e-0000-4000-8000-0000000005e1",
}

// LogFile is one .log() file.
type LogFile struct {
	// Path is as the script has it.
	Path string `json:"path"`
	// Lines are the events, byte for byte, without the newlines.
	Lines []string `json:"lines,omitempty"`
	// AtStop counts the last of Lines that came only when the task was stopped; with a Recording, which always
	// ends, it is 0.
	AtStop int `json:"atStop,omitempty"`
}

// Request is one captured HTTP request or TCP message. $POST, $HTTP, $TCP and $SERVER stand for the addresses of the
// listeners and of the daemon.
type Request struct {
	Method string            `json:"method,omitempty"`
	Path   string            `json:"path,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   string            `json:"body"`
}

// NodeError is a logged error of a node.
type NodeError struct {
	Node    string `json:"node"`
	Message string `json:"message"`
	Error   string `json:"error,omitempty"`
	Count   int    `json:"count"`
}

// Quiet is how long nothing may move before the daemon counts as done.
const Quiet = 400 * time.Millisecond

// Limit bounds one case.
const Limit = 90 * time.Second

// Judge is a kapacitord with its listeners. Its cases run one after the other.
type Judge struct {
	mu      sync.Mutex
	capture *capture
	server  *kapacitord.Server
	dir     string
	around  *httptest.Server
	files   string
}

// Around says what surrounds a daemon beside the listeners of its handlers.
type Around struct {
	// Sideload are the files of the folder that $SIDELOAD stands for in a script; Values is what $HTTP/sideload answers.
	Sideload map[string]string
	Values   string
}

// TempDir makes a folder for a daemon in memory where there is such a place: the daemon waits for the disk at each event.
func TempDir() (string, error) {
	parent := ""
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		parent = "/dev/shm"
	}
	return os.MkdirTemp(parent, "tickwright-judge-")
}

// NewSurrounded is New with an InfluxDB, a Kubernetes, a Swarm and sideload sources around the daemon.
func NewSurrounded(ctx context.Context, dir string, a Around) (*Judge, error) {
	c, err := newCapture()
	if err != nil {
		return nil, fmt.Errorf("start the judge's listeners: %w", err)
	}
	j := &Judge{capture: c, dir: filepath.Join(dir, "daemon"), files: filepath.Join(dir, "sideload"), around: c.surroundings(a.Values)}
	for name, text := range a.Sideload {
		file := filepath.Join(j.files, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(j.dir, 0o755); err != nil {
		return nil, err
	}
	if err := j.start(ctx); err != nil {
		j.around.Close()
		c.close()
		return nil, err
	}
	return j, nil
}

// New starts the listeners and the daemon; dir is its data folder, which the caller removes.
func New(ctx context.Context, dir string) (*Judge, error) {
	c, err := newCapture()
	if err != nil {
		return nil, fmt.Errorf("start the judge's listeners: %w", err)
	}
	j := &Judge{capture: c, dir: dir}
	if err := j.start(ctx); err != nil {
		c.close()
		return nil, err
	}
	return j, nil
}

func (j *Judge) start(ctx context.Context) error {
	for file, id := range map[string]string{"cluster.id": Info.ClusterID, "server.id": Info.ServerID} {
		if err := os.WriteFile(filepath.Join(j.dir, file), []byte(id), 0o600); err != nil {
			return err
		}
	}
	o := kapacitord.Options{
		Dir:    j.dir,
		Config: j.capture.config(),
		// Hours and days of "time" are in the daemon's zone.
		Env: []string{"TZ=UTC"},
	}
	if j.around != nil {
		o.InfluxDB = j.around.URL
		o.Config += surrounded(j.around.URL)
	}
	server, err := kapacitord.Start(ctx, o)
	if err != nil {
		return err
	}
	j.server = server
	return nil
}

// Stop ends the daemon and the listeners.
func (j *Judge) Stop() {
	j.server.Stop()
	j.capture.close()
	if j.around != nil {
		j.around.Close()
	}
}
