package alertatest

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzLucene: whatever is asked, parsing ends and evaluating gives an answer.
func FuzzLucene(f *testing.F) {
	for _, q := range []string{"a", "a AND (b OR NOT c)", `text:"x y"`, "_.a:b", "value:[1 TO *}", "timeout:>=5", "/[/", "((((", "a.b.c:d", `"`, "x:(y z) -w", "a*b?", "NOT", "!a", "&&"} {
		f.Add(q)
	}
	row := map[string]any{"text": "some text", "value": nil, "timeout": int64(5), "tags": []string{"a"}, "attributes": obj{"a": "b"}}
	f.Fuzz(func(t *testing.T, q string) {
		n, err := parseLucene(q, "text")
		if err != nil || n.check(alertColumns) != nil {
			return
		}
		if v := n.eval(func(name string) any { return row[name] }); v < no || v > yes {
			t.Fatalf("%q: %v", q, v)
		}
	})
}

func TestLuceneBinding(t *testing.T) {
	row := map[string]any{"text": "alpha beta"}
	for q, want := range map[string]ternary{
		"alpha": yes, "gamma": no, "alpha gamma": yes, "alpha AND gamma": no, "gamma OR alpha AND beta": yes, "NOT gamma": yes, "NOT alpha OR beta": yes,
		"alpha NOT gamma": yes, "alpha NOT beta": no, "(gamma OR alpha) AND beta": yes, "gamma alpha AND beta": yes, "gamma AND alpha beta": yes, "!gamma && alpha": yes,
		`"alpha beta"`: yes, `"lpha"`: no, "lpha": yes, "al*": yes, "b?ta": yes, "/^alpha/": yes, "value:x": unknown, "NOT value:x": unknown, "value:x OR alpha": yes, "ORalpha": no,
	} {
		n, err := parseLucene(q, "text")
		require.NoError(t, err, q)
		require.Equal(t, want, n.eval(func(name string) any { return row[name] }), q)
	}
	for _, q := range []string{"", "(", ")", `"open`, "a:(b", "AND"} {
		_, err := parseLucene(q, "text")
		if q == "AND" { // a word like any other where a term is expected
			continue
		}
		require.Error(t, err, q)
	}
}

func FuzzPyJSON(f *testing.F) {
	for _, s := range []string{`{"b":1,"a":[1.5,"é😀\n",null,true]}`, `"x"`, `[]`, `{}`, `{"a":{}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !json.Valid([]byte(s)) {
			return
		}
		out, err := pyJSON(json.RawMessage(s))
		if err != nil {
			return
		}
		for _, r := range out {
			if r > 0x7e {
				t.Fatalf("%q is not ASCII", out)
			}
		}
		if !json.Valid([]byte(out)) {
			t.Fatalf("%q became %q", s, out)
		}
	})
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.1234567Z", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if at, valid := parseTime(s); valid && (s[len(s)-1] != 'Z' || at.Nanosecond()%1e6 != 0) {
			t.Fatalf("%q: %v", s, at)
		}
	})
}
