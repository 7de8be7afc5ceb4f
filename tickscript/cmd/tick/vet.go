package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

func vetScripts(e *env, args []string) int {
	fs := flags(e, "vet")
	form := fs.String("format", "text", "`form` of the output: text, json or sarif")
	strict := fs.Bool("strict", false, "exit with 1 on warnings too")
	schema := fs.String("schema", "", "`file` with the measurements, tags and fields there are")
	only := fs.String("only", "", "comma separated `codes` of the checks to run")
	skip := fs.String("skip", "", "comma separated `codes` of the checks to leave out")
	list := fs.Bool("list", false, "list the checks and stop")
	var vars listFlag
	fs.Var(&vars, "var", "`name=value` for a variable of the script")
	if status, done := parse(fs, args); done {
		return status
	}
	if *list {
		for _, c := range vet.Checks() {
			fmt.Fprintf(e.stdout, "%-24s %-8s %s\n", c.Code, c.Severity, c.Name)
		}
		return exitOK
	}
	if fs.NArg() == 0 || *form != "text" && *form != "json" && *form != "sarif" {
		fs.Usage()
		return exitUsage
	}
	opts := vet.Options{Only: split(*only), Skip: split(*skip), Now: time.Now()}
	if *schema != "" {
		b, err := os.ReadFile(*schema)
		if err == nil {
			opts.Schema, err = vet.ParseSchema(b)
		}
		if err != nil {
			complain(e.stderr, "", err)
			return exitBad
		}
	}
	sources := map[string]string{}
	var all diag.List
	status := exitOK
	for _, name := range fs.Args() {
		b, err := os.ReadFile(name)
		if err != nil {
			complain(e.stderr, "", err)
			status = exitBad
			continue
		}
		src := string(b)
		sources[name] = src
		values, err := varsOf(src, vars)
		if err != nil {
			complain(e.stderr, src, err)
			status = exitBad
			continue
		}
		// A script whose variables get their values later is checked as a template.
		g, _ := graph.Parse(src, graph.Options{Vars: values, Template: true})
		_, found := vet.Script(src, graph.Options{Vars: values, Template: wantsValues(g, values)}, opts)
		found = found.WithFile(name)
		if *form == "text" {
			_ = diag.Render(e.stdout, src, found) // nothing can be done about a broken stdout
		}
		all = append(all, found...)
	}
	var err error
	switch *form {
	case "json":
		err = diag.WriteJSON(e.stdout, all)
	case "sarif":
		tool := diag.Tool{Name: "tick vet", URI: "https://github.com/tickwright/tickwright"}
		for _, c := range vet.Checks() {
			tool.Rules = append(tool.Rules, diag.Rule{Code: c.Code, Description: c.Doc})
		}
		err = diag.WriteSARIF(e.stdout, tool, all, func(file string) string { return sources[file] })
	}
	if err != nil {
		complain(e.stderr, "", err)
		return exitBad
	}
	for _, d := range all {
		if d.Severity == diag.Error || *strict && d.Severity == diag.Warning {
			return exitBad
		}
	}
	return status
}

// wantsValues reports whether a script declares typed variables that have no
// value yet: then it is a template.
func wantsValues(g *graph.Graph, values map[string]graph.Value) bool {
	if g == nil {
		return false
	}
	for _, v := range g.Vars {
		if _, given := values[v.Name]; !given && !v.HasValue {
			return true
		}
	}
	return false
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
