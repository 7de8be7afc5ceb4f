package grafana

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tickwright/tickwright/internal/api"
)

// Annotation marks a moment or, with an end, a region of time: on one panel, on one dashboard, or on every dashboard that asks for its
// tags.
type Annotation struct {
	ID           int64           `json:"id"`
	DashboardUID string          `json:"dashboardUID"` // "" is the whole organisation
	PanelID      int64           `json:"panelId"`
	Time         Millis          `json:"time"`
	TimeEnd      Millis          `json:"timeEnd"` // equal to Time when it is a moment
	Text         string          `json:"text"`
	Tags         []string        `json:"tags"` // see AnnotationTag
	Data         json.RawMessage `json:"data"`
	AlertID      int64           `json:"alertId"`
	AlertName    string          `json:"alertName"`
	NewState     string          `json:"newState"` // of annotations which Grafana's own alerting makes
	PrevState    string          `json:"prevState"`
	UserID       int64           `json:"userId"`
	Login        string          `json:"login"`
	Created      Millis          `json:"created"`
	Updated      Millis          `json:"updated"`
}

// Region reports whether the annotation has a length.
func (a Annotation) Region() bool { return a.TimeEnd.After(a.Time.Time) }

// AnnotationRequest is an annotation to be made, or what one shall become.
type AnnotationRequest struct {
	DashboardUID string // "" marks every dashboard of the organisation which asks for one of the tags
	PanelID      int64
	Time         time.Time // the server's now when zero
	TimeEnd      time.Time // makes it a region
	Text         string    // required; HTML is allowed, as the server sanitises it when it is shown
	Tags         []string
	Data         json.RawMessage // an object of one's own
}

