package kapacitor

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// CodeServer is the code of diagnostics that were read from the server's answer.
const CodeServer = "kapacitor"

// place is how the server names a position; lines and characters count from 1. The parser adds the text before the place.
var place = regexp.MustCompile(`\bline (\d{1,9}) char (\d{1,9})(: | in "(?:[^"\\]|\\.|"[^.])*"\.?)?`)

// parseScriptError turns the server's text about a script into diagnostics, nil when the text is not about one. The server stops at the
// first mistake, so there is one at most.
func parseScriptError(message string) diag.List {
	text, ok := strings.CutPrefix(message, "invalid TICKscript: ")
	if !ok && !strings.HasPrefix(message, "invalid task type: ") {
		return nil
	}
	d := diag.Diagnostic{Severity: diag.Error, Code: CodeServer, Message: text, Kapacitor: message}
	if !ok {
		d.Hint = "a script starts from either stream or batch"
	}
	if m := place.FindStringSubmatchIndex(text); m != nil {
		line, _ := strconv.Atoi(text[m[2]:m[3]])
		col, _ := strconv.Atoi(text[m[4]:m[5]])
		if line > 0 && col > 0 {
			at := diag.Pos{Line: line, Col: col}
			d.Range = diag.Range{Start: at, End: at}
			d.Message = strings.TrimPrefix(strings.TrimSpace(text[:m[0]])+" "+strings.TrimSpace(text[m[1]:]), " ")
		}
	}
	return diag.List{d}
}

// about completes an error of the server with the offsets of its positions in the script that was sent.
func about(script string, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	for i := range e.Diagnostics {
		r := &e.Diagnostics[i].Range
		r.Start.Offset = offset(script, r.Start)
		r.End.Offset = r.Start.Offset
	}
	return err
}

func offset(script string, p diag.Pos) int {
	at := 0
	for line := 1; line < p.Line; line++ {
		n := strings.IndexByte(script[at:], '\n')
		if n < 0 {
			return len(script)
		}
		at += n + 1
	}
	return min(at+max(p.Col-1, 0), len(script))
}
