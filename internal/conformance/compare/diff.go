package compare

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// Difference is one aspect in which two answers are not the same.
type Difference struct {
	// Aspect is one of Aspects.
	Aspect string
	Text   string
}

// Aspects are what is compared, in this order.
var Aspects = []string{"refused", "reason", "formatted", "dot", "crash", "task error", "write", "events", "event bytes", "httpOut", "stats", "node errors"}

// Must are the aspects of a rule's verdict; the others say how like Kapacitor we are in what surrounds it.
var Must = []string{"refused", "crash", "write", "events", "event bytes", "httpOut"}

// Answers compares what kapacitord answered with what tickwright answered to the same case.
func Answers(c judge.Case, want, got judge.Answer) []Difference {
	var out []Difference
	add := func(aspect, format string, args ...any) {
		out = append(out, Difference{aspect, fmt.Sprintf(format, args...)})
	}
	refused := want.DefineError + want.StartError
	if (refused == "") != (got.DefineError == "") {
		add("refused", "kapacitord says %q, tickwright %q", refused, got.DefineError)
	} else if refused != "" && !sameReason(refused, got.DefineError) {
		add("reason", "kapacitord says %q, tickwright %q", refused, got.DefineError)
	}
	if want.Formatted != "" && want.Formatted != got.Formatted {
		add("formatted", "%s", cmp.Diff(want.Formatted, got.Formatted))
	}
	if refused != "" || got.DefineError != "" {
		return out
	}
	if want.Dot != got.Dot {
		add("dot", "%s", cmp.Diff(want.Dot, got.Dot))
	}
	if want.Crashed != got.Crashed {
		add("crash", "kapacitord %t (%s), tickwright %t (%s)", want.Crashed, want.Panic, got.Crashed, got.Panic)
	}
	if want.Crashed {
		// How much a dying process had written is chance.
		return out
	}
	if (want.TaskError == "") != (got.TaskError == "") {
		add("task error", "kapacitord %q, tickwright %q", want.TaskError, got.TaskError)
	}
	if len(want.WriteErrors) != len(got.WriteErrors) {
		add("write", "kapacitord %q, tickwright %q", want.WriteErrors, got.WriteErrors)
	}
	out = append(out, logs(c, want, got)...)
	for name, body := range want.HTTPOuts {
		if strings.HasPrefix(body, "error: ") && strings.HasPrefix(got.HTTPOuts[name], "error: ") {
			continue
		}
		if strings.TrimSpace(body) != strings.TrimSpace(got.HTTPOuts[name]) {
			add("httpOut", "%s: kapacitord %s, tickwright %s", name, body, got.HTTPOuts[name])
		}
	}
	for node, stats := range want.NodeStats {
		for key, theirs := range stats {
			if key == "errors" {
				theirs -= storeErrors(want, node)
			}
			if ours, ok := got.NodeStats[node][key]; !ok || theirs != ours {
				add("stats", "%s %s: kapacitord %v, tickwright %v (counted: %t)", node, key, theirs, ours, ok)
			}
		}
	}
	if w, g := count(want.NodeErrors), count(got.NodeErrors); w != g {
		add("node errors", "kapacitord logged %d: %v, tickwright %d: %v", w, want.NodeErrors, g, got.NodeErrors)
	}
	return out
}

// logs compares the .log() files event by event, first in meaning, then byte for byte.
func logs(c judge.Case, want, got judge.Answer) []Difference {
	var out []Difference
	ours := map[string]judge.LogFile{}
	for _, l := range got.Logs {
		ours[l.Path] = l
	}
	for _, w := range want.Logs {
		a, b := slices.Clone(w.Lines), slices.Clone(ours[w.Path].Lines)
		if c.Unordered {
			slices.Sort(a)
			slices.Sort(b)
		}
		for i := range max(len(a), len(b)) {
			switch {
			case i >= len(a):
				out = append(out, Difference{"events", fmt.Sprintf("%s: tickwright has %d events more, the first is %s", w.Path, len(b)-len(a), b[i])})
			case i >= len(b):
				out = append(out, Difference{"events", fmt.Sprintf("%s: tickwright has %d events less, the first is %s", w.Path, len(a)-len(b), a[i])})
			case a[i] == b[i]:
				continue
			default:
				if diff := meaning(a[i], b[i]); diff != "" {
					out = append(out, Difference{"events", fmt.Sprintf("%s, event %d (-kapacitord +tickwright):\n%s", w.Path, i, diff)})
				} else {
					out = append(out, Difference{"event bytes", fmt.Sprintf("%s, event %d:\nkapacitord %s\ntickwright %s", w.Path, i, a[i], b[i])})
				}
			}
			break
		}
		if n := ours[w.Path].AtStop; n != w.AtStop && !c.Unordered && c.Recording == nil && len(a) == len(b) {
			out = append(out, Difference{"events", fmt.Sprintf("%s: %d events came at the end of the task in kapacitord, %d in tickwright", w.Path, w.AtStop, n)})
		}
	}
	return out
}

// meaning compares two JSON texts as values, with numbers as they are written.
func meaning(a, b string) string {
	decode := func(s string) any {
		dec := json.NewDecoder(strings.NewReader(s))
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil {
			return s
		}
		return v
	}
	return cmp.Diff(decode(a), decode(b))
}

// sameReason tells whether our diagnostics name what the server says. Its texts carry positions and prefixes of their own.
func sameReason(server, ours string) bool {
	for text := range strings.SplitSeq(ours, "\n") {
		if text != "" && (strings.Contains(server, text) || strings.Contains(text, strings.TrimPrefix(server, "invalid TICKscript: "))) {
			return true
		}
	}
	return false
}

func count(errors []judge.NodeError) int {
	n := 0
	for _, e := range errors {
		// A failed node is compared as the task's error.
		if e.Node != "" && e.Message != "node failed" && !ofStore(e) {
			n += e.Count
		}
	}
	return n
}

// ofStore tells of the errors that are the daemon's own trouble: its store cannot keep the state of an event with an empty id,
// and the engine has no store.
func ofStore(e judge.NodeError) bool { return strings.Contains(e.Message+e.Error, "key required") }

// storeErrors is how many of them a node counted.
func storeErrors(a judge.Answer, node string) float64 {
	n := 0
	for _, e := range a.NodeErrors {
		if e.Node == node && ofStore(e) {
			n += e.Count
		}
	}
	return float64(n)
}
