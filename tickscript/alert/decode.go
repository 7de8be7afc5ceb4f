package alert

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
)

// decodeOptions fills a struct from the options of a topic handler as strictly as
// Kapacitor does (T004): an unknown key, and a value of another type, is an
// error. Keys are the opt tags, without regard to case. Numbers may be any; a
// duration is a number of nanoseconds and never a text.
func decodeOptions(in map[string]any, to any) error {
	d := &decoder{}
	d.object("", in, reflect.ValueOf(to).Elem())
	if len(d.errs) > 0 {
		return fmt.Errorf("failed to decode options: %w", errors.Join(d.errs...))
	}
	return nil
}

type decoder struct{ errs []error }

func (d *decoder) fail(at, format string, args ...any) {
	d.errs = append(d.errs, fmt.Errorf("option %q: %s", at, fmt.Sprintf(format, args...)))
}

func (d *decoder) object(at string, in map[string]any, v reflect.Value) {
	used := map[string]bool{}
	t := v.Type()
	for i := range t.NumField() {
		name := t.Field(i).Tag.Get("opt")
		if name == "" {
			continue
		}
		key, ok := name, false
		if _, ok = in[name]; !ok {
			for k := range in {
				if strings.EqualFold(k, name) {
					key, ok = k, true
				}
			}
		}
		if ok {
			used[key] = true
			d.value(at+key, in[key], v.Field(i))
		}
	}
	var left []string
	for k := range in {
		if !used[k] {
			left = append(left, at+k)
		}
	}
	sort.Strings(left)
	for _, k := range left {
		d.fail(k, "there is no such option")
	}
}

func (d *decoder) value(at string, in any, v reflect.Value) {
	if in == nil {
		return
	}
	text, isText := in.(string)
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok && isText {
		if err := u.UnmarshalText([]byte(text)); err != nil {
			d.fail(at, "%v", err)
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		if !isText {
			d.fail(at, "expected a string, got %T", in)
			return
		}
		v.SetString(text)
	case reflect.Bool:
		b, ok := in.(bool)
		if !ok {
			d.fail(at, "expected a boolean, got %T", in)
			return
		}
		v.SetBool(b)
	case reflect.Int64:
		n, ok := number(in)
		if !ok {
			d.fail(at, "expected a number, got %T", in)
			return
		}
		v.SetInt(n)
	case reflect.Uint8, reflect.Uint32:
		n, ok := number(in)
		if !ok || n < 0 {
			d.fail(at, "expected a number of at least 0, got %v", in)
			return
		}
		v.SetUint(uint64(n))
	case reflect.Slice:
		list := reflect.ValueOf(in)
		if list.Kind() != reflect.Slice {
			d.fail(at, "expected a list, got %T", in)
			return
		}
		out := reflect.MakeSlice(v.Type(), list.Len(), list.Len())
		for i := range list.Len() {
			d.value(fmt.Sprintf("%s[%d]", at, i), list.Index(i).Interface(), out.Index(i))
		}
		v.Set(out)
	case reflect.Map:
		m, ok := in.(map[string]any)
		if !ok {
			d.fail(at, "expected an object, got %T", in)
			return
		}
		out := reflect.MakeMapWithSize(v.Type(), len(m))
		for k, x := range m {
			e := reflect.New(v.Type().Elem()).Elem()
			if e.Kind() == reflect.Interface {
				if x != nil {
					e.Set(reflect.ValueOf(x))
				}
			} else {
				d.value(at+"."+k, x, e)
			}
			out.SetMapIndex(reflect.ValueOf(k), e)
		}
		v.Set(out)
	case reflect.Struct:
		m, ok := in.(map[string]any)
		if !ok {
			d.fail(at, "expected an object, got %T", in)
			return
		}
		d.object(at+".", m, v)
	default:
		d.fail(at, "cannot be set")
	}
}

// number takes any number; a fraction is cut off.
func number(in any) (int64, bool) {
	if n, ok := in.(json.Number); ok {
		i, err := n.Int64()
		return i, err == nil
	}
	switch v := reflect.ValueOf(in); v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int64(v.Uint()), true
	case reflect.Float32, reflect.Float64:
		return int64(v.Float()), true
	}
	return 0, false
}
