package catalogdiff

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor/kapacitorconf"
)

// configTags are the options of the structs in a service's config.go, by their type.
func configTags(t *testing.T, service string) map[string]map[string]bool {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/influxdata/kapacitor").Output()
	require.NoError(t, err)
	file := filepath.Join(strings.TrimSpace(string(out)), "services", service, "config.go")
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	all := map[string]map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		ts, is := n.(*ast.TypeSpec)
		if !is {
			return true
		}
		st, is := ts.Type.(*ast.StructType)
		if !is {
			return false
		}
		tags := map[string]bool{}
		for _, f := range st.Fields.List {
			if f.Tag == nil {
				continue
			}
			if name := reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("toml"); name != "" && name != "-" {
				tags[name] = true
			}
		}
		all[ts.Name.Name] = tags
		return false
	})
	return all
}

// TestConfigOptions compares the options of the typed sections with those of the server's own structs.
func TestConfigOptions(t *testing.T) {
	for _, x := range []struct {
		service, typ string
		ours         any
	}{
		{"httpd", "Config", kapacitorconf.HTTP{}}, {"config", "Config", kapacitorconf.ConfigOverride{}}, {"diagnostic", "Config", kapacitorconf.Logging{}},
		{"load", "Config", kapacitorconf.Load{}}, {"replay", "Config", kapacitorconf.Replay{}}, {"storage", "Config", kapacitorconf.Storage{}},
		{"task_store", "Config", kapacitorconf.Task{}}, {"alert", "Config", kapacitorconf.Alert{}}, {"stats", "Config", kapacitorconf.Stats{}},
		{"reporting", "Config", kapacitorconf.Reporting{}}, {"influxdb", "Config", kapacitorconf.InfluxDB{}}, {"udf", "Config", kapacitorconf.UDF{}},
		{"udf", "FunctionConfig", kapacitorconf.Function{}}, {"alerta", "Config", kapacitorconf.Alerta{}}, {"httppost", "Config", kapacitorconf.HTTPPost{}},
		{"httppost", "BasicAuth", kapacitorconf.BasicAuth{}}, {"opsgenie2", "Config", kapacitorconf.OpsGenie2{}}, {"pagerduty2", "Config", kapacitorconf.PagerDuty2{}},
		{"slack", "Config", kapacitorconf.Slack{}}, {"smtp", "Config", kapacitorconf.SMTP{}}, {"telegram", "Config", kapacitorconf.Telegram{}},
		{"victorops", "Config", kapacitorconf.VictorOps{}},
	} {
		t.Run(x.service+"."+x.typ, func(t *testing.T) {
			want := configTags(t, x.service)[x.typ]
			require.NotEmpty(t, want)
			got := map[string]bool{}
			typ := reflect.TypeOf(x.ours)
			for i := range typ.NumField() {
				name, _, _ := strings.Cut(typ.Field(i).Tag.Get("toml"), ",")
				if name != "-" {
					got[name] = true
				}
			}
			require.Equal(t, keysOf(want), keysOf(got))
		})
	}
}

func keysOf(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
