package kapacitortest

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/tickwright/tickwright/tickscript/alert"
)

const topicsPath = "/alerts/topics/"

// link is a link with another relation than self.
func link(rel string, elements ...string) obj {
	l := self(elements...)
	l["rel"] = rel
	return l
}

func showTopic(id string, st alert.TopicState) obj {
	return obj{
		"link": self("alerts/topics", id), "id": id, "level": st.Level.String(), "collected": st.Collected,
		"events-link": link("events", "alerts/topics", id, "events"), "handlers-link": link("handlers", "alerts/topics", id, "handlers"),
	}
}

// listTopics lists topics, sorted, all on one page.
func listTopics(q *request) (*reply, error) {
	least, err := alert.ParseLevel(q.URL.Query().Get("min-level"))
	if err != nil {
		return nil, bad(err)
	}
	pattern := q.URL.Query().Get("pattern")
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fail(400, "invalid pattern: %s", err)
	}
	states, err := q.s.topics.States(pattern, least)
	if err != nil {
		return nil, err
	}
	out := []obj{}
	for _, id := range slices.Sorted(maps.Keys(states)) {
		out = append(out, showTopic(id, states[id]))
	}
	return ok(obj{"link": obj{"rel": "self", "href": q.uri()}, "topics": out})
}

// uri is the path and query of the request without the server's base path.
func (q *request) uri() string {
	return (&url.URL{Path: basePath + q.path, RawQuery: q.URL.RawQuery}).String()
}

// topicPath is what a path below /alerts/topics/ says.
type topicPath struct{ topic, kind, id string }

// topic takes the path apart as the server does: the topic is what stands before the first slash.
func (q *request) topic() topicPath {
	p := q.below(topicsPath)
	topic, rest, _ := strings.Cut(p, "/")
	kind, id, _ := strings.Cut(rest, "/")
	if strings.Contains(id, "/") {
		kind, id = "", ""
	}
	return topicPath{topic, kind, id}
}

// getTopics answers for a topic, its events and its handlers.
func getTopics(q *request) (*reply, error) {
	p := q.topic()
	switch {
	case p.kind == "events" && p.id == "":
		return listEvents(q, p.topic)
	case p.kind == "events":
		return getEvent(q, p)
	case p.kind == "handlers" && p.id == "":
		return listHandlers(q, p.topic)
	case p.kind == "handlers":
		spec, err := q.s.handler(p)
		if err != nil {
			return nil, err
		}
		return ok(showHandler(spec))
	}
	st, there := q.s.topics.Topic(p.topic).State()
	if !there {
		return nil, fail(404, "unknown topic: %q", p.topic)
	}
	return ok(showTopic(p.topic, st))
}

func deleteTopics(q *request) (*reply, error) {
	if p := q.topic(); p.kind == "handlers" && p.id != "" {
		q.s.topics.Undefine(p.topic, p.id)
	} else {
		q.s.topics.Topic(p.topic).Delete()
	}
	return done, nil
}

func showEvent(topic string, e alert.EventState) obj {
	return obj{"link": self("alerts/topics", topic, "events", e.ID), "id": e.ID, "state": obj{
		"message": e.Message, "details": e.Details, "time": stamp(e.Time), "duration": e.Duration.String(), "level": e.Level.String(),
	}}
}

func listEvents(q *request, topic string) (*reply, error) {
	least, err := alert.ParseLevel(q.URL.Query().Get("min-level"))
	if err != nil {
		return nil, bad(err)
	}
	t := q.s.topics.Topic(topic)
	if _, there := t.State(); !there {
		return nil, fail(500, "failed to get topic events: unknown topic %q", topic)
	}
	out := []obj{}
	for _, e := range t.Events(least) {
		out = append(out, showEvent(topic, e))
	}
	return ok(obj{"link": self("alerts/topics", topic, "events"), "topic": topic, "events": out})
}

func getEvent(q *request, p topicPath) (*reply, error) {
	e, there := q.s.topics.Topic(p.topic).Event(p.id)
	if !there {
		return nil, fail(404, "unknown event %q in topic %q", p.id, p.topic)
	}
	return ok(showEvent(p.topic, e))
}
