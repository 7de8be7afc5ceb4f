package grafana

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const someFrame = `{"schema":{"name":"cpu.mean {host: a}","refId":"A","meta":{"executedQueryString":"SELECT 1"},"fields":[
	{"name":"Time","type":"time","typeInfo":{"frame":"time.Time"}},
	{"name":"Value","type":"number","typeInfo":{"frame":"float64","nullable":true},"labels":{"host":"a"},"config":{"displayNameFromDS":"x"}},
	{"name":"n","type":"number","typeInfo":{"frame":"int64"}},
	{"name":"s","type":"string","typeInfo":{"frame":"string"}},
	{"name":"b","type":"boolean"},
	{"name":"o","type":"other"}]},
	"data":{"values":[[1700000000000,1700000010000],[1.5,null],[9007199254740993,1],["x",null],[true,false],[{"a":1},null]],
	"entities":[null,{"NaN":[1]},null,null,null,null],"nanos":[[123,0]]}}`

func TestFrame(t *testing.T) {
	var f Frame
	require.NoError(t, json.Unmarshal([]byte(someFrame), &f))
	require.Equal(t, 2, f.Len())
	require.Equal(t, "SELECT 1", f.ExecutedQuery())
	when, ok := f.Fields[0].Time(0)
	require.True(t, ok)
	require.Equal(t, time.Unix(1700000000, 123).UTC(), when)
	v, ok := f.Field(FieldNumber)
	require.True(t, ok)
	require.Equal(t, map[string]string{"host": "a"}, v.Labels)
	x, ok := v.Float(1)
	require.True(t, ok && math.IsNaN(x), "null that is a NaN")
	require.Equal(t, []any{int64(9007199254740993), int64(1)}, f.Fields[2].Values, "exact")
	require.Equal(t, []any{"x", nil}, f.Fields[3].Values)
	require.Equal(t, []any{true, false}, f.Fields[4].Values)
	require.Equal(t, []any{json.RawMessage(`{"a":1}`), nil}, f.Fields[5].Values)
	_, ok = f.Fields[3].Time(1)
	require.False(t, ok)
}

func TestFrameRefuses(t *testing.T) {
	for name, raw := range map[string]string{
		"more columns":   `{"schema":{"fields":[]},"data":{"values":[[1]]}}`,
		"short column":   `{"schema":{"fields":[{"name":"a","type":"number"},{"name":"b","type":"number"}]},"data":{"values":[[1],[]]}}`,
		"text as number": `{"schema":{"fields":[{"name":"a","type":"number"}]},"data":{"values":[["x"]]}}`,
		"no such row":    `{"schema":{"fields":[{"name":"a","type":"number"}]},"data":{"values":[[1]],"entities":[{"NaN":[3]}]}}`,
		"huge time":      `{"schema":{"fields":[{"name":"a","type":"time"}]},"data":{"values":[[1e300]]}}`,
	} {
		var f Frame
		require.Error(t, json.Unmarshal([]byte(raw), &f), name)
	}
}

func FuzzFrame(f *testing.F) {
	f.Add([]byte(someFrame))
	f.Add([]byte(`{"schema":{"fields":[{"name":"a","type":"time"}]},"data":{"values":[[1.5,null]],"entities":[{"Inf":[0]}],"nanos":[[1]]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var frame Frame
		if json.Unmarshal(raw, &frame) != nil {
			return
		}
		for _, c := range frame.Fields {
			if len(frame.Fields[0].Values) != len(c.Values) {
				t.Fatalf("column %q has %d rows, the first %d", c.Name, len(c.Values), len(frame.Fields[0].Values))
			}
			for i := range c.Values {
				c.Time(i)
				c.Float(i)
			}
		}
	})
}
