package standin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/zeebo/mwc"
)

// options say where the outputs of a task go.
func (tm *TaskMaster) options(et *ExecutingTask) engine.RunOptions {
	sink := tm.sink()
	opts := engine.RunOptions{
		Topics: tm.topics, Start: tm.wall.now, DBRPs: et.Task.dbrps,
		OnPayload: func(d *alert.Delivery) { _ = sink.Send(context.Background(), d) },
		OnPost:    post,
		Rand:      func() func() uint64 { return (*mwc.T)(NewRand()).Uint64 },
		OnLoopback: func(l *engine.Loopback) error {
			return tm.deliver(l.DB, l.RP, l.Point)
		},
	}
	if tm.SideloadService != nil {
		opts.Sideload = sideload
	}
	if tm.InfluxDBService != nil {
		opts.OnWrite = tm.influx
	}
	if s := tm.scaler(); s != nil {
		opts.Scaler = s
	}
	if tm.UDFService != nil {
		opts.UDFs = tm.udfs(et)
	}
	return opts
}

// advance moves the wall clock.
func (tm *TaskMaster) advance(d time.Duration) {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	tm.wall.now = tm.wall.now.Add(d)
	for _, et := range tm.running {
		if et.closed {
			continue
		}
		if err := et.run.Advance(context.Background(), tm.wall.now); err != nil && et.err == nil {
			et.err = err
		}
	}
}

// post sends what an httpPost node would send.
func post(p *engine.Post) (engine.PostAnswer, error) {
	ctx := context.Background()
	if p.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.Timeout)
		defer cancel()
	}
	req, err := http.NewRequestWithContext(ctx, p.Method, p.URL, strings.NewReader(string(p.Body)))
	if err != nil {
		return engine.PostAnswer{}, err
	}
	for _, h := range p.Header {
		req.Header.Set(h.Name, h.Value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return engine.PostAnswer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return engine.PostAnswer{Status: resp.StatusCode, Body: body}, err
}

// sideload opens a folder or asks a server.
func sideload(source string) (engine.SideloadSource, error) {
	if dir, ok := strings.CutPrefix(source, "file://"); ok {
		return engine.SideloadFS(os.DirFS(dir))
	}
	resp, err := http.Get(source)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return engine.SideloadJSON(body)
}

var errNoService = errors.New("no such service")

// InfluxConfig says where an InfluxDB is.
type InfluxConfig struct {
	URLs        []string
	Compression string
}

// InfluxClient writes to an InfluxDB.
type InfluxClient interface {
	post(path, query, body string) error
}

type influxClient string

// NewInfluxClient makes a client.
func NewInfluxClient(c InfluxConfig) (InfluxClient, error) {
	if len(c.URLs) == 0 {
		return nil, errNoService
	}
	return influxClient(c.URLs[0]), nil
}

func (c influxClient) post(path, query, body string) error {
	resp, err := http.Post(string(c)+path+"?"+query, "text/plain", strings.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

type influxService interface {
	NewNamedClient(name string) (InfluxClient, error)
}
