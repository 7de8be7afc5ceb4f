package alerta_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
)

func event() alerta.KapacitorEvent {
	return alerta.KapacitorEvent{ID: "disk:host=a", Message: "disk is <full> & bad", Level: "CRITICAL", Time: time.Unix(1700000000, 0).UTC(), Name: "disk", TaskName: "disk_alert",
		Group: "host=a", Tags: map[string]string{"host": "a", "cluster": "blue"}, Fields: map[string]any{"used": 97.5},
		Result: map[string]any{"series": []any{map[string]any{"name": "disk"}}}}
}

// The bodies are what Kapacitor 1.8.3's handler posts, but for the order of the tags.
func TestKapacitorBodies(t *testing.T) {
	for name, tc := range map[string]struct {
		h    alerta.KapacitorHandler
		want string
	}{
		"defaults": {alerta.KapacitorHandler{ConfigEnvironment: "Production", ConfigOrigin: "Kapacitor"},
			`{"correlate":["disk"],"environment":"Production","event":"disk:host=a","group":"host=a","origin":"Kapacitor","rawData":{"series":[{"name":"disk"}]},"resource":"disk","service":["disk"],"severity":"critical","tags":["cluster=blue","host=a"],"text":"disk is \u003cfull\u003e \u0026 bad","timeout":86400,"value":""}`},
		"everything": {alerta.KapacitorHandler{Resource: `{{ index .Tags "host" }}`, Event: "{{ .TaskName }}", Environment: "Development", Group: "G", Value: `{{ index .Fields "used" }}`, Origin: "o",
			Service: []string{"{{ .Name }}", "x"}, Correlate: []string{"A", "B"}, Attributes: map[string]any{"a": 1, "b": "{{ .Level }}", "c": "{{ .Name }}"}, Timeout: 90500 * time.Millisecond,
			ConfigEnvironment: "Production", ConfigOrigin: "Kapacitor"},
			`{"attributes":{"a":1,"b":"CRITICAL","c":"disk"},"correlate":["A","B"],"environment":"Development","event":"disk_alert","group":"G","origin":"o","rawData":{"series":[{"name":"disk"}]},"resource":"a","service":["disk","x"],"severity":"critical","tags":["cluster=blue","host=a"],"text":"disk is \u003cfull\u003e \u0026 bad","timeout":90,"value":"97.5"}`},
	} {
		m, err := alerta.NewKapacitorMapper(tc.h)
		require.NoError(t, err, name)
		p, err := m.Map(event())
		require.NoError(t, err, name)
		got, err := json.Marshal(p)
		require.NoError(t, err)
		require.Equal(t, tc.want, string(got), name)
	}
}

func TestKapacitorTemplatesThatFail(t *testing.T) {
	_, err := alerta.NewKapacitorMapper(alerta.KapacitorHandler{Resource: "{{", Value: "{{ .Name"})
	require.ErrorContains(t, err, "resource")
	require.ErrorContains(t, err, "value")
	for name, h := range map[string]alerta.KapacitorHandler{
		"fields in the event": {Event: "{{ .Fields }}"}, // the event's template does not see them
		"empty resource":      {Resource: "{{ if false }}x{{ end }}"},
		"no such member":      {Group: "{{ .Nope }}"},
	} {
		m, err := alerta.NewKapacitorMapper(h)
		require.NoError(t, err, name)
		_, err = m.Map(event())
		require.Error(t, err, name)
	}
}

func TestKapacitorLevelsAndBack(t *testing.T) {
	for level, severity := range map[string]string{"OK": "ok", "INFO": "informational", "WARNING": "warning", "CRITICAL": "critical"} {
		require.Equal(t, severity, alerta.KapacitorSeverity(level))
		require.Equal(t, level, alerta.KapacitorLevel(severity))
	}
	require.Equal(t, "indeterminate", alerta.KapacitorSeverity(""))
	require.Equal(t, "", alerta.KapacitorLevel("indeterminate"))
	require.Equal(t, "Bearer k", alerta.KapacitorAuthorization("", "k"))
	require.Equal(t, "Key k", alerta.KapacitorAuthorization("Key", "k"))

	srv, c := start(t, alertatest.Config{})
	m, err := alerta.NewKapacitorMapper(alerta.KapacitorHandler{ConfigEnvironment: "Production", ConfigOrigin: "Kapacitor"})
	require.NoError(t, err)
	p, err := m.Map(event())
	require.NoError(t, err)
	_, err = c.Send(t.Context(), p.Request())
	require.NoError(t, err)
	back := alerta.FromKapacitor(srv.Alerts()[0])
	want := event()
	want.Time, want.TaskName, want.Fields = back.Time, "", nil
	require.Equal(t, want, back)
	ok := event()
	ok.Level = "OK"
	p, err = m.Map(ok)
	require.NoError(t, err)
	rec, err := c.Send(t.Context(), p.Request())
	require.NoError(t, err)
	require.Equal(t, "closed", rec.Alert.Status)
}
