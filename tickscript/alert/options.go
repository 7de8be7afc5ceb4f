package alert

import (
	"io/fs"
	"reflect"
	"time"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// The fields of an options struct carry two tags: opt is the option's name in a
// topic handler, tick the property's name in a script. The first tick name that
// ends in "()" is filled by the handler's own arguments.

// scripted is an options type that reads what does not fit into single fields.
type scripted interface {
	script(h *graph.Handler)
}

// fromGraph fills options from a handler in a script.
func fromGraph(h *graph.Handler, o options) {
	v := reflect.ValueOf(o).Elem()
	t := v.Type()
	for i := range t.NumField() {
		name := t.Field(i).Tag.Get("tick")
		if name == "" {
			continue
		}
		for _, c := range h.CallsOf(name) {
			setFromCall(v.Field(i), c.Args, repeats(h.Spec, name))
		}
	}
	if s, ok := o.(scripted); ok {
		s.script(h)
	}
}

func repeats(s *catalog.Handler, name string) bool {
	for i := range s.Properties {
		if s.Properties[i].Name == name {
			return s.Properties[i].Repeat == catalog.RepeatAppend
		}
	}
	return false
}

// setFromCall puts the arguments of a property into a field. An empty string
// leaves the default, as Kapacitor's handlers do.
func setFromCall(f reflect.Value, args []graph.Value, add bool) {
	switch p := f.Addr().Interface().(type) {
	case *bool:
		*p = len(args) == 0 || args[0].Bool
	case *time.Duration:
		if args[0].Dur != 0 {
			*p = args[0].Dur
		}
	case *fs.FileMode:
		if args[0].Int != 0 {
			*p = fs.FileMode(args[0].Int)
		}
	case *int64:
		*p = args[0].Int
	case *[]string:
		if !add {
			*p = nil
		}
		for _, a := range args {
			*p = append(*p, a.Str)
		}
	case *map[string]string:
		if *p == nil {
			*p = map[string]string{}
		}
		(*p)[args[0].Str] = args[1].Str
	case *map[string]any:
		if *p == nil {
			*p = map[string]any{}
		}
		(*p)[args[0].Str] = goValue(args[1])
	default:
		if f.Kind() == reflect.String && args[0].Str != "" {
			f.SetString(args[0].Str)
		}
	}
}

// goValue is an argument as Kapacitor holds it.
func goValue(v graph.Value) any {
	switch v.Type {
	case catalog.Float:
		return v.Float
	case catalog.Int:
		return v.Int
	case catalog.Bool:
		return v.Bool
	case catalog.Duration:
		return v.Dur
	}
	return v.Str
}

// optionRange is the place in the script that set an option.
func optionRange(h *graph.Handler, o options, e *OptionError) diag.Range {
	t := reflect.TypeOf(o).Elem()
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Tag.Get("opt") != e.Option {
			continue
		}
		calls := h.CallsOf(f.Tag.Get("tick"))
		if n := len(calls); n > 0 {
			var args []graph.Value
			if repeats(h.Spec, f.Tag.Get("tick")) {
				for _, c := range calls {
					args = append(args, c.Args...)
				}
			} else {
				args = calls[n-1].Args
			}
			if e.Index < len(args) {
				return args[e.Index].Range
			}
			return calls[n-1].Range
		}
	}
	if len(h.Args) > 0 && e.Index < len(h.Args) {
		return h.Args[e.Index].Range
	}
	return h.Range
}

// optionNames are the properties that an options struct is filled from.
func optionNames(o options) []string {
	t := reflect.TypeOf(o).Elem()
	var out []string
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("tick"); name != "" {
			out = append(out, name)
		}
	}
	return out
}
