package vet_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/graph"
	"github.com/tickwright/tickwright/tickscript/vet"
)

var update = flag.Bool("update", false, "print CHECKS.md anew")

var wants = regexp.MustCompile(`// want "((?:[^"\\]|\\.)*)"`)

// TestChecks runs each check on the scripts of testdata/CODE.tick, which are
// divided by lines of dashes. Where a line has a comment `// want "text"` the
// check has to say the text, and nowhere else anything.
func TestChecks(t *testing.T) {
	codes := map[string]bool{}
	for _, c := range vet.Checks() {
		require.False(t, codes[c.Code], "two checks have the code %s", c.Code)
		codes[c.Code] = true
		t.Run(c.Code, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", c.Code+".tick"))
			require.NoError(t, err, "each check has its scripts")
			fires, quiet := 0, 0
			for _, src := range strings.Split(string(data), "----\n") {
				opts := vet.Options{Only: []string{c.Code}}
				if line, rest, ok := strings.Cut(src, "\n"); ok && strings.HasPrefix(line, "schema: ") {
					opts.Schema, err = vet.ParseSchema([]byte(strings.TrimPrefix(line, "schema: ")))
					require.NoError(t, err)
					src = "\n" + rest
				}
				_, diags := vet.Script(src, graph.Options{}, opts)
				found := map[int][]diag.Diagnostic{}
				for _, d := range diags {
					require.Equal(t, c.Code, d.Code, "%s: %s", src, d.Message)
					require.True(t, d.Range.Start.IsValid(), d.Message)
					found[d.Range.Start.Line] = append(found[d.Range.Start.Line], d)
				}
				for i, line := range strings.Split(src, "\n") {
					want := wants.FindAllStringSubmatch(line, -1)
					got := found[i+1]
					require.Len(t, got, len(want), "%s\n%v", line, got)
					for j, w := range want {
						require.Contains(t, got[j].Message+" | "+got[j].Hint, strings.ReplaceAll(w[1], `\"`, `"`), line)
					}
					if len(want) > 0 {
						fires++
					} else if strings.Contains(line, "|") {
						quiet++
					}
				}
			}
			require.Positive(t, fires, "no script on which the check fires")
			require.Positive(t, quiet, "no script on which it does not")
		})
	}
	files, err := filepath.Glob("testdata/*.tick")
	require.NoError(t, err)
	require.Len(t, files, len(codes), "a script without a check")
}

// TestDocumentation keeps CHECKS.md what the checks say of themselves.
func TestDocumentation(t *testing.T) {
	var s strings.Builder
	s.WriteString("# Checks\n\nWhat `tick vet` looks for. An *error* means that a real Kapacitor refuses the script, cannot start it or dies of it; a\n*warning* that it runs and surprises; an *info* is worth knowing. The comment\n\n    // tick:ignore CODE until 2027-01-31 reason\n\nsilences a finding on the next line; the date may be left out.\n\n")
	for _, c := range vet.Checks() {
		require.NotEmpty(t, c.Name)
		require.True(t, strings.HasSuffix(c.Doc, "."), c.Code)
		fmt.Fprintf(&s, "## %s\n\n*%s*: %s.\n\n%s\n\n", c.Code, c.Severity, c.Name, c.Doc)
	}
	want := strings.TrimRight(s.String(), "\n") + "\n"
	if *update {
		require.NoError(t, os.WriteFile("CHECKS.md", []byte(want), 0o644))
	}
	have, err := os.ReadFile("CHECKS.md")
	require.NoError(t, err)
	require.Equal(t, want, string(have), "print it anew: go test -run Documentation -update")
}

func TestIgnoreComments(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, tc := range []struct{ name, src, want string }{
		{"nothing is silenced", "stream|from()|alert().log('/tmp/x')", "no-level"},
		{"the next line", "// tick:ignore no-level they come later\nstream|from()|alert().log('/tmp/x')", ""},
		{"until a day", "// tick:ignore no-level until 2026-11-22 they come later\nstream|from()|alert().log('/tmp/x')", ""},
		{"the own line", "stream|from()|alert().log('/tmp/x') // tick:ignore no-level they come later\n", ""},
		{"among other lines", "// A rule\n// tick:ignore no-level they come later\n// of ours\nstream|from()|alert().log('/tmp/x')", ""},
		{"expired", "// tick:ignore no-level until 2026-11-21 they come later\nstream|from()|alert().log('/tmp/x')", "ignore-expired no-level"},
		{"another code", "// tick:ignore no-handler they come later\nstream|from()|alert().log('/tmp/x')", "ignore-unused no-level"},
		{"too far away", "// tick:ignore no-level they come later\nvar a = 5\nstream|from()|sample(a)|alert().log('/tmp/x')", "ignore-unused no-level"},
		{"without a reason", "// tick:ignore no-level\nstream|from()|alert().log('/tmp/x')", "ignore-syntax no-level"},
		{"without a reason but a day", "// tick:ignore no-level until 2027-01-01\nstream|from()|alert().log('/tmp/x')", "ignore-syntax no-level"},
		{"a day that is none", "// tick:ignore no-level until tomorrow they come later\nstream|from()|alert().log('/tmp/x')", "ignore-syntax no-level"},
		{"in a string", "stream|from().measurement('// tick:ignore no-level x')|alert().log('/tmp/x')", "no-level"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, diags := vet.Script(tc.src, graph.Options{}, vet.Options{Now: now})
			var got []string
			for _, d := range diags {
				got = append(got, d.Code)
			}
			require.Equal(t, tc.want, strings.Join(got, " "))
		})
	}
}

