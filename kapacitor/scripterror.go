package kapacitor

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// place is how the server names a position: lines and characters count from 1.
var place = regexp.MustCompile(`\bline (\d+) char (\d+)(?:: |\b)`)

// parseScriptError turns the server's text about a script into diagnostics, nil when the text is not about one.
func parseScriptError(message string) diag.List {
	text, ok := strings.CutPrefix(message, "invalid TICKscript: ")
	m := place.FindStringSubmatchIndex(text)
	if !ok && m == nil {
		return nil
	}
	d := diag.Diagnostic{Severity: diag.Error, Code: "kapacitor", Message: text, Kapacitor: message}
	if m != nil {
		line, err1 := strconv.Atoi(text[m[2]:m[3]])
		col, err2 := strconv.Atoi(text[m[4]:m[5]])
		if err1 == nil && err2 == nil && line > 0 && col > 0 {
			// Only the line and the column are known; the offset needs the script, which Locate has.
			d.Range = diag.Range{Start: diag.Pos{Line: line, Col: col}, End: diag.Pos{Line: line, Col: col}}
			d.Message = strings.TrimSpace(text[:m[0]] + text[m[1]:])
		}
	}
	return diag.List{d}
}
