package alert

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func data() *Data {
	return &Data{
		Name: "disk<&>", TaskName: "t'1+", Group: "host=a,x=\u2028", Tags: []Tag{{"host", "a\"b"}, {"z", "é\xff"}},
		Server: &ServerInfo{Hostname: "h", ClusterID: "c", ServerID: "s"},
		ID:     "a/disk", Fields: []Field{{"b", lambda.BoolValue(true)}, {"f", lambda.FloatValue(1e21)}, {"g", lambda.FloatValue(-0.0000001)}, {"i", lambda.IntValue(-5)}, {"n", lambda.NilValue()}, {"s", lambda.StringValue("x\ny\x00<")}},
		Level: Critical, Time: time.Unix(12, 345000000).UTC(), Duration: 90 * time.Second, Message: "it's <b>",
	}
}

// The fast renderings are held against Go's own template packages.
func TestTemplatesAgreeWithGo(t *testing.T) {
	texts := []string{
		"", "plain", "{{ .Name }}:{{ .Group }}", "{{ index .Tags \"host\" }}/x", "{{index .Tags \"nope\"}}|",
		"{{ .TaskName }} {{.ServerInfo.Hostname}}", "{{ range $k, $v := .Tags }}{{$k}}{{end}}",
	}
	more := []string{
		"{{ .ID }} is {{ .Level }}", "{{ index .Fields \"f\" }}", "{{ index .Fields \"g\" }}", "{{ index .Fields \"i\" }}", "{{ index .Fields \"n\" }}",
		"{{ index .Fields \"nope\" }}", "{{ index .Fields \"b\" }}{{ index .Fields \"s\" }}", "{{ .Time }}{{ .Duration }}", "{{ index .Fields \"f\" | printf \"%0.3f\" }}",
	}
	check := func(use Use, text string) {
		t.Helper()
		fast, err := NewTemplate(use, text)
		require.NoError(t, err, text)
		slow, err := NewTemplate(use, text)
		require.NoError(t, err)
		slow.parts, slow.json = nil, false
		got, err := fast.Append([]byte("^"), data())
		require.NoError(t, err, text)
		want, err := slow.Append([]byte("^"), data())
		require.NoError(t, err, text)
		require.Equal(t, string(want), string(got), text)
	}
	for _, x := range texts {
		check(ForID, x)
		check(ForMessage, x)
		check(ForDetails, x)
		if !strings.Contains(x, "ServerInfo") { // handlers do not see it
			check(ForHandler, x)
		}
	}
	for _, x := range more {
		check(ForMessage, x)
		check(ForDetails, x)
		check(ForHandler, x)
	}
	check(ForDetails, "{{ json . }}")
	check(ForHandler, "{{ .Message }}")
	_, err := NewTemplate(ForID, "{{ .ID ")
	require.Error(t, err)
}

func TestJSONAgreesWithEncodingJSON(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 1.5, 1e20, 1e21, 1e-6, 9.9e-7, 123456789.125, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1), 1 << 53, -(1 << 60)} {
		want, err := json.Marshal(f)
		require.NoError(t, err)
		require.Equal(t, string(want), string(AppendFloat(nil, f)))
	}
	for c := range 256 {
		s := "a" + string([]byte{byte(c)}) + "b" + string(rune(c*40))
		want, err := json.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, string(want), string(AppendString(nil, s)))
	}
	_, err := AppendValue(nil, lambda.FloatValue(math.NaN()))
	require.ErrorIs(t, err, ErrNotJSON)
}

// A026: the flapping values of the inventory.
func TestFlappingA026(t *testing.T) {
	for _, c := range []struct {
		levels []Level
		want   float64
	}{
		{[]Level{OK, OK, OK, Critical}, 0.5778}, {[]Level{OK, OK, Critical, Critical}, 0.3111},
		{[]Level{OK, Critical, Critical, Critical}, 0.6667}, {[]Level{Critical, OK, Critical, OK}, 0.9333}, {[]Level{OK, Critical, OK, OK}, 0.3556},
	} {
		for _, d := range []float64{-0.0001, 0.0001} {
			s := State{}
			r := &Rules{History: 4, Flapping: true, FlapLow: 0, FlapHigh: 2}
			for _, l := range c.levels[:3] {
				s.Add(r, 0, l)
			}
			r.FlapHigh = c.want + d
			s.Add(r, 0, c.levels[3])
			require.Equal(t, d < 0, s.Flapping(), "%v %v", c.levels, d)
		}
	}
}

func TestDurationSaturates(t *testing.T) {
	var s State
	r := &Rules{History: 21}
	s.Add(r, 10, Critical)
	s.Trigger(10)
	s.Add(r, 30, Critical)
	s.Trigger(30)
	require.EqualValues(t, 20, s.Duration())
	var u State
	u.Add(r, 10, Critical) // suppressed: not triggered
	u.Add(r, 30, Critical)
	u.Trigger(30)
	require.EqualValues(t, math.MaxInt64, u.Duration())
}
