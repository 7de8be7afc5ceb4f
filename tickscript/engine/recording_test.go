package engine_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// passed lists times and values of what leaves the first node.
func passed(t testing.TB, script string, rec *engine.Recording) ([]string, error) {
	t.Helper()
	var got []string
	run := mustCompile(t, script).NewRun(engine.RunOptions{Trace: func(m *engine.Message) {
		if m.Node.Kind() != "log" {
			return
		}
		l := fmt.Sprintf("%s[%s]@%s", m.Name(), m.Group(), m.Time().Format("15:04:05"))
		for i := range m.Len() {
			l += " " + m.PointTime(i).Format("15:04:05")
			for _, f := range m.PointFields(i) {
				l += "," + f.Name + "=" + text(f.Value)
			}
		}
		got = append(got, l)
	}})
	err := run.Replay(context.Background(), rec)
	if err == nil {
		err = run.Close()
	}
	return got, err
}

func gzipped(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(s))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

// TestStreamRecording reads and writes .srpl, at recorded times and moved (D026,
// D027).
func TestStreamRecording(t *testing.T) {
	const text = "db\nrp\nm v=1 1000000000\nother\nrp\nm v=9 1000000000\ndb\nrp\nm v=2 4000000000\n"
	want := []string{"m[]@00:00:01 00:00:01,v=1", "m[]@00:00:04 00:00:04,v=2"}
	const script = `stream|from().database('db')|log()`
	for name, data := range map[string][]byte{"a.srpl": []byte(text), "b.srpl": gzipped(t, text), "c.srpl.gz": gzipped(t, text)} {
		rec, err := engine.OpenRecording(name, bytes.NewReader(data), int64(len(data)))
		require.NoError(t, err)
		got, err := passed(t, script, rec)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want, got), name)
	}
	rec, err := engine.OpenStreamRecording(bytes.NewReader([]byte(text)))
	require.NoError(t, err)
	rec.ShiftTo = at(t, "10:00:00")
	got, err := passed(t, script, rec)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]string{"m[]@10:00:00 10:00:00,v=1", "m[]@10:00:03 10:00:03,v=2"}, got))

	var b bytes.Buffer
	w := engine.NewStreamRecorder(&b)
	for i := range 2 {
		require.NoError(t, w.Write("db", "rp", point.New("m", point.Tags{}, point.Fields{}.Set("v", point.Float(float64(i+1))), time.Unix(int64(1+3*i), 0))))
	}
	require.Error(t, w.Write("d\nb", "rp", point.Point{}))
	require.NoError(t, w.Close())
	rec, err = engine.OpenStreamRecording(&b)
	require.NoError(t, err)
	got, err = passed(t, script, rec)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(want, got))
}

// TestBatchRecording reads and writes .brpl: empty batches are left out, numbers
// are floats, a batch's time is not before that of its last point (R008, N044,
// D026), and each query has an edge of its own (R019).
func TestBatchRecording(t *testing.T) {
	const text = `{"name":"m","tmax":"2024-03-05T10:00:10Z","group":"host=a","tags":{"host":"a"},"points":[{"fields":{"v":1,"s":"x"},"time":"2024-03-05T10:00:05Z","tags":{"host":"a"}}]}
{"name":"m","tmax":"2024-03-05T10:00:20Z","tags":{"host":"a"},"points":[]}
{"name":"m","tmax":"2024-03-05T10:00:30Z","byname":true,"tags":{"host":"a"},"points":[{"fields":{"v":2},"time":"2024-03-05T10:00:35Z"}]}
`
	want := []string{"m[host=a]@10:00:10 10:00:05,s=x,v=1", "m[m\nhost=a]@10:00:35 10:00:35,v=2"}
	const script = `batch|query('SELECT v FROM db.rp.m').every(10s)|log()`
	for name, data := range map[string][]byte{"a.brpl": []byte(text), "b.brpl": gzipped(t, text)} {
		rec, err := engine.OpenRecording(name, bytes.NewReader(data), int64(len(data)))
		require.NoError(t, err)
		got, err := passed(t, script, rec)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want, got), name)
	}
	rec, err := engine.OpenBatchRecording(bytes.NewReader([]byte(text)), int64(len(text)))
	require.NoError(t, err)
	rec.ShiftTo = at(t, "12:00:00")
	got, err := passed(t, script, rec)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]string{"m[host=a]@12:00:00 12:00:00,s=x,v=1", "m[m\nhost=a]@12:00:30 12:00:30,v=2"}, got))

	one := func(name, hms string) []engine.Batch {
		return []engine.Batch{{Name: name, Time: at(t, hms), Tags: map[string]string{"host": "a"}, Points: []engine.BatchPoint{{Time: at(t, hms), Fields: map[string]any{"v": 1.0}}}}}
	}
	var b bytes.Buffer
	require.NoError(t, engine.WriteBatchRecording(&b, one("first", "10:00:02"), one("second", "10:00:01")))
	rec, err = engine.OpenRecording("two.brpl", bytes.NewReader(b.Bytes()), int64(b.Len()))
	require.NoError(t, err)
	got, err = passed(t, `batch|query('SELECT v FROM db.rp.first').every(10s)|eval(lambda: "v" + 1.0).as('v')|log()
batch|query('SELECT v FROM db.rp.second').every(10s)|eval(lambda: "v" + 2.0).as('v')|log()`, rec)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]string{"second[host=a]@10:00:01 10:00:01,v=3", "first[host=a]@10:00:02 10:00:02,v=2"}, got))
}

