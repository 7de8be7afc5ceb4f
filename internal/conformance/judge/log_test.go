package judge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNodeErrors(t *testing.T) {
	log := `ts=2024-03-05T23:50:00.000Z lvl=info msg="task started" service=kapacitor task=a
ts=2024-03-05T23:50:00.000Z lvl=error msg="encountered error" service=kapacitor task_master=main task=a node=alert2 err="field \"x\" missing\nsecond line"
ts=2024-03-05T23:50:01.000Z lvl=error msg="encountered error" service=kapacitor task_master=main task=a node=alert2 err="field \"x\" missing\nsecond line"
ts=2024-03-05T23:50:01.000Z lvl=error msg=other task=b node=alert2 err=x
ts=2024-03-05T23:50:02.000Z lvl=error msg="wrote to /tmp/0.log" task=a node=log3
`
	got := nodeErrors(log, "a", strings.NewReplacer("/tmp/0.log", "/out.log"))
	want := []NodeError{
		{Node: "alert2", Message: "encountered error", Error: "field \"x\" missing\nsecond line", Count: 2},
		{Node: "log3", Message: "wrote to /tmp/0.log", Count: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPanicText(t *testing.T) {
	for _, test := range []struct{ log, want string }{
		{"lvl=info msg=up\npanic: runtime error: integer divide by zero\ngoroutine 1", "panic: runtime error: integer divide by zero"},
		{"lvl=info msg=up\nrun: create sideload: no such endpoint\n", "run: create sideload: no such endpoint"},
		{"", ""},
	} {
		if got := panicText(test.log); got != test.want {
			t.Errorf("panicText(%q) = %q, want %q", test.log, got, test.want)
		}
	}
}

func FuzzLogfmt(f *testing.F) {
	f.Add(`ts=1 lvl=error msg="a \"b\" \\ \n" task=x`)
	f.Add(`= =" a=`)
	f.Add(`a="b`)
	f.Fuzz(func(t *testing.T, line string) {
		for key := range logfmt(line) {
			if strings.Contains(key, "=") {
				t.Errorf("key %q contains =", key)
			}
		}
	})
}

func TestChunksCutBetweenLines(t *testing.T) {
	line := "m v=1 1\n"
	text := []byte(strings.Repeat(line, chunkLines+3) + "m v=2 2")
	var got []string
	for chunk := range chunks(text) {
		got = append(got, string(chunk))
	}
	want := []string{strings.Repeat(line, chunkLines), strings.Repeat(line, 3) + "m v=2 2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%.300s", diff)
	}
}

func TestPlaces(t *testing.T) {
	c, err := newCapture()
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	j := &Judge{capture: c}
	script := "a.log('/x.log').log('/y.log')\nb.log( '/x.log' ).log('z.log')|log()\n.post('$POST/p').tcp('$TCP')"
	p := j.place(script, "/d")
	want := "a.log('/d/0.log').log('/d/1.log')\nb.log( '/d/0.log' ).log('z.log')|log()\n.post('" +
		c.http.URL + "/post/p').tcp('" + c.tcp.Addr().String() + "')"
	if diff := cmp.Diff(want, p.script); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(script, p.back.Replace(p.script)); diff != "" {
		t.Error(diff)
	}
}
