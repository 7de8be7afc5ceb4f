package judge

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// replay lets the daemon replay the case's recording at its recorded times, as fast as it can. The daemon looks
// for recordings it does not know only when it starts.
func (r *asking) replay(ctx context.Context) error {
	ext := ".srpl"
	if r.Type == "batch" {
		ext = ".brpl"
	}
	r.server.Process.Stop()
	file := filepath.Join(r.dir, "replay", r.Name+ext)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(file, r.Recording, 0o644); err != nil {
		return err
	}
	if err := r.start(ctx); err != nil {
		return err
	}
	r.logStart = 0
	id := url.PathEscape(r.Name)
	in := map[string]any{"id": r.Name, "task": r.Name, "recording": r.Name, "recording-time": true, "clock": "fast"}
	text, err := answered(r.call(ctx, http.MethodPost, "/replays", in, nil))
	if err != nil {
		return err
	}
	if text != "" {
		r.answer.StartError = r.back.Replace(text)
		return r.forget(ctx, id)
	}
	var state struct{ Status, Error string }
	for {
		if err := r.call(ctx, http.MethodGet, "/replays/"+id, nil, &state); err != nil {
			return err
		}
		if state.Status != "running" {
			break
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
	switch state.Status {
	case "finished":
	case "failed":
		if text, ok := strings.CutPrefix(state.Error, "task start: "); ok {
			r.answer.StartError = r.back.Replace(text)
		} else {
			r.answer.TaskError = r.back.Replace(state.Error)
		}
	default:
		return fmt.Errorf("replay the recording: unknown status %q", state.Status)
	}
	if err := r.still(ctx, Quiet); err != nil {
		return err
	}
	return r.forget(ctx, id)
}

// forget deletes the replay and the recording.
func (r *asking) forget(ctx context.Context, id string) error {
	for _, path := range []string{"/replays/" + id, "/recordings/" + id} {
		if _, err := answered(r.call(ctx, http.MethodDelete, path, nil, nil)); err != nil {
			return err
		}
	}
	return nil
}
