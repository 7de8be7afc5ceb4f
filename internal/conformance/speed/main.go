// Command speed runs the workload of tick bench through a real kapacitord and
// through tickwright's engine, and prints the CPU time that each spends on a
// point. The daemon's time includes receiving the points over HTTP, which is how
// it gets them; the engine's includes reading the same text.
//
//	cd internal/conformance && go run ./speed [-hosts 500] [-steps 200]
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/internal/workload"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/graph"
)

const from = "stream|from().database('telegraf').retentionPolicy('autogen').measurement('disk')"

var rules = []struct {
	name, script string
	hot          int
}{
	{"from", from, 0},
	{"from, groupBy, where", from + "|groupBy('host')|where(lambda: \"used_percent\" > 1000.0)", 0},
	{"alert thresholds, none firing", from + ".groupBy('host')|alert().warn(lambda: \"used_percent\" > 1000).crit(lambda: \"used_percent\" > 2000).log('$LOG')", 0},
	{"window 10s, mean", from + ".groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|mean('used_percent').as('stat')", 0},
	{"disk rule with log", from + ".groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|mean('used_percent').as('stat')" +
		"|alert().id('{{ index .Tags \"host\"}}/disk_used').message('{{ .ID }}:{{ index .Fields \"stat\" }}').warn(lambda: \"stat\" > 80).crit(lambda: \"stat\" > 90).log('$LOG')", 50},
}

func main() {
	log.SetFlags(0)
	hosts := flag.Int("hosts", 500, "number of `hosts`")
	steps := flag.Int("steps", 200, "reports per host")
	flag.Parse()
	if err := run(context.Background(), *hosts, *steps); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, hosts, steps int) error {
	fmt.Printf("%d hosts x %d steps, CPU time per point\n%-32s %14s %14s %8s\n", hosts, steps, "rule", "kapacitord", "tickwright", "ratio")
	for i, r := range rules {
		w := workload.Disk{Hosts: hosts, Steps: steps, Seed: 1, Hot: r.hot}
		text := w.Text()
		theirs, err := daemon(ctx, "speed"+strconv.Itoa(i), r.script, text, int64(w.Points()))
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		ours, err := engineTime(ctx, strings.ReplaceAll(r.script, "$LOG", "/x.log"), text)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		n := time.Duration(w.Points())
		fmt.Printf("%-32s %14s %14s %8.1f\n", r.name, theirs/n, ours/n, float64(theirs)/float64(ours))
	}
	return nil
}

// daemon starts a server of its own for a rule and returns the CPU time it spends
// on the points.
func daemon(ctx context.Context, id, script string, text []byte, points int64) (time.Duration, error) {
	s, err := kapacitord.Start(ctx, kapacitord.Options{})
	if err != nil {
		return 0, err
	}
	defer s.Stop()
	script = strings.ReplaceAll(script, "$LOG", filepath.Join(s.Dir, "events.log"))
	task, err := json.Marshal(map[string]any{
		"id": id, "type": "stream", "script": script, "status": "enabled", "dbrps": []map[string]string{{"db": "telegraf", "rp": "autogen"}},
	})
	if err != nil {
		return 0, err
	}
	if _, err := ask(ctx, http.MethodPost, s.URL+"/kapacitor/v1/tasks", task); err != nil {
		return 0, err
	}
	before, err := cpuOf(s.Pid())
	if err != nil {
		return 0, err
	}
	for len(text) > 0 {
		n := min(len(text), 4<<20)
		if n < len(text) {
			n = bytes.LastIndexByte(text[:n], '\n') + 1
		}
		if _, err := ask(ctx, http.MethodPost, s.URL+"/kapacitor/v1/write?db=telegraf&rp=autogen", text[:n]); err != nil {
			return 0, err
		}
		text = text[n:]
	}
	// Done when the stream has taken every point and the process has come to rest.
	var last time.Duration
	for deadline := time.Now().Add(5 * time.Minute); ; {
		if time.Now().After(deadline) {
			return 0, errors.New("the server did not come to rest within five minutes")
		}
		seen, err := collected(ctx, s.URL, id)
		if err != nil {
			return 0, err
		}
		now, err := cpuOf(s.Pid())
		if err != nil {
			return 0, err
		}
		if seen >= points && now-last < 20*time.Millisecond {
			return now - before, nil
		}
		last = now
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(300 * time.Millisecond):
		}
	}
}

// collected is how many points the task's from node has taken.
func collected(ctx context.Context, url, id string) (int64, error) {
	b, err := ask(ctx, http.MethodGet, url+"/kapacitor/v1/tasks/"+id, nil)
	if err != nil {
		return 0, err
	}
	var t struct {
		Error string
		Stats struct {
			NodeStats map[string]struct{ Collected int64 } `json:"node-stats"`
		}
	}
	if err := json.Unmarshal(b, &t); err != nil {
		return 0, err
	}
	if t.Error != "" {
		return 0, errors.New(t.Error)
	}
	return t.Stats.NodeStats["from1"].Collected, nil
}

func ask(ctx context.Context, method, url string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s: %s", method, req.URL.Path, resp.Status, b)
	}
	return b, err
}

// engineTime is the CPU time that the engine spends on the text, with event lines
// written to nowhere.
func engineTime(ctx context.Context, script string, text []byte) (time.Duration, error) {
	prog, err := engine.Compile(script, engine.Options{Task: "speed"})
	if err != nil {
		return 0, err
	}
	before, err := cpuOf(os.Getpid())
	if err != nil {
		return 0, err
	}
	// Repeated, because the kernel counts CPU time in hundredths of a second.
	const rounds = 10
	for range rounds {
		run := prog.NewRun(engine.RunOptions{OnLine: func(*graph.Node, []byte) {}})
		if err := run.ReadFrom(ctx, bytes.NewReader(text), engine.ReadOptions{DB: "telegraf", RP: "autogen"}); err != nil {
			return 0, err
		}
		if err := run.Close(); err != nil {
			return 0, err
		}
	}
	after, err := cpuOf(os.Getpid())
	return (after - before) / rounds, err
}

// cpuOf is the user and system time of a process, from Linux's /proc.
func cpuOf(pid int) (time.Duration, error) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, fmt.Errorf("the CPU time of a process is read from /proc: %w", err)
	}
	// The command's name stands in parentheses and may hold anything.
	_, rest, ok := bytes.Cut(b, []byte(") "))
	fields := bytes.Fields(rest)
	if !ok || len(fields) < 13 {
		return 0, errors.New("unexpected form of /proc/PID/stat")
	}
	var ticks int64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(string(f), 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}
