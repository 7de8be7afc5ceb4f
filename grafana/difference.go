package grafana

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Difference is one place in which what is differs from what should be.
type Difference struct {
	Path string `json:"path"` // "panels[0].title"
	// From and To are JSON, cut where it is long; "" where there is nothing.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// String returns the path with both values.
func (d Difference) String() string {
	switch {
	case d.From == "":
		return fmt.Sprintf("%s: + %s", d.Path, d.To)
	case d.To == "":
		return fmt.Sprintf("%s: - %s", d.Path, d.From)
	}
	return fmt.Sprintf("%s: %s -> %s", d.Path, d.From, d.To)
}

// differences compares two values as JSON. A member that is null is one that is not there.
func differences(from, to any) ([]Difference, error) {
	var plain [2]any
	for i, v := range []any{from, to} {
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		m, err := members(raw)
		if err != nil {
			return nil, err
		}
		plain[i] = m
	}
	var out []Difference
	compareJSON("", plain[0], plain[1], &out)
	return out, nil
}

func compareJSON(path string, a, b any, out *[]Difference) {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			break
		}
		keys := map[string]bool{}
		for k := range x {
			keys[k] = true
		}
		for k := range y {
			keys[k] = true
		}
		names := make([]string, 0, len(keys))
		for k := range keys {
			names = append(names, k)
		}
		slices.Sort(names)
		for _, k := range names {
			at := k
			if path != "" {
				at = path + "." + k
			}
			compareJSON(at, x[k], y[k], out)
		}
		return
	case []any:
		y, ok := b.([]any)
		if !ok {
			break
		}
		for i := range max(len(x), len(y)) {
			at := path + "[" + strconv.Itoa(i) + "]"
			switch {
			case i >= len(x):
				*out = append(*out, Difference{Path: at, To: quoted(y[i])})
			case i >= len(y):
				*out = append(*out, Difference{Path: at, From: quoted(x[i])})
			default:
				compareJSON(at, x[i], y[i], out)
			}
		}
		return
	}
	if !sameScalar(a, b) {
		*out = append(*out, Difference{Path: path, From: quoted(a), To: quoted(b)})
	}
}

// sameScalar compares numbers by value: 1, 1.0 and 1e0 are one number.
func sameScalar(a, b any) bool {
	x, ok1 := a.(json.Number)
	y, ok2 := b.(json.Number)
	if ok1 && ok2 {
		f, err1 := x.Float64()
		g, err2 := y.Float64()
		return x == y || err1 == nil && err2 == nil && f == g
	}
	if ok1 != ok2 {
		return false
	}
	switch a.(type) {
	case map[string]any, []any:
		return false
	}
	switch b.(type) {
	case map[string]any, []any:
		return false
	}
	return a == b
}

// quoted is a value as JSON, cut where it is long; "" for nothing.
func quoted(v any) string {
	const most = 200
	if v == nil {
		return ""
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if utf8.RuneCount(raw) > most {
		return string([]rune(string(raw))[:most-1]) + "…"
	}
	return string(raw)
}
