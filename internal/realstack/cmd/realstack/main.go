// Command realstack builds the real servers ahead of the tests:
//
//	go run ./cmd/realstack build all
//	go run ./cmd/realstack build kapacitord influxd1
//	go run ./cmd/realstack list
//
// It prints each stage with the time it took, and a table at the end.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/tickwright/tickwright/internal/realstack/build"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch {
	case len(os.Args) == 2 && os.Args[1] == "list":
		list(ctx)
	case len(os.Args) > 2 && os.Args[1] == "build":
		chosen, err := choose(os.Args[2:])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if !buildAll(ctx, chosen) {
			os.Exit(1)
		}
	default:
		fmt.Fprintln(os.Stderr, "usage: realstack build all|NAME...\n       realstack list")
		os.Exit(2)
	}
}

func list(ctx context.Context) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	defer w.Flush()
	for _, s := range servers {
		state := "not built"
		if s.cached(ctx) {
			state = "built"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.name, s.version, state)
	}
}

// choose returns the named servers, in the table's order.
func choose(names []string) ([]server, error) {
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	var chosen []server
	for _, s := range servers {
		if wanted[s.name] || wanted["all"] {
			chosen = append(chosen, s)
		}
		delete(wanted, s.name)
	}
	delete(wanted, "all")
	for name := range wanted {
		var known []string
		for _, s := range servers {
			known = append(known, s.name)
		}
		return nil, fmt.Errorf("build %s: no such server; there are %s", name, strings.Join(known, ", "))
	}
	return chosen, nil
}

// buildAll builds one after the other, since linking the largest needs 2 GB, and goes on after a failure.
func buildAll(ctx context.Context, chosen []server) bool {
	ctx = build.WithReport(ctx, func(server, stage string, took time.Duration, err error) {
		state := "ok"
		if err != nil {
			state = "FAILED"
		}
		fmt.Printf("%-12s %-28s %7.1fs  %s\n", server, stage, took.Seconds(), state)
	})
	type result struct {
		server
		took time.Duration
		err  error
	}
	var results []result
	ok := true
	for _, s := range chosen {
		start := time.Now()
		err := s.ensure(ctx)
		results = append(results, result{s, time.Since(start), err})
		if err != nil {
			ok = false
			fmt.Printf("%s: %v\n", s.name, err)
		}
	}
	fmt.Println()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, r := range results {
		state := "built"
		if r.err != nil {
			state = "FAILED"
		}
		fmt.Fprintf(w, "%s\t%s\t%.1fs\t%s\n", r.name, r.version, r.took.Seconds(), state)
	}
	w.Flush()
	return ok
}