// TestRecordingRefused checks what is said of recordings that cannot be replayed.
func TestRecordingRefused(t *testing.T) {
	const stream, batch = `stream|from()|log()`, `batch|query('SELECT v FROM db.rp.m').every(10s)|log()`
	for _, c := range []struct{ name, data, script, want string }{
		{"a.txt", "", stream, "the name has to end in .srpl or .brpl"},
		{"a.srpl", "db\nrp\n", stream, "line 2: the recording ends inside a point"},
		{"a.srpl", "db\nrp\nm v=\n", stream, "line 3"},
		{"a.srpl", "db\nrp\n# none\n", stream, "line 3 holds no point"},
		{"a.srpl", "db\nrp\nm v=1 1\n", batch, "a stream recording does not fit a batch task"},
		{"a.brpl", "{}", stream, "a batch recording does not fit a stream task"},
		{"a.brpl", `{"name":`, batch, "reading recording"},
		{"a.brpl", `{"points":[{"fields":{"v":[1]}}]}`, batch, `field "v": a value of type []interface {} cannot be a field`},
		{"a.brpl", `{}`, batch + "\n" + batch, "the recording is of 1 queries, the task has 2"},
	} {
		rec, err := engine.OpenRecording(c.name, bytes.NewReader([]byte(c.data)), int64(len(c.data)))
		if err == nil {
			_, err = passed(t, c.script, rec)
		}
		require.ErrorContains(t, err, c.want, "%s %s", c.name, c.data)
	}
}

// TestShiftOfEachQuery covers D034: each query of a replay is moved by itself, so that
// what was apart is together.
func TestShiftOfEachQuery(t *testing.T) {
	batch := func(name, hms string) []engine.Batch {
		return []engine.Batch{{Name: name, Time: at(t, hms), Points: []engine.BatchPoint{{Time: at(t, hms), Fields: map[string]any{"v": 1.0}}}}}
	}
	var b bytes.Buffer
	require.NoError(t, engine.WriteBatchRecording(&b, batch("x", "10:00:00"), batch("y", "10:00:30")))
	for _, c := range []struct {
		to   time.Time
		want []string
	}{
		{time.Time{}, []string{"x[]@10:00:00 10:00:00,v=1", "y[]@10:00:30 10:00:30,v=1"}},
		{at(t, "12:00:00"), []string{"y[]@12:00:00 12:00:00,v=1", "x[]@12:00:00 12:00:00,v=1"}},
	} {
		rec, err := engine.OpenBatchRecording(bytes.NewReader(b.Bytes()), int64(b.Len()))
		require.NoError(t, err)
		rec.ShiftTo = c.to
		got, err := passed(t, "batch|query('SELECT v FROM db.rp.x').every(1s)|log()\nbatch|query('SELECT v FROM db.rp.y').every(1s)|log()", rec)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(c.want, got))
	}
}

// TestStreamRecordingFraming covers D021: a string with a line break ends its record
// too early, as it does for Kapacitor; long lines, which Kapacitor refuses, are read.
func TestStreamRecordingFraming(t *testing.T) {
	read := func(text string) ([]string, error) {
		rec, err := engine.OpenStreamRecording(bytes.NewReader([]byte(text)))
		require.NoError(t, err)
		return passed(t, `stream|from()|log()`, rec)
	}
	_, err := read("db\nrp\nm s=\"a\nb\" 1000000000\n")
	require.ErrorContains(t, err, "the string that starts here is not closed")
	long := strings.Repeat("x", 100<<10)
	got, err := read("db\nrp\nm s=\"" + long + "\" 1000000000\n")
	require.NoError(t, err)
	require.Equal(t, []string{"m[]@00:00:01 00:00:01,s=" + long}, got)
}

// FuzzRecording replays any bytes as either kind of recording: no panic, no hang.
func FuzzRecording(f *testing.F) {
	f.Add([]byte("db\nrp\nm v=1 1000000000\n"))
	f.Add([]byte(`{"name":"m","tmax":"2024-03-05T10:00:10Z","tags":{"host":"a"},"points":[{"fields":{"v":1},"time":"2024-03-05T10:00:05Z"}]}`))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	stream, batch := mustCompile(f, `stream|from()|log()`), mustCompile(f, `batch|query('SELECT v FROM db.rp.m').every(10s)|log()`)
	f.Fuzz(func(t *testing.T, data []byte) {
		if rec, err := engine.OpenStreamRecording(bytes.NewReader(data)); err == nil {
			_ = stream.NewRun(engine.RunOptions{}).Replay(context.Background(), rec) // any error will do
		}
		if rec, err := engine.OpenBatchRecording(bytes.NewReader(data), int64(len(data))); err == nil {
			_ = batch.NewRun(engine.RunOptions{}).Replay(context.Background(), rec)
		}
	})
}
