package graphdiff

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

const rows = "../../../tickscript/graph/testdata/rows/*.txt"

// question is a script as the definition of a task.
type question struct {
	name, src, vars string
	opts            graph.Options
}

// questions reads the cases of the graph package's own tests. Those that need a user defined function, a template
// or a task type that the HTTP API does not take from the client cannot be asked.
func questions(t *testing.T) []question {
	t.Helper()
	files, err := filepath.Glob(rows)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var out []question
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, block := range strings.Split("\n"+string(data), "\n== ")[1:] {
			name, rest, _ := strings.Cut(block, "\n")
			body, _, _ := strings.Cut(rest, "\n--\n")
			q := question{name: name}
			ask := true
			for _, line := range strings.SplitAfter(body, "\n") {
				key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
				switch key {
				case "type":
					q.opts.Type = map[string]graph.TaskType{"stream": graph.StreamTask, "batch": graph.BatchTask}[value]
				case "vars":
					q.vars = value
					q.opts.Vars, err = graph.ParseVarsJSON([]byte(value))
					require.NoError(t, err)
				case "template", "udfs":
					ask = false
				default:
					q.src += line
				}
			}
			g, _ := graph.Parse(q.src, graph.Options{})
			if ask && (q.opts.Type == graph.UnknownType || q.opts.Type == graph.InferType(g.File)) {
				out = append(out, q)
			}
		}
	}
	return out
}

// answer is what the server said. Closed means that it dropped the connection.
type answer struct {
	define, start, dot string
	closed             bool
}

// errorText is the first error in it.
func (a answer) errorText() string {
	switch {
	case a.closed:
		return "connection closed"
	case a.define != "":
		return a.define
	}
	return a.start
}

type client struct {
	url string
	n   int
}

func (c *client) call(method, path string, in any) (int, []byte, error) {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return 0, nil, err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, c.url+"/kapacitor/v1"+path, body)
	if err != nil {
		return 0, nil, err
	}
	resp, err := (&http.Client{Timeout: 20 * time.Second}).Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, data, err
}

func errorOf(status int, data []byte) string {
	if status < 400 {
		return ""
	}
	var e struct{ Error string }
	if json.Unmarshal(data, &e) == nil {
		return e.Error
	}
	return string(data)
}

// ask defines a task, starts it and deletes it.
func (c *client) ask(t *testing.T, q question) answer {
	t.Helper()
	c.n++
	id := fmt.Sprintf("task%d", c.n)
	in := map[string]any{"id": id, "script": q.src, "status": "disabled"}
	g, _ := graph.Parse(q.src, q.opts)
	if len(g.DBRPs) == 0 {
		in["dbrps"] = []map[string]string{{"db": "telegraf", "rp": "autogen"}, {"db": "d", "rp": "r"}}
	}
	if q.vars != "" {
		in["vars"] = json.RawMessage(q.vars)
	}
	status, data, err := c.call(http.MethodPost, "/tasks", in)
	if err != nil {
		require.True(t, errors.Is(err, io.EOF) || strings.Contains(err.Error(), "EOF"), "%v", err)
		return answer{closed: true}
	}
	if text := errorOf(status, data); text != "" {
		return answer{define: strings.TrimPrefix(text, "invalid TICKscript: ")}
	}
	var task struct{ Dot string }
	require.NoError(t, json.Unmarshal(data, &task))
	a := answer{dot: task.Dot}
	status, data, err = c.call(http.MethodPatch, "/tasks/"+id, map[string]any{"status": "enabled"})
	require.NoError(t, err)
	a.start = errorOf(status, data)
	_, _, err = c.call(http.MethodDelete, "/tasks/"+id, nil)
	require.NoError(t, err)
	if a.dot != "" {
		a.dot = strings.Replace(a.dot, "digraph "+id+" ", "digraph x ", 1)
	}
	return a
}

var (
	inScope    = regexp.MustCompile(`Names in scope: (\S*)`)
	goStruct   = regexp.MustCompile(`&\{.*\}$`)
	signatures = regexp.MustCompile(`signatures are \[(.*)\]`)
)

// comparable puts what the server lists in random order into one.
func comparable(text string) string {
	text = goStruct.ReplaceAllString(text, "&{...}")
	text = signatures.ReplaceAllStringFunc(text, func(s string) string {
		list := strings.Split(s[len("signatures are ["):len(s)-1], ", ")
		sort.Strings(list)
		return strings.Join(list, ", ")
	})
	return strings.TrimSpace(inScope.ReplaceAllStringFunc(text, func(s string) string {
		head, list, _ := strings.Cut(s, ": ")
		names := strings.Split(list, ",")
		sort.Strings(names)
		return head + ": " + strings.Join(names, ",")
	}))
}

// needsServer are start errors about what is configured, which a script cannot tell.
var needsServer = regexp.MustCompile(`failed to get InfluxDB client|could not create (kubernetes|swarm|ec2) client|endpoint '.*' does not exist|failed to create MQTT`)

