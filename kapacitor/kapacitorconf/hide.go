package kapacitorconf

import (
	"encoding/json"
	"maps"
	"reflect"

	"github.com/tickwright/tickwright/internal/conf"
)

const redacted = "[redacted]"

func jsonText(s string) ([]byte, error) { return json.Marshal(s) }

var secretType = reflect.TypeFor[Secret]()

// hideSecrets replaces the secrets of a section, which is a copy.
func hideSecrets(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Field(i)
			if f.Type() == secretType && f.String() != "" {
				f.SetString(redacted)
				continue
			}
			hideSecrets(f)
		}
	case reflect.Pointer:
		if !v.IsNil() && v.Elem().Kind() == reflect.Struct {
			own := reflect.New(v.Type().Elem())
			own.Elem().Set(v.Elem())
			hideSecrets(own.Elem())
			v.Set(own)
		}
	case reflect.Map:
		if v.Type().Elem() == secretType && !v.IsNil() {
			own := reflect.MakeMap(v.Type())
			for _, k := range v.MapKeys() {
				own.SetMapIndex(k, reflect.ValueOf(Secret(redacted)))
			}
			v.Set(own)
		}
	}
}

// hidden hides every text in what has no type.
func hidden(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return v
		}
		return redacted
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = hidden(v[i])
		}
		return out
	case []conf.Table:
		out := make([]conf.Table, len(v))
		for i := range v {
			out[i], _ = hidden(v[i]).(conf.Table)
		}
		return out
	case conf.Table:
		out := maps.Clone(v)
		for k, x := range out {
			out[k] = hidden(x)
		}
		return out
	}
	return v
}
