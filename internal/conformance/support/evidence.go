package support

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/corpus"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// evidence is what was compared with Kapacitor.
type evidence struct {
	// cases is the number of recorded cases, judged of those whose script a server ran.
	cases, judged int
	// recorded and own are how many cases and how many of Kapacitor's own tests use a part of the language; example is the
	// first case.
	recorded, own map[Use]int
	example       map[Use]string
	// tests are the lines of the own suite's account, without those that pass; passed is how many do, total of how many.
	passed, total int
	notApplicable []string
	// known are the accepted differences.
	known []difference
}

type difference struct{ of, aspect, reason string }

// gather reads what the suites have left: the corpus below dir, the account of Kapacitor's own tests, and known.txt.
func gather(dir, table, uses, known string) (*evidence, error) {
	e := &evidence{recorded: map[Use]int{}, own: map[Use]int{}, example: map[Use]string{}}
	if err := e.corpus(corpus.Store{Dir: dir}); err != nil {
		return nil, err
	}
	err := lines(table, func(line string) error {
		name, verdict, _ := strings.Cut(line, " ")
		verdict = strings.TrimSpace(verdict)
		e.total++
		switch {
		case strings.HasPrefix(verdict, "passes"):
			e.passed++
		case strings.HasPrefix(verdict, "not applicable: "):
			e.notApplicable = append(e.notApplicable, name+": "+strings.TrimPrefix(verdict, "not applicable: "))
		default:
			return fmt.Errorf("%s: no such verdict: %s", name, verdict)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = lines(uses, func(line string) error {
		at := strings.LastIndexByte(line, ' ')
		n, err := strconv.Atoi(line[at+1:])
		if at < 0 || err != nil {
			return fmt.Errorf("not a use and a number: %s", line)
		}
		e.own[line[:at]] = n
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = lines(known, func(line string) error {
		key, why, _ := strings.Cut(line, "#")
		of, aspect, _ := strings.Cut(strings.TrimSpace(key), " ")
		e.known = append(e.known, difference{of, strings.TrimSpace(aspect), strings.TrimSpace(why)})
		return nil
	})
	return e, err
}

// corpus counts what the recorded cases use. A script that the server refused proves nothing of what it would have done.
func (e *evidence) corpus(store corpus.Store) error {
	names, err := store.Names()
	if err != nil {
		return err
	}
	for _, name := range names {
		c, a, err := store.Get(name)
		if err != nil {
			return err
		}
		e.cases++
		if a.DefineError+a.StartError != "" {
			continue
		}
		opts := graph.Options{}
		if opts.Vars, err = variables(c.Vars); err != nil {
			return err
		}
		file, diags := syntax.Parse(c.Script)
		if diags.HasErrors() {
			continue // the server's formatter is all that was asked
		}
		g, diags := graph.Build(file, opts)
		if diags.HasErrors() {
			continue
		}
		e.judged++
		for use := range Uses(g) {
			if e.recorded[use]++; e.example[use] == "" {
				e.example[use] = name
			}
		}
	}
	return nil
}

// lines calls f with each line of a file that is not empty and no comment.
func lines(name string, f func(line string) error) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	s := bufio.NewScanner(in)
	for s.Scan() {
		line := strings.TrimSpace(s.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if err := f(line); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return s.Err()
}
