package alert

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkPayload renders one event for one handler.
func BenchmarkPayload(b *testing.B) {
	for name, chain := range map[string]string{
		"kind=alerta": ".alerta().resource('{{ index .Tags \"host\" }}').event('{{ .ID }}').environment('prod').value('{{ index .Fields \"v\" }}').services('{{ .Name }}', 'x').attribute('team', 'ops {{ .TaskName }}')",
		"kind=log":    ".log('/x')", "kind=slack": ".slack()", "kind=post": ".post('http://x')", "kind=pagerduty2": ".pagerDuty2()",
	} {
		b.Run(name, func(b *testing.B) {
			g, _ := handlersOf(b, chain, nil)
			e := event()
			b.ReportAllocs()
			for b.Loop() {
				_, err := g[0].Payload(e)
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkCollect takes one event into a topic with a handler.
func BenchmarkCollect(b *testing.B) {
	ts := NewTopics(nil, epoch)
	require.NoError(b, ts.Define(HandlerSpec{Topic: "t", ID: "h", Kind: "log", Match: "changed()", Options: map[string]any{"path": "/x"}}))
	e := event()
	b.ReportAllocs()
	for b.Loop() {
		ts.Collect("t", e, nil)
	}
}
