package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/tickwright/tickwright/tickscript/syntax"
)

func format(e *env, args []string) int {
	fs := flags(e, "fmt")
	list := fs.Bool("l", false, "list the files whose format differs, print nothing else")
	write := fs.Bool("w", false, "write the result to the file")
	diff := fs.Bool("d", false, "print what would change instead of the result")
	if status, done := parse(fs, args); done {
		return status
	}
	if fs.NArg() == 0 {
		src, err := io.ReadAll(e.stdin)
		if err != nil {
			complain(e.stderr, "", err)
			return exitBad
		}
		return formatOne(e, "", string(src), *list, false, *diff)
	}
	status := exitOK
	for _, name := range fs.Args() {
		src, err := os.ReadFile(name)
		if err != nil {
			complain(e.stderr, "", err)
			status = exitBad
			continue
		}
		status = max(status, formatOne(e, name, string(src), *list, *write, *diff))
	}
	return status
}

func formatOne(e *env, name, src string, list, write, diff bool) int {
	f, diags := syntax.Parse(src)
	if diags.HasErrors() {
		complain(e.stderr, src, diags.WithFile(name))
		return exitBad
	}
	out := syntax.Print(f)
	for _, c := range f.Dropped() {
		fmt.Fprintf(e.stderr, "%s:%s: a comment at a place where the format keeps none is left out, as Kapacitor leaves it out\n", name, c.Pos())
	}
	if diff && out != src {
		fmt.Fprint(e.stdout, lineDiff(name, src, out))
	}
	if list && out != src {
		fmt.Fprintln(e.stdout, name)
	}
	if write && out != src {
		if err := os.WriteFile(name, []byte(out), 0o666); err != nil {
			complain(e.stderr, "", err)
			return exitBad
		}
	}
	if !list && !write && !diff {
		fmt.Fprint(e.stdout, out)
	}
	return exitOK
}

// lineDiff shows the lines that differ between two texts, with their numbers, in
// the order of the first. It is the longest common subsequence of lines, so it
// takes time and room for long texts: scripts are short.
func lineDiff(name, a, b string) string {
	x, y := strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n")
	if len(x)*len(y) > 1<<24 {
		return fmt.Sprintf("%s: too long to compare line by line\n", name)
	}
	common := make([][]int32, len(x)+1)
	for i := range common {
		common[i] = make([]int32, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s, formatted\n", name, name)
	line := func(mark string, n int, text string) {
		fmt.Fprintf(&out, "%s%4d %s\n", mark, n+1, strings.TrimSuffix(text, "\n"))
	}
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		switch {
		case i < len(x) && j < len(y) && x[i] == y[j]:
			i++
			j++
		case j < len(y) && (i == len(x) || common[i][j+1] > common[i+1][j]):
			if y[j] != "" {
				line("+", j, y[j])
			}
			j++
		default:
			if x[i] != "" {
				line("-", i, x[i])
			}
			i++
		}
	}
	return out.String()
}
