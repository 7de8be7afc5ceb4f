package kapacitor_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/internal/suite/kapacitorsuite"
	"github.com/tickwright/tickwright/kapacitor/kapacitortest"
	"github.com/tickwright/tickwright/tickscript/alert"
)

const diskRule = `// Parameters
var warn = 80
var crit = 90

var period = 10s
var every = 10s

// Dataframe
var data = stream
  |from()
    .database('telegraf')
    .retentionPolicy('autogen')
    .measurement('disk')
    .groupBy('host', 'cluster', 'datacenter')
  |window()
    .period(period)
    .every(every)
  |mean('used_percent')
    .as('stat')

// Thresholds
var alert = data
  |alert()
    .id('{{ index .Tags "host"}}/disk_used')
    .message('{{ .ID }}:{{ index .Fields "stat" }}')
    .warn(lambda: "stat" > warn)
    .crit(lambda: "stat" > crit)

// Alert
alert
    .log('/tmp/disk_alert_log.txt')
`

const pageRule = `var limit float
stream|from().measurement('disk')|alert().crit(lambda: "used_percent" > limit).topic('pages')`

// cli runs the real command line.
type cli struct {
	t    *testing.T
	path string
	url  string
	out  strings.Builder
}

// run runs one command and keeps what it printed, with its exit code.
func (c *cli) run(args ...string) string {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 30*time.Second)
	defer cancel()
	out, err := c.command(ctx, args...).CombinedOutput()
	c.out.WriteString("$ kapacitor " + strings.Join(args, " ") + "\n" + string(out))
	if err != nil {
		c.out.WriteString(err.Error() + "\n")
	}
	return string(out)
}

func (c *cli) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Env = append(os.Environ(), "KAPACITOR_URL="+c.url)
	return cmd
}

func (c *cli) write(lines string) {
	c.t.Helper()
	resp, err := http.Post(c.url+"/kapacitor/v1/write?db=telegraf&rp=autogen", "", strings.NewReader(lines))
	require.NoError(c.t, err)
	resp.Body.Close()
	require.Equal(c.t, http.StatusNoContent, resp.StatusCode)
}

// until runs a command until a text is in what it prints, and keeps the last only.
func (c *cli) until(text string, args ...string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	defer cancel()
	for {
		out, _ := c.command(ctx, args...).CombinedOutput()
		if strings.Contains(string(out), text) {
			c.out.WriteString("$ kapacitor " + strings.Join(args, " ") + "\n" + string(out))
			return
		}
		select {
		case <-ctx.Done():
			c.t.Fatalf("kapacitor %s does not print %q, but %s", strings.Join(args, " "), text, out)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// session is a day at the command line: the founding post's commands, and what else there is.
func (c *cli) session(dir string) string {
	t := c.t
	disk, page, handler := filepath.Join(dir, "disk.tick"), filepath.Join(dir, "page.tick"), filepath.Join(dir, "handler.json")
	require.NoError(t, os.WriteFile(disk, []byte(diskRule), 0o600))
	require.NoError(t, os.WriteFile(page, []byte(pageRule), 0o600))
	require.NoError(t, os.WriteFile(handler, []byte(`{"topic":"pages","id":"h","kind":"log","options":{"path":"`+filepath.Join(dir, "h.log")+`"},"match":"changed() == TRUE"}`), 0o600))
	vars := filepath.Join(dir, "vars.json")
	require.NoError(t, os.WriteFile(vars, []byte(`{"limit":{"type":"float","value":90}}`), 0o600))

	// As the founding post has it: the type is wrong, and the server takes the script's.
	c.run("define", "disk_alert", "-type", "batch", "-tick", disk, "-dbrp", "telegraf.autogen")
	c.run("enable", "disk_alert")
	c.run("show", "disk_alert")
	c.run("define", "disk_alert", "-type", "stream", "-tick", disk, "-dbrp", "telegraf.autogen")
	c.run("list", "tasks")
	c.run("define-template", "page", "-tick", page)
	c.run("show-template", "page")
	c.run("define", "pager", "-template", "page", "-vars", vars, "-dbrp", "telegraf.autogen")
	c.run("define", "broken", "-tick", vars, "-dbrp", "telegraf.autogen")
	c.run("define", "nodbrp", "-tick", disk)
	c.run("define-topic-handler", handler)
	c.run("show-topic-handler", "pages", "h")
	c.run("enable", "pager")
	c.run("show", "pager")
	c.run("list", "templates")

	// A recording runs while points come in.
	rec := c.command(t.Context(), "record", "stream", "-task", "disk_alert", "-duration", "1s", "-recording-id", "rec")
	var printed bytes.Buffer
	rec.Stdout, rec.Stderr = &printed, &printed
	require.NoError(t, rec.Start())
	ended := make(chan error, 1)
	go func() { ended <- rec.Wait() }()
	c.until("rec", "list", "recordings", "re*")
	c.write("disk,host=a,cluster=c,datacenter=d used_percent=50 1700000000000000000\ndisk,host=a,cluster=c,datacenter=d used_percent=85 1700000010000000000\n" +
		"disk,host=a,cluster=c,datacenter=d used_percent=95 1700000020000000000\n")
	for n := 0; ; n++ {
		// What is late enough ends the recording.
		c.write("disk,host=a,cluster=c,datacenter=d used_percent=50 4000000000000000000\n")
		select {
		case err := <-ended:
			require.NoError(t, err, "%s", printed.String())
		case <-time.After(time.Second):
			require.Less(t, n, 20, "the recording does not end")
			continue
		}
		break
	}
	c.out.WriteString(printed.String())

	c.run("disable", "disk_alert", "pager")
	c.run("delete", "topics", "pages")
	c.run("define-topic-handler", handler)
	c.run("replay", "-task", "pager", "-recording", "rec", "-replay-id", "rep", "-rec-time")
	c.run("list", "replays", "rep")
	c.until("CRITICAL", "list", "topics", "pages")
	c.run("show-topic", "pages")
	c.run("list", "topic-handlers", "pages", "h")
	c.run("list", "service-tests", "s*")
	c.run("service-tests", "slack")
	c.run("level", "info")
	c.run("level", "loud")
	c.run("show", "none")
	c.run("enable", "none")
	c.run("reload", "pager")
	c.run("delete", "topic-handlers", "pages", "h")
	c.run("delete", "topics", "pages")
	c.run("delete", "replays", "rep")
	c.run("delete", "recordings", "rec")
	c.run("delete", "tasks", "disk_alert", "pager")
	c.run("delete", "templates", "page")
	for _, what := range []string{"tasks", "templates", "recordings", "replays"} {
		c.run("list", what)
	}
	return c.out.String()
}

var ofTheRun = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`\d\d [A-Z][a-z]{2} \d\d \d\d:\d\d [A-Z0-9+-]+`), "DATE"},
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "UUID"},
	{regexp.MustCompile(`\b\d+ B\b`), "SIZE"},
	{regexp.MustCompile(`(throughput=")[0-9.]+|(avg_exec_time_ns=")[^"]*`), "$1$2N"},
	{regexp.MustCompile(`(Throughput: )[0-9.]+`), "${1}N"},
	{regexp.MustCompile(` +`), " "},
}

