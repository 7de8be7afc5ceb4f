package dashboards

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/tickwright/tickwright/grafana"
)

// Queries are the queries of a panel as a browser would send them to
// [grafana.Client.Query]: with the variables of the dashboard replaced. Values
// gives the values that are chosen for variables by name, such as "datasource",
// "bucket" or a tag; a tag without values has all of them.
func (d *Dashboard) Queries(panel int, values map[string][]string) ([]grafana.Query, error) {
	if panel < 0 || panel >= len(d.Panels) || d.Panels[panel].Panel == nil {
		return nil, fmt.Errorf("queries of dashboard %s: there is no panel %d", d.UID(), panel)
	}
	var out []grafana.Query
	for _, q := range d.Panels[panel].Panel.Targets {
		t, ok := q.(Target)
		if !ok {
			return nil, fmt.Errorf("queries of dashboard %s: a query of panel %d is no Target", d.UID(), panel)
		}
		var err error
		if t.Query, err = replaced(t.Query, values); err != nil {
			return nil, fmt.Errorf("queries of dashboard %s: panel %d: %w", d.UID(), panel, err)
		}
		uid, err := replaced(*t.DataSource.Uid, values)
		if err != nil {
			return nil, fmt.Errorf("queries of dashboard %s: panel %d: %w", d.UID(), panel, err)
		}
		t.DataSource.Uid = &uid
		raw, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		var model map[string]any
		if err := json.Unmarshal(raw, &model); err != nil {
			return nil, err
		}
		out = append(out, grafana.Query{RefID: t.RefID, Model: model})
	}
	return out, nil
}

// templated finds $name, ${name} and ${name:format}.
var templated = regexp.MustCompile(`\$(\w+)|\$\{(\w+)(?::\w+)?\}`)

// macros are replaced by the server.
var macros = map[string]bool{"timeFilter": true, "__interval": true, "__interval_ms": true}

// replaced puts values in place of variables: one as it is, several as an
// alternative of regular expressions, as Grafana does for data sources of InfluxDB.
func replaced(text string, values map[string][]string) (string, error) {
	var err error
	out := templated.ReplaceAllStringFunc(text, func(v string) string {
		m := templated.FindStringSubmatch(v)
		name := m[1] + m[2]
		if macros[name] {
			return v
		}
		chosen, ok := values[name]
		switch {
		case !ok && (name == dataSourceVariable || name == "bucket"):
			err = fmt.Errorf("no value is given for $%s", name)
			return v
		case len(chosen) == 0:
			return ".*"
		case name == dataSourceVariable || name == "bucket":
			return chosen[0]
		}
		quoted := make([]string, len(chosen))
		for i, c := range chosen {
			quoted[i] = strings.ReplaceAll(regexp.QuoteMeta(c), "/", `\/`)
		}
		if len(quoted) == 1 {
			return quoted[0]
		}
		return "(" + strings.Join(quoted, "|") + ")"
	})
	return out, err
}
