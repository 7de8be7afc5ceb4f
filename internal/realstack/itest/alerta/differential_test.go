package alerta_test

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
	"github.com/tickwright/tickwright/internal/suite/alertasuite"
)

// number reads a setting of the test from the environment.
func number(name string, def int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return def
}

// TestDifferential drives random operations into alertatest and the real server and compares what both answer and hold after each. ALERTA_OPS
// and ALERTA_SEED change how many and which.
func TestDifferential(t *testing.T) {
	for k, share := range map[alertasuite.Kind]int{alertasuite.Open: 80, alertasuite.ISA: 20} {
		t.Run(string(k), func(t *testing.T) {
			n, seed := number("ALERTA_OPS", 5000)*share/100, uint64(number("ALERTA_SEED", 1))
			conf := alertatest.Config{}
			if k == alertasuite.ISA {
				conf.AlarmModel = alertatest.ModelISA
			}
			fake := alertatest.New(conf)
			defer fake.Close()
			a, err := alerta.New(fake.URL)
			require.NoError(t, err)
			b, err := alerta.New(real(t, k).URL)
			require.NoError(t, err)
			start := time.Now()
			alertasuite.Differential(t, alertasuite.NewDriver(a, k, seed), alertasuite.NewDriver(b, k, seed), n)
			t.Logf("%d operations, seed %d, equal after each; %v", n, seed, time.Since(start).Round(time.Second))
		})
	}
}
