package kapacitor

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tickwright/tickwright/tickscript"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

// CheckOptions say how scripts are looked at before they are sent.
type CheckOptions struct {
	// Vet chooses the checks of package vet.
	Vet vet.Options
	// UDFs are the user defined functions that the server has.
	UDFs map[string]graph.UDF
	// Deadman is the server's deadman configuration, for scripts that use it; nil is Kapacitor's default.
	Deadman *graph.Deadman
}

// rule is one script with what belongs to it.
type rule struct {
	file, script string
	typ          TaskType // "" infers it
	dbrps        []DBRP
	vars         Vars
	template     bool // variables may be without a value
}

// checked is a rule that a server takes.
type checked struct {
	typ TaskType
	// dbrps are those that the task reads: the script's own or the rule's.
	dbrps    []DBRP
	own      bool      // dbrps are the script's own, and must not be sent
	findings diag.List // of severity warning and info
}

// check looks at a rule as a server does and as vet does. Its error is ErrScript with everything that is wrong, or ErrInvalidRequest.
func check(op string, r rule, o CheckOptions) (checked, error) {
	values, err := r.vars.Values()
	if err != nil {
		return checked{}, invalid(op, "%s%w", prefix(r.file), err)
	}
	g, diags := vet.Script(r.script, graph.Options{
		Vars: values, Template: r.template, UDFs: o.UDFs, Deadman: o.Deadman, DBRPs: graphDBRPs(r.dbrps),
	}, o.Vet)
	out := checked{typ: TaskType(g.Type.String())}
	if g.Type != graph.UnknownType && r.typ != "" && r.typ != out.typ {
		return checked{}, invalid(op, "%sthe script is a %s script (it starts from %q), but type %s was asked for; "+
			"leave the type out or say %s: Kapacitor 1.8 ignores the type that it is given, older ones refuse the task",
			prefix(r.file), out.typ, out.typ, r.typ, out.typ)
	}
	for i := range diags {
		if diags[i].Code == codeUnknownVar {
			diags[i].Severity = diag.Error // given on purpose, so its name is mistyped
		}
	}
	if diags.HasErrors() {
		return checked{}, refused(op, diags.WithFile(r.file))
	}
	out.findings = diags.WithFile(r.file)
	for _, d := range g.DBRPs {
		out.dbrps = append(out.dbrps, DBRP(d))
	}
	switch out.own = len(out.dbrps) > 0; {
	case out.own && len(r.dbrps) > 0:
		return checked{}, invalid(op, "%sthe script says dbrp itself, and dbrps are given too; Kapacitor takes one or the other", prefix(r.file))
	case !out.own:
		out.dbrps = r.dbrps
	}
	if len(out.dbrps) == 0 && !r.template {
		return checked{}, invalid(op, "%sno database and retention policy: begin the script with dbrp \"db\".\"rp\", or give dbrps", prefix(r.file))
	}
	return out, nil
}

// codeUnknownVar is the finding of package graph about a value for a variable that the script does not have.
const codeUnknownVar = "unknown-var"

func prefix(file string) string {
	if file == "" {
		return ""
	}
	return file + ": "
}

func graphDBRPs(list []DBRP) []graph.DBRP {
	out := make([]graph.DBRP, len(list))
	for i, d := range list {
		out[i] = graph.DBRP(d)
	}
	return out
}

// refused is the error about a script that is not sent.
func refused(op string, diags diag.List) error {
	return &Error{Op: op, Err: fmt.Errorf("%w: %w", ErrScript, diags), Diagnostics: diags}
}

// format is the text by which scripts are compared; one that does not parse stands for itself.
func format(script string) string {
	if out, err := tickscript.Format(script); err == nil {
		return out
	}
	return script
}

// sortedDBRPs is a copy in order: the order means nothing to the server.
func sortedDBRPs(list []DBRP) []DBRP {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b DBRP) int {
		return cmp.Or(cmp.Compare(a.Database, b.Database), cmp.Compare(a.RetentionPolicy, b.RetentionPolicy))
	})
	return slices.Compact(out)
}

// sameScript compares scripts without their formatting.
func sameScript(a, b string) bool { return a == b || format(a) == format(b) }
