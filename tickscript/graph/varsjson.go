package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// varJSON is one variable in the form of Kapacitor's HTTP API.
type varJSON struct {
	Type        string `json:"type"`
	Value       any    `json:"value"`
	Description string `json:"description"`
}

// ParseVarsJSON reads the variables of a task in the form of Kapacitor's HTTP
// API and of the files that `kapacitor define -vars` takes:
//
//	{"warn": {"type": "float", "value": 80.0, "description": "..."}}
//
// The types are bool, int, float, string, regex, duration, lambda, list and
// star. A duration is a number of nanoseconds or a text such as "10s", a lambda
// the text after `lambda:`, a list an array of {"type", "value"} of strings and
// stars. The value of a star is not looked at. A variable without a value is
// left out.
//
// Kapacitor: client/v1/client.go
func ParseVarsJSON(data []byte) (map[string]Value, error) {
	raw := map[string]varJSON{}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := dec.Decode(&raw); err != nil {
		return nil, fmt.Errorf("read vars: %w", err)
	}
	if dec.More() {
		return nil, fmt.Errorf("read vars: text after the object at byte %d", dec.InputOffset())
	}
	names := make([]string, 0, len(raw))
	for name := range raw {
		names = append(names, name)
	}
	sort.Strings(names)
	out := make(map[string]Value, len(raw))
	for _, name := range names {
		v := raw[name]
		t, ok := varTypes[v.Type]
		if !ok {
			return nil, fmt.Errorf("read var %s: unknown type %q, want bool, int, float, string, regex, duration, lambda, list or star", name, v.Type)
		}
		if v.Value == nil && t != catalog.Star {
			continue
		}
		value, err := jsonValue(t, v.Value)
		if err != nil {
			return nil, fmt.Errorf("read var %s: %w", name, err)
		}
		out[name] = value
	}
	return out, nil
}

func jsonValue(t catalog.Type, x any) (Value, error) {
	v := Value{Type: t}
	wrong := func(want string) (Value, error) {
		return Value{}, fmt.Errorf("%s is given as %s, not as %s", article(typeName(t)), want, jsonKind(x))
	}
	var err error
	switch t {
	case catalog.Star:
		return v, nil
	case catalog.Bool:
		b, ok := x.(bool)
		if !ok {
			return wrong("true or false")
		}
		v.Bool = b
	case catalog.Int:
		n, ok := x.(json.Number)
		if !ok {
			return wrong("a number")
		}
		if v.Int, err = n.Int64(); err != nil {
			return Value{}, fmt.Errorf("%s is no int", n)
		}
	case catalog.Float:
		n, ok := x.(json.Number)
		if !ok {
			return wrong("a number")
		}
		if v.Float, err = n.Float64(); err != nil {
			return Value{}, fmt.Errorf("%s is no float", n)
		}
	case catalog.Duration:
		switch d := x.(type) {
		case json.Number:
			ns, err := d.Int64()
			if err != nil {
				return Value{}, fmt.Errorf("%s is no number of nanoseconds", d)
			}
			v.Dur = time.Duration(ns)
		case string:
			if v.Dur, err = syntax.ParseDuration(d); err != nil {
				return Value{}, fmt.Errorf("%q is no duration: write 10s or 5m", d)
			}
		default:
			return wrong("a number of nanoseconds or a text such as \"10s\"")
		}
	case catalog.List:
		return jsonList(x)
	default:
		s, ok := x.(string)
		if !ok {
			return wrong("a text")
		}
		return textValue(t, s)
	}
	return v, nil
}

func jsonList(x any) (Value, error) {
	v := Value{Type: catalog.List, List: []Value{}}
	items, ok := x.([]any)
	if !ok {
		return Value{}, fmt.Errorf("a list is given as an array, not as %s", jsonKind(x))
	}
	for i, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			return Value{}, fmt.Errorf("item %d: want an object with type and value, not %s", i, jsonKind(item))
		}
		name, _ := m["type"].(string)
		t := varTypes[name]
		if t != catalog.String && t != catalog.Star {
			return Value{}, fmt.Errorf("item %d: type %q, want string or star", i, name)
		}
		if _, ok := m["value"]; !ok {
			return Value{}, fmt.Errorf("item %d: value is missing", i)
		}
		iv, err := jsonValue(t, m["value"])
		if err != nil {
			return Value{}, fmt.Errorf("item %d: %w", i, err)
		}
		v.List = append(v.List, iv)
	}
	return v, nil
}

func jsonKind(x any) string {
	switch x.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case json.Number:
		return "a number"
	case string:
		return "a text"
	case []any:
		return "an array"
	}
	return "an object"
}

// textValue reads the types that are texts in JSON too.
func textValue(t catalog.Type, s string) (Value, error) {
	v := Value{Type: t}
	switch t {
	case catalog.Regex:
		re, err := regexp.Compile(s)
		if err != nil {
			return Value{}, fmt.Errorf("%q is no regular expression: %w", s, err)
		}
		v.Regex, v.RegexText = re, strings.ReplaceAll(s, "/", `\/`)
	case catalog.Lambda:
		x, diags := syntax.ParseLambda(s)
		if err := diags.Err(); err != nil {
			return Value{}, fmt.Errorf("%q is no expression: %w", s, err)
		}
		v.Lambda = &syntax.LambdaExpr{X: x}
	default:
		v.Str = s
	}
	return v, nil
}

