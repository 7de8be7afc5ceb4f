package alerta_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/internal/suite/alertasuite"
)

// Two rules as a cluster has them: one with the handler's defaults, one that names everything.
const (
	diskRule = `stream
    |from()
        .measurement('disk')
        .groupBy('host', 'cluster')
    |alert()
        .id('disk/{{ index .Tags "host" }}')
        .message('{{ .ID }} is {{ .Level }}: {{ index .Fields "used" }}')
        .warn(lambda: "used" > 80)
        .crit(lambda: "used" > 90)
        .stateChangesOnly()
        .alerta()
            .resource('{{ index .Tags "host" }}')
`
	nodeRule = `stream
    |from()
        .measurement('node')
        .groupBy('host', 'cluster')
    |alert()
        .id('node-{{ index .Tags "host" }}')
        .crit(lambda: "up" == 0)
        .alerta()
            .resource('{{ index .Tags "host" }}')
            .event('NodeDown')
            .environment('Development')
            .group('Node')
            .value('{{ index .Fields "up" }}')
            .origin('rules/1')
            .services('nodes', 'platform')
            .correlated('NodeDown')
            .timeout(2h)
`
)

// points raise, repeat, worsen and clear.
const points = `disk,host=a,cluster=blue used=50 1700000000000000000
disk,host=a,cluster=blue used=85.5 1700000010000000000
disk,host=a,cluster=blue used=95.5 1700000020000000000
disk,host=b,cluster=blue used=99.5 1700000030000000000
disk,host=c,cluster=green used=91.5 1700000040000000000
disk,host=c,cluster=green used=10 1700000050000000000
node,host=a,cluster=blue up=0i 1700000060000000000
node,host=a,cluster=blue up=0i 1700000070000000000
node,host=b,cluster=blue up=0i 1700000080000000000
node,host=b,cluster=blue up=1i 1700000090000000000
`

func post(ctx context.Context, url, contentType string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		text, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("%s: %d %s", url, resp.StatusCode, text)
	}
	return nil
}

// fire has a real kapacitord send the rules' alerts to the Alerta at url, and waits until all have arrived.
func fire(t *testing.T, url string, c *alerta.Client) []alerta.Alert {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	k := kapacitord.Run(t, kapacitord.Options{Config: fmt.Sprintf("[alerta]\n  enabled = true\n  url = %q\n  token-prefix = \"Key\"\n  token = \"\"\n  environment = \"Production\"\n  origin = \"Kapacitor\"\n", url)})
	for id, script := range map[string]string{"disk": diskRule, "node": nodeRule} {
		body, err := json.Marshal(map[string]any{"id": id, "type": "stream", "status": "enabled", "script": script, "dbrps": []map[string]string{{"db": "telegraf", "rp": "autogen"}}})
		require.NoError(t, err)
		require.NoError(t, post(ctx, k.URL+"/kapacitor/v1/tasks", "application/json", body))
	}
	require.NoError(t, post(ctx, k.URL+"/kapacitor/v1/write?db=telegraf&rp=autogen", "text/plain", []byte(points)))
	var all []alerta.Alert
	require.Eventually(t, func() bool {
		all = nil
		done := 0
		for a, err := range c.AllAlerts(ctx, alerta.Query{}.SortBy(alerta.Resource, alerta.Event), alerta.Show{History: true, RawData: true}) {
			require.NoError(t, err)
			all = append(all, a)
			done += len(a.History) + int(a.DuplicateCount)
		}
		return len(all) == 5 && done == 9
	}, 30*time.Second, 100*time.Millisecond, "alerts so far: %v", &all)
	return all
}

// TestKapacitor: the same rules leave the same alerts in the real Alerta and in alertatest, and the client does the rest of their life.
func TestKapacitor(t *testing.T) {
	kapacitord.Require(t)
	srv := real(t, alertasuite.Open)
	fake := alertatest.New(alertatest.Config{})
	defer fake.Close()
	var pictures [2]string
	for i, url := range []string{srv.URL, fake.URL} {
		c, err := alerta.New(url)
		require.NoError(t, err)
		alerts := fire(t, url, c)
		picture := life(t, c, alerts)
		for _, a := range alerts {
			picture += alertasuite.Portrait(a) + "\n"
		}
		pictures[i] = picture
	}
	t.Log(pictures[0])
	if d := cmp.Diff(pictures[0], pictures[1]); d != "" {
		t.Error(d)
	}
}

