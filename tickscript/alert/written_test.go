package alert

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWritten: what is remembered is written as it would be anew.
func TestWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	fs := []float64{0, math.Copysign(0, -1), 1, -1, 80.123456, 1e-4, 1e-5, 99999, 99999.5, 1e5, 999999, 1e6, 1e20, 1e21, 1e22, math.MaxFloat64, math.SmallestNonzeroFloat64, -1.2345678901234567e-6, 123456789012345678}
	for range 20000 {
		fs = append(fs, math.Float64frombits(r.Uint64()), r.NormFloat64()*math.Pow(10, float64(r.IntN(12)-6)))
	}
	var w written
	for _, f := range fs {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		for range 2 {
			require.Equal(t, string(AppendFloat(nil, f)), string(w.appendFloat(nil, f)))
			require.Equal(t, strconv.FormatFloat(f, 'g', -1, 64), string(w.appendPlainFloat(nil, f)))
		}
	}
	for range 1000 {
		ns := int64(r.Uint64())
		require.Equal(t, string(AppendTimeNS(nil, ns)), string(w.appendTime(nil, ns)))
		require.Equal(t, string(AppendTimeNS(nil, ns)), string(w.appendTime(nil, ns)))
	}
}
