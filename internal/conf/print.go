package conf

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Print writes a table below a header such as [agent] or, with list set, [[inputs.cpu]]. Values come first, sorted by
// key, then the tables inside of it.
func Print(w io.Writer, path []string, list bool, t Table) error {
	var b strings.Builder
	printTable(&b, path, list, t)
	_, err := io.WriteString(w, b.String())
	return err
}

func printTable(b *strings.Builder, path []string, list bool, t Table) {
	name := make([]string, len(path))
	for i, p := range path {
		name[i] = key(p)
	}
	if open, end := "[", "]"; len(path) > 0 {
		if list {
			open, end = "[[", "]]"
		}
		b.WriteString(open + strings.Join(name, ".") + end + "\n")
	}
	var tables []string
	for _, k := range slices.Sorted(maps.Keys(t)) {
		switch v := t[k].(type) {
		case Table, []Table:
			tables = append(tables, k)
		default:
			fmt.Fprintf(b, "  %s = %s\n", key(k), value(v))
		}
	}
	for _, k := range tables {
		below := append(slices.Clone(path), k)
		switch v := t[k].(type) {
		case Table:
			printTable(b, below, false, v)
		case []Table:
			for _, one := range v {
				printTable(b, below, true, one)
			}
		}
	}
}

func key(k string) string {
	for _, r := range k {
		if !(r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return quote(k)
		}
	}
	if k == "" {
		return `""`
	}
	return k
}

func value(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		switch {
		case math.IsInf(v, 1):
			return "inf"
		case math.IsInf(v, -1):
			return "-inf"
		case math.IsNaN(v):
			return "nan"
		}
		s := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = value(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Table:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key(k)+" = "+value(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return quote(fmt.Sprint(v))
}

// quote writes a basic string. Go's own quoting has escapes that TOML does not know.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		case '\r':
			b.WriteString(`\r`)
		default:
			if r < 0x20 || r == 0x7f {
				fmt.Fprintf(&b, `\u%04X`, r)
			} else {
				b.WriteRune(r)
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}
