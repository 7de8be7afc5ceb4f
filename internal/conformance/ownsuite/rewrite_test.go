package ownsuite

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRewrite(t *testing.T) {
	const head = `package p
import (
	"testing"
	"time"
	"github.com/influxdata/kapacitor/clock"
	"github.com/influxdata/kapacitor/services/httpd"
	"github.com/influxdata/kapacitor/services/sideload"
	"github.com/influxdata/kapacitor/services/slack"
	k8s "github.com/influxdata/kapacitor/services/k8s/client"
)
func f(t *testing.T) {
`
	for before, after := range map[string]string{
		"c := clock.New(z)":                      "c := clock.NewClock(z)",
		"clock := clock.New(z); clock.New()":     "clock := clock.NewClock(z)\n\tclock.New()",
		"s := slack.NewService(c, d)":            "s := standin.NewService(c, d)",
		"s, err := slack.NewService(c, d)":       "s, err := standin.NewServiceOrError(c, d)",
		"s := sideload.NewService(d)":            "s := sideload.NewService(d)",
		"s := httpd.NewService(c)":               "s := httpd.NewHTTPD(c)",
		"x := k8s.NewService":                    "x := k8s.NewService",
		"time.Sleep(time.Second)":                "standin.Sleep(time.Second)",
		"d := diagService.NewSlackHandler().A()": "d := diagService.Handler().A()",
		`t.Skip("x")`:                            `t.Log("x")`,
	} {
		out, err := Rewrite("x_test.go", []byte(head+before+"\n}\n"))
		require.NoError(t, err, before)
		_, body, _ := strings.Cut(string(out), "func f(t *testing.T) {\n\t")
		require.Equal(t, after, strings.TrimSuffix(body, "\n}\n"), before)
		require.Contains(t, string(out), `clock "`+standinPath+`"`)
		require.Contains(t, string(out), `"github.com/influxdata/kapacitor/services/slack"`)
	}
	_, err := Rewrite("x_test.go", []byte("package"))
	require.Error(t, err)
}

func TestFunctions(t *testing.T) {
	names, err := Functions("x_test.go", []byte("package p\nfunc TestA() {}\nfunc help() {}\nfunc (x) TestB() {}\nfunc TestC() {}\n"))
	require.NoError(t, err)
	require.Equal(t, []string{"TestA", "TestC"}, names)
}
