package main

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/tickwright/tickwright/tickscript/ticktest"
)

// testReport is one test in the output of tick test.
type testReport struct {
	File    string  `json:"file"`
	Line    int     `json:"line"`
	Name    string  `json:"name"`
	Passed  bool    `json:"passed"`
	Seconds float64 `json:"seconds"`
	// Error says why the test could not run.
	Error    string             `json:"error,omitempty"`
	Findings []ticktest.Finding `json:"findings,omitempty"`
	// Explanations say why the rule did what it did, with -explain.
	Explanations []string `json:"explanations,omitempty"`

	outcome *ticktest.Outcome
}

// failure is all that a test has to say.
func (r *testReport) failure() string {
	if r.Error != "" {
		return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Error)
	}
	var parts []string
	for _, f := range r.Findings {
		parts = append(parts, fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Text))
	}
	for _, w := range r.Explanations {
		parts = append(parts, "why "+w)
	}
	return strings.Join(parts, "\n")
}

// testJob is one test to run.
type testJob struct {
	file *ticktest.File
	test *ticktest.Test
}

func testScripts(e *env, args []string) int {
	fs := flags(e, "test")
	filter := fs.String("run", "", "run only tests whose FILE/NAME matches this `regexp`")
	form := fs.String("format", "text", "`form` of the output: text, json or junit")
	update := fs.Bool("update", false, "rewrite expectations that differ to what the rules do")
	why := fs.Bool("explain", false, "say why a rule did what it did, where a test fails")
	again := fs.Bool("watch", false, "run the tests again whenever a test or a script changes")
	verbose := fs.Bool("v", false, "print every test")
	parallel := fs.Int("parallel", runtime.GOMAXPROCS(0), "run `n` tests at a time")
	if status, done := parse(fs, args); done {
		return status
	}
	wanted, err := regexp.Compile(*filter)
	if err != nil {
		fmt.Fprintf(e.stderr, "tick test: -run: %v\n", err)
		return exitUsage
	}
	print, ok := map[string]func(io.Writer, []*testReport, bool) error{"text": printText, "json": printJSON, "junit": printJUnit}[*form]
	if !ok {
		fmt.Fprintf(e.stderr, "tick test: -format is text, json or junit, not %q\n", *form)
		return exitUsage
	}
	if *parallel < 1 {
		fmt.Fprintln(e.stderr, "tick test: -parallel is at least 1")
		return exitUsage
	}
	paths := fs.Args()
	if len(paths) == 0 {
		paths = []string{"."}
	}
	for i, p := range paths {
		// The go tool's way to say "and below" is understood.
		if p = strings.TrimSuffix(p, "..."); p == "" {
			p = "."
		}
		paths[i] = p
	}
	once := func() int {
		return testOnce(e, paths, wanted, *update, *parallel, *why, func(reports []*testReport) error { return print(e.stdout, reports, *verbose) })
	}
	if *again {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		ticker := time.NewTicker(watchEvery)
		defer ticker.Stop()
		return watch(ctx, e, paths, ticker.C, func() { once() })
	}
	return once()
}

// testOnce runs the tests that match, and prints what came of them.
func testOnce(e *env, paths []string, wanted *regexp.Regexp, update bool, parallel int, explain bool, print func([]*testReport) error) int {
	jobs, files, status := testJobs(e, paths, wanted)
	if len(jobs) == 0 {
		if status == exitOK {
			fmt.Fprintf(e.stderr, "tick test: no test matches -run %s in %s\n", wanted, strings.Join(paths, " "))
		}
		return exitBad
	}
	reports := runTests(jobs, parallel)
	if update {
		if err := updateFiles(e, files, jobs, reports); err != nil {
			fmt.Fprintf(e.stderr, "tick test: %v\n", err)
			return exitBad
		}
		// What was rewritten is read and run again: what is left is a failure.
		if jobs, _, status = testJobs(e, paths, wanted); status == exitOK {
			reports = runTests(jobs, parallel)
		}
	}
	for _, r := range reports {
		if r.Passed {
			continue
		}
		status = exitBad
		if explain {
			r.explain()
		}
	}
	if err := print(reports); err != nil {
		fmt.Fprintf(e.stderr, "tick test: %v\n", err)
		return exitBad
	}
	return status
}

// mostWhys is how many instants of a test are explained.
const mostWhys = 4

// explain adds why the rule did what it did, where the test differs.
func (r *testReport) explain() {
	if r.outcome.Err != nil {
		return
	}
	whys, err := r.outcome.Explain(context.Background(), mostWhys)
	for _, w := range whys {
		r.Explanations = append(r.Explanations, w.String())
	}
	if err != nil {
		r.Explanations = append(r.Explanations, err.Error())
	}
}