// life acks, closes and retires what Kapacitor raised.
func life(t *testing.T, c *alerta.Client, alerts []alerta.Alert) string {
	ctx := t.Context()
	byKey := map[string]alerta.Alert{}
	for _, a := range alerts {
		byKey[a.Key().String()] = a
	}
	a, b := byKey["Production/a/disk/a"], byKey["Production/b/disk/b"]
	require.Equal(t, []string{"critical", "warning", "open", "disk/a is CRITICAL: 95.5"}, []string{a.Severity, a.PreviousSeverity, a.Status, a.Text})
	require.NoError(t, c.Ack(ctx, a.ID, alerta.Change{Text: "on it"}))
	require.NoError(t, c.Close(ctx, b.ID, alerta.Change{Text: "cleaned up"}))
	require.Equal(t, "closed", byKey["Production/c/disk/c"].Status, "Kapacitor's own OK")
	rep, err := c.Retire(ctx, alerta.Where(alerta.HasTag("cluster=blue")), alerta.RetireOptions{Text: "cluster blue is gone"})
	require.NoError(t, err)
	return fmt.Sprintf("retired: %d matched, %d done, %d already\n", rep.Matched, len(rep.Done), len(rep.Already))
}

// TestKapacitorBody: what kapacitord posts is what the mapper says.
func TestKapacitorBody(t *testing.T) {
	kapacitord.Require(t)
	bodies := make(chan []byte, 100)
	fake := alertatest.New(alertatest.Config{})
	defer fake.Close()
	fake.Fail(alertatest.Fault{Method: http.MethodPost, Path: "/alert", Answer: func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- body
		w.WriteHeader(http.StatusCreated)
	}})
	k := kapacitord.Run(t, kapacitord.Options{Config: fmt.Sprintf("[alerta]\n  enabled = true\n  url = %q\n  environment = \"Production\"\n  origin = \"Kapacitor\"\n", fake.URL)})
	script := `stream
    |from().measurement('disk').groupBy('host')
    |alert()
        .id('disk/{{ index .Tags "host" }}')
        .message('{{ .ID }} <{{ .Level }}>')
        .crit(lambda: "used" > 90)
        .alerta()
            .value('{{ index .Fields "used" }}')
            .services('{{ .TaskName }}', 'b')
            .correlated('A', 'B')
            .attribute('who', '{{ .Name }}')
`
	body, err := json.Marshal(map[string]any{"id": "disk", "type": "stream", "status": "enabled", "script": script, "dbrps": []map[string]string{{"db": "telegraf", "rp": "autogen"}}})
	require.NoError(t, err)
	require.NoError(t, post(t.Context(), k.URL+"/kapacitor/v1/tasks", "application/json", body))
	require.NoError(t, post(t.Context(), k.URL+"/kapacitor/v1/write?db=telegraf&rp=autogen", "text/plain", []byte("disk,host=a used=95.5 1700000000000000000\n")))
	var got map[string]any
	select {
	case raw := <-bodies:
		require.NoError(t, json.Unmarshal(raw, &got))
	case <-time.After(20 * time.Second):
		t.Fatal("kapacitord posted nothing")
	}
	m, err := alerta.NewKapacitorMapper(alerta.KapacitorHandler{Value: `{{ index .Fields "used" }}`, Service: []string{"{{ .TaskName }}", "b"}, Correlate: []string{"A", "B"},
		Attributes: map[string]any{"who": "{{ .Name }}"}, ConfigEnvironment: "Production", ConfigOrigin: "Kapacitor"})
	require.NoError(t, err)
	p, err := m.Map(alerta.KapacitorEvent{ID: "disk/a", Message: "disk/a <CRITICAL>", Level: "CRITICAL", Time: time.Unix(1700000000, 0).UTC(), Name: "disk", TaskName: "disk", Group: "host=a",
		Tags: map[string]string{"host": "a"}, Fields: map[string]any{"used": 95.5}, Result: got["rawData"]})
	require.NoError(t, err)
	raw, err := json.Marshal(p)
	require.NoError(t, err)
	var want map[string]any
	require.NoError(t, json.Unmarshal(raw, &want))
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	require.NotNil(t, got["rawData"])
}
