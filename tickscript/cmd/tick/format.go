package main

import (
	"fmt"
	"io"
	"os"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

func format(e *env, args []string) int {
	fs := flags(e, "fmt")
	list := fs.Bool("l", false, "list the files whose format differs, print nothing else")
	write := fs.Bool("w", false, "write the result to the file")
	if status, done := parse(fs, args); done {
		return status
	}
	if fs.NArg() == 0 {
		src, err := io.ReadAll(e.stdin)
		if err != nil {
			complain(e.stderr, "", err)
			return exitBad
		}
		return formatOne(e, "", string(src), *list, false)
	}
	status := exitOK
	for _, name := range fs.Args() {
		src, err := os.ReadFile(name)
		if err != nil {
			complain(e.stderr, "", err)
			status = exitBad
			continue
		}
		status = max(status, formatOne(e, name, string(src), *list, *write))
	}
	return status
}

func formatOne(e *env, name, src string, list, write bool) int {
	f, diags := syntax.Parse(src)
	if diags.HasErrors() {
		complain(e.stderr, src, diags.WithFile(name))
		return exitBad
	}
	out := syntax.Print(f)
	if list && out != src {
		fmt.Fprintln(e.stdout, name)
	}
	if write && out != src {
		if err := os.WriteFile(name, []byte(out), 0o666); err != nil {
			complain(e.stderr, "", err)
			return exitBad
		}
	}
	if !list && !write {
		fmt.Fprint(e.stdout, out)
	}
	return exitOK
}
