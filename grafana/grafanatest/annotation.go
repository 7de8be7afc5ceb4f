package grafanatest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sort"
	"strings"

	"github.com/tickwright/tickwright/grafana"
)

// note is an annotation; times are in milliseconds.
type note struct {
	id               int64
	dashboard        *dashboard // nil: of the organisation
	panel            int64
	from, to         int64
	text             string
	tags             []string
	data             json.RawMessage
	created, updated int64
	user             *user
	login            string
}

// maxTags is how long the tags of an annotation may be, written as JSON.
const maxTags = 500

type noteBody struct {
	DashboardUID string
	PanelID      int64
	Time         int64
	TimeEnd      int64
	Text         string
	Tags         []string
	Data         json.RawMessage
}

// normalTags are tags as the server stores them: a tag has a key and perhaps a value behind a colon; what follows a second colon is lost, and
// so are blanks around both, and tags that are there already.
func normalTags(tags []string) []string {
	out := []string{}
	seen := map[string]bool{}
	for _, t := range tags {
		parts := strings.Split(t, ":")
		t = strings.Trim(parts[0], " ")
		if t == "" {
			continue
		}
		if len(parts) > 1 {
			if v := strings.Trim(parts[1], " "); v != "" {
				t += ":" + v
			}
		}
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

// tagRows counts the tags of an annotation that fit one of those wanted; a wanted tag without a value fits every value.
func tagRows(have, want []string) int {
	n := 0
	for _, h := range have {
		key, _, _ := strings.Cut(h, ":")
		for _, w := range want {
			if h == w || (w == key && !strings.Contains(w, ":")) {
				n++
				break
			}
		}
	}
	return n
}

// settle makes from and to a region or a moment, and checks the tags.
func (n *note) settle() error {
	if n.to == 0 {
		n.to = n.from
	}
	if n.from == 0 {
		n.from = n.to
	}
	if n.to < n.from {
		n.from, n.to = n.to, n.from
	}
	length := 1
	for i, t := range n.tags {
		length += len(t) + 2
		if i > 0 {
			length++
		}
	}
	if length+1 > maxTags {
		return &apiError{http.StatusBadRequest, obj{"messageId": "annotations.tag-limit-exceeded", "statusCode": 400, "traceID": "",
			"message": fmt.Sprintf("Tags length exceeds the maximum allowed: tags length (%d) exceeds the maximum allowed (%d)", length+1, maxTags)}}
	}
	return nil
}

func (q *request) mayAnnotate(d *dashboard) bool {
	if d == nil {
		return q.caller.atLeast(grafana.RoleEditor)
	}
	return q.may(d, grafana.Edit)
}

func postAnnotation(q *request) (*reply, error) {
	body, err := bind[noteBody](q)
	if err != nil {
		return nil, err
	}
	now := q.s.now().UnixMilli()
	n := &note{panel: body.PanelID, from: body.Time, to: body.TimeEnd, text: body.Text, tags: normalTags(body.Tags), data: body.Data, created: now, updated: now,
		user: q.caller.user, login: q.caller.name}
	n.dashboard = q.org.dashboard(body.DashboardUID) // one that does not exist makes it the organisation's
	if n.from == 0 {
		n.from = now
	}
	switch {
	case !q.mayAnnotate(n.dashboard):
		return nil, denied()
	case n.text == "":
		return nil, failWith(http.StatusBadRequest, "Failed to save annotation", "text field should not be empty")
	}
	if err := n.settle(); err != nil {
		return nil, err
	}
	n.id = q.s.next("annotation")
	q.org.notes = append(q.org.notes, n)
	return ok(obj{"message": "Annotation added", "id": n.id})
}

func noteJSON(n *note) obj {
	o := obj{"id": n.id, "alertId": 0, "alertName": "", "dashboardId": 0, "dashboardUID": nil, "panelId": n.panel, "userId": 0, "newState": "", "prevState": "",
		"created": n.created, "updated": n.updated, "time": n.from, "timeEnd": n.to, "text": n.text, "tags": append([]string{}, n.tags...), "login": n.login, "email": "",
		"avatarUrl": "", "data": n.data}
	if n.data == nil {
		o["data"] = obj{}
	}
	if n.dashboard != nil {
		o["dashboardId"], o["dashboardUID"] = n.dashboard.id, n.dashboard.uid
	}
	return o
}

func (q *request) pathNote() (*note, error) {
	id, err := q.number("id")
	if err != nil {
		return nil, err
	}
	n := find(q.org.notes, func(n *note) bool { return n.id == id })
	if n == nil || (n.dashboard != nil && !q.may(n.dashboard, grafana.View)) {
		return nil, fail(http.StatusNotFound, "Annotation not found")
	}
	return n, nil
}

func (q *request) editNote() (*note, error) {
	n, err := q.pathNote()
	if err == nil && !q.mayAnnotate(n.dashboard) {
		err = denied()
	}
	return n, err
}

func getAnnotation(q *request) (*reply, error) {
	n, err := q.pathNote()
	if err != nil {
		return nil, err
	}
	o := noteJSON(n)
	o["dashboardUID"] = nil // only lists have it
	return ok(o)
}

func updateAnnotation(q *request) (*reply, error) {
	body, err := bind[noteBody](q)
	if err != nil {
		return nil, err
	}
	n, err := q.editNote()
	if err != nil {
		return nil, err
	}
	return q.store(n, body, "Annotation updated")
}

func patchAnnotation(q *request) (*reply, error) {
	body, err := bind[noteBody](q)
	if err != nil {
		return nil, err
	}
	n, err := q.editNote()
	if err != nil {
		return nil, err
	}
	if body.Text == "" {
		body.Text = n.text
	}
	if body.Tags == nil {
		body.Tags = n.tags
	}
	return q.store(n, body, "Annotation patched")
}

// store changes an annotation; a time of 0 stays as it is.
func (q *request) store(n *note, body noteBody, done string) (*reply, error) {
	changed := *n
	changed.text, changed.updated = body.Text, q.s.now().UnixMilli()
	if body.Tags != nil {
		changed.tags = body.Tags
	}
	if body.Time != 0 {
		changed.from = body.Time
	}
	if body.TimeEnd != 0 {
		changed.to = body.TimeEnd
	}
	if body.Data != nil {
		changed.data = body.Data
	}
	if err := changed.settle(); err != nil {
		return nil, err
	}
	*n = changed
	return said(done)
}

func deleteAnnotation(q *request) (*reply, error) {
	n, err := q.editNote()
	if err != nil {
		return nil, err
	}
	q.org.notes = remove(q.org.notes, n)
	return said("Annotation deleted")
}

func massDelete(q *request) (*reply, error) {
	body, err := bind[noteBody](q)
	if err != nil {
		return nil, err
	}
	d := q.org.dashboard(body.DashboardUID)
	switch {
	case (d == nil) != (body.PanelID == 0):
		return nil, failWith(http.StatusBadRequest, "bad request data", "DashboardId and PanelId are both required for mass delete")
	case !q.mayAnnotate(d):
		return nil, denied()
	}
	for _, n := range q.org.notes {
		if n.dashboard == d && n.panel == body.PanelID {
			q.org.notes = remove(q.org.notes, n)
		}
	}
	return said("Annotations deleted")
}

func listAnnotations(q *request) (*reply, error) {
	p := q.URL.Query()
	var d *dashboard
	if uid := p.Get("dashboardUID"); uid != "" {
		if d = q.org.dashboard(uid); d == nil {
			return nil, failWith(http.StatusBadRequest, "Invalid dashboard UID in annotation request", "Dashboard not found")
		}
	}
	from, to := int64(q.param("from")), int64(q.param("to"))
	want := normalTags(p["tags"])
	var found []*note
	for _, n := range q.org.notes {
		rows := tagRows(n.tags, want)
		switch {
		case d != nil && n.dashboard != d,
			n.dashboard != nil && !q.may(n.dashboard, grafana.View),
			q.param("panelId") != 0 && int64(q.param("panelId")) != n.panel,
			q.param("userId") != 0 && (n.user == nil || int64(q.param("userId")) != n.user.id),
			from > 0 && to > 0 && (n.from > to || n.to < from),
			p.Get("type") == grafana.AnnotationsByAlerts,
			len(want) > 0 && p.Get("matchAny") == "true" && rows == 0,
			len(want) > 0 && p.Get("matchAny") != "true" && rows != len(want):
			continue
		}
		found = append(found, n)
	}
	sort.SliceStable(found, func(i, j int) bool {
		a, b := found[i], found[j]
		return a.to > b.to || (a.to == b.to && a.from > b.from)
	})
	limit := q.param("limit")
	if limit <= 0 {
		limit = 100
	}
	out := []obj{}
	for _, n := range found[:min(limit, len(found))] {
		out = append(out, noteJSON(n))
	}
	return ok(out)
}
