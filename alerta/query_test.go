package alerta

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestQueryValues(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	for _, tc := range []struct {
		q    Query
		want string
	}{
		{Query{}, ""},
		{Where(Equal(Status, "open", "ack"), NotEqual(Severity, "ok")), "severity!=ok&status=open&status=ack"},
		{Where(Equal(Value, "")), "value="},
		{Where(Contains(Text, `50%_\`)), `text=~50\%\_\\`},
		{Where(NotContains(Text, "x")), "text!=~x"},
		{Where(Matches(Text, "a|b")), "text=~a|b&text=~a|b"},
		{Where(NotMatches(Text, "a", "b")), "text!=~a&text!=~b"},
		{Where(HasAttribute("region", "eu")), "attributes.region=eu"},
		{Where(HasTag("a=b", "c d")), `q=(tags:"a=b") AND (tags:"c d")`},
		{Where(HasTag("a"), Lucene("x OR y")), `q=(tags:"a") AND (x OR y)`},
		{Where(Lucene("x OR y"), DefaultField(Event)), "q=x OR y&q.df=event"},
		{Where(HasService("web"), AnyService("a", "b")), `q=service:"web"&service=a&service=b`},
		{Where(CorrelatesWith("Up")), `q=correlate:"Up"`},
		{Where(IDPrefix("0e1b")), "id=0e1b"},
		{Where(ReceivedAfter(at), ReceivedUntil(at)), "from-date=2026-01-02T02:04:05.000Z&to-date=2026-01-02T02:04:05.000Z"},
		{Where(Duplicates(0), Repeated(false)), "duplicateCount=0&repeat=false"},
	} {
		v, err := tc.q.Values()
		require.NoError(t, err)
		got, err := url.QueryUnescape(v.Encode())
		require.NoError(t, err)
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Error(d)
		}
	}
}

func TestQueryRefusesWhatTheServerWouldMisread(t *testing.T) {
	for name, c := range map[string][]Condition{
		"tag field":           {Equal("tag", "x")},
		"type field":          {Equal("type", "x")},
		"no value":            {Equal(Status)},
		"tilde":               {Equal(Text, "~x")},
		"empty of several":    {Equal(Text, "", "x")},
		"empty substring":     {Contains(Text, "")},
		"twice":               {Equal(Status, "open"), Equal(Status, "ack")},
		"bad regexp":          {Matches(Text, "[")},
		"tilde regexp":        {Matches(Text, "~x")},
		"no pattern":          {Matches(Text)},
		"attribute key":       {HasAttribute("a.b", "x")},
		"tag with quote":      {HasTag(`a"b`)},
		"tag with line break": {HasTag("a\nb")},
		"no tag":              {HasTag()},
		"no service":          {AnyService()},
		"id":                  {IDPrefix(".*")},
		"no id":               {IDPrefix()},
		"zero time":           {ReceivedAfter(time.Time{})},
		"empty lucene":        {Lucene(" ")},
		"default field":       {DefaultField("nope")},
	} {
		_, err := Where(c...).Values()
		require.Error(t, err, name)
	}
}

func TestQueriesAreValues(t *testing.T) {
	q := Where(Equal(Status, "open"))
	a, b := q.And(Equal(Environment, "Production")), q.And(Equal(Environment, "Development"))
	va, _ := a.Values()
	vb, _ := b.Values()
	require.Equal(t, []string{"Production", "Development"}, []string{va.Get("environment"), vb.Get("environment")})
	v, _ := q.Values()
	require.Len(t, v, 1)
}

func TestTimes(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678999999, time.FixedZone("", -3600))
	require.Equal(t, "2026-01-02T04:04:05.678Z", FormatTime(at))
	require.Equal(t, "2026-01-02T04:04:05.000Z", FormatTime(at.Truncate(time.Second)), "a fraction is mandatory")
	require.Equal(t, "", FormatTime(time.Time{}))
	for s, want := range map[string]string{
		"2026-01-02T03:04:05.678Z": "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05Z": "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05.5+01:00": "2026-01-02T02:04:05.500Z", "": "",
	} {
		got, err := ParseTime(s)
		require.NoError(t, err)
		require.Equal(t, want, FormatTime(got))
	}
	var x Time
	require.NoError(t, x.UnmarshalJSON([]byte("null")))
	require.True(t, x.IsZero())
	require.Error(t, x.UnmarshalJSON([]byte("7")))
	require.Error(t, x.UnmarshalJSON([]byte(`"yesterday"`)))
}

func TestTolerantNumbers(t *testing.T) {
	for in, want := range map[string]Seconds{"599": 599, `"599.15"`: 599.15, "null": 0, `""`: 0, "1e2": 100} {
		var s Seconds
		require.NoError(t, s.UnmarshalJSON([]byte(in)), in)
		require.Equal(t, want, s)
	}
	for _, in := range []string{`"x"`, "{}", `"NaN"`, "true"} {
		var s Seconds
		require.Error(t, s.UnmarshalJSON([]byte(in)), in)
	}
	var i Int
	require.NoError(t, i.UnmarshalJSON([]byte(`"12"`)))
	require.Equal(t, Int(12), i)
	require.Error(t, i.UnmarshalJSON([]byte("1.5")))
	require.Equal(t, int64(2), *seconds(1001 * time.Millisecond))
	require.Equal(t, int64(0), *seconds(Never))
	require.Nil(t, seconds(0))
}

func TestErrorsOfTheServer(t *testing.T) {
	for name, tc := range map[string]struct {
		e    Error
		is   []error
		isnt []error
	}{
		"severity":      {Error{Status: 500, Message: "Severity (x) is not one of security, critical"}, []error{ErrBadRequest}, []error{ErrServer}},
		"sql":           {Error{Status: 500, Message: "An internal error has occurred!", Details: []string{`column "x" does not exist`}}, []error{ErrBadRequest}, []error{ErrServer}},
		"server's own":  {Error{Status: 500, Message: "An internal error has occurred!", Details: []string{"could not connect"}}, []error{ErrServer}, []error{ErrBadRequest}},
		"policy":        {Error{Op: opSend, Status: 403, Message: "[POLICY] no"}, []error{ErrRejected}, []error{ErrForbidden}},
		"scope":         {Error{Op: opSend, Status: 403, Message: "Missing required scope: write:alerts"}, []error{ErrForbidden}, []error{ErrRejected}},
		"other 403":     {Error{Op: "create key", Status: 403, Message: "x"}, []error{ErrForbidden}, []error{ErrRejected}},
		"bad 400":       {Error{Status: 400}, []error{ErrBadRequest}, []error{ErrServer, ErrNotFound}},
		"refused here":  {*invalid("op", "x").(*Error), []error{ErrInvalidRequest}, []error{ErrBadRequest, ErrTransport}},
		"empty filters": {*invalid("op", "%w", ErrEmptyFilter).(*Error), []error{ErrInvalidRequest, ErrEmptyFilter}, nil},
	} {
		for _, s := range tc.is {
			require.True(t, errors.Is(&tc.e, s), "%s: %v", name, s)
		}
		for _, s := range tc.isnt {
			require.False(t, errors.Is(&tc.e, s), "%s: %v", name, s)
		}
	}
	require.Equal(t, []string{"a", "b", "1"}, flatten(nil, []any{[]any{"a\n"}, "b", nil, 1.0, ""}))
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"", "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05+23:59", "0001-01-01T00:00:00Z", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := ParseTime(s)
		if err != nil || at.IsZero() || at.Year() > 9999 || at.Year() < 0 {
			return
		}
		again, err := ParseTime(FormatTime(at))
		if err != nil || !again.Equal(at.Truncate(time.Millisecond)) && at.Sub(again) >= time.Millisecond {
			t.Fatalf("%q: %v, then %v (%v)", s, at, again, err)
		}
	})
}

func FuzzSeconds(f *testing.F) {
	for _, s := range []string{"1", `"1.5"`, "null", "-0", "1e400", `"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var x Seconds
		if x.UnmarshalJSON([]byte(s)) == nil && (x != x) {
			t.Fatalf("%q is not a number", s)
		}
	})
}

// FuzzQuery: whatever the values, a query without an error has exactly the conditions that were given.
func FuzzQuery(f *testing.F) {
	f.Add("open", "cluster=blue", "disk")
	f.Add("~x", `a"b`, "")
	f.Fuzz(func(t *testing.T, status, tag, text string) {
		v, err := Where(Equal(Status, status), HasTag(tag), Contains(Text, text)).Values()
		if err != nil {
			return
		}
		if len(v) != 3 || v.Get("status") != status || v.Get("q") != `tags:"`+tag+`"` || !strings.HasPrefix(v.Get("text"), "~") {
			t.Fatalf("%q %q %q: %v", status, tag, text, v)
		}
		if strings.Count(v.Get("q"), `"`) != 2 {
			t.Fatalf("%q breaks out of its quotes", tag)
		}
	})
}
