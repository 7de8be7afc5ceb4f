package kapacitorsuite

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"sort"
	"strings"
	"time"
)

//go:embed testdata/requests.txt
var requests string

// File is where the recorded transcript lies, below testdata: what the real kapacitord 1.8.3 answered. Record it anew with
//
//	go test ./itest/kapacitor -run TestTranscript -update
//
// in internal/realstack.
const File = "real-1.8.3.jsonl"

// Answer is one request and its answer, without what differs from run to run.
type Answer struct {
	Request string          `json:"request"`
	Status  int             `json:"status"`
	Body    json.RawMessage `json:"body,omitempty"`
	Text    string          `json:"text,omitempty"`
}

// String is the answer on one line.
func (a Answer) String() string { return fmt.Sprintf("%d %s%s", a.Status, a.Body, a.Text) }

// Ask asks a server all requests. tmp is a folder for the files that its handlers write; step is told each answer.
func Ask(ctx context.Context, base, tmp string, step func(Answer) error) error {
	a := asker{base: base, tmp: tmp}
	for n, line := range strings.Split(requests, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		got, err := a.ask(ctx, line)
		if err != nil {
			return fmt.Errorf("line %d: %s: %w", n+1, line, err)
		}
		if err := step(got); err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return nil
}

type asker struct{ base, tmp string }

func (a *asker) ask(ctx context.Context, line string) (Answer, error) {
	until := ""
	rest := line
	if after, is := strings.CutPrefix(line, "UNTIL "); is {
		until, rest, _ = strings.Cut(after, " ")
	}
	method, rest, _ := strings.Cut(rest, " ")
	path, body, _ := strings.Cut(rest, " ")
	body = strings.ReplaceAll(body, "$TMP", a.tmp)
	if method == "WRITE" {
		rp, lines, _ := strings.Cut(body, " ")
		method, path, body = "POST", "/write?"+url.Values{"db": {path}, "rp": {rp}}.Encode(), strings.ReplaceAll(lines, ";", "\n")
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		got, err := a.once(ctx, method, path, body)
		got.Request = line
		if err != nil || until == "" || strings.Contains(got.String(), until) {
			return got, err
		}
		if time.Now().After(deadline) {
			return got, fmt.Errorf("%q does not come up: %s", until, got)
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return got, ctx.Err()
		}
	}
}

func (a *asker) once(ctx context.Context, method, path, body string) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, a.base+"/kapacitor/v1"+path, strings.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return Answer{}, err
	}
	out := Answer{Status: resp.StatusCode}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		out.Text = a.text(string(raw))
		return out, nil
	}
	order(v)
	if m, is := v.(map[string]any); is && (strings.HasPrefix(path, "/replays/") || method != http.MethodGet) {
		// The server takes a replay's counters at some moment before the task has finished, and a task's own while its nodes
		// still start.
		delete(m, "stats")
		if dot, is := m["dot"].(string); is {
			m["dot"] = counters.ReplaceAllString(dot, "[]")
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a.clean(v)); err != nil {
		return Answer{}, err
	}
	out.Body = bytes.TrimSpace(b.Bytes())
	return out, nil
}

var (
	counters = regexp.MustCompile(`\[[^\]]*\]`)
	uuids    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	now      = regexp.MustCompile(`20\d\d-\d\d-\d\dT[0-9:.]+Z`)
)

func (a *asker) text(s string) string {
	s = uuids.ReplaceAllString(s, "UUID")
	return now.ReplaceAllString(strings.ReplaceAll(s, a.tmp, "$TMP"), "NOW")
}

// order sorts the lists that the server has in no order.
func order(v any) {
	m, _ := v.(map[string]any)
	for name, key := range map[string]string{"storage": "name", "events": "id"} {
		list, _ := m[name].([]any)
		sort.Slice(list, func(i, j int) bool {
			a, _ := list[i].(map[string]any)
			b, _ := list[j].(map[string]any)
			return fmt.Sprint(a[key]) < fmt.Sprint(b[key])
		})
	}
}

// clean replaces what is of the run: times of today, ids, folders and the sizes of files.
func (a *asker) clean(v any) any {
	switch v := v.(type) {
	case string:
		return a.text(v)
	case []any:
		for i := range v {
			v[i] = a.clean(v[i])
		}
	case map[string]any:
		for k, x := range v {
			// How much of a recording that failed was written when it is asked for is chance.
			if n, is := x.(float64); is && k == "size" && (n > 0 || n == 0 && v["status"] == "failed") {
				v[k] = "N"
				continue
			}
			v[k] = a.clean(x)
		}
	}
	return v
}
