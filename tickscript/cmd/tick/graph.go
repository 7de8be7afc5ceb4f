package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tickwright/tickwright/tickscript/gengo"
	"github.com/tickwright/tickwright/tickscript/graph"
)

func graphScript(e *env, args []string) int {
	fs := flags(e, "graph")
	svg := fs.Bool("svg", false, "draw a picture instead of Graphviz's language")
	if status, done := parse(fs, args); done {
		return status
	}
	if fs.NArg() != 1 {
		fs.Usage()
		return exitUsage
	}
	name := fs.Arg(0)
	src, err := os.ReadFile(name)
	if err != nil {
		complain(e.stderr, "", err)
		return exitBad
	}
	g, diags := graph.Parse(string(src), graph.Options{Template: true})
	if diags.HasErrors() {
		diags.Sort()
		complain(e.stderr, string(src), diags.WithFile(name))
		return exitBad
	}
	if *svg {
		fmt.Fprintln(e.stdout, g.SVG())
		return exitOK
	}
	fmt.Fprintln(e.stdout, g.Dot(strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))))
	return exitOK
}

func gen(e *env, args []string) int {
	fs := flags(e, "gen")
	toGo := fs.Bool("go", false, "print Go source that builds the script")
	pkg := fs.String("package", "rules", "`name` of the package")
	fn := fs.String("func", "Rule", "`name` of the function")
	if status, done := parse(fs, args); done {
		return status
	}
	if fs.NArg() != 1 || !*toGo {
		fs.Usage()
		return exitUsage
	}
	src, err := os.ReadFile(fs.Arg(0))
	if err != nil {
		complain(e.stderr, "", err)
		return exitBad
	}
	out, err := gengo.Source(string(src), gengo.Options{Package: *pkg, Func: *fn})
	if err != nil {
		complain(e.stderr, string(src), err)
		return exitBad
	}
	_, _ = e.stdout.Write(out) // nothing can be done about a broken stdout
	return exitOK
}
