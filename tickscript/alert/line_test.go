package alert

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/lambda"
)

func TestAppendTimeNS(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	times := []int64{0, 1, -1, math.MaxInt64, math.MinInt64, 1e9, 951782400e9, 951868800e9, -62e15, 1700000000123456789, 1709164800e9}
	for range 20000 {
		times = append(times, int64(r.Uint64()), int64(r.Uint64())/1000*1000000)
	}
	for _, ns := range times {
		require.Equal(t, time.Unix(0, ns).UTC().Format(time.RFC3339Nano), string(AppendTimeNS(nil, ns)))
	}
}

// A line made directly is the event's encoding.
func TestLineIsTheEventsJSON(t *testing.T) {
	for _, text := range []string{"{{ json . }}", "", "<b>{{ .ID }}</b> + {{ .Message }}", "{{ jsonCompact .Tags }}"} {
		for _, f := range []float64{1, 2.5, 1e21, math.NaN()} {
			d := data()
			d.Fields = append(d.Fields, Field{"zz", lambda.FloatValue(f)})
			tmpl, err := NewTemplate(ForDetails, text)
			require.NoError(t, err)
			details, err := tmpl.Append(nil, d)
			require.NoError(t, err)
			series := []Series{{Name: "m", Columns: []string{"time"}, Values: [][]lambda.Value{{lambda.TimeValue(d.Time.UnixNano())}}}}
			e := Event{ID: d.ID, Message: d.Message, Details: string(details), Time: d.Time, Duration: d.Duration, Level: d.Level, Data: series, PreviousLevel: Info, Recoverable: true}
			want, err := e.AppendJSON(nil)
			require.NoError(t, err)
			got, err := d.AppendLineHead(nil, tmpl, d.Time.UnixNano())
			require.NoError(t, err)
			got, err = AppendResult(got, series)
			require.NoError(t, err)
			require.Equal(t, string(want), string(AppendLineTail(got, Info, true)))
		}
	}
}

func BenchmarkLine(b *testing.B) {
	d := data()
	d.TaskName, d.Group, d.Message = "disk", "cluster=c,host=h", "host/disk:87.5"
	d.Name = "disk"
	d.Tags = []Tag{{"cluster", "c"}, {"host", "h"}}
	d.Fields = []Field{{"stat", lambda.FloatValue(87.123456)}}
	tmpl, err := NewTemplate(ForDetails, "{{ json . }}")
	require.NoError(b, err)
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = d.AppendLineHead(buf[:0], tmpl, 1700000000123456789)
	}
}
