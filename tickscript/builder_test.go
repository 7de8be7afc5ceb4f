package tickscript_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/tickscript"
)

func diskRule() *tickscript.Rule {
	warn := tickscript.VarFloat("warn", 80, "used percent")
	disk := tickscript.Stream().DBRP("telegraf", "autogen")
	_ = disk
	s := tickscript.Stream()
	s.DBRP("telegraf", "autogen")
	return s.
		From().Database("telegraf").RetentionPolicy("autogen").Measurement("disk").GroupBy("host", "cluster", "datacenter").
		Window().Period(10*time.Second).Every(10*time.Second).
		Mean("used_percent").As("stat").
		Alert().ID("{{ .Name }}/{{ .Group }}").
		Warn(tickscript.Field("stat").Gt(warn)).
		Crit(tickscript.Field("stat").Gt(warn.Add(10.0)).And(tickscript.Fn.IsPresent(tickscript.Tag("host")).Or(tickscript.PointTime().Eq(-1)))).
		StateChangesOnly().
		Alerta().Environment("prod").Services("a", "b").
		Slack().Channel("#x").
		HTTPOut("top").
		Rule()
}

func TestX(t *testing.T) {
	text, err := diskRule().Text()
	require.NoError(t, err)
	t.Log(text)
	r := tickscript.Batch().Query("SELECT 1").Period(0).Alert()
	_, err = r.Rule().Text()
	var re *tickscript.RuleError
	require.True(t, errors.As(err, &re))
	t.Log(err)
}