// lateCodes are mistakes of which the server's nodes fail after it said that the task has started.
var lateCodes = map[string]bool{"httpout-endpoint-unique": true, "influxdbout-flush": true}

// compare returns what is different, "" when nothing is.
func compare(q question, live answer) string {
	g, diags := graph.Parse(q.src, q.opts)
	text := comparable(live.errorText())
	if text == "" {
		if diags.HasErrors() {
			if slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return lateCodes[d.Code] }) {
				return ""
			}
			return fmt.Sprintf("the server accepts what is refused here:\n%v", diags)
		}
		if dot := g.Dot("x"); live.dot != dot {
			return fmt.Sprintf("another pipeline: server\n%s\nhere\n%s", live.dot, dot)
		}
		return ""
	}
	if live.define == "" && !live.closed && needsServer.MatchString(text) {
		return ""
	}
	if !diags.HasErrors() {
		return "the server refuses what is accepted here: " + text
	}
	var said []string
	for _, d := range diags {
		if d.Severity == diag.Error {
			said = append(said, comparable(d.Kapacitor))
		}
	}
	if live.closed {
		// What the server does not survive has no message of its own.
		if slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Severity == diag.Error && d.Kapacitor == "" }) {
			return ""
		}
	}
	if !slices.Contains(said, text) {
		return fmt.Sprintf("the server says\n\t%s\nhere it would be\n\t%s", text, strings.Join(said, "\n\t"))
	}
	return ""
}

// TestRowsAgainstTheServer asks every case of the graph package's tests.
func TestRowsAgainstTheServer(t *testing.T) {
	s := kapacitord.Shared(t)
	c := &client{url: s.URL}
	for _, q := range questions(t) {
		t.Run(q.name, func(t *testing.T) {
			if diff := compare(q, c.ask(t, q)); diff != "" {
				t.Errorf("%s\n%s", q.src, diff)
			}
		})
	}
}

var (
	mutants = flag.Int("mutants", 300, "number of damaged scripts to ask about")
	seed    = flag.Uint64("seed", 1, "seed of the damage")
)

var tokens = regexp.MustCompile("\\s+|'[^'\n]*'|\"[^\"\n]*\"|[A-Za-z_][A-Za-z0-9_]*|[0-9]+\\.[0-9]+|[0-9]+[a-z]*|.")

// damage changes one to three tokens of a script, as hasty hands do.
func damage(r *rand.Rand, src string) string {
	ts := tokens.FindAllString(src, -1)
	for range 1 + r.IntN(3) {
		i := r.IntN(len(ts))
		for strings.TrimSpace(ts[i]) == "" {
			i = r.IntN(len(ts))
		}
		switch tok := ts[i]; {
		case tok == "|":
			ts[i] = "."
		case tok == ".":
			ts[i] = "|"
		case tok[0] == '\'' && len(tok) > 1 && r.IntN(2) == 0:
			ts[i] = `"` + tok[1:len(tok)-1] + `"`
		case tok[0] == '"' && len(tok) > 1 && r.IntN(2) == 0:
			ts[i] = "'" + tok[1:len(tok)-1] + "'"
		case r.IntN(4) == 0:
			ts[i] = ""
		case r.IntN(3) == 0:
			ts[i] += " " + tok
		case r.IntN(3) == 0 && len(tok) > 2:
			ts[i] = tok[1:]
		default:
			ts[i] = ts[r.IntN(len(ts))]
		}
		ts = slices.DeleteFunc(ts, func(s string) bool { return s == "" })
		if len(ts) == 0 {
			return "\n"
		}
	}
	return strings.Join(ts, "")
}

// TestMutantsAgainstTheServer damages the scripts of the graph package's tests and asks the server what is wrong
// with them.
func TestMutantsAgainstTheServer(t *testing.T) {
	s := kapacitord.Shared(t)
	c := &client{url: s.URL}
	var base []question
	for _, q := range questions(t) {
		if strings.Contains(q.src, "|") {
			base = append(base, q)
		}
	}
	r := rand.New(rand.NewPCG(*seed, 0))
	failed, refused := 0, 0
	for asked := 0; asked < *mutants; {
		q := base[r.IntN(len(base))]
		q.src = damage(r, q.src)
		file, parsed := syntax.Parse(q.src)
		if graph.InferType(file) == graph.UnknownType || q.opts.Type != graph.UnknownType && q.opts.Type != graph.InferType(file) {
			continue
		}
		if parsed.HasErrors() {
			// The parser has its own comparison.
			continue
		}
		asked++
		live := c.ask(t, q)
		if live.errorText() != "" {
			refused++
		}
		if diff := compare(q, live); diff != "" {
			if failed++; failed < 40 {
				t.Errorf("%s\n%s", q.src, diff)
			}
		}
	}
	t.Logf("%d refused by the server, %d told differently", refused, failed)
}
