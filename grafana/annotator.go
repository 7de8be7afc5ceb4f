package grafana

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html"
	"slices"
	"sync"
	"time"

	"github.com/tickwright/tickwright/tickscript/alert"
)

// Tags of the annotations that an Annotator makes. A dashboard shows those of one rule by a query for the tag AnnotationTag(TagRule, task).
const (
	TagAlert   = "alert"    // "alert:open" until the recovery, "alert:closed" after it
	TagRule    = "rule"     // the task's name
	TagLevel   = "level"    // the worst level so far: info, warning, critical
	TagEvent   = "event"    // names the alert: a hash of its topic and id
	TagRetired = "retired"  // the kind of what went: "retired:node"
	TagRetire  = "retireid" // names a retirement: a hash of it
)

const (
	stateOpen   = "open"
	stateClosed = "closed"
)

// AnnotatorOptions tune an Annotator. The zero value is ready for use.
type AnnotatorOptions struct {
	// Scope keeps apart what several programs annotate in one organisation; the same alert in two scopes is two alerts.
	Scope string
	// Where chooses the dashboard and the panel; without it annotations are the organisation's, and a dashboard shows them by their tags. It
	// must give the same answer for all events of one alert.
	Where func(e *alert.Event) (dashboardUID string, panel int64)
	// Text is the text of an annotation at an event, in HTML, which the server sanitises when it is shown; default: the level and the
	// message, escaped.
	Text func(e *alert.Event) string
	// Tags are added to every annotation.
	Tags []string
}

// Annotator writes alert events and retirements into Grafana as annotations: a region opens with the first event that is not OK and closes
// with the recovery.
//
// It may be told an event again: what was done is not done a second time. It keeps nothing that matters: after a restart it finds the open
// annotation of an alert by its tags. Two annotators that are told the same events at the same moment may both open one; both are closed by
// the recovery.
//
// An Annotator is safe for concurrent use; it handles one event at a time.
type Annotator struct {
	c   *Client
	opt AnnotatorOptions
	mu  sync.Mutex
}

// NewAnnotator makes an annotator that writes with c.
func NewAnnotator(c *Client, opt AnnotatorOptions) *Annotator { return &Annotator{c: c, opt: opt} }

// Change is what an event did.
type Change string

// The changes.
const (
	Unchanged Change = "unchanged" // it was known, or there was nothing to close
	Opened    Change = "opened"
	Changed   Change = "changed" // the level rose, or the message is another one
	Closed    Change = "closed"
	Marked    Change = "marked" // a retirement
)

// Annotated tells what was done: the annotation and the change.
type Annotated struct {
	ID     int64 // 0 when there is none
	Change Change
}

// hash is a name that is short enough for a tag.
func hash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}

func (a *Annotator) eventTag(e *alert.Event) string {
	return AnnotationTag(TagEvent, hash(a.opt.Scope, e.Topic, e.ID))
}

// levelNames are the levels as tags, in rising order.
var levelNames = []string{"ok", "info", "warning", "critical"}

func (a *Annotator) text(e *alert.Event) string {
	if a.opt.Text != nil {
		if t := a.opt.Text(e); t != "" {
			return t
		}
	}
	return html.EscapeString(e.Level.String() + ": " + e.Message)
}

func (a *Annotator) where(e *alert.Event) (string, int64) {
	if a.opt.Where == nil {
		return "", 0
	}
	return a.opt.Where(e)
}

