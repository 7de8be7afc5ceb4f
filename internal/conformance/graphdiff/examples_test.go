package graphdiff

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// askTemplate defines a template and deletes it.
func (c *client) askTemplate(t *testing.T, q question) answer {
	t.Helper()
	c.n++
	id := fmt.Sprintf("template%d", c.n)
	status, data, err := c.call(http.MethodPost, "/templates", map[string]any{"id": id, "script": q.src})
	if err != nil {
		return answer{closed: true}
	}
	if text := errorOf(status, data); text != "" {
		return answer{define: strings.TrimPrefix(text, "invalid TICKscript: ")}
	}
	var tmpl struct{ Dot string }
	require.NoError(t, json.Unmarshal(data, &tmpl))
	_, _, err = c.call(http.MethodDelete, "/templates/"+id, nil)
	require.NoError(t, err)
	return answer{dot: strings.Replace(tmpl.Dot, "digraph "+id+" ", "digraph x ", 1)}
}

// TestExamplesAgainstTheServer defines every example script of Kapacitor's own, as a template where it wants values.
func TestExamplesAgainstTheServer(t *testing.T) {
	s := kapacitord.Shared(t)
	c := &client{url: s.URL}
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/influxdata/kapacitor").Output()
	require.NoError(t, err)
	dir := strings.TrimSpace(string(out))
	asked := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".tick" {
			return err
		}
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		q := question{src: string(src)}
		file, parsed := syntax.Parse(q.src)
		if parsed.HasErrors() || graph.InferType(file) == graph.UnknownType {
			return nil
		}
		rel, _ := filepath.Rel(dir, path)
		asked++
		t.Run(filepath.ToSlash(rel), func(t *testing.T) {
			_, diags := graph.Parse(q.src, q.opts)
			live := answer{}
			if missing(diags) {
				q.opts.Template = true
				live = c.askTemplate(t, q)
			} else {
				live = c.ask(t, q)
			}
			if diff := compare(q, live); diff != "" {
				t.Error(diff)
			}
		})
		return nil
	}))
	require.Greater(t, asked, 40)
}

// TestTemplatesAgainstTheServer defines scripts whose variables have no values.
func TestTemplatesAgainstTheServer(t *testing.T) {
	s := kapacitord.Shared(t)
	c := &client{url: s.URL}
	for _, src := range []string{
		"var n int\nvar t string\nvar c lambda\nvar l list\nvar r regex\nvar d duration\nstream|from().measurement(t).where(c).groupBy(l)|sample(n)|where(lambda: \"a\" =~ r)|window().period(d)",
		"var s star\nstream|from().groupBy(s)|log()",
		"var n string\nstream|from()|eval(lambda: 1).as(n)|join(stream|from()).as(n, 'b')",
		"var n string\nstream|from().groupBy(n)|log()",
		"var n int\nstream|from()|window().periodCount(n).everyCount(n)",
		"var n int\nstream|from()|window().periodCount(5).everyCount(n)",
		"var n int\nstream|from()|barrier().idle(1s * n)",
		"var d duration\nstream|from()|barrier().idle(d)",
		"var c lambda\nstream|from()|where(lambda: c AND \"x\" > 5)",
		"var f float\nstream|from()|percentile('x', f)",
		"var f int\nstream|from()|percentile('x', f)",
		"var c lambda\nvar d = lambda: c\nstream|from().where(c).where(d)|eval(c).as('x')",
		"var n int\nvar m = n + 1\nvar o = 5 / n\nstream|from()|sample(m)",
		"var r regex\nvar x = 'a' =~ r\nstream|from()|log()",
		"var l list\nstream|from()|groupBy(l)|changeDetect(l)",
		"var l lambda\nvar x = -l\nstream|from()|log()",
		"var x star\nvar x int\nstream|from()|log()",
		"var x int\nvar x = 5\nstream|from()|log()",
	} {
		q := question{src: src + "\n", opts: graph.Options{Template: true}}
		t.Run(src, func(t *testing.T) {
			if diff := compare(q, c.askTemplate(t, q)); diff != "" {
				t.Errorf("%s\n%s", src, diff)
			}
		})
	}
}

func missing(l diag.List) bool {
	for _, d := range l {
		if d.Severity == diag.Error && d.Code != graph.CodeVarMissing {
			return false
		}
	}
	return l.HasErrors()
}
