package grafana

import (
	"context"
	"html"
	"slices"
	"sort"
	"time"
)

// Retirement is something that is gone for good in the course of normal work: a node that was drained, a pod of a job that is done. What
// watched it will not be heard of again, so its open annotations are closed, too.
type Retirement struct {
	Kind string // "node", "pod"
	Name string
	Why  string    // "drained", "scaled down"
	From time.Time // when it began to go; zero: at Time
	Time time.Time // when it was gone
	Text string    // what is shown; plain text; default: kind, name and why
	// Tags become tags of the annotation: {"cluster": "blue", "host": "node-7"}.
	Tags map[string]string
	// Closes are the tags by which the open annotations of alerts about it are found: all of them. nil: those of Tags. An empty map closes
	// none.
	Closes map[string]string
}

// Retired marks a retirement and closes the open annotations of alerts about what is gone. The annotation is the organisation's. Told
// again, it marks nothing a second time.
func (a *Annotator) Retired(ctx context.Context, r Retirement) (Annotated, error) {
	const op = "annotate retirement"
	if r.Kind == "" || r.Name == "" || r.Time.IsZero() || r.From.After(r.Time) {
		return Annotated{}, invalid(op, "%s %q: kind, name and time are needed, and it begins before it ends", r.Kind, r.Name)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	tags := tagList(r.Tags)
	if err := a.closeOpen(ctx, r, tags); err != nil {
		return Annotated{}, err
	}
	at := r.Time.Truncate(time.Millisecond)
	name := AnnotationTag(TagRetire, hash(append([]string{a.opt.Scope, r.Kind, r.Name, at.UTC().Format(time.RFC3339Nano)}, tags...)...))
	known, err := a.c.ListAnnotations(ctx, AnnotationQuery{Tags: []string{name}, Limit: 1})
	if err != nil {
		return Annotated{}, err
	}
	if len(known) > 0 {
		return Annotated{ID: known[0].ID, Change: Unchanged}, nil
	}
	text := r.Text
	if text == "" {
		text = r.Kind + " " + r.Name + " is gone"
		if r.Why != "" {
			text += ": " + r.Why
		}
	}
	begin := at
	if !r.From.IsZero() {
		begin = r.From.Truncate(time.Millisecond)
	}
	more := append(append([]string{}, a.opt.Tags...), tags...)
	id, err := a.c.CreateAnnotation(ctx, AnnotationRequest{Time: begin, TimeEnd: at, Text: html.EscapeString(text), Tags: fitTags([]string{AnnotationTag(TagRetired, r.Kind), name}, more...)})
	if err != nil {
		return Annotated{}, err
	}
	return Annotated{ID: id, Change: Marked}, nil
}

func (a *Annotator) closeOpen(ctx context.Context, r Retirement, tags []string) error {
	if r.Closes != nil {
		tags = tagList(r.Closes)
	}
	if len(tags) == 0 {
		return nil
	}
	open, err := a.c.listAll(ctx, AnnotationQuery{Tags: append([]string{AnnotationTag(TagAlert, stateOpen)}, tags...)})
	open = slices.DeleteFunc(open, func(k Annotation) bool { return k.Time.After(r.Time) })
	if err != nil || len(open) == 0 {
		return err
	}
	_, err = a.close(ctx, open, r.Time.Truncate(time.Millisecond), "\n"+html.EscapeString(r.Kind+" "+r.Name+" is gone"))
	return err
}

// tagList are tags in order.
func tagList(tags map[string]string) []string {
	out := make([]string, 0, len(tags))
	for k, v := range tags {
		out = append(out, AnnotationTag(k, v))
	}
	sort.Strings(out)
	return out
}
