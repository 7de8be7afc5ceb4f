package syntax

import "github.com/tickwright/tickwright/tickscript/diag"

// Format formats the text of a script as Print does. A text with errors comes
// back unchanged, with the errors.
func Format(src string) (string, diag.List) {
	f, errs := Parse(src)
	if errs.HasErrors() {
		return src, errs
	}
	return Print(f), errs
}

// Served returns what kapacitord serves for a script it has stored: formatted,
// or the raw text when that does not parse.
func Served(src string) string {
	f, errs := Parse(src)
	if errs.HasErrors() {
		return src
	}
	return PrintKapacitor(f)
}
