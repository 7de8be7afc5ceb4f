package kapacitor_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/internal/realstack/proc"
	"github.com/tickwright/tickwright/kapacitor"
	"github.com/tickwright/tickwright/kapacitor/kapacitorconf"
)

// TestConfigurationStarts: a real kapacitord starts with a configuration that kapacitorconf wrote, and has what it says.
func TestConfigurationStarts(t *testing.T) {
	kapacitord.Require(t)
	binary, err := kapacitord.Ensure(t.Context())
	require.NoError(t, err)
	dir := t.TempDir()
	port, err := proc.FreePort()
	require.NoError(t, err)
	on, off, none := kapacitorconf.Bool(true), kapacitorconf.Bool(false), ""
	c := &kapacitorconf.Config{
		Hostname: "localhost", DataDir: dir, DefaultRetentionPolicy: &none,
		HTTP:           &kapacitorconf.HTTP{BindAddress: fmt.Sprintf("127.0.0.1:%d", port), LogEnabled: off},
		ConfigOverride: &kapacitorconf.ConfigOverride{Enabled: on},
		Logging:        &kapacitorconf.Logging{File: "STDERR", Level: "INFO"},
		Replay:         &kapacitorconf.Replay{Dir: filepath.Join(dir, "replay")},
		Storage:        &kapacitorconf.Storage{BoltDB: filepath.Join(dir, "kapacitor.db")},
		Task:           &kapacitorconf.Task{Dir: filepath.Join(dir, "tasks"), SnapshotInterval: "1m"},
		Load:           &kapacitorconf.Load{Enabled: off},
		Reporting:      &kapacitorconf.Reporting{Enabled: off},
		Stats:          &kapacitorconf.Stats{Enabled: off},
		Alert:          &kapacitorconf.Alert{PersistTopics: on, TopicBufferLength: 1000},
		InfluxDB:       []kapacitorconf.InfluxDB{{Enabled: off, Name: "main", URLs: []string{"http://127.0.0.1:1"}, Timeout: "5s", Subscriptions: map[string][]string{"db": {"rp"}}}},
		UDF:            &kapacitorconf.UDF{Functions: map[string]kapacitorconf.Function{}},
		Alerta:         kapacitorconf.NewAlerta("http://127.0.0.1:1/api", "key"),
		HTTPPost:       []kapacitorconf.HTTPPost{{Endpoint: "e", URL: "http://127.0.0.1:1", Headers: map[string]kapacitorconf.Secret{"A": "b"}, BasicAuth: &kapacitorconf.BasicAuth{Username: "u", Password: "p"}}},
		OpsGenie2:      &kapacitorconf.OpsGenie2{Enabled: off, RecoveryAction: "close", Details: on},
		PagerDuty2:     &kapacitorconf.PagerDuty2{Enabled: off, RoutingKey: "k"},
		Slack:          []kapacitorconf.Slack{{Enabled: on, Default: on, Workspace: "w", URL: "http://127.0.0.1:1", Channel: "#c"}},
		SMTP:           &kapacitorconf.SMTP{Enabled: off, Host: "localhost", Port: 2525, To: []string{"a@example.com"}, IdleTimeout: "30s"},
		Telegram:       &kapacitorconf.Telegram{Enabled: off, Token: "t", ParseMode: "HTML"},
		VictorOps:      &kapacitorconf.VictorOps{Enabled: off, APIKey: "k", JSONData: on},
	}
	file := filepath.Join(dir, "kapacitor.conf")
	f, err := os.Create(file)
	require.NoError(t, err)
	require.NoError(t, c.Write(f))
	require.NoError(t, f.Close())
	url := fmt.Sprintf("http://127.0.0.1:%d", port)
	p, err := proc.Start(t.Context(), proc.Spec{
		Name: "kapacitord", Path: binary.Path, Args: []string{"-config", file}, Env: []string{"GODEBUG=x509negativeserial=1"}, Dir: dir,
		Ready: proc.Answers(url+"/kapacitor/v1/ping", 204),
	})
	require.NoError(t, err)
	defer p.Stop()
	k, err := kapacitor.New(url)
	require.NoError(t, err)
	e, err := k.ConfigElement(t.Context(), "alerta", "")
	require.NoError(t, err)
	require.Equal(t, []any{true, "http://127.0.0.1:1/api", true, "Key"}, []any{e.Options["enabled"], e.Options["url"], e.Options["token"], e.Options["token-prefix"]})
	for section, element := range map[string]string{"slack": "w", "httppost": "e", "influxdb": "main", "smtp": "", "telegram": "", "victorops": "", "opsgenie2": "", "pagerduty2": ""} {
		_, err := k.ConfigElement(t.Context(), section, element)
		require.NoError(t, err, section)
	}
}