func TestOnlyAndSkip(t *testing.T) {
	src := "var a = 5\nstream|from()|alert().slack()"
	codes := func(o vet.Options) string {
		_, diags := vet.Script(src, graph.Options{}, o)
		var got []string
		for _, d := range diags {
			got = append(got, d.Code)
		}
		return strings.Join(got, " ")
	}
	require.Equal(t, "unused-var no-level repeats", codes(vet.Options{}))
	require.Equal(t, "no-level", codes(vet.Options{Only: []string{"no-level"}}))
	require.Equal(t, "unused-var", codes(vet.Options{Skip: []string{"no-level", "repeats"}}))
}

func TestRunIsScriptWithoutTheBuild(t *testing.T) {
	src := "// tick:ignore unused-var it is for later\nvar a = 5\nstream|from()|alert().slack()"
	g, built := graph.Parse(src, graph.Options{})
	require.Empty(t, built)
	diags := vet.Run(g, g.File, src, vet.Options{})
	_, whole := vet.Script(src, graph.Options{}, vet.Options{})
	require.Equal(t, whole, diags)
}

func TestBrokenScriptsAreNotGuessedAt(t *testing.T) {
	_, diags := vet.Script("var a = 5\nstream|from()|alrt()", graph.Options{}, vet.Options{})
	require.Len(t, diags, 1)
	require.Equal(t, graph.CodeUnknownMethod, diags[0].Code)
}

// Nothing is said about the values of variables that a template lacks.
func TestTemplatesWithoutValues(t *testing.T) {
	src := `var measurement string
var groups list
var field string
var where_filter lambda
var period duration
var every duration
var warn float
var crit float
var low float
var high float
var name string

var a = stream
    |from()
        .measurement(measurement)
        .where(where_filter)
        .groupBy(groups)
    |window()
        .period(period)
        .every(every)
    |mean(field)
        .as(name)

a
    |join(stream|from().measurement('b').groupBy('host'))
        .as('a', 'b')
    |eval(lambda: "a.x" / crit)
        .as('y')
    |alert()
        .id('{{ index .Tags "host" }}')
        .warn(lambda: "y" > warn)
        .crit(lambda: "y" > crit)
        .flapping(low, high)
        .log('/tmp/x')
`
	_, diags := vet.Script(src, graph.Options{Template: true}, vet.Options{})
	require.Empty(t, diags)
}

func TestTooLarge(t *testing.T) {
	_, diags := vet.Script("stream|from()"+strings.Repeat("|log()", 2000), graph.Options{}, vet.Options{})
	require.Len(t, diags, 1)
	require.Equal(t, vet.CodeTooLarge, diags[0].Code)
}

func TestParseSchema(t *testing.T) {
	for src, want := range map[string]string{
		`{"measurements": {"m": {"fields": {"a": "number"}}}}`: `measurement m, field a: unknown type "number"`,
		`{"measurement": {}}`: "unknown field",
		`[]`:                  "read schema",
	} {
		_, err := vet.ParseSchema([]byte(src))
		require.ErrorContains(t, err, want)
	}
}

func FuzzScript(f *testing.F) {
	files, err := filepath.Glob("testdata/*.tick")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		for _, src := range strings.Split(string(data), "----\n") {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		g, _ := vet.Script(src, graph.Options{}, vet.Options{})
		require.NotNil(t, g)
	})
}

// A finding is said once, however many nodes give it rise, and the largest
// scripts are checked in a moment.
func TestLargestScript(t *testing.T) {
	src := "stream|from()" + strings.Repeat("|stateCount(lambda: \"v\" > 1)|where(lambda: \"state_count\" < 5)", 900)
	_, diags := vet.Script(src, graph.Options{}, vet.Options{Only: []string{"state-outside", "post-code", "window-name"}})
	require.Len(t, diags, 900)
}
