package support

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/tickscript/catalog"
	"github.com/tickwright/tickwright/tickscript/engine"
)

const intro = `# What is supported

Every node, property, handler and function of TICKscript as Kapacitor 1.8.3 has them, and by what it is proven that the engine
makes of it what a real Kapacitor makes of it. This page is generated: ` + "`go test ./support -update` in internal/conformance" + `
writes it, and a test holds it up to date.

`

const kinds = `
- **recorded**: cases that a real kapacitord was asked, of %[1]d in the corpus (%[2]d with a script that it runs). Its answers lie in
  tickscript/engine/testdata/conformance: events byte for byte, endpoints, payloads, errors, counters. ` + "`go test ./tickscript/engine`" + ` compares
  without a server, ` + "`go test .` in internal/conformance" + ` asks anew.
- **own tests**: Kapacitor's integration tests, read from its module and run on the engine with their own assertions: %[3]d of %[4]d
  functions pass (internal/conformance/ownsuite/table.txt).
- Beside these, random pipelines over the catalog are compared with a live kapacitord (internal/conformance/engdiff), random expressions
  over every function, operator and pair of types with Kapacitor's own evaluation (lambdadiff), what is accepted and refused and with
  which words with a live server (graphdiff), and the catalog itself with Kapacitor's source (catalogdiff).

A number is how many cases or tests use the thing; the case named is the first. Where both are 0 the last column
says what there is instead: tests of tickwright alone, whose expectations were read from Kapacitor's source and not asked of a server.
`

// render makes the page.
func render(e *evidence) (string, error) {
	p := &page{e: e}
	p.b.WriteString(intro)
	fmt.Fprintf(&p.b, strings.TrimLeft(kinds, "\n"), e.cases, e.judged, e.passed, e.total)
	supported := map[string]bool{"deadman": true} // which is other nodes
	for _, kind := range engine.Supported() {
		supported[kind] = true
	}
	p.b.WriteString("\n## Nodes and properties\n\n")
	p.head()
	for _, n := range catalog.Nodes() {
		if !supported[n.Kind] {
			return "", fmt.Errorf("the engine does not support %s", n.Kind)
		}
		p.row("node "+n.Kind, "**"+n.Kind+"**", n.Kind)
		if n.InfluxQL {
			continue // whose properties are the same for all
		}
		if n.Kind == "deadman" {
			continue // whose properties are the alert's
		}
		for _, x := range n.Properties {
			if !x.Undocumented && x.Name != "quiet" {
				p.row("property "+n.Kind+"."+x.Name, "&nbsp;&nbsp;."+x.Name, n.Kind+"."+x.Name)
			}
		}
	}
	p.influxql()
	p.b.WriteString("\n## Alert handlers and their options\n\n")
	p.head()
	for _, h := range catalog.Handlers() {
		p.row("handler "+h.Kind, "**"+h.Kind+"**", "."+h.Kind)
		for _, x := range h.Properties {
			if x.Undocumented {
				continue
			}
			p.row("option "+h.Kind+"."+x.Name, "&nbsp;&nbsp;."+x.Name, "."+h.Kind+"."+x.Name)
		}
	}
	p.b.WriteString("\n## Functions of expressions\n\nEach is also compared with Kapacitor's own by random arguments of every type (lambdadiff).\n\n")
	p.head()
	for _, f := range catalog.Functions() {
		if !f.MatchOnly {
			p.row("function "+f.Name, "`"+f.Name+"`", "()"+f.Name)
		}
	}
	p.operators()
	p.differences()
	for use := range instead {
		if !p.used[use] {
			return "", fmt.Errorf("%s is recorded or tested now, or is no part of the language: take it out of the list", use)
		}
	}
	if len(p.bare) > 0 {
		return "", fmt.Errorf("nothing proves %s: record a case, or say in instead.go what does", strings.Join(p.bare, ", "))
	}
	return p.b.String(), nil
}

