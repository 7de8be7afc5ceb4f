package kapacitortest

import (
	"encoding/json"
	"fmt"
	"slices"
)

// stores are what a server keeps, in the order in which it says so.
var stores = []string{"overrides", "load", "handler-specs", "tasks", "recordings", "replays"}

func listStores(*request) (*reply, error) {
	out := []obj{}
	for _, name := range stores {
		out = append(out, obj{"link": self("storage/stores", name), "name": name})
	}
	return ok(obj{"link": self("storage/stores"), "storage": out})
}

type storeActionName string

// UnmarshalText refuses what is no action.
func (a *storeActionName) UnmarshalText(b []byte) error {
	if string(b) != "rebuild" {
		return fmt.Errorf("unknown StorageAction %s", b)
	}
	*a = storeActionName(b)
	return nil
}

// storeAction has nothing to rebuild: there are no indexes.
func storeAction(q *request) (*reply, error) {
	name := q.below("/storage/stores/")
	if !slices.Contains(stores, name) {
		return nil, fail(404, "unknown storage %q", name)
	}
	var in struct{ Action storeActionName }
	if err := q.decode(&in); err != nil {
		return nil, fail(400, "failed to unmarshal storage action %v", err)
	}
	if in.Action == "" {
		return nil, fail(400, "unkown storage action \"unknown StorageAction 0\"")
	}
	return done, nil
}

// backup is a file with what is defined: JSON, not the Bolt database that a real server sends.
func backup(q *request) (*reply, error) {
	s := q.s
	tasks, templates := obj{}, obj{}
	for id, t := range s.tasks {
		tasks[id] = s.show(t, "raw", "attributes", s.main)
	}
	for id, t := range s.templates {
		templates[id] = obj{"script": t.script, "type": t.typ.String()}
	}
	b, err := json.Marshal(obj{"tasks": tasks, "templates": templates})
	if err != nil {
		return nil, err
	}
	return &reply{status: 200, raw: b, header: map[string]string{
		"Content-Type": "application/octet-stream", "Content-Disposition": `attachment; filename="kapacitor.db"`, "Content-Length": fmt.Sprint(len(b)),
	}}, nil
}
