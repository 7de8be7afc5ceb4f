package ticktest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// sent is a rule with handlers and an endpoint.
const sent = `script
  stream
    |from().measurement('cpu').groupBy('host')
    |httpOut('top')
    |alert().id('{{ index .Tags "host" }}').message('is {{ .Level }}').crit(lambda: "v" > 90).stateChangesOnly()
      .alerta().resource('{{ index .Tags "host" }}').event('cpu').environment('Production')
      .post('http://localhost/hook')
      .log('/tmp/x')
`

// TestMoreExpectations: payloads, endpoints and diagnostics, as they hold and as
// they do not, and that -update makes the one of the other.
func TestMoreExpectations(t *testing.T) {
	const data = "test x\n  data\n    cpu,host=a v @1m: 70 95 10\n    cpu,host=b v @1m: 1i 2i 3i\n"
	for name, c := range map[string]struct{ script, good, bad, want, updated string }{
		"payload": {
			sent, "payloads alerta\n    1m a method=POST url=/alert$/ body.severity=critical body.text=\"is CRITICAL\" header.Content-Type=/json/\n    2m /a/ body.severity=ok",
			"payloads alerta\n    1m a body.severity=warning\n    3m b",
			"+ 1m    a  body.severity=critical", "payloads alerta\n    1m a body.severity=critical\n    2m a",
		},
		"payload, nested": {
			sent, "payloads post\n    1m a body.data.series.0.tags.host=a body.data.series.0.values.0.1=95~1\n    2m a",
			"payloads post\n    1m a body.data.series.0.tags.host=b\n    2m a", "body.data.series.0.tags.host=a", "payloads post\n    1m a body.data.series.0.tags.host=a\n    2m a",
		},
		"payload, whole":   {sent, "payloads log of host=a\n    1m a path=\"/tmp/x\" body=/CRITICAL/\n    2m a", "payloads log of host=a\n    1m a path=\"/tmp/x\"", "/tmp/x: {\"id\":\"a\"", ""},
		"no payload":       {sent, "payloads alerta of host=b none", "payloads alerta none", "+ 1m    a", "payloads alerta\n    1m    a\n    2m    a"},
		"too many":         {sent, "payloads log\n    1m a\n    2m a", "payloads log\n    1m a\n    2m a\n    3m a", "- 3m a", "payloads log\n    1m a\n    2m a"},
		"unknown handler":  {sent, "errors none", "payloads slack none", "the script has no slack handler", ""},
		"httpOut":          {sent, "httpout top\n    2m tag.host=a v=10\n    2m tag.host=b v=3", "httpout top\n    2m tag.host=a v=11", "+ 2m tag.host=a v=10", "httpout top\n    2m tag.host=a v=10"},
		"httpOut, earlier": {sent, "httpout top at 1m\n    1m tag.host=a v=95~1", "httpout top at 1m\n    2m tag.host=a", "there is no point of that time and those tags; there are 2 in all", ""},
		"httpOut, nothing": {sent, "httpout top at -1s none", "httpout top none", "nothing was wanted; there are 2 points", ""},
		"unknown httpOut":  {sent, "errors none", "httpout x none", `the script has no httpOut "x"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, found := judge(t, c.script+data+"  "+c.good+"\n")
			require.Empty(t, found)
			f, outcomes, found := judge(t, c.script+data+"  "+c.bad+"\n")
			require.Contains(t, found, c.want)
			if c.updated != "" {
				require.Empty(t, cmp.Diff(c.script+data+"  "+c.updated+"\n", f.Update(outcomes...)))
			}
		})
	}
}

// TestDiagnostics: what is wrong with a script, and what will surprise in it, can
// be what a test is about.
func TestDiagnostics(t *testing.T) {
	const silent = "script\n  stream\n    |from().measurement('cpu')\n    |alert().log('/tmp/x')\n"
	_, _, found := judge(t, silent+"test a\n  diagnostics\n    4:6 no-level\n")
	require.Empty(t, found)
	_, _, found = judge(t, silent+"test a\n  diagnostics\n    4 no-level /level/\n")
	require.Empty(t, found)
	f, all, found := judge(t, silent+"test a\n  diagnostics none\n")
	require.Contains(t, found, "+ 4:6 no-level warning: ")
	require.Equal(t, silent+"test a\n  diagnostics\n    4:6 no-level\n", f.Update(all...))
	f, all, found = judge(t, silent+"test a\n  diagnostics\n    4:7 no-level # so it is\n    5:1 x\n")
	require.Contains(t, found, "- 4:7 no-level")
	require.Equal(t, silent+"test a\n  diagnostics\n    4:6 no-level # so it is\n", f.Update(all...))

	const refused = "script\n  stream\n    |form()\n    |alert().crit(lambda: \"v\" >)\n"
	_, all, found = judge(t, refused+"test a\n  diagnostics\n    3:6 unknown-node\n  data\n    cpu v @1s: 1\n")
	require.NotContains(t, found, "nothing else")
	require.NotEmpty(t, all[0].Result.Diagnostics)
	f, err := Parse("x.ticktest", refused+"test a\n  events none\n")
	require.NoError(t, err)
	require.ErrorContains(t, f.Tests[0].Run(context.Background()).Err, "x.ticktest:")
	_, all, _ = judge(t, "script\n  stream|form()\ntest a\n  diagnostics none\n")
	d := all[0].Result.Diagnostics[0]
	_, _, found = judge(t, "script\n  stream|form()\ntest a\n  diagnostics\n    "+d.Range.Start.String()+" "+d.Code+"\n")
	require.Empty(t, found)
	_, _, found = judge(t, "script\n  stream|form()\ntest a\n  diagnostics\n    "+d.Range.Start.String()+" "+d.Code+"\n  events none\n")
	require.Contains(t, found, "nothing else can be expected of it")
}

// TestErrorsHaveAPlace: an error of a node can be wanted at its place.
func TestErrorsHaveAPlace(t *testing.T) {
	const data = "test x\n  data\n    cpu,host=a w @1m: 70\n  errors\n"
	_, _, found := judge(t, cpu+data+"    where2 /v/ at=5:6\n")
	require.Empty(t, found)
	_, _, found = judge(t, cpu+data+"    where2 /v/ at=5:7\n")
	require.Contains(t, found, "the errors of nodes differ")
}

// TestFindingsHaveAPlace: line and column of what is not so.
func TestFindingsHaveAPlace(t *testing.T) {
	const data = "test x\n  data\n    cpu,host=a v @1m: 95\n    cpu,host=b v @1m: 95\n"
	for what, want := range map[string]struct {
		line, col int
		text      string
	}{
		"  node mean none":                 {11, 8, `the script has no node "mean"`},
		"  levels\n      v=1 else ok":      {12, 7, "no point has the tags v=1"},
		"  counts\n    where2 collected=3": {12, 12, "wanted collected=3, got 2"},
		"  events none":                    {11, 3, "the events differ"},
		"  levels\n    host=a else ok":     {12, 5, "the levels of host=a differ"},
		"  payloads log none":              {11, 12, "the script has no log handler"},
	} {
		f, err := Parse("x.ticktest", cpu+data+what+"\n")
		require.NoError(t, err)
		o := f.Tests[0].Run(context.Background())
		require.NoError(t, o.Err)
		require.NotEmpty(t, o.Findings, what)
		require.Contains(t, o.Findings[0].Text, want.text)
		require.Equal(t, [2]int{want.line, want.col}, [2]int{o.Findings[0].Line, o.Findings[0].Col}, what)
	}
}

// TestAmbiguousGroup: a selector that several alerts answer to is not guessed at.
func TestAmbiguousGroup(t *testing.T) {
	f, err := Parse("x.ticktest", cpu+"test x\n  data\n    cpu,host=a,rack=1 v @1m: 95\n    cpu,host=b,rack=1 v @1m: 95\n  levels\n    rack=1 else ok\n")
	require.NoError(t, err)
	o := f.Tests[0].Run(context.Background())
	require.Len(t, o.Findings, 1)
	require.Equal(t, 12, o.Findings[0].Line)
	require.Equal(t, 5, o.Findings[0].Col)
	require.Contains(t, o.Findings[0].Text, `"rack=1" selects the alerts a, b; name one of them`)
}
