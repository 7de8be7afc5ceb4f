package engine_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

const bothDBRPs = "cannot specify dbrp in both implicitly and explicitly"

const noInfluxDB = "failed to get InfluxDB client"

const corpus = "testdata/conformance"

// recordedCase is a case.json.
type recordedCase struct {
	Name  string
	About string
	Type  string
	DBRPs []struct{ DB, RP string }
	Vars  json.RawMessage
	Data  []struct{ DB, RP, Precision, File string }
	// RecordingFile is a replayed recording.
	RecordingFile string
	HTTPOuts      []string
	Unordered     bool
}

// recordedAnswer is an answer.json.
type recordedAnswer struct {
	Version                            string
	DefineError, StartError, TaskError string
	WriteErrors                        []json.RawMessage
	Crashed                            bool
	Formatted, Dot                     string
	Logs                               []struct {
		Path   string
		Lines  []string
		AtStop int
	}
	HTTPOuts  json.RawMessage
	Requests  map[string][]recordedRequest
	NodeStats map[string]map[string]any
	// NodeErrors are what nodes and handlers logged.
	NodeErrors []struct {
		Node, Message, Error string
		Count                int
	}
}

type recordedRequest struct {
	Method, Path string
	Header       map[string]string
	Body         string
}

// readFile reads a file, or its .gz.
func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus, name))
	if errors.Is(err, os.ErrNotExist) {
		b, err = os.ReadFile(filepath.Join(corpus, name+".gz"))
		name += ".gz"
	}
	require.NoError(t, err)
	if !strings.HasSuffix(name, ".gz") {
		return b
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	require.NoError(t, err)
	b, err = io.ReadAll(z)
	require.NoError(t, err)
	return b
}

// corpusCases lists the recorded cases.
func corpusCases(t testing.TB) []string {
	entries, err := os.ReadDir(corpus)
	require.NoError(t, err)
	var out []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "data" {
			out = append(out, e.Name())
		}
	}
	require.NotEmpty(t, out)
	return out
}

var serverInfoRE = regexp.MustCompile(`Hostname\\u0026#34;:\\u0026#34;([^\\]*)\\u0026#34;,\\u0026#34;ClusterID\\u0026#34;:\\u0026#34;([^\\]*)\\u0026#34;,\\u0026#34;ServerID\\u0026#34;:\\u0026#34;([^\\]*)\\u0026`)

// serverInfo finds the identity of the server that answered.
func (a *recordedAnswer) serverInfo() alert.ServerInfo {
	for _, l := range a.Logs {
		for _, line := range l.Lines {
			// Encoded once in details, and once more in the line.
			if m := serverInfoRE.FindStringSubmatch(line); m != nil {
				return alert.ServerInfo{Hostname: m[1], ClusterID: m[2], ServerID: m[3]}
			}
		}
	}
	return alert.ServerInfo{Hostname: "localhost"}
}

// judged is what the engine made of a case.
type judged struct {
	logs map[string][]string
	run  *engine.Run
	err  error
	// writers counts the nodes that write a path.
	writers map[string]int
	// requests are what handlers would send, by listener.
	requests map[string][]recordedRequest
	// payloads are the errors of handlers, handlers the number of handlers.
	payloads []error
	handlers int
	// stats are the counters before the run was closed.
	stats []engine.NodeStats
}

func logPaths(g *graph.Graph) map[string][]string {
	paths := map[string][]string{}
	for _, n := range g.Nodes {
		for _, h := range n.Handlers {
			if h.Spec.Kind != "log" {
				continue
			}
			p := h.Args[0].Str
			if c, ok := h.Call("filePath"); ok {
				p = c.Args[0].Str
			}
			paths[n.Name] = append(paths[n.Name], p)
		}
	}
	return paths
}

func compileCase(t *testing.T, dir string, c *recordedCase, a *recordedAnswer) (*engine.Program, error) {
	t.Helper()
	// The type is inferred: Kapacitor overwrites what the client says (E026).
	opts := engine.Options{Task: c.Name, Server: a.serverInfo(), Handlers: judgeConfig(a)}
	for _, d := range c.DBRPs {
		opts.DBRPs = append(opts.DBRPs, graph.DBRP{Database: d.DB, RetentionPolicy: d.RP})
	}
	if len(c.Vars) > 0 {
		vars, err := graph.ParseVarsJSON(c.Vars)
		if err != nil {
			return nil, err
		}
		opts.Vars = vars
	}
	return engine.Compile(judgeAddresses.Replace(string(readFile(t, dir+"/script.tick"))), opts)
}

