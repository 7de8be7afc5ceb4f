package kapacitortest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/diag"
)

// handlerSpec is a handler as requests and answers have it.
type handlerSpec struct {
	ID      string         `json:"id"`
	Kind    string         `json:"kind"`
	Options map[string]any `json:"options"`
	Match   string         `json:"match"`
}

func (h handlerSpec) of(topic string) alert.HandlerSpec {
	return alert.HandlerSpec{Topic: topic, ID: h.ID, Kind: h.Kind, Match: h.Match, Options: h.Options}
}

func showHandler(s alert.HandlerSpec) obj {
	return obj{"link": self("alerts/topics", s.Topic, "handlers", s.ID), "id": s.ID, "kind": s.Kind, "options": s.Options, "match": s.Match}
}

// handler finds a handler.
func (s *Server) handler(p topicPath) (alert.HandlerSpec, error) {
	for _, h := range s.topics.Handlers(p.topic) {
		if h.ID == p.id {
			return h, nil
		}
	}
	return alert.HandlerSpec{}, fail(404, "unknown handler: %q", p.id)
}

func listHandlers(q *request, topic string) (*reply, error) {
	pattern := q.URL.Query().Get("pattern")
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fail(400, "invalid pattern: %s", err)
	}
	list := q.s.topics.Handlers(topic)
	slices.SortFunc(list, func(a, b alert.HandlerSpec) int { return strings.Compare(a.ID, b.ID) })
	out := []obj{}
	for _, h := range list {
		if fits, _ := path.Match(pattern, h.ID); fits || pattern == "" {
			out = append(out, showHandler(h))
		}
	}
	return ok(obj{"link": obj{"rel": "self", "href": q.uri()}, "topic": topic, "handlers": out})
}

// createHandler adds a handler; what stands behind the topic in the path does not matter.
func createHandler(q *request) (*reply, error) {
	var in handlerSpec
	if err := q.decode(&in); err != nil {
		return nil, fail(400, "invalid handler json: %s", err)
	}
	spec := in.of(q.topic().topic)
	if err := spec.Validate(); err != nil {
		return nil, fail(400, "invalid handler spec: %s", err)
	}
	if err := q.s.topics.Define(spec); err != nil {
		return nil, fail(500, "failed to create handler: %s", cause(err))
	}
	return ok(showHandler(spec))
}

// cause is the error below the engine's own words.
func cause(err error) error {
	below := errors.Unwrap(err)
	if below == nil || !strings.HasPrefix(err.Error(), "define handler ") {
		return err
	}
	var list diag.List
	if errors.As(below, &list) {
		return fmt.Errorf("invalid match expression: %s", text(list))
	}
	return below
}

func putHandler(q *request) (*reply, error) {
	p := q.topic()
	if _, err := q.s.handler(p); err != nil {
		return nil, err
	}
	var in handlerSpec
	if err := q.decode(&in); err != nil {
		return nil, fail(400, "failed to unmarshal JSON: %s", err)
	}
	return q.s.redefine(p, in)
}

func (s *Server) redefine(p topicPath, in handlerSpec) (*reply, error) {
	spec := in.of(p.topic)
	if err := spec.Validate(); err != nil {
		return nil, fail(400, "invalid handler spec: %s", err)
	}
	if err := s.topics.Redefine(p.topic, p.id, spec); err != nil {
		return nil, fail(500, "failed to update handler: %s", cause(err))
	}
	return ok(showHandler(spec))
}

// patchHandler applies a JSON patch to the definition.
func patchHandler(q *request) (*reply, error) {
	p := q.topic()
	spec, err := q.s.handler(p)
	if err != nil {
		return nil, err
	}
	var patch []operation
	if err := json.Unmarshal(q.body, &patch); err != nil {
		return nil, fail(400, "invalid patch json: %s", err)
	}
	raw, err := json.Marshal(handlerSpec{spec.ID, spec.Kind, spec.Options, spec.Match})
	if err != nil {
		return nil, err
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	for _, op := range patch {
		if doc, err = op.apply(doc); err != nil {
			return nil, fail(400, "failed to apply patch: %s", err)
		}
	}
	if raw, err = json.Marshal(doc); err != nil {
		return nil, err
	}
	var in handlerSpec
	if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&in); err != nil {
		return nil, fail(500, "failed to unmarshal patched json: %s", err)
	}
	return q.s.redefine(p, in)
}
