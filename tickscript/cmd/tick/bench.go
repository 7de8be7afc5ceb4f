package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/engine"
)

// benchSections are the parts of what tick bench measures, in the order in which
// they are measured.
var benchSections = []struct {
	name  string
	about string
	run   func(b *benchmark) error
}{
	{"text", "CPU time per point from text to verdict, as a share of decoding the same text completely", benchText},
	{"decoded", "CPU time per point that comes decoded, as a share of the same from text and of decoding it", benchDecoded},
	{"rules", "CPU time of 100 rules over one stream, against one of them", benchRules},
	{"shards", "throughput of two shards on two processors, against one", benchShards},
	{"groups", "what many groups of the disk rule cost, in at most 3 runs of seconds each", benchGroups},
}

// benchmark is one run of tick bench.
type benchmark struct {
	report
	n, hosts, steps, groups int
}

func bench(e *env, args []string) int {
	fs := flags(e, "bench")
	b := &benchmark{report: report{out: e.stdout}}
	fs.IntVar(&b.n, "n", 10, "counted `runs` of each figure; the figure is their median")
	fs.IntVar(&b.hosts, "hosts", 500, "number of `hosts`")
	fs.IntVar(&b.steps, "steps", 1000, "reports per host")
	fs.IntVar(&b.groups, "groups", 200_000, "`hosts` of the section groups, which also measures five times as many")
	only := fs.String("only", "", "measure these `sections` only: "+sectionNames())
	check := fs.Bool("check", false, "exit with 1 when a bound is missed")
	file := fs.String("o", "", "write each run as a line of a Go benchmark to `FILE`, for benchstat")
	if status, done := parse(fs, args); done {
		return status
	}
	if b.n < 1 || b.hosts < 1 || b.steps < 1 || b.groups < 1 {
		fmt.Fprintln(e.stderr, "tick bench: -n, -hosts, -steps and -groups must be positive")
		return exitUsage
	}
	chosen := map[string]bool{}
	for s := range strings.SplitSeq(*only, ",") {
		if s != "" && !strings.Contains(","+sectionNames()+",", ","+s+",") {
			fmt.Fprintf(e.stderr, "tick bench: no section %q; there are %s\n", s, sectionNames())
			return exitUsage
		}
		chosen[s] = true
	}
	if *file != "" {
		f, err := os.Create(*file)
		if err != nil {
			fmt.Fprintln(e.stderr, "tick bench:", err)
			return exitBad
		}
		defer f.Close() //nolint:errcheck // what was written last is reported by Write
		b.raw = f
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	fmt.Fprintf(e.stdout, "%d hosts x %d steps, medians of %d runs, %d processors\n", b.hosts, b.steps, b.n, runtime.NumCPU())
	for _, s := range benchSections {
		if *only != "" && !chosen[s.name] {
			continue
		}
		fmt.Fprintf(e.stdout, "\n%s: %s\n", s.name, s.about)
		if err := s.run(b); err != nil {
			fmt.Fprintf(e.stderr, "tick bench: %s: %v\n", s.name, err)
			return exitBad
		}
	}
	if b.failed != nil {
		fmt.Fprintln(e.stderr, "tick bench: -o:", b.failed)
		return exitBad
	}
	if *check && b.missed > 0 {
		fmt.Fprintf(e.stderr, "tick bench: %d bounds missed\n", b.missed)
		return exitBad
	}
	return exitOK
}

func sectionNames() string {
	names := make([]string, 0, len(benchSections))
	for _, s := range benchSections {
		names = append(names, s.name)
	}
	return strings.Join(names, ",")
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return s[len(s)/2]
}

// cpuPer is the CPU time of f per point, in ns.
func cpuPer(points int, f func()) float64 {
	runtime.GC()
	start := cpuTime()
	f()
	return float64(cpuTime()-start) / float64(time.Nanosecond) / float64(points)
}

func compileBench(script string) (*engine.Program, error) {
	return engine.Compile(script, engine.Options{Task: "bench"})
}
