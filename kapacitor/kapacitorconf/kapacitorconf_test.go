package kapacitorconf_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor/kapacitorconf"
)

func example() *kapacitorconf.Config {
	policy := ""
	return &kapacitorconf.Config{
		Hostname: "localhost", DataDir: "/var/lib/kapacitor", SkipConfigOverrides: kapacitorconf.Bool(true), DefaultRetentionPolicy: &policy,
		HTTP:     &kapacitorconf.HTTP{BindAddress: "127.0.0.1:9092", LogEnabled: kapacitorconf.Bool(false), SharedSecret: "S1"},
		Task:     &kapacitorconf.Task{Dir: "/tasks", SnapshotInterval: kapacitorconf.Every(time.Minute)},
		InfluxDB: []kapacitorconf.InfluxDB{{Enabled: kapacitorconf.Bool(true), Name: "a", URLs: []string{"http://localhost:8086"}, Password: "S2", Token: "S3", Subscriptions: map[string][]string{"db": {"rp"}}}},
		Alerta:   kapacitorconf.NewAlerta("http://alerta.example/api", "S4"),
		HTTPPost: []kapacitorconf.HTTPPost{{Endpoint: "e", URL: "http://x", Headers: map[string]kapacitorconf.Secret{"Authorization": "S5"}, BasicAuth: &kapacitorconf.BasicAuth{Username: "u", Password: "S6"}}},
		Slack:    []kapacitorconf.Slack{{Workspace: "w", URL: "S7"}, {Workspace: "v", Default: kapacitorconf.Bool(true)}},
		SMTP:     &kapacitorconf.SMTP{Password: "S8", Extra: map[string]any{"new-password": "S9", "n": int64(1)}},
		UDF:      &kapacitorconf.UDF{Functions: map[string]kapacitorconf.Function{"f": {Prog: "/f", Args: []string{"-x"}, Timeout: "10s"}}},
		Extra:    map[string]any{"mqtt": []map[string]any{{"password": "S0"}}},
	}
}

func TestRoundTrip(t *testing.T) {
	var b strings.Builder
	require.NoError(t, example().Write(&b))
	for i := range 10 {
		require.Contains(t, b.String(), fmt.Sprintf(`"S%d"`, i), "secrets are written")
	}
	require.Contains(t, b.String(), "token-prefix = \"Key\"")
	require.Contains(t, b.String(), "default-retention-policy = \"\"")
	again, err := kapacitorconf.Read(strings.NewReader(b.String()))
	require.NoError(t, err)
	require.Empty(t, diff(example(), again))
}

// diff compares the parts, since a Config shows nothing of its secrets.
func diff(a, b *kapacitorconf.Config) string {
	type plain kapacitorconf.Config
	return cmp.Diff((*plain)(a), (*plain)(b), cmpopts.EquateEmpty())
}

// TestSecrets: nothing but Write shows a secret.
func TestSecrets(t *testing.T) {
	c := example()
	asJSON, err := json.Marshal(c)
	require.NoError(t, err)
	parts, err := json.Marshal([]any{c.Alerta, c.Slack, c.InfluxDB, c.HTTP, c.HTTPPost, c.SMTP})
	require.NoError(t, err)
	shown := []string{c.String(), string(asJSON), string(parts)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, c), fmt.Sprintf(verb, *c), fmt.Sprintf(verb, *c.Alerta), fmt.Sprintf(verb, c.Slack), fmt.Sprintf(verb, c.HTTPPost), fmt.Sprintf(verb, []any{c.SMTP, c.HTTP, c.InfluxDB}))
	}
	for _, s := range shown {
		for i := range 10 {
			require.NotContains(t, s, fmt.Sprintf("S%d", i))
		}
	}
	require.Contains(t, c.String(), "[redacted]")
	require.Contains(t, c.String(), `hostname = "localhost"`)
	require.Equal(t, kapacitorconf.Secret("S4"), c.Alerta.Token, "the configuration itself is as it was")
}

func TestRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"[http\n":                        "line 2",
		"[http]\nbind-address = 1\n":     "[http]: bind-address: a value of type int64 does not fit",
		"http = 1\n":                     "[http]: a section is wanted",
		"[[http]]\n[[http]]\n":           "[http]: stands 2 times",
		"[[slack]]\nenabled = \"yes\"\n": "[slack]: enabled: a value of type string does not fit",
		"hostname = 3\n":                 "hostname: a value of type int64 does not fit",
	} {
		_, err := kapacitorconf.Read(strings.NewReader(text))
		require.ErrorContains(t, err, want, text)
	}
}

func FuzzRead(f *testing.F) {
	var b strings.Builder
	if err := example().Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.String())
	f.Add("[http]\nx = 1979-05-27T07:32:00Z\n[[slack]]\nurl = 1\n[udf.functions.f]\nprog = 'x'\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := kapacitorconf.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		_ = c.String()
		var b strings.Builder
		require.NoError(t, c.Write(&b))
		again, err := kapacitorconf.Read(strings.NewReader(b.String()))
		require.NoError(t, err, b.String())
		var c2 strings.Builder
		require.NoError(t, again.Write(&c2))
		require.Equal(t, b.String(), c2.String())
	})
}

func Example() {
	c := &kapacitorconf.Config{
		HTTP:   &kapacitorconf.HTTP{BindAddress: "127.0.0.1:9092"},
		Alerta: kapacitorconf.NewAlerta("http://alerta.example/api", "an API key"),
	}
	if err := c.Write(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// [alerta]
	//   enabled = true
	//   token = "an API key"
	//   token-prefix = "Key"
	//   url = "http://alerta.example/api"
	// [http]
	//   bind-address = "127.0.0.1:9092"
}