// Event writes one event. The time of an annotation has milliseconds.
//
// An event that is not OK opens a region, at the time when the alert began (its time less its duration), unless one is open; a rising level
// or another message is written into it. An event of a time which a closed region of the same alert has covered, or which is before an open
// one, is an old one that came again, and changes nothing. OK closes what is open; when nothing is, and the event tells how long the alert was, the region is made as a whole, as
// for a recovery whose raise was missed.
func (a *Annotator) Event(ctx context.Context, e *alert.Event) (Annotated, error) {
	const op = "annotate event"
	if e == nil || e.ID == "" || e.Time.IsZero() {
		return Annotated{}, invalid(op, "the event has no id or no time")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	dashboard, panel := a.where(e)
	known, err := a.c.listAll(ctx, AnnotationQuery{DashboardUID: dashboard, Tags: []string{a.eventTag(e)}})
	if err != nil {
		return Annotated{}, err
	}
	at := e.Time.Truncate(time.Millisecond)
	begin := e.Time.Add(-max(e.Duration, 0)).Truncate(time.Millisecond)
	h := place(known, at, e.Level == alert.OK)
	switch {
	case e.Level == alert.OK && len(h.open) > 0:
		return a.close(ctx, h.open, at, "\n"+a.text(e))
	case len(h.open) > 0:
		return a.change(ctx, h.open[0], e)
	case h.past != 0:
		return Annotated{ID: h.past, Change: Unchanged}, nil
	}
	if begin.Before(h.ended) {
		begin = h.ended
	}
	switch {
	case e.Level != alert.OK:
		return a.create(ctx, e, dashboard, panel, begin, time.Time{}, Opened)
	case begin.Before(at):
		return a.create(ctx, e, dashboard, panel, begin, at, Closed)
	}
	return Annotated{Change: Unchanged}, nil
}

// history is what the annotations of one alert say about a moment.
type history struct {
	open  []Annotation // regions that began before it and have no end yet
	past  int64        // the region that has covered it, or one that is newer: the event came late or again; 0: none
	ended time.Time    // the last end of a region before it
}

func place(known []Annotation, at time.Time, recovery bool) history {
	var h history
	for _, k := range known {
		begins := !k.Time.After(at)
		switch {
		case isOpen(k) && begins:
			h.open = append(h.open, k)
		case isOpen(k):
			h.past = k.ID
		case begins && (at.Before(k.TimeEnd.Time) || at.Equal(k.TimeEnd.Time) && (recovery || at.Equal(k.Time.Time))):
			h.past = k.ID
		case begins && k.TimeEnd.After(h.ended):
			h.ended = k.TimeEnd.Time
		}
	}
	return h
}

func isOpen(k Annotation) bool { return slices.Contains(k.Tags, AnnotationTag(TagAlert, stateOpen)) }

func (a *Annotator) create(ctx context.Context, e *alert.Event, dashboard string, panel int64, begin, end time.Time, change Change) (Annotated, error) {
	level, state := e.Level, stateOpen
	if change == Closed {
		level, state = e.PreviousLevel, stateClosed
	}
	tags := []string{AnnotationTag(TagAlert, state), a.eventTag(e), AnnotationTag(TagLevel, levelNames[min(int(level), len(levelNames)-1)])}
	more := append([]string{}, a.opt.Tags...)
	if e.TaskName != "" {
		more = append(more, AnnotationTag(TagRule, e.TaskName))
	}
	for _, t := range e.Tags {
		more = append(more, AnnotationTag(t.Key, t.Value))
	}
	data, err := dataOf(e, e.Time)
	if err != nil {
		return Annotated{}, err
	}
	id, err := a.c.CreateAnnotation(ctx, AnnotationRequest{DashboardUID: dashboard, PanelID: panel, Time: begin, TimeEnd: end, Text: a.text(e), Tags: fitTags(tags, more...), Data: data})
	if err != nil {
		return Annotated{}, err
	}
	return Annotated{ID: id, Change: change}, nil
}

// change writes a rising level and another message into an open annotation. An event that is older than the last one changes no message.
func (a *Annotator) change(ctx context.Context, k Annotation, e *alert.Event) (Annotated, error) {
	tags := slices.Clone(k.Tags)
	rises := false
	for i, t := range tags {
		for l, name := range levelNames {
			if t == AnnotationTag(TagLevel, name) && int(e.Level) > l {
				tags[i], rises = AnnotationTag(TagLevel, levelNames[min(int(e.Level), len(levelNames)-1)]), true
				break
			}
		}
	}
	last, text := k.Time.Time, k.Text
	var d eventData
	if json.Unmarshal(k.Data, &d) == nil && d.Last != 0 { // without it every event is a later one
		last = time.UnixMilli(d.Last)
	}
	at := e.Time.Truncate(time.Millisecond)
	if at.After(last) {
		last, text = at, a.text(e)
	}
	if !rises && text == k.Text {
		return Annotated{ID: k.ID, Change: Unchanged}, nil
	}
	data, err := dataOf(e, last)
	if err != nil {
		return Annotated{}, err
	}
	err = a.c.PatchAnnotation(ctx, k.ID, AnnotationPatch{Text: text, Tags: tags, Data: data})
	return Annotated{ID: k.ID, Change: Changed}, err
}

// eventData is kept with an annotation.
type eventData struct {
	ID    string `json:"id"`
	Topic string `json:"topic"`
	Task  string `json:"task"`
	Last  int64  `json:"last"` // time of the event whose text is shown, in milliseconds
}

func dataOf(e *alert.Event, last time.Time) (json.RawMessage, error) {
	data, err := json.Marshal(eventData{e.ID, e.Topic, e.TaskName, last.UnixMilli()})
	if err != nil {
		return nil, invalid("annotate event", "%w", err)
	}
	return data, nil
}

// close ends all that is open. One that began after the end becomes a moment.
func (a *Annotator) close(ctx context.Context, open []Annotation, end time.Time, addition string) (Annotated, error) {
	for _, k := range open {
		tags := slices.Clone(k.Tags)
		for i, t := range tags {
			if t == AnnotationTag(TagAlert, stateOpen) {
				tags[i] = AnnotationTag(TagAlert, stateClosed)
			}
		}
		at := end
		if at.Before(k.Time.Time) {
			at = k.Time.Time
		}
		if err := a.c.PatchAnnotation(ctx, k.ID, AnnotationPatch{TimeEnd: at, Text: k.Text + addition, Tags: tags}); err != nil {
			return Annotated{}, err
		}
	}
	return Annotated{ID: open[0].ID, Change: Closed}, nil
}

// listAll fetches all annotations of a query.
func (c *Client) listAll(ctx context.Context, q AnnotationQuery) ([]Annotation, error) {
	var out []Annotation
	for a, err := range c.AllAnnotations(ctx, q) {
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}
