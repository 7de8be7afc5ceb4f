package kapacitortest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// operation is one step of a JSON patch (RFC 6902).
type operation struct {
	Op    string           `json:"op"`
	Path  string           `json:"path"`
	From  string           `json:"from"`
	Value *json.RawMessage `json:"value"`
}

// apply returns the document with the step done.
func (o operation) apply(doc any) (any, error) {
	missing := func(path string) error {
		return fmt.Errorf("%s operation does not apply: doc is missing path: %s: missing value", o.Op, path)
	}
	var value any
	if o.Value != nil {
		if err := json.Unmarshal(*o.Value, &value); err != nil {
			return nil, err
		}
	}
	switch o.Op {
	case "add":
		out, done := set(doc, steps(o.Path), value, true)
		if !done {
			return nil, missing(o.Path)
		}
		return out, nil
	case "replace":
		if _, there := get(doc, steps(o.Path)); !there {
			return nil, missing(o.Path)
		}
		out, _ := set(doc, steps(o.Path), value, false)
		return out, nil
	case "remove":
		if _, there := get(doc, steps(o.Path)); !there {
			return nil, missing(o.Path)
		}
		return remove(doc, steps(o.Path)), nil
	case "move", "copy":
		v, there := get(doc, steps(o.From))
		if !there {
			return nil, missing(o.From)
		}
		if o.Op == "move" {
			doc = remove(doc, steps(o.From))
		}
		out, done := set(doc, steps(o.Path), v, true)
		if !done {
			return nil, missing(o.Path)
		}
		return out, nil
	case "test":
		v, _ := get(doc, steps(o.Path))
		if !reflect.DeepEqual(v, value) {
			return nil, fmt.Errorf("testing value %s failed: test failed", o.Path)
		}
		return doc, nil
	}
	return nil, fmt.Errorf("Unexpected kind: %s", o.Op)
}

// steps takes a JSON pointer apart; the empty pointer is the document itself.
func steps(pointer string) []string {
	if pointer == "" {
		return nil
	}
	list := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, s := range list {
		list[i] = strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
	}
	return list
}

func get(doc any, path []string) (any, bool) {
	for _, p := range path {
		switch d := doc.(type) {
		case obj:
			v, there := d[p]
			if !there {
				return nil, false
			}
			doc = v
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i < 0 || i >= len(d) {
				return nil, false
			}
			doc = d[i]
		default:
			return nil, false
		}
	}
	return doc, true
}

// set puts a value at a place; insert adds to a list where else an item would be replaced.
func set(doc any, path []string, value any, insert bool) (any, bool) {
	if len(path) == 0 {
		return value, true
	}
	last := len(path) == 1
	switch d := doc.(type) {
	case obj:
		if last {
			d[path[0]] = value
			return d, true
		}
		child, there := d[path[0]]
		if !there {
			return doc, false
		}
		v, done := set(child, path[1:], value, insert)
		d[path[0]] = v
		return d, done
	case []any:
		i, err := strconv.Atoi(path[0])
		if path[0] == "-" && last && insert {
			i, err = len(d), nil
		}
		if err != nil || i < 0 || i > len(d) || i == len(d) && !(last && insert) {
			return doc, false
		}
		if last && insert {
			return slices.Insert(d, i, value), true
		}
		v, done := set(d[i], path[1:], value, insert)
		d[i] = v
		return d, done
	}
	return doc, false
}

func remove(doc any, path []string) any {
	if len(path) == 0 {
		return nil
	}
	switch d := doc.(type) {
	case obj:
		if len(path) == 1 {
			delete(d, path[0])
			return d
		}
		d[path[0]] = remove(d[path[0]], path[1:])
		return d
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(d) {
			return d
		}
		if len(path) == 1 {
			return slices.Delete(d, i, i+1)
		}
		d[i] = remove(d[i], path[1:])
		return d
	}
	return doc
}