type page struct {
	b strings.Builder
	e *evidence
	// used are the entries of instead that were needed, bare the parts of the language that nothing proves.
	used map[string]bool
	bare []string
}

func (p *page) head() { p.b.WriteString("| | recorded | own tests | |\n|---|---:|---:|---|\n") }

// row writes a line of a table; key finds what there is instead of a comparison.
func (p *page) row(use Use, title, key string) {
	recorded, own := p.e.recorded[use], p.e.own[use]
	note := p.e.example[use]
	if recorded+own == 0 {
		if p.used == nil {
			p.used = map[string]bool{}
		}
		if note = instead[key]; note == "" {
			p.bare = append(p.bare, key)
		}
		p.used[key] = true
	}
	fmt.Fprintf(&p.b, "| %s | %d | %d | %s |\n", title, recorded, own, note)
}

// influxql writes the properties that all InfluxQL nodes share.
func (p *page) influxql() {
	shared := map[string][2]int{}
	var names []string
	for _, n := range catalog.Nodes() {
		if !n.InfluxQL {
			continue
		}
		for _, x := range n.Properties {
			if x.Undocumented || x.Name == "quiet" {
				continue
			}
			use := "property " + n.Kind + "." + x.Name
			c, seen := shared[x.Name]
			if !seen {
				names = append(names, x.Name)
			}
			shared[x.Name] = [2]int{c[0] + p.e.recorded[use], c[1] + p.e.own[use]}
		}
	}
	p.b.WriteString("\nProperties of the InfluxQL nodes, summed over all of them:\n\n")
	p.head()
	for _, name := range names {
		fmt.Fprintf(&p.b, "| .%s | %d | %d | |\n", name, shared[name][0], shared[name][1])
		if shared[name] == [2]int{} {
			p.bare = append(p.bare, "the InfluxQL nodes' ."+name)
		}
	}
}

func (p *page) operators() {
	p.b.WriteString("\n## Operators\n\nEvery operator with every pair of types is compared with Kapacitor's own (lambdadiff).\n\n")
	p.head()
	seen := map[string]bool{}
	for _, o := range catalog.Operators() {
		if !seen[o.Op] {
			p.row("operator "+o.Op, "`"+o.Op+"`", "operator "+o.Op)
		}
		seen[o.Op] = true
	}
}

func (p *page) differences() {
	p.b.WriteString("\n## Known differences\n\nOf recorded cases, all that is compared and differs, with its reason:\n\n| case | what differs | why that stands |\n|---|---|---|\n")
	for _, d := range p.e.known {
		fmt.Fprintf(&p.b, "| %s | %s | %s |\n", d.of, d.aspect, d.reason)
	}
	p.b.WriteString("\nOf Kapacitor's own tests, those that do not apply: ")
	if len(p.e.notApplicable) == 0 {
		p.b.WriteString("none.\n")
	}
	for _, line := range p.e.notApplicable {
		p.b.WriteString("\n- " + line)
	}
	p.b.WriteString(chance)
}

// chance are the differences that no case can show, because Kapacitor's own answers differ from run to run.
const chance = `
What Kapacitor leaves to chance has one order here, so that a run can be repeated:

- groups that are emitted at one moment (groupBy on batches, stats) come in the order of their first appearance, not in that of a map;
- sibling branches of a pipeline run one after the other, in the order of the script's nodes, not side by side;
- batches of several queries of a recording take turns in the order of their times;
- the tags of an Alerta alert and the headers of requests and mails are sorted;
- ` + "`rand()`" + ` draws the same numbers in every run, unless the caller gives a source.

Two habits of Kapacitor's expressions depend on which types an operator happened to see before, in whatever group, and are left out: an
operator that met a type guard error once fails from then on, and an arithmetic operator keeps the operation of the last point until it fails.

Open: a field that sideload makes an integer of a string is of a type in Kapacitor that its own expressions refuse ("invalid math operator +
for type int"), though it is written like any integer. Here it is an integer to expressions, too. Vet points such fields out
(` + "`sideload-int`" + `).
`
