package telegraf_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack/telegraf"
)

// config reads line protocol from a program and writes it to a file.
const config = `
[agent]
  omit_hostname = true
  interval = "1s"
  flush_interval = "1s"
[[inputs.exec]]
  commands = ["echo 'm,host=a v=1.5,n=3i 1700000000000000000'"]
  data_format = "influx"
[[outputs.file]]
  files = [%q]
  data_format = "influx"
`

const line = "m,host=a v=1.5,n=3i 1700000000000000000\n"

func TestOnce(t *testing.T) {
	telegraf.Require(t)
	file := filepath.Join(t.TempDir(), "out.lp")
	_, err := telegraf.Once(t.Context(), fmt.Sprintf(config, file))
	require.NoError(t, err)
	out, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, line, string(out))
}

func TestRunningTelegrafWritesByItself(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out.lp")
	s := telegraf.Run(t, fmt.Sprintf(config, file))
	require.Eventually(t, func() bool {
		out, err := os.ReadFile(file)
		return err == nil && len(out) >= len(line)
	}, 20e9, 50e6, s.Log)
	s.Stop()
	require.False(t, s.Alive())
}

func TestUnknownPluginIsInTheError(t *testing.T) {
	telegraf.Require(t)
	_, err := telegraf.Once(t.Context(), "[[inputs.nosuch]]\n")
	require.ErrorContains(t, err, "nosuch")
}
