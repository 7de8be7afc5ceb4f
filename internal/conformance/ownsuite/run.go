package ownsuite

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Outcome is how the tests went, by name: PASS, FAIL, SKIP, or DIED for one that took the program down.
type Outcome struct {
	Results map[string]string
	// Output is what the program printed.
	Output []byte
}

var (
	resultLine = regexp.MustCompile(`^--- (PASS|FAIL|SKIP): (\w+) \(`)
	runLine    = regexp.MustCompile(`^=== RUN   (\w+)$`)
)

// Run runs the compiled tests in the module's folder, where their recordings are, with more variables in their environment.
// After a test that takes the program down, those behind it are run by a new one.
func Run(ctx context.Context, program, module string, env ...string) (*Outcome, error) {
	o := &Outcome{Results: map[string]string{}}
	for {
		skip := []string{"none"}
		for name := range o.Results {
			skip = append(skip, name)
		}
		cmd := exec.CommandContext(ctx, program, "-test.v", "-test.timeout=2m", "-test.skip=^("+strings.Join(skip, "|")+")$")
		cmd.Dir = filepath.Join(module, "integrations")
		cmd.Env = append(os.Environ(), env...)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			return nil, err
		}
		o.Output = append(o.Output, out...)
		last, died := o.read(out)
		if !died {
			return o, nil
		}
		o.Results[last] = "DIED"
	}
}

// read notes the results. It returns the last test that began, and whether that has none.
func (o *Outcome) read(out []byte) (last string, died bool) {
	for in := bufio.NewScanner(bytes.NewReader(out)); in.Scan(); {
		if m := runLine.FindStringSubmatch(in.Text()); m != nil {
			last = m[1]
		}
		if m := resultLine.FindStringSubmatch(in.Text()); m != nil {
			o.Results[m[2]] = m[1]
		}
	}
	// A test that panics may have its result printed before.
	return last, last != "" && (o.Results[last] == "" || bytes.Contains(out, []byte("\npanic: ")))
}

// Of returns what a test printed.
func (o *Outcome) Of(name string) string {
	_, rest, ok := bytes.Cut(o.Output, []byte("=== RUN   "+name+"\n"))
	if !ok {
		return "it did not run"
	}
	if end := regexp.MustCompile(`(?m)^--- \w+: ` + name + ` `).FindIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	return string(rest)
}
