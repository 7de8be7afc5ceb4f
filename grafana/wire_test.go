package grafana

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		`"0s"`: 0, `"0"`: 0, `"1h30m"`: 90 * time.Minute, `"1w"`: 7 * 24 * time.Hour, `"1d1ms"`: 24*time.Hour + time.Millisecond, `"90s"`: 90 * time.Second,
		`"1y"`: 365 * 24 * time.Hour, `300000000000`: 5 * time.Minute,
	} {
		var d Duration
		require.NoError(t, json.Unmarshal([]byte(text), &d), text)
		require.Equal(t, Duration(want), d, text)
	}
	for _, text := range []string{`""`, `"1"`, `"1.5h"`, `"-1s"`, `"1m1h"`, `"300y"`, `"99999999999999999999s"`, `{}`, `true`} {
		var d Duration
		require.Error(t, json.Unmarshal([]byte(text), &d), text)
	}
	require.Equal(t, []string{"0s", "1h30m", "1m30s500ms", "240h"}, []string{Duration(0).String(), Duration(90 * time.Minute).String(), Duration(90500 * time.Millisecond).String(), Duration(240 * time.Hour).String()})
	_, err := json.Marshal(Duration(-1))
	require.Error(t, err)
}

func FuzzDuration(f *testing.F) {
	for _, s := range []string{"1h30m", "0s", "1y2w3d4h5m6s7ms", "", "9223372036854775807ms"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		raw, err := json.Marshal(s)
		if err != nil {
			return
		}
		var d, back Duration
		if json.Unmarshal(raw, &d) != nil {
			return
		}
		out, err := json.Marshal(d)
		if err != nil {
			t.Fatalf("%q is %d, which cannot be written: %v", s, d, err)
		}
		if err := json.Unmarshal(out, &back); err != nil || back != d {
			t.Fatalf("%q: %s was read as %v, %v", s, out, back, err)
		}
	})
}

func TestFrameRoundTrip(t *testing.T) {
	var f, back Frame
	require.NoError(t, json.Unmarshal([]byte(someFrame), &f))
	f.Fields[1].Values[1] = nil // a NaN is not equal to itself
	raw, err := json.Marshal(f)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, f, back)
}

func TestRefIDs(t *testing.T) {
	require.Equal(t, []string{"A", "Z", "AA", "AZ", "BA"}, []string{refID(0), refID(25), refID(26), refID(51), refID(52)})
}

func TestMillis(t *testing.T) {
	var m Millis
	for text, want := range map[string]time.Time{`0`: {}, `null`: {}, `1700000000123`: time.UnixMilli(1700000000123).UTC()} {
		require.NoError(t, json.Unmarshal([]byte(text), &m))
		require.Equal(t, want, m.Time, text)
	}
	require.Error(t, json.Unmarshal([]byte(`"x"`), &m))
	raw, err := json.Marshal([]Millis{{}, At(time.UnixMilli(5))})
	require.NoError(t, err)
	require.Equal(t, "[0,5]", string(raw))
}

func FuzzAnnotationTag(f *testing.F) {
	f.Add("host", "10.0.0.1:8080")
	f.Add(" a:b ", "")
	f.Fuzz(func(t *testing.T, key, value string) {
		tag := AnnotationTag(key, value)
		if strings.Count(tag, ":") > 1 || strings.TrimSpace(tag) != tag {
			t.Fatalf("%q, %q: the server would change %q", key, value, tag)
		}
	})
}

func TestVersionsInBothForms(t *testing.T) {
	for _, text := range []string{`[{"version":2},{"version":1}]`, `{"continueToken":"","versions":[{"version":2},{"version":1}]}`} {
		var v versions
		require.NoError(t, json.Unmarshal([]byte(text), &v), text)
		require.Equal(t, []int64{2, 1}, []int64{v[0].Version, v[1].Version})
	}
	for _, text := range []string{`{}`, `null`, `"x"`} {
		var v versions
		require.Error(t, json.Unmarshal([]byte(text), &v), text)
	}
}