type annotationBody struct {
	DashboardUID string          `json:"dashboardUID,omitempty"`
	PanelID      int64           `json:"panelId,omitempty"`
	Time         int64           `json:"time,omitempty"`
	TimeEnd      int64           `json:"timeEnd,omitempty"`
	Text         string          `json:"text"`
	Tags         []string        `json:"tags"`
	Data         json.RawMessage `json:"data,omitempty"`
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func (r AnnotationRequest) body(op string) (annotationBody, error) {
	b := annotationBody{DashboardUID: r.DashboardUID, PanelID: r.PanelID, Time: millis(r.Time), TimeEnd: millis(r.TimeEnd), Text: r.Text, Tags: r.Tags, Data: r.Data}
	switch {
	case r.Text == "":
		return b, invalid(op, "text is empty")
	case !r.TimeEnd.IsZero() && r.TimeEnd.Before(r.Time):
		return b, invalid(op, "it would end before it begins")
	case r.PanelID != 0 && r.DashboardUID == "":
		return b, invalid(op, "panel %d without a dashboard", r.PanelID)
	}
	if b.Tags == nil {
		b.Tags = []string{}
	}
	return b, nil
}

// CreateAnnotation makes an annotation and returns its id. A dashboard that does not exist is ErrBadRequest: it is looked for before, since
// the server would mark the whole organisation then. Not repeated after a lost answer.
func (c *Client) CreateAnnotation(ctx context.Context, r AnnotationRequest) (int64, error) {
	const op = "create annotation"
	body, err := r.body(op)
	if err != nil {
		return 0, err
	}
	if r.DashboardUID != "" {
		if _, err := c.ListAnnotations(ctx, AnnotationQuery{DashboardUID: r.DashboardUID, Limit: 1}); err != nil {
			return 0, err
		}
	}
	out, err := fetch[struct{ ID int64 }](ctx, c, "id", call{op: op, method: http.MethodPost, path: "annotations", body: body, repeat: api.RepeatUnsafe})
	return out.ID, err
}

// GetAnnotation fetches one annotation.
func (c *Client) GetAnnotation(ctx context.Context, annotation int64) (Annotation, error) {
	return fetch[Annotation](ctx, c, "id", call{op: "get annotation", path: "annotations/{}", args: id(annotation)})
}

// UpdateAnnotation replaces time, end, text, tags and data. Where it is shown stays.
func (c *Client) UpdateAnnotation(ctx context.Context, annotation int64, r AnnotationRequest) error {
	const op = "update annotation"
	body, err := r.body(op)
	if err != nil {
		return err
	}
	return c.act(ctx, call{op: op, method: http.MethodPut, path: "annotations/{}", args: id(annotation), body: body})
}

// AnnotationPatch changes some parts of an annotation; zero fields stay. The server cannot make a text empty or take all tags away by it.
type AnnotationPatch struct {
	Time    time.Time
	TimeEnd time.Time
	Text    string
	Tags    []string
	Data    json.RawMessage
}

// PatchAnnotation changes some parts of an annotation.
func (c *Client) PatchAnnotation(ctx context.Context, annotation int64, p AnnotationPatch) error {
	body := map[string]any{}
	if !p.Time.IsZero() {
		body["time"] = millis(p.Time)
	}
	if !p.TimeEnd.IsZero() {
		body["timeEnd"] = millis(p.TimeEnd)
	}
	if p.Text != "" {
		body["text"] = p.Text
	}
	if p.Tags != nil {
		body["tags"] = p.Tags
	}
	if p.Data != nil {
		body["data"] = p.Data
	}
	return c.act(ctx, call{op: "patch annotation", method: http.MethodPatch, path: "annotations/{}", args: id(annotation), body: body, repeat: api.RepeatSafe})
}

// DeleteAnnotation removes an annotation.
func (c *Client) DeleteAnnotation(ctx context.Context, annotation int64) error {
	return c.act(ctx, call{op: "delete annotation", method: http.MethodDelete, path: "annotations/{}", args: id(annotation)})
}

// DeletePanelAnnotations removes all annotations of one panel of a dashboard.
func (c *Client) DeletePanelAnnotations(ctx context.Context, dashboardUID string, panel int64) error {
	const op = "delete annotations of a panel"
	if dashboardUID == "" || panel == 0 {
		return invalid(op, "dashboard %q, panel %d: both are needed", dashboardUID, panel)
	}
	return c.act(ctx, call{op: op, method: http.MethodPost, path: "annotations/mass-delete",
		body: map[string]any{"dashboardUID": dashboardUID, "panelId": panel}, repeat: api.RepeatSafe})
}

// Kinds of annotations, for a query.
const (
	AnnotationsByAlerts = "alert"      // made by Grafana's own alerting
	AnnotationsByUsers  = "annotation" // made through the API or in a browser
)

// AnnotationQuery selects annotations; zero fields select all.
type AnnotationQuery struct {
	// From and To select what overlaps the time between them; the server looks at them only when both are given.
	From, To     time.Time
	DashboardUID string
	PanelID      int64
	Tags         []string // all of them
	AnyTag       bool     // one of Tags is enough
	Kind         string   // AnnotationsByAlerts or AnnotationsByUsers
	UserID       int64
	Limit        int // of ListAnnotations; the server's default, 100, when 0
}

func (q AnnotationQuery) values() url.Values {
	v := url.Values{}
	number := func(name string, n int64) {
		if n != 0 {
			v.Set(name, strconv.FormatInt(n, 10))
		}
	}
	number("from", millis(q.From))
	number("to", millis(q.To))
	number("panelId", q.PanelID)
	number("userId", q.UserID)
	number("limit", int64(q.Limit))
	if q.DashboardUID != "" {
		v.Set("dashboardUID", q.DashboardUID)
	}
	if q.Kind != "" {
		v.Set("type", q.Kind)
	}
	if len(q.Tags) > 0 {
		v["tags"] = q.Tags
	}
	if q.AnyTag {
		v.Set("matchAny", "true")
	}
	return v
}

// ListAnnotations fetches up to Limit annotations, those that end last first.
func (c *Client) ListAnnotations(ctx context.Context, q AnnotationQuery) ([]Annotation, error) {
	if q.From.IsZero() != q.To.IsZero() {
		return nil, invalid("list annotations", "the server ignores from without to, and to without from")
	}
	return fetchList[Annotation](ctx, c, call{op: "list annotations", path: "annotations", query: q.values()})
}

// AllAnnotations walks all annotations that the query selects, whatever its Limit. The server has no pages here: it is asked for more and
// more of them, until it has no more.
func (c *Client) AllAnnotations(ctx context.Context, q AnnotationQuery) iter.Seq2[Annotation, error] {
	return func(yield func(Annotation, error) bool) {
		seen := map[int64]bool{}
		for q.Limit = 1000; ; q.Limit *= 4 {
			list, err := c.ListAnnotations(ctx, q)
			if err != nil {
				yield(Annotation{}, err)
				return
			}
			for _, a := range list {
				if !seen[a.ID] {
					seen[a.ID] = true
					if !yield(a, nil) {
						return
					}
				}
			}
			if len(list) < q.Limit {
				return
			}
		}
	}
}
