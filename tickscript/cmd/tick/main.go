// Command tick works with TICKscript rules: it formats and checks them, and
// judges recorded metrics with them, offline.
//
//	tick replay -tick FILE -data FILE [-dbrp db.rp] [flags]
//	tick fmt [-l] [-w] [-d] [FILE...]
//	tick vet [-strict] [-format text|json|sarif] [-schema FILE] FILE...
//	tick backtest -tick FILE [-old FILE] -data FILE [-html FILE] [flags]
//	tick test [-run REGEXP] [-format text|json|junit] [-update] [-explain] [-watch] [-v] [-parallel N] [DIR...]
//	tick explain -tick FILE -data FILE -at TIME [-group TAGS] [flags]
//	tick graph [-svg] FILE
//	tick gen -go FILE
//	tick bench [-n N] [-check] [-only SECTIONS] [-o FILE]
//
// Exit status: 0 when it ran, 1 with diagnostics on standard error when a script
// or the data is bad, 2 on wrong usage.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// Exit statuses.
const (
	exitOK    = 0
	exitBad   = 1
	exitUsage = 2
)

// command is one subcommand.
type command struct {
	name, usage, short string
	run                func(env *env, args []string) int
}

// env is what a command talks to, so that tests can stand in for it.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	// progress says that standard error is a terminal.
	progress bool
}

// commands is filled by init, because commands print their own usage from it.
var commands []command

func init() {
	commands = []command{
		{"replay", "-tick FILE -data FILE [-dbrp db.rp] [flags]", "judge recorded points with a rule", replay},
		{"bench", "[-n N] [-check] [-only SECTIONS] [-o FILE] [flags]", "measure the engine against decoding alone", bench},
		{"fmt", "[-l] [-w] [-d] [FILE...]", "format scripts", format},
		{"vet", "[-strict] [-format FORM] [-schema FILE] FILE...", "report mistakes and surprises in scripts", vetScripts},
		{"backtest", "-tick FILE [-old FILE] -data FILE [-html FILE] [flags]", "say what a rule would have done over recorded points, and what a change of it changes", backtestScript},
		{"test", "[-run REGEXP] [-format FORM] [-update] [-explain] [-watch] [-v] [-parallel N] [DIR...]", "run *.ticktest files", testScripts},
		{"explain", "-tick FILE -data FILE -at TIME [-group TAGS] [flags]", "say why a rule did, or did not, fire at a time", explain},
		{"graph", "[-svg] FILE", "show a script's pipeline", graphScript},
		{"gen", "-go [-package NAME] [-func NAME] FILE", "print Go source that builds a script", gen},
	}
}

func main() {
	st, err := os.Stderr.Stat()
	os.Exit(run(&env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		progress: err == nil && st.Mode()&os.ModeCharDevice != 0,
	}, os.Args[1:]))
}

func run(e *env, args []string) int {
	if len(args) == 0 {
		usage(e.stderr)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		usage(e.stdout)
		return exitOK
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(e, args[1:])
		}
	}
	fmt.Fprintf(e.stderr, "tick: unknown command %q\n\n", args[0])
	usage(e.stderr)
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: tick COMMAND [arguments]")
	fmt.Fprintln(w)
	for _, c := range commands {
		fmt.Fprintf(w, "  tick %s %s\n        %s\n", c.name, c.usage, c.short)
	}
}

// flags makes a flag set that prints its own usage and never exits.
func flags(e *env, name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(e.stderr)
	fs.Usage = func() {
		for _, c := range commands {
			if c.name == name {
				fmt.Fprintf(fs.Output(), "usage: tick %s %s\n%s\n", c.name, c.usage, c.short)
			}
		}
		fs.PrintDefaults()
	}
	return fs
}

// parse parses flags; done says that the command ends with the status given.
func parse(fs *flag.FlagSet, args []string) (status int, done bool) {
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK, true
	case err != nil:
		return exitUsage, true
	}
	return exitOK, false
}
