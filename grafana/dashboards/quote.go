package dashboards

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ident quotes a name for InfluxQL.
func ident(s string) string { return `"` + identEscapes.Replace(s) + `"` }

// str quotes a text for InfluxQL.
func str(s string) string { return `'` + strEscapes.Replace(s) + `'` }

// fluxStr quotes a text for Flux, in which ${ begins an expression.
func fluxStr(s string) string { return `"` + fluxEscapes.Replace(s) + `"` }

var (
	identEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
	strEscapes   = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`)
	fluxEscapes  = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", `\${`)
)

// dollar finds what Grafana would take for a variable: $name, ${name} and
// [[name]].
var dollar = regexp.MustCompile(`\$\w|\$\{|\[\[`)

// literal checks a text that goes into a query. Grafana replaces variables
// everywhere, also within quotes, and knows no escape.
func literal(s string) error {
	if dollar.MatchString(s) {
		return fmt.Errorf("%q looks like a variable of Grafana", s)
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%q is not UTF-8", s)
	}
	return nil
}

// duration writes a duration in the units that InfluxQL, Flux and Grafana share.
func duration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	for _, u := range []struct {
		d    time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "u"}} {
		if d%u.d == 0 {
			return sign + strconv.FormatInt(int64(d/u.d), 10) + u.name
		}
	}
	return sign + strconv.FormatInt(int64(d), 10) + "ns"
}

// fluxDuration is duration in Flux, which calls a microsecond us.
func fluxDuration(d time.Duration) string {
	s := duration(d)
	if strings.HasSuffix(s, "u") {
		s = strings.TrimSuffix(s, "u") + "us"
	}
	return s
}

// number writes a float as both languages read it.
func number(f float64) string {
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// oneLine joins the lines of a text and cuts it where it gets long.
func oneLine(s string) string {
	const most = 160
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most-1]) + "…"
	}
	return s
}
