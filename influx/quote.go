package influx

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Params are the values of a query's parameters. In InfluxQL, $name stands for one: strings, numbers, booleans,
// time.Time, time.Duration, *regexp.Regexp, and [Ident] for a name. In Flux, params.name is one: the same without Ident.
// A value can never become another part of the query.
type Params map[string]any

// Ident is a measurement, field, tag, database or retention policy in InfluxQL.
type Ident string

// QuoteIdent returns a name as InfluxQL writes it: "my name".
func QuoteIdent(name string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(name) + `"`
}

// QuoteString returns a string as InfluxQL writes it: 'it\'s'.
func QuoteString(s string) string {
	return `'` + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(s) + `'`
}

func influxqlLiteral(v any) (string, error) {
	switch v := v.(type) {
	case Ident:
		if v == "" {
			return "", fmt.Errorf("a name is empty")
		}
		return QuoteIdent(string(v)), nil
	case string:
		return QuoteString(v), nil
	case time.Time:
		return QuoteString(v.UTC().Format(time.RFC3339Nano)), nil
	case time.Duration:
		return strconv.FormatInt(int64(v), 10) + "ns", nil
	case *regexp.Regexp:
		return "/" + strings.ReplaceAll(v.String(), "/", `\/`) + "/", nil
	}
	return numberLiteral(v)
}

func numberLiteral(v any) (string, error) {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case int32:
		return strconv.FormatInt(int64(v), 10), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case uint32:
		return strconv.FormatUint(uint64(v), 10), nil
	case uint64:
		return strconv.FormatUint(v, 10), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "", fmt.Errorf("the number %v cannot stand in a query", v)
		}
		s := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s, nil
	}
	return "", fmt.Errorf("a %T cannot stand in a query", v)
}

// bindInfluxQL replaces each $name outside of strings, quoted names, regular expressions and comments by its value.
func bindInfluxQL(query string, params Params) (string, error) {
	var b strings.Builder
	used := map[string]bool{}
	for i := 0; i < len(query); {
		switch c := query[i]; {
		case c == '\'' || c == '"':
			j := skipQuoted(query, i)
			b.WriteString(query[i:j])
			i = j
		case c == '/' && startsRegex(query[:i]):
			j := skipQuoted(query, i)
			b.WriteString(query[i:j])
			i = j
		case strings.HasPrefix(query[i:], "--"):
			j := i + strings.IndexByte(query[i:]+"\n", '\n')
			b.WriteString(query[i:j])
			i = j
		case c == '$':
			j := i + 1
			for j < len(query) && (query[j] == '_' || query[j] < 0x80 && (unicode.IsLetter(rune(query[j])) || unicode.IsDigit(rune(query[j])))) {
				j++
			}
			name := query[i+1 : j]
			v, ok := params[name]
			if !ok {
				return "", fmt.Errorf("no value for the parameter $%s", name)
			}
			lit, err := influxqlLiteral(v)
			if err != nil {
				return "", fmt.Errorf("parameter $%s: %w", name, err)
			}
			used[name] = true
			b.WriteString(lit)
			i = j
		default:
			b.WriteByte(c)
			i++
		}
	}
	for name := range params {
		if !used[name] {
			return "", fmt.Errorf("the query has no parameter $%s", name)
		}
	}
	return b.String(), nil
}

// skipQuoted returns the index after the quoted text that starts at i.
func skipQuoted(s string, i int) int {
	quote := s[i]
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case quote:
			return j + 1
		}
	}
	return len(s)
}

// startsRegex tells a regular expression from a division by what stands before it: =~, !~, FROM, a comma or a bracket.
func startsRegex(before string) bool {
	before = strings.TrimRight(before, " \t\n")
	upper := strings.ToUpper(before)
	return strings.HasSuffix(before, "~") || strings.HasSuffix(before, ",") || strings.HasSuffix(before, "(") ||
		strings.HasSuffix(upper, "FROM") || strings.HasSuffix(upper, "BY") || strings.HasSuffix(upper, "SELECT") ||
		strings.HasSuffix(before, ".")
}

func fluxLiteral(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return fluxString(v), nil
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000000000Z"), nil
	case time.Duration:
		return strconv.FormatInt(int64(v), 10) + "ns", nil
	case uint64, uint32:
		return fmt.Sprintf(`uint(v: "%d")`, v), nil
	case *regexp.Regexp:
		return "/" + strings.ReplaceAll(v.String(), "/", `\/`) + "/", nil
	}
	return numberLiteral(v)
}

// fluxString escapes what Flux gives a meaning in a string, interpolation ("${") among it.
func fluxString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", `\${`).Replace(s) + `"`
}

var (
	fluxHead = regexp.MustCompile(`^(?:\s+|//[^\n]*\n|package\s+\w+|import\s+(?:\w+\s+)?"[^"]*")*`)
	fluxName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// bindFlux declares the record params behind the query's package and imports. The servers of this line take no params
// beside the query.
func bindFlux(query string, params Params) (string, error) {
	if len(params) == 0 {
		return query, nil
	}
	var b strings.Builder
	head := fluxHead.FindString(query)
	b.WriteString(head)
	b.WriteString("\nparams = {")
	for i, name := range sortedKeys(params) {
		if !fluxName.MatchString(name) {
			return "", fmt.Errorf("parameter %q: a name consists of letters, digits and _", name)
		}
		lit, err := fluxLiteral(params[name])
		if err != nil {
			return "", fmt.Errorf("parameter %q: %w", name, err)
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name + ": " + lit)
	}
	b.WriteString("}\n")
	b.WriteString(query[len(head):])
	return b.String(), nil
}
