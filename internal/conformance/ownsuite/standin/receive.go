package standin

import (
	"encoding/json"
	"io"
	"net"
	"os"
	"sync"

	kalert "github.com/influxdata/kapacitor/alert"
	"github.com/influxdata/kapacitor/command"
	"github.com/influxdata/kapacitor/command/commandtest"
)

// Log is a file that a log handler wrote.
type Log struct{ path string }

// NewLog names a file.
func NewLog(path string) *Log { return &Log{path} }

// Data reads the events.
func (l *Log) Data() ([]kalert.Data, error) {
	f, err := os.Open(l.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return events(f)
}

// Mode is the file's.
func (l *Log) Mode() (os.FileMode, error) {
	info, err := os.Stat(l.path)
	if err != nil {
		return 0, err
	}
	return info.Mode(), nil
}

func events(in io.Reader) (out []kalert.Data, err error) {
	for dec := json.NewDecoder(in); dec.More(); {
		var d kalert.Data
		if err := dec.Decode(&d); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// Exec takes the programs that would be run.
type Exec struct {
	Commander command.Commander
	commands  *commandtest.Commander
}

// NewExec makes a commander that runs nothing.
func NewExec() *Exec {
	c := &commandtest.Commander{}
	return &Exec{c, c}
}

// Commands are those that were run.
func (e *Exec) Commands() []*commandtest.Command { return e.commands.Commands() }

// TCPServer takes events over connections.
type TCPServer struct {
	Addr   string
	listen net.Listener
	once   sync.Once
	done   chan struct{}
	data   []kalert.Data
}

// NewTCPServer starts a server.
func NewTCPServer() (*TCPServer, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &TCPServer{Addr: l.Addr().String(), listen: l, done: make(chan struct{})}
	go s.serve()
	return s, nil
}

func (s *TCPServer) serve() {
	defer close(s.done)
	for {
		c, err := s.listen.Accept()
		if err != nil {
			return
		}
		if got, err := events(c); err == nil {
			s.data = append(s.data, got...)
		}
		c.Close()
	}
}

// Close ends it; Data is complete then.
func (s *TCPServer) Close() {
	s.once.Do(func() {
		s.listen.Close()
		<-s.done
	})
}

// Data are the events that arrived.
func (s *TCPServer) Data() []kalert.Data { return s.data }
