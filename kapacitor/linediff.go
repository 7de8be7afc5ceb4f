package kapacitor

import (
	"fmt"
	"strings"
)

// unified is a unified diff of two texts with three lines around each change, without the names of files; "" when they are equal.
func unified(a, b string) string {
	const around = 3
	ops := lineOps(lines(a), lines(b))
	var out strings.Builder
	for i := 0; i < len(ops); {
		if ops[i].mark == ' ' {
			i++
			continue
		}
		from := max(i-around, 0)
		to, quiet := i, 0
		for j := i; j < len(ops) && quiet <= 2*around; j++ {
			if ops[j].mark == ' ' {
				quiet++
			} else {
				to, quiet = j+1, 0
			}
		}
		to = min(to+around, len(ops))
		writeHunk(&out, ops[from:to])
		i = to
	}
	return out.String()
}

type lineOp struct {
	mark         byte // ' ', '-' or '+'
	text         string
	lineA, lineB int // numbers of the line in either text, from 1
}

func writeHunk(out *strings.Builder, ops []lineOp) {
	countA, countB := 0, 0
	for _, o := range ops {
		if o.mark != '+' {
			countA++
		}
		if o.mark != '-' {
			countB++
		}
	}
	fmt.Fprintf(out, "@@ -%d,%d +%d,%d @@\n", ops[0].lineA, countA, ops[0].lineB, countB)
	for _, o := range ops {
		out.WriteByte(o.mark)
		out.WriteString(o.text)
		out.WriteByte('\n')
	}
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// lineOps turns a into b by the longest common subsequence of what is left between a common beginning and end. Scripts are short; where
// they are not, everything in between is replaced.
func lineOps(a, b []string) []lineOp {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	x, y := a[start:len(a)-end], b[start:len(b)-end]
	var ops []lineOp
	i, j := 0, 0
	put := func(mark byte, text string) {
		ops = append(ops, lineOp{mark, text, i + 1, j + 1})
		if mark != '+' {
			i++
		}
		if mark != '-' {
			j++
		}
	}
	for range start {
		put(' ', a[i])
	}
	common := lcs(x, y)
	for i-start < len(x) || j-start < len(y) {
		p, q := i-start, j-start
		switch {
		case p < len(x) && q < len(y) && x[p] == y[q] && common != nil:
			put(' ', x[p])
		case p < len(x) && (q == len(y) || common == nil || common[p+1][q] >= common[p][q+1]):
			put('-', x[p])
		default:
			put('+', y[q])
		}
	}
	for range end {
		put(' ', a[i])
	}
	return ops
}

// lcs is the table of lengths of common subsequences of the tails; nil when it would be too large.
func lcs(x, y []string) [][]int32 {
	if len(x)*len(y) > 1<<22 {
		return nil
	}
	table := make([][]int32, len(x)+1)
	for i := range table {
		table[i] = make([]int32, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}
