package kapacitor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestParseScriptError: texts that a Kapacitor 1.8.3 gave.
func TestParseScriptError(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`invalid TICKscript: line 1 char 15: no method or property "bogus" on *pipeline.FromNode`, `1:15 no method or property "bogus" on *pipeline.FromNode`},
		{`invalid TICKscript: parser: unexpected EOF line 1 char 13 in "ream|from(". expected: "number","string"`, `1:13 parser: unexpected EOF expected: "number","string"`},
		{`invalid TICKscript: parser: unexpected ) line 1 char 34 in "bda: "a" +)". expected: "number"`, `1:34 parser: unexpected ) expected: "number"`},
		{`invalid TICKscript: name "y" is undefined. Names in scope: time,stream`, `- name "y" is undefined. Names in scope: time,stream`},
		{`invalid TICKscript: missing value for var "n".`, `- missing value for var "n".`},
		{`invalid task type: invalid`, `- invalid task type: invalid`},
		{`must specify dbrp`, ""},
		{`failed at line 1 char 2`, ""},
		{`invalid TICKscript: line 0 char 0: x`, `- line 0 char 0: x`},
	} {
		list := parseScriptError(c.text)
		got := ""
		for _, d := range list {
			got += d.Range.Start.String() + " " + d.Message
			require.Equal(t, c.text, d.Kapacitor)
		}
		require.Equal(t, c.want, got, c.text)
	}
}

func FuzzParseScriptError(f *testing.F) {
	f.Add(`invalid TICKscript: line 1 char 15: no`, "stream\n|from()")
	f.Add(`invalid TICKscript: line 3 char 999999999: no`, "a\nb")
	f.Add(`invalid TICKscript: parser: unexpected EOF line 2 char 1 in "x"y". expected`, "")
	f.Fuzz(func(t *testing.T, text, script string) {
		err := about(script, &Error{Diagnostics: parseScriptError(text)})
		for _, d := range err.(*Error).Diagnostics {
			if o := d.Range.Start.Offset; o < 0 || o > len(script) {
				t.Fatalf("offset %d of %q in %q", o, text, script)
			}
		}
	})
}

func FuzzParseLogLine(f *testing.F) {
	f.Add(`ts=2026-11-28T16:41:12.134Z lvl=info msg="a \"b\"" service=task_store task=a`)
	f.Add(`ts=2026-11-28T16:41:12.134+01:00 lvl=debug msg=x empty= list=[a,b]`)
	f.Add("msg=`a b`")
	f.Add(`ts=2026-11-28T17:20:23.286Z lvl=info msg=point prefix= name=logged group=   field_v=1 time=1970-01-01T00:00:00.000000001Z`)
	f.Fuzz(func(t *testing.T, text string) {
		l, err := parseLogLine(text)
		if l.Text != text {
			t.Fatalf("the text of %q is lost", text)
		}
		if err == nil && strings.TrimSpace(text) != "" && l.Time.IsZero() && l.Level == "" && l.Message == "" && len(l.Fields) == 0 &&
			!strings.Contains(text, "ts=") && !strings.Contains(text, "lvl=") && !strings.Contains(text, "msg=") {
			t.Fatalf("nothing of %q was read, and no error", text)
		}
	})
}

func FuzzVarJSON(f *testing.F) {
	f.Add([]byte(`{"type":"list","value":[{"type":"string","value":"a"},{"type":"star","value":"*"}]}`))
	f.Add([]byte(`{"type":"duration","value":"10s"}`))
	f.Add([]byte(`{"type":"float","value":1e3}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var v Var
		if v.UnmarshalJSON(raw) != nil || v.Type != DurationVar {
			return
		}
		if _, err := (Vars{"x": v}).Values(); err != nil {
			t.Fatalf("%s is a duration to Var and not to the checker: %v", raw, err)
		}
	})
}
