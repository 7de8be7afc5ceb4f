package alerta_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta"
)

func BenchmarkKapacitorMap(b *testing.B) {
	m, err := alerta.NewKapacitorMapper(alerta.KapacitorHandler{Resource: `{{ index .Tags "host" }}`, Value: `{{ index .Fields "used" }}`, ConfigEnvironment: "Production"})
	require.NoError(b, err)
	e := event()
	b.ReportAllocs()
	for b.Loop() {
		p, err := m.Map(e)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(p); err != nil {
			b.Fatal(err)
		}
	}
}