// MarshalVarsJSON writes variables in the form that ParseVarsJSON reads, sorted
// by name, with the values in effect. A variable without a value has null.
func MarshalVarsJSON(vars []Var) ([]byte, error) {
	out := make(map[string]varJSON, len(vars))
	for _, v := range vars {
		j := varJSON{Type: declaredName(v.Type), Description: v.Description}
		if v.HasValue {
			x, err := valueJSON(v.Value)
			if err != nil {
				return nil, fmt.Errorf("write var %s: %w", v.Name, err)
			}
			j.Value = x
		}
		out[v.Name] = j
	}
	return json.Marshal(out)
}

// declaredName is a type's name in a typed declaration and in JSON.
func declaredName(t catalog.Type) string {
	for name, x := range varTypes {
		if x == t {
			return name
		}
	}
	return "unknown"
}

func valueJSON(v Value) (any, error) {
	switch v.Type {
	case catalog.Bool:
		return v.Bool, nil
	case catalog.Int:
		return v.Int, nil
	case catalog.Float:
		return v.Float, nil
	case catalog.Duration:
		return int64(v.Dur), nil
	case catalog.Regex:
		return regexText(v), nil
	case catalog.Lambda:
		if v.Lambda == nil || v.Lambda.X == nil {
			return nil, nil
		}
		return syntax.PrintNode(v.Lambda.X), nil
	case catalog.List:
		items := make([]map[string]any, len(v.List))
		for i, item := range v.List {
			x, err := valueJSON(item)
			if err != nil {
				return nil, err
			}
			items[i] = map[string]any{"type": declaredName(item.Type), "value": x}
		}
		return items, nil
	case catalog.Star:
		return nil, nil
	case catalog.String:
		return v.Str, nil
	}
	return nil, fmt.Errorf("%s cannot be written", article(typeName(v.Type)))
}

// ParseVar reads a value of a variable from a command line. A string is taken as
// it is, without quotes; a boolean is TRUE or FALSE in any case; a regex may
// stand between slashes, a lambda may start with `lambda:`, a list is written
// ['a', 'b'] or a,b and a star is *.
func ParseVar(t catalog.Type, text string) (Value, error) {
	v := Value{Type: t}
	trimmed := strings.TrimSpace(text)
	var err error
	switch t {
	case catalog.String:
		v.Str = text
	case catalog.Bool:
		switch strings.ToUpper(trimmed) {
		case "TRUE":
			v.Bool = true
		case "FALSE":
		default:
			return Value{}, fmt.Errorf("%q is no boolean: write TRUE or FALSE", text)
		}
	case catalog.Int:
		if v.Int, err = strconv.ParseInt(trimmed, 10, 64); err != nil {
			return Value{}, fmt.Errorf("%q is no int: write digits only", text)
		}
	case catalog.Float:
		if v.Float, err = strconv.ParseFloat(trimmed, 64); err != nil {
			return Value{}, fmt.Errorf("%q is no float: write 80.0", text)
		}
	case catalog.Duration:
		if v.Dur, err = syntax.ParseDuration(trimmed); err != nil {
			return Value{}, fmt.Errorf("%q is no duration: write 10s or 5m", text)
		}
	case catalog.Star:
		if trimmed != "*" {
			return Value{}, fmt.Errorf("%q is no star: write *", text)
		}
	case catalog.Regex:
		if len(trimmed) > 1 && trimmed[0] == '/' && trimmed[len(trimmed)-1] == '/' {
			trimmed = strings.ReplaceAll(trimmed[1:len(trimmed)-1], `\/`, `/`)
		}
		return textValue(t, trimmed)
	case catalog.Lambda:
		return textValue(t, strings.TrimPrefix(trimmed, "lambda:"))
	case catalog.List:
		return parseList(trimmed)
	default:
		return Value{}, fmt.Errorf("a variable that holds %s cannot be set", article(typeName(t)))
	}
	return v, nil
}

func parseList(text string) (Value, error) {
	v := Value{Type: catalog.List, List: []Value{}}
	if !strings.HasPrefix(text, "[") {
		if text == "" {
			return v, nil
		}
		for _, item := range strings.Split(text, ",") {
			item = strings.TrimSpace(item)
			if item == "*" {
				v.List = append(v.List, Value{Type: catalog.Star})
			} else {
				v.List = append(v.List, Value{Type: catalog.String, Str: item})
			}
		}
		return v, nil
	}
	// The syntax of a script; the variable's name does not matter.
	file, diags := syntax.Parse("var x = " + text)
	if err := diags.Err(); err != nil || len(file.Stmts) != 1 {
		return Value{}, fmt.Errorf("%q is no list: write ['a', 'b'] or a,b", text)
	}
	decl, _ := file.Stmts[0].(*syntax.VarDecl)
	if decl == nil {
		return Value{}, fmt.Errorf("%q is no list: write ['a', 'b'] or a,b", text)
	}
	list, ok := decl.Value.(*syntax.ListLit)
	if !ok {
		return Value{}, fmt.Errorf("%q is no list: write ['a', 'b'] or a,b", text)
	}
	for _, item := range list.Items {
		switch item := item.(type) {
		case *syntax.StringLit:
			v.List = append(v.List, Value{Type: catalog.String, Str: item.Value})
		case *syntax.StarLit:
			v.List = append(v.List, Value{Type: catalog.Star})
		default:
			return Value{}, fmt.Errorf("%q is no list: its items are strings in single quotes and *", text)
		}
	}
	return v, nil
}
