package kapacitor_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/kapacitor"
)

// TestPlanLeavesForeign: a server that answers with more than was asked for gets nothing foreign deleted.
func TestPlanLeavesForeign(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet:
			refuse(w, 500, "nothing is to be changed")
		case strings.HasSuffix(r.URL.Path, "/tasks"):
			fmt.Fprint(w, `{"tasks":[{"id":"theirs"},{"id":"ops-old"}]}`)
		case strings.HasSuffix(r.URL.Path, "/templates"):
			fmt.Fprint(w, `{"templates":[{"id":"their-template"}]}`)
		case strings.HasSuffix(r.URL.Path, "/topics"):
			fmt.Fprint(w, `{"topics":[{"id":"disk"}]}`)
		default:
			fmt.Fprint(w, `{"handlers":[{"id":"their-handler","kind":"log"}]}`)
		}
	})
	p, err := c.Plan(t.Context(), kapacitor.Set{}, ours)
	require.NoError(t, err)
	require.Equal(t, "- task ops-old\n0 to create, 0 to change, 1 to delete, 0 unchanged\n", text(t, p))
}

// TestListWithoutOffsets: a server that does not know offsets does not make a walk endless.
func TestListWithoutOffsets(t *testing.T) {
	var rows []string
	for i := range 100 {
		rows = append(rows, fmt.Sprintf(`{"id":"t%03d"}`, i))
	}
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"tasks":[%s]}`, strings.Join(rows, ","))
	})
	n := 0
	var last error
	for _, err := range c.AllTasks(t.Context(), kapacitor.TaskQuery{}) {
		if last = err; err == nil {
			n++
		}
	}
	require.Equal(t, 100, n)
	require.ErrorContains(t, last, "do not follow")
}

// TestHandlerSecrets: neither a printed plan nor the error of a server that repeats the options shows them.
func TestHandlerSecrets(t *testing.T) {
	const secret = "token-of-the-pager"
	set := kapacitor.Set{Handlers: []kapacitor.TopicHandlerRequest{{
		ID: "page", Topic: "disk", Kind: "post", Options: map[string]any{"url": "http://127.0.0.1/" + secret, "headers": map[string]any{"X": secret}},
	}}}
	p, err := newFake().client(t).Plan(t.Context(), set, ours)
	require.NoError(t, err)
	raw, err := json.Marshal(p)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %+v %#v %s", p, p, p, p.Steps, p.Steps, raw), secret)

	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var h kapacitor.TopicHandlerRequest
		_ = json.Unmarshal(body, &h)
		refuse(w, 400, fmt.Sprintf("bad options: %v", h.Options))
	})
	_, err = c.Apply(t.Context(), p, noWait)
	require.Error(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), secret)
	_, err = c.ReplaceTopicHandler(t.Context(), set.Handlers[0])
	require.Error(t, err)
	require.NotContains(t, err.Error(), secret)
}