// testJobs reads the test files. A file that cannot be read makes the status
// exitBad; the tests of the others run.
func testJobs(e *env, paths []string, wanted *regexp.Regexp) (jobs []testJob, files []*ticktest.File, status int) {
	names, err := ticktest.Find(paths...)
	if err != nil {
		fmt.Fprintf(e.stderr, "tick test: %v\n", err)
		return nil, nil, exitBad
	}
	if len(names) == 0 {
		fmt.Fprintf(e.stderr, "tick test: no *.ticktest file in %s\n", strings.Join(paths, " "))
		return nil, nil, exitBad
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		var f *ticktest.File
		if err == nil {
			f, err = ticktest.Parse(name, string(src))
		}
		if err != nil {
			fmt.Fprintln(e.stderr, err)
			status = exitBad
			continue
		}
		files = append(files, f)
		for _, t := range f.Tests {
			if wanted.MatchString(name + "/" + t.Name) {
				jobs = append(jobs, testJob{f, t})
			}
		}
	}
	return jobs, files, status
}

// runTests runs tests, several at a time; the reports are in the order of the
// tests.
func runTests(jobs []testJob, parallel int) []*testReport {
	reports := make([]*testReport, len(jobs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(parallel, len(jobs)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				j := jobs[i]
				start := time.Now()
				o := j.test.Run(context.Background())
				r := &testReport{
					File: j.file.Name, Line: j.test.Line, Name: j.test.Name, Passed: o.Passed(),
					Seconds: time.Since(start).Seconds(), Findings: o.Findings, outcome: o,
				}
				if o.Err != nil {
					r.Error = o.Err.Error()
				}
				reports[i] = r
			}
		}()
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	wg.Wait()
	return reports
}

func updateFiles(e *env, files []*ticktest.File, jobs []testJob, reports []*testReport) error {
	for _, f := range files {
		var all []*ticktest.Outcome
		changed := false
		for i, j := range jobs {
			if j.file == f {
				all = append(all, reports[i].outcome)
				changed = changed || !reports[i].Passed
			}
		}
		if !changed {
			continue
		}
		if err := rewrite(f.Name, f.Update(all...)); err != nil {
			return fmt.Errorf("rewriting expectations: %w", err)
		}
		fmt.Fprintf(e.stderr, "rewritten: %s\n", f.Name)
	}
	return nil
}

// rewrite replaces a test file, whole or not at all, behind a link and with its mode. What could not be read again is
// not written.
func rewrite(name, text string) error {
	if _, err := ticktest.Parse(name, text); err != nil {
		return fmt.Errorf("the new text would not be a test file: %w", err)
	}
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	st, err := os.Stat(target)
	if err != nil {
		return err
	}
	return writeFile(target, st.Mode().Perm(), func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

func failed(reports []*testReport) int {
	n := 0
	for _, r := range reports {
		if !r.Passed {
			n++
		}
	}
	return n
}

func printText(w io.Writer, reports []*testReport, verbose bool) error {
	var b strings.Builder
	for _, r := range reports {
		switch {
		case !r.Passed:
			fmt.Fprintf(&b, "FAIL  %s: %s\n  %s\n", r.File, r.Name, strings.ReplaceAll(r.failure(), "\n", "\n  "))
		case verbose:
			fmt.Fprintf(&b, "ok    %s: %s (%.3fs)\n", r.File, r.Name, r.Seconds)
		}
	}
	if n := failed(reports); n > 0 {
		fmt.Fprintf(&b, "FAIL  %d of %d tests\n", n, len(reports))
	} else {
		fmt.Fprintf(&b, "ok    %d tests\n", len(reports))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printJSON(w io.Writer, reports []*testReport, _ bool) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(reports)
}

// The elements of a JUnit report, as CI systems read it.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Seconds string        `xml:"time,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

func printJUnit(w io.Writer, reports []*testReport, _ bool) error {
	all := junitSuites{Tests: len(reports), Failures: failed(reports)}
	for _, r := range reports {
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != r.File {
			all.Suites = append(all.Suites, junitSuite{Name: r.File})
		}
		s := &all.Suites[len(all.Suites)-1]
		c := junitCase{Class: r.File, Name: r.Name, Seconds: fmt.Sprintf("%.3f", r.Seconds)}
		s.Tests++
		if !r.Passed {
			s.Failures++
			text := r.failure()
			first, _, _ := strings.Cut(text, "\n")
			c.Failure = &junitFailure{Message: first, Text: text}
		}
		s.Cases = append(s.Cases, c)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
