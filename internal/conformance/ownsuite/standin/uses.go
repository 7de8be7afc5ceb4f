package standin

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/support"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// UsesFile names the environment variable with the file to which each task that is started adds lines: the test, a tab,
// and a part of the language that it uses.
const UsesFile = "TICKWRIGHT_USES_FILE"

func noteUses(g *graph.Graph) error {
	name := os.Getenv(UsesFile)
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	test := caller()
	for use := range support.Uses(g) {
		if _, err := fmt.Fprintf(f, "%s\t%s\n", test, use); err != nil {
			return err
		}
	}
	return nil
}

// caller is the test function that is running.
func caller() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for {
		f, more := frames.Next()
		if _, name, ok := strings.Cut(f.Function, "integrations.Test"); ok {
			name, _, _ = strings.Cut(name, ".")
			return "Test" + name
		}
		if !more {
			return "?"
		}
	}
}
