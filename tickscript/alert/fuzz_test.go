package alert

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

// FuzzTemplates: the fast forms render what Go's template packages do, whatever
// the text and the data.
func FuzzTemplates(f *testing.F) {
	for _, s := range []string{"", "x", "{{ .ID }}", `{{ index .Tags "host" }}/{{.Name}}`, `{{ index .Fields "v" | printf "%0.2f" }}`, "{{ json . }}", "{{ if .Level }}{{ end }}", "{{ .Nope }}", "{{", `{{ index .Tags 5 }}`, "{{/* c */}}", "{{- .Group -}}"} {
		f.Add(s, "host", "a b<&>\"'+\x00é\xff", 97.5)
	}
	f.Fuzz(func(t *testing.T, text, key, value string, v float64) {
		if len(text) > 200 {
			return
		}
		d := &Data{
			Name: value, TaskName: key, Group: value, Tags: []Tag{{key, value}}, ID: value, Fields: []Field{{key, lambda.StringValue(value)}, {key + "v", lambda.FloatValue(v)}},
			Level: Warning, Time: time.Unix(0, int64(len(text))*1e8).UTC(), Duration: time.Duration(len(value)), Message: value,
		}
		for _, use := range []Use{ForID, ForMessage, ForDetails, ForHandler} {
			fast, err := NewTemplate(use, text)
			if err != nil {
				continue
			}
			slow, err := NewTemplate(use, text)
			require.NoError(t, err)
			slow.parts, slow.json = nil, false
			got, gerr := fast.Append(nil, d)
			want, werr := slow.Append(nil, d)
			require.Equal(t, werr == nil, gerr == nil, "%v %v", werr, gerr)
			if werr == nil {
				require.Equal(t, string(want), string(got))
			}
		}
		e := &Event{ID: d.ID, Message: d.Message, Level: d.Level, Time: d.Time, Name: d.Name, TaskName: d.TaskName, Group: d.Group, Tags: d.Tags, Fields: d.Fields}
		tt, err := newTextTemplate("x", text)
		if err != nil {
			return
		}
		want, werr := tt.execute(e.templateData())
		got, gerr := tt.render(&rendering{e: e})
		require.Equal(t, werr == nil, gerr == nil)
		if werr == nil {
			require.Equal(t, want, got)
		}
		want, werr = tt.execute(e.eventData())
		got, gerr = tt.renderEvent(&rendering{e: e})
		require.Equal(t, werr == nil, gerr == nil)
		if werr == nil {
			require.Equal(t, want, got)
		}
	})
}

// FuzzMatch: a match expression is refused or evaluates, and never crashes.
func FuzzMatch(f *testing.F) {
	for _, s := range []string{`changed()`, `level() >= WARNING`, `"host" =~ /a/`, `1 / 0 == level()`, `alertDuration() > 5m AND name() != ''`, `(`, `level(`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := compileMatch(text)
		if err != nil {
			return
		}
		for _, e := range []*Event{{}, {Level: Critical, Tags: []Tag{{"host", "a"}}}} {
			_, _ = m.matches(e)
		}
	})
}

// FuzzOptions: any JSON is refused or decoded.
func FuzzOptions(f *testing.F) {
	f.Add("slack", "channel", "x", 1.5)
	f.Add("post", "timeout", "10s", 1e30)
	f.Add("mqtt", "qos", "at-least-once", -1.0)
	f.Fuzz(func(t *testing.T, kind, key, text string, n float64) {
		ts := NewTopics(nil, time.Unix(0, 0))
		for i, v := range []any{text, n, nil, true, []any{text, n}, map[string]any{key: text}} {
			_ = ts.Define(HandlerSpec{Topic: "t", ID: string(rune('a' + i)), Kind: kind, Options: map[string]any{key: v}, Match: text})
		}
		ts.Collect("t", &Event{ID: text, Level: Critical}, func(d *Delivery) {
			if d.Payload != nil {
				_ = d.Payload.String()
			}
		})
	})
}
