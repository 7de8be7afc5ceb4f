package vet

import (
	"regexp"
	"strings"
	"time"

	"github.com/tickwright/tickwright/tickscript/diag"
	"github.com/tickwright/tickwright/tickscript/syntax"
)

// The codes of findings about ignore comments.
const (
	CodeIgnoreSyntax  = "ignore-syntax"
	CodeIgnoreExpired = "ignore-expired"
	CodeIgnoreUnused  = "ignore-unused"
)

// ignore is one ignore comment.
type ignore struct {
	code  string
	until time.Time
	rng   diag.Range
	// lines are the lines whose findings it silences, the last one included.
	first, last int
	used        bool
}

var ignoreForm = regexp.MustCompile(`^tick:ignore\s+([a-z0-9-]+)(?:\s+until\s+(\S+))?\s+(\S.*)$`)

// applyIgnores takes out what comments silence, and adds what is to be said
// about the comments.
func applyIgnores(diags diag.List, file *syntax.File, opts Options) diag.List {
	var ignores []*ignore
	var about diag.List
	for _, c := range file.Comments {
		for i, line := range c.Lines {
			text := strings.TrimSpace(line.Text)
			if !strings.HasPrefix(text, "tick:ignore") {
				continue
			}
			ig := &ignore{rng: c.Range, first: c.Start.Line + i, last: c.Range.End.Line + 1}
			m := ignoreForm.FindStringSubmatch(text)
			if m == nil || m[2] == "" && strings.HasPrefix(m[3], "until ") {
				about = append(about, diag.Diagnostic{Range: ig.rng, Severity: diag.Warning, Code: CodeIgnoreSyntax,
					Message: "ignore comment cannot be read", Hint: "write // tick:ignore CODE until 2027-01-31 reason"})
				continue
			}
			ig.code = m[1]
			if m[2] != "" {
				day, err := time.Parse(time.DateOnly, m[2])
				if err != nil {
					about = append(about, diag.Diagnostic{Range: ig.rng, Severity: diag.Warning, Code: CodeIgnoreSyntax,
						Message: "the day of an ignore comment cannot be read: " + m[2], Hint: "write it as 2027-01-31"})
					continue
				}
				ig.until = day
			}
			ignores = append(ignores, ig)
		}
	}
	if len(ignores) == 0 {
		return append(diags, about...)
	}
	var kept diag.List
	for _, d := range diags {
		if !silenced(d, ignores, opts.Now) {
			kept = append(kept, d)
		}
	}
	for _, ig := range ignores {
		switch {
		case ig.expired(opts.Now):
			about = append(about, diag.Diagnostic{Range: ig.rng, Severity: diag.Warning, Code: CodeIgnoreExpired,
				Message: "ignore comment for " + ig.code + " has expired on " + ig.until.Format(time.DateOnly), Hint: "mend what it silences or give it another day"})
		case !ig.used && selected(opts, ig.code):
			about = append(about, diag.Diagnostic{Range: ig.rng, Severity: diag.Warning, Code: CodeIgnoreUnused,
				Message: "ignore comment for " + ig.code + " silences nothing", Hint: "remove it"})
		}
	}
	return append(kept, about...)
}

// selected reports whether a code could have been found at all.
func selected(opts Options, code string) bool {
	for _, c := range opts.Skip {
		if c == code {
			return false
		}
	}
	for _, c := range opts.Only {
		if c == code {
			return true
		}
	}
	return len(opts.Only) == 0
}

func silenced(d diag.Diagnostic, ignores []*ignore, now time.Time) bool {
	for _, ig := range ignores {
		line := d.Range.Start.Line
		if ig.code == d.Code && line >= ig.first && line <= ig.last && !ig.expired(now) {
			ig.used = true
			return true
		}
	}
	return false
}

// expired reports whether the comment's last day is over.
func (ig *ignore) expired(now time.Time) bool {
	return !ig.until.IsZero() && !now.IsZero() && !now.Before(ig.until.AddDate(0, 0, 1))
}