func judgeCase(t *testing.T, prog *engine.Program, c *recordedCase, change ...func(*engine.RunOptions)) *judged {
	t.Helper()
	j := &judged{logs: map[string][]string{}}
	paths := logPaths(prog.Graph())
	j.writers = map[string]int{}
	for _, list := range paths {
		for _, p := range list {
			j.writers[p]++
		}
	}
	opts := engine.RunOptions{OnEvent: func(e *alert.Event) {
		b, err := e.AppendJSON(nil)
		if err != nil {
			return // Kapacitor logs an error and writes nothing
		}
		for _, p := range paths[e.Node] {
			j.logs[p] = append(j.logs[p], string(b))
		}
	}}
	j.requests = map[string][]recordedRequest{}
	for _, n := range prog.Graph().Nodes {
		j.handlers += len(n.Handlers)
	}
	opts.OnPayload = func(d *alert.Delivery) {
		if d.Err != nil {
			j.payloads = append(j.payloads, d.Err)
			return
		}
		name, r := sent(t, d)
		j.requests[name] = append(j.requests[name], r)
	}
	for _, d := range c.DBRPs {
		opts.DBRPs = append(opts.DBRPs, graph.DBRP{Database: d.DB, RetentionPolicy: d.RP})
	}
	opts.OnPost = func(p *engine.Post) (engine.PostAnswer, error) {
		if !strings.HasPrefix(p.URL, judgeURL) {
			return engine.PostAnswer{}, errors.New("connection refused")
		}
		j.handlers++ // compared like what handlers send
		name, r := sent(t, &alert.Delivery{Payload: p.HTTPRequest})
		j.requests[name] = append(j.requests[name], r)
		if name == "alerta" {
			return engine.PostAnswer{Status: 201}, nil
		}
		return engine.PostAnswer{Status: 200}, nil
	}
	for _, f := range change {
		f(&opts)
	}
	j.run = prog.NewRun(opts)
	if c.RecordingFile != "" {
		b := readFile(t, c.RecordingFile)
		rec, err := engine.OpenRecording(c.RecordingFile, bytes.NewReader(b), int64(len(b)))
		require.NoError(t, err)
		if j.err = j.run.Replay(context.Background(), rec); j.err != nil {
			return j
		}
	}
	for _, d := range c.Data {
		prec := point.Nanosecond
		if d.Precision != "" && d.Precision != "n" {
			p, err := point.ParsePrecision(d.Precision)
			require.NoError(t, err)
			prec = p
		}
		if j.err = j.run.ReadFrom(context.Background(), bytes.NewReader(readFile(t, d.File)), engine.ReadOptions{DB: d.DB, RP: d.RP, Precision: prec}); j.err != nil {
			return j
		}
	}
	return j
}

// TestConformance holds the engine's verdicts against those recorded from a
// real kapacitord.
func TestConformance(t *testing.T) {
	for i, dir := range corpusCases(t) {
		if engine.RaceEnabled && i%4 > 0 {
			continue
		}
		t.Run(dir, func(t *testing.T) {
			var c recordedCase
			var a recordedAnswer
			require.NoError(t, json.Unmarshal(readFile(t, dir+"/case.json"), &c))
			require.NoError(t, json.Unmarshal(readFile(t, dir+"/answer.json"), &a))
			prog, err := compileCase(t, dir, &c, &a)
			if a.DefineError == bothDBRPs {
				// The engine lets the run's subscriptions win over the script's.
				require.NoError(t, err)
				require.NotEmpty(t, prog.Graph().DBRPs)
				return
			}
			if strings.HasPrefix(a.StartError, noInfluxDB) {
				// The recorder's server knows no InfluxDB; the engine takes any cluster.
				require.NoError(t, err)
				return
			}
			if a.TaskError != "" && err != nil {
				// What stops Kapacitor's task once it runs may be told before.
				require.NotContains(t, err.Error(), "not-supported")
				return
			}
			if a.DefineError != "" || a.StartError != "" {
				var list diag.List
				require.Error(t, err, "Kapacitor refuses: %s%s", a.DefineError, a.StartError)
				if len(c.Vars) == 0 {
					require.ErrorAs(t, err, &list)
				}
				require.NotContains(t, err.Error(), "not-supported")
				return
			}
			require.NoError(t, err)
			if a.Dot != "" {
				require.Equal(t, a.Dot, prog.Graph().Dot(c.Name), "pipeline")
			}
			j := judgeCase(t, prog, &c)
			outs := map[string]string{}
			for _, name := range c.HTTPOuts {
				b, err := j.run.HTTPOut(name)
				switch {
				case errors.Is(err, engine.ErrNoEndpoint):
					outs[name] = "error: no task exists"
				case err != nil:
					outs[name] = "error: " + err.Error()
				default:
					outs[name] = string(b)
				}
			}
			j.stats = j.run.Stats()
			if j.err == nil {
				j.err = j.run.Close()
			}
			var crash *engine.CrashError
			var failed *engine.FailedError
			switch {
			case a.Crashed:
				require.ErrorAs(t, j.err, &crash)
			case a.TaskError != "":
				require.ErrorAs(t, j.err, &failed)
			case len(a.WriteErrors) > 0:
				require.Error(t, j.err)
				return
			default:
				require.NoError(t, j.err)
			}
			for _, want := range a.Logs {
				got := slices.Clone(j.logs[want.Path])
				lines := slices.Clone(want.Lines)
				if c.Unordered || j.writers[want.Path] > 1 {
					// Kapacitor runs sibling branches side by side; along one, order stays (R003).
					sort.Strings(got)
					sort.Strings(lines)
				}
				if d := cmp.Diff(lines, got); d != "" {
					t.Errorf("%s: %s (-kapacitord +engine):\n%s", c.About, want.Path, shorten(d))
				}
				delete(j.logs, want.Path)
			}
			require.Empty(t, j.logs, "events that kapacitord did not write")
			compareHTTPOuts(t, &a, outs)
			comparePayloads(t, &c, &a, j)
		})
	}
}

func shorten(s string) string {
	if len(s) > 4000 {
		return s[:4000] + "..."
	}
	return s
}

// compareHTTPOuts compares the bodies of httpOut endpoints.
func compareHTTPOuts(t *testing.T, a *recordedAnswer, outs map[string]string) {
	t.Helper()
	if len(a.HTTPOuts) == 0 {
		return
	}
	var want map[string]string
	require.NoError(t, json.Unmarshal(a.HTTPOuts, &want))
	for name, body := range want {
		require.Equal(t, strings.TrimSpace(body), strings.TrimSpace(outs[name]), "httpOut %s", name)
	}
}