// plain takes out what differs from run to run.
func plain(out, url, dir string) string {
	out = strings.ReplaceAll(strings.ReplaceAll(out, url, "URL"), dir, "DIR")
	for _, r := range ofTheRun {
		out = r.what.ReplaceAllString(out, r.with)
	}
	return out
}

// TestCommandLine: the real command line prints the same with kapacitortest behind it as with the real server.
func TestCommandLine(t *testing.T) {
	kapacitord.Require(t)
	binary, err := kapacitord.EnsureCLI(t.Context())
	require.NoError(t, err)
	session := func(url string) string {
		dir := t.TempDir()
		c := &cli{t: t, path: binary.Path, url: url}
		return plain(c.session(dir), url, dir)
	}
	fake := kapacitortest.Run(t, kapacitortest.Config{RealTime: true, Handlers: alert.DefaultConfig(), InfluxDB: kapacitorsuite.Influx()})
	want, got := session(real(t).URL), session(fake.URL)
	require.Equal(t, want, got)
	require.Contains(t, got, "ID: pages\nLevel: CRITICAL")
	t.Logf("%s", got)
}

// TestWatch: the log of a task is followed by the real command line.
func TestWatch(t *testing.T) {
	kapacitord.Require(t)
	binary, err := kapacitord.EnsureCLI(t.Context())
	require.NoError(t, err)
	fake := kapacitortest.Run(t, kapacitortest.Config{})
	for name, url := range map[string]string{"real": real(t).URL, "fake": fake.URL} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := &cli{t: t, path: binary.Path, url: url}
			file := filepath.Join(dir, "w.tick")
			require.NoError(t, os.WriteFile(file, []byte(`stream|from().measurement('disk')|log().prefix('P')`), 0o600))
			c.run("define", "watched", "-tick", file, "-dbrp", "telegraf.autogen")
			c.run("enable", "watched")
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			cmd := c.command(ctx, "watch", "watched", "msg=point")
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			defer func() { _ = cmd.Wait() }()
			defer cancel()
			line := make(chan string, 1)
			go func() {
				b := make([]byte, 4096)
				n, _ := out.Read(b)
				line <- string(b[:n])
			}()
			for {
				select {
				case got := <-line:
					require.Contains(t, got, "lvl=info msg=point service=kapacitor task_master=main task=watched node=log2 prefix=P name=disk db=telegraf rp=autogen group= ")
					require.Contains(t, got, " tag_host=a field_used=1 time=1970-01-01T00:00:00.000000001Z")
					return
				case <-time.After(100 * time.Millisecond):
					c.write("disk,host=a used=1 1")
				case <-ctx.Done():
					t.Fatal("nothing is printed")
				}
			}
		})
	}
}
