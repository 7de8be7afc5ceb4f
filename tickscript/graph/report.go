package graph

import (
	"fmt"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// maxDiagnostics ends the hunt for more mistakes.
const maxDiagnostics = 1000

// report is a diagnostic under construction; one too many has the index -1.
type report struct {
	b *builder
	i int
}

// errorf reports an error at a piece of the tree.
func (b *builder) errorf(n syntax.Node, code, format string, args ...any) report {
	return b.errorAt(diag.Range{Start: n.Pos(), End: n.End()}, code, format, args...)
}

// errorAt reports an error at a range.
func (b *builder) errorAt(r diag.Range, code, format string, args ...any) report {
	return b.add(r, diag.Error, code, format, args...)
}

func (b *builder) warnAt(r diag.Range, code, format string, args ...any) report {
	return b.add(r, diag.Warning, code, format, args...)
}

func (b *builder) add(r diag.Range, s diag.Severity, code, format string, args ...any) report {
	if len(b.diags) >= maxDiagnostics {
		return report{b, -1}
	}
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	b.diags = append(b.diags, diag.Diagnostic{Range: r, Severity: s, Code: code, Message: msg})
	return report{b, len(b.diags) - 1}
}

// hint says what to do about it.
func (r report) hint(text string) report {
	if r.i >= 0 {
		r.b.diags[r.i].Hint = text
	}
	return r
}

// kapacitor gives the message of a real server.
func (r report) kapacitor(format string, args ...any) report {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	if r.i >= 0 {
		r.b.diags[r.i].Kapacitor = format
	}
	return r
}

// kapacitorAt gives the message of a real server that starts with a place.
func (r report) kapacitorAt(p diag.Pos, format string, args ...any) report {
	return r.kapacitor(fmt.Sprintf("line %d char %d: ", p.Line, p.Col) + fmt.Sprintf(format, args...))
}
