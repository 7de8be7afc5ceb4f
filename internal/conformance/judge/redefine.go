package judge

import (
	"context"
	"net/http"
	"strings"
)

// between stands between scripts that are placed together, so that a path has one file in all of them.
const between = "\x00"

// placeAll places the script of the case and those that the task gets later.
func (r *asking) placeAll(dir string) {
	texts := []string{r.Script}
	for _, d := range r.Data {
		if d.Before != nil {
			texts = append(texts, d.Before.Script)
		}
	}
	r.places = r.place(strings.Join(texts, between), dir)
	texts = strings.Split(r.places.script, between)
	r.places.script, r.later = texts[0], texts[1:]
}

// redefine stops the task, changes it and starts it again: the script of a task that runs is stored, but does not
// run before (P033).
func (r *asking) redefine(ctx context.Context, id string, d Redefinition) error {
	script := r.later[0]
	r.later = r.later[1:]
	changes := []map[string]any{{"status": "disabled"}}
	if d.Script != "" {
		vars := d.Vars
		if vars == nil {
			vars = map[string]Var{}
		}
		changes = append(changes, map[string]any{"script": script, "vars": vars})
	}
	for _, in := range append(changes, map[string]any{"status": "enabled"}) {
		text, err := answered(r.call(ctx, http.MethodPatch, id, in, nil))
		if err != nil {
			return err
		}
		if text != "" {
			r.answer.StartError = r.back.Replace(text)
			return nil
		}
	}
	return nil
}
