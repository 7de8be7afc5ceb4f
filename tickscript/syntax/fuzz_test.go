package syntax

import (
	"testing"

	"github.com/tickwright/tickwright/tickscript/diag"
)

// addSeeds seeds a fuzz target with the samples.
func addSeeds(f *testing.F) {
	for _, s := range samples {
		f.Add(s.src)
	}
	for _, c := range broken {
		f.Add(c.src)
	}
	f.Add(diskRule)
}

// FuzzLexer checks that tokens follow each other in order to the end of any
// source, and that places agree with offsets.
func FuzzLexer(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		l := newLexer(src)
		last := 0
		for range len(src) + 1 {
			tok := l.next()
			if tok.Start.Offset < last || tok.Range.End.Offset < tok.Start.Offset {
				t.Fatalf("token %v at %v goes back before %d", tok.kind, tok.Range, last)
			}
			last = tok.Range.End.Offset
			if want := advance(diag.Pos{Line: 1, Col: 1}, src[:last]); want != tok.Range.End {
				t.Fatalf("token ends at %v, want %v", tok.Range.End, want)
			}
			if tok.kind == tokEOF {
				if last != len(src) {
					t.Fatalf("ended at %d of %d", last, len(src))
				}
				return
			}
		}
		t.Fatal("no end")
	})
}

// FuzzParse checks that any source gives a tree whose nodes lie within it and
// within their parents, and that there is an error exactly when there is a first
// message of Kapacitor.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		file, errs := Parse(src)
		for _, e := range errs {
			if e.Message == "" || e.Code == "" || !e.Range.Start.IsValid() || e.Range.End.Offset > len(src) {
				t.Fatalf("incomplete diagnostic: %+v", e)
			}
		}
		Walk(file, func(n Node) bool {
			if n.Pos().Offset < 0 || n.End().Offset > len(src) || n.Pos().Offset > n.End().Offset {
				t.Fatalf("%T has the range %v to %v in %q", n, n.Pos(), n.End(), src)
			}
			return true
		})
		if !Equal(file, Clone(file)) {
			t.Fatal("a clone differs")
		}
		_ = PrintKapacitor(file)
		_, _ = ParseLambda(src)
	})
}

// FuzzPrint checks the promises of Print for any source that parses.
func FuzzPrint(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src string) {
		file, errs := Parse(src)
		if errs.HasErrors() {
			return
		}
		text := Print(file)
		if len(text) > MaxSize {
			return
		}
		again, errs := Parse(text)
		if errs.HasErrors() {
			t.Fatalf("%q prints as\n%s\nwhich has errors: %v", src, text, errs)
		}
		if !Equal(file, again) {
			t.Fatalf("%q prints as\n%s\nwhich reads as\n%s\ninstead of\n%s", src, text, dump(again), dump(file))
		}
		if second := Print(again); second != text {
			t.Fatalf("%q prints as\n%s\nand that as\n%s", src, text, second)
		}
	})
}

// FuzzDuration checks that what is read is written back with the same value.
func FuzzDuration(f *testing.F) {
	for _, s := range []string{"1h30m", "-5ns", "3µ", "15251w", "0s"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		d, err := ParseDuration(src)
		if err != nil {
			return
		}
		again, err := ParseDuration(FormatDuration(d))
		// The smallest value has no positive counterpart to be read from.
		if err == nil && again != d || err != nil && d != -1<<63 {
			t.Fatalf("%q is %d, which is written %s and read as %d, %v", src, d, FormatDuration(d), again, err)
		}
	})
}
