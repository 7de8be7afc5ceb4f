package grafanasuite

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
)

func testAnnotations(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	d := s.saved(t, c, "", "")
	tag := s.name("tag")
	at := first.Add(123 * time.Millisecond)
	id, err := c.CreateAnnotation(ctx, grafana.AnnotationRequest{Time: at, TimeEnd: at.Add(time.Minute), Text: "a region", Tags: []string{tag, "host:a"}, Data: json.RawMessage(`{"k":"v"}`)})
	require.NoError(t, err)
	a, err := c.GetAnnotation(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []any{at, at.Add(time.Minute), "a region", []string{tag, "host:a"}, true, s.env.User}, []any{a.Time.Time, a.TimeEnd.Time, a.Text, a.Tags, a.Region(), a.Login})
	require.JSONEq(t, `{"k":"v"}`, string(a.Data))
	moment, err := c.CreateAnnotation(ctx, grafana.AnnotationRequest{DashboardUID: d.UID, PanelID: 2, Time: at.Add(time.Hour), Text: "a moment", Tags: []string{tag}})
	require.NoError(t, err)
	a, err = c.GetAnnotation(ctx, moment)
	require.NoError(t, err)
	require.Equal(t, []any{false, a.Time.Time}, []any{a.Region(), a.TimeEnd.Time}, "the end is the beginning")

	ids := func(q grafana.AnnotationQuery) []int64 {
		var out []int64
		for _, a := range collect(t, c.AllAnnotations(ctx, q)) {
			out = append(out, a.ID)
		}
		return out
	}
	require.Equal(t, []int64{moment, id}, ids(grafana.AnnotationQuery{Tags: []string{tag}}), "what ends last comes first")
	require.Equal(t, []int64{id}, ids(grafana.AnnotationQuery{Tags: []string{tag, "host:a"}}))
	require.Equal(t, []int64{moment, id}, ids(grafana.AnnotationQuery{Tags: []string{tag, "host:a"}, AnyTag: true, From: first, To: first.Add(2 * time.Hour)}))
	require.Equal(t, []int64{moment}, ids(grafana.AnnotationQuery{DashboardUID: d.UID, PanelID: 2, Kind: grafana.AnnotationsByUsers}))
	require.Equal(t, []int64{id}, ids(grafana.AnnotationQuery{Tags: []string{tag}, From: at.Add(30 * time.Second), To: at.Add(40 * time.Second)}), "what overlaps")
	require.Empty(t, ids(grafana.AnnotationQuery{Tags: []string{tag}, Kind: grafana.AnnotationsByAlerts}))
	list, err := c.ListAnnotations(ctx, grafana.AnnotationQuery{Tags: []string{tag}, Limit: 1})
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, d.UID, list[0].DashboardUID)
	_, err = c.ListAnnotations(ctx, grafana.AnnotationQuery{DashboardUID: s.name("none")})
	require.ErrorIs(t, err, grafana.ErrBadRequest)
	_, err = c.CreateAnnotation(ctx, grafana.AnnotationRequest{DashboardUID: s.name("none"), Text: "x"})
	require.Error(t, err, "the server would mark the whole organisation")

	require.NoError(t, c.PatchAnnotation(ctx, id, grafana.AnnotationPatch{TimeEnd: at.Add(2 * time.Minute)}))
	a, err = c.GetAnnotation(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []any{at, at.Add(2 * time.Minute), "a region", []string{tag, "host:a"}}, []any{a.Time.Time, a.TimeEnd.Time, a.Text, a.Tags}, "the rest stays")
	require.NoError(t, c.PatchAnnotation(ctx, id, grafana.AnnotationPatch{Text: "t", Tags: []string{tag}, Time: at.Add(time.Second), Data: json.RawMessage(`{"k":2}`)}))
	a, err = c.GetAnnotation(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []any{at.Add(time.Second), "t", []string{tag}}, []any{a.Time.Time, a.Text, a.Tags})
	require.NoError(t, c.UpdateAnnotation(ctx, id, grafana.AnnotationRequest{Time: at, TimeEnd: at.Add(time.Hour), Text: "u"}))
	a, err = c.GetAnnotation(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []any{at, at.Add(time.Hour), "u", 0}, []any{a.Time.Time, a.TimeEnd.Time, a.Text, len(a.Tags)})
	require.Equal(t, []int64{moment}, ids(grafana.AnnotationQuery{Tags: []string{tag}}), "the tags are gone")

	_, viewer := s.user(t, c, grafana.RoleViewer)
	_, err = viewer.CreateAnnotation(ctx, grafana.AnnotationRequest{Text: "x"})
	require.ErrorIs(t, err, grafana.ErrForbidden)
	require.NoError(t, c.DeletePanelAnnotations(ctx, d.UID, 2))
	require.Empty(t, ids(grafana.AnnotationQuery{DashboardUID: d.UID}))
	require.NoError(t, c.DeleteAnnotation(ctx, id))
	require.Error(t, c.DeleteAnnotation(ctx, id))
	_, err = c.GetAnnotation(ctx, id)
	require.Error(t, err)
}

// testAnnotationTags shows what the server does to tags, and that AnnotationTag makes those which it keeps.
func testAnnotationTags(t *testing.T, s *suite) {
	c, ctx := s.client(t), s.ctx(t)
	tag := s.name("tag")
	id, err := c.CreateAnnotation(ctx, grafana.AnnotationRequest{Text: "x", Tags: []string{tag, " blank : v ", "a:b:c", "a:b:d", grafana.AnnotationTag("host", "10.0.0.1:8080")}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.DeleteAnnotation(s.ctx(t), id)) })
	a, err := c.GetAnnotation(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []string{tag, "blank:v", "a:b", "host:10.0.0.1_8080"}, a.Tags)
	list, err := c.ListAnnotations(ctx, grafana.AnnotationQuery{Tags: []string{tag, "host"}})
	require.NoError(t, err)
	require.Len(t, list, 1, "a key alone fits every value")
	long := make([]string, 40)
	for i := range long {
		long[i] = s.name("a-long-tag")
	}
	_, err = c.CreateAnnotation(ctx, grafana.AnnotationRequest{Text: "x", Tags: long})
	require.ErrorIs(t, err, grafana.ErrBadRequest, "too many tags")
}
