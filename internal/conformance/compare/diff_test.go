package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

func TestAnswersFindsEachDifference(t *testing.T) {
	base := func() judge.Answer {
		return judge.Answer{
			Formatted: "f", Dot: "d",
			Logs:       []judge.LogFile{{Path: "/p", Lines: []string{`{"id":"a","v":1.0}`, `{"id":"b","v":2}`}}},
			HTTPOuts:   map[string]string{"x": "{}\n"},
			NodeStats:  map[string]map[string]float64{"from1": {"collected": 2}},
			NodeErrors: []judge.NodeError{{Node: "eval2", Count: 3}},
		}
	}
	for _, test := range []struct {
		name      string
		unordered bool
		change    func(*judge.Answer)
		want      []string
	}{
		{"none", false, func(*judge.Answer) {}, nil},
		{"refused", false, func(a *judge.Answer) { a.DefineError = "no" }, []string{"refused"}},
		{"formatted", false, func(a *judge.Answer) { a.Formatted = "g" }, []string{"formatted"}},
		{"dot", false, func(a *judge.Answer) { a.Dot = "e" }, []string{"dot"}},
		{"crash", false, func(a *judge.Answer) { a.Crashed = true }, []string{"crash"}},
		{"task error", false, func(a *judge.Answer) { a.TaskError = "x" }, []string{"task error"}},
		{"write", false, func(a *judge.Answer) { a.WriteErrors = []string{"x"} }, []string{"write"}},
		{"value", false, func(a *judge.Answer) { a.Logs[0].Lines[1] = `{"id":"b","v":3}` }, []string{"events"}},
		{"number as written", false, func(a *judge.Answer) { a.Logs[0].Lines[0] = `{"id":"a","v":1}` }, []string{"events"}},
		{"bytes", false, func(a *judge.Answer) { a.Logs[0].Lines[1] = `{"v":2,"id":"b"}` }, []string{"event bytes"}},
		{"more", false, func(a *judge.Answer) { a.Logs[0].Lines = append(a.Logs[0].Lines, "{}") }, []string{"events"}},
		{"less", false, func(a *judge.Answer) { a.Logs[0].Lines = a.Logs[0].Lines[:1] }, []string{"events"}},
		{"no file", false, func(a *judge.Answer) { a.Logs = nil }, []string{"events"}},
		{"at stop", false, func(a *judge.Answer) { a.Logs[0].AtStop = 1 }, []string{"events"}},
		{"order", false, func(a *judge.Answer) { l := a.Logs[0].Lines; l[0], l[1] = l[1], l[0] }, []string{"events"}},
		{"order does not matter", true, func(a *judge.Answer) { l := a.Logs[0].Lines; l[0], l[1] = l[1], l[0] }, nil},
		{"httpOut", false, func(a *judge.Answer) { a.HTTPOuts["x"] = "null" }, []string{"httpOut"}},
		{"stats", false, func(a *judge.Answer) { a.NodeStats["from1"]["collected"] = 1 }, []string{"stats"}},
		{"node errors", false, func(a *judge.Answer) { a.NodeErrors[0].Count = 2 }, []string{"node errors"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := base()
			test.change(&got)
			var aspects []string
			for _, d := range Answers(judge.Case{Unordered: test.unordered}, base(), got) {
				aspects = append(aspects, d.Aspect)
			}
			if diff := cmp.Diff(test.want, aspects); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReason(t *testing.T) {
	for _, test := range []struct {
		server, ours string
		want         bool
	}{
		{"invalid TICKscript: cannot specify both period and periodCount", "cannot specify both period and periodCount", true},
		{"invalid TICKscript: a", "b\ninvalid TICKscript: a", true},
		{"invalid TICKscript: a", "b", false},
		{"a", "", false},
	} {
		if got := sameReason(test.server, test.ours); got != test.want {
			t.Errorf("sameReason(%q, %q) = %t", test.server, test.ours, got)
		}
	}
}

func TestEngineAnswers(t *testing.T) {
	c := judge.Case{
		Name: "t", Type: "stream", DBRPs: []judge.DBRP{{DB: "db", RP: "rp"}}, HTTPOuts: []string{"o"},
		Script: "stream|from()|httpOut('o')|alert().id('x').message('m').details('d').crit(lambda: \"v\" > 1.0).log('/l')",
		Data:   []judge.Data{{DBRP: judge.DBRP{DB: "db", RP: "rp"}, Precision: "s", Lines: []byte("m v=2 10\n")}, {DBRP: judge.DBRP{DB: "db", RP: "rp"}, Precision: "s", Lines: []byte("bad\n")}},
	}
	a, err := Engine(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	line := `{"id":"x","message":"m","details":"d","time":"1970-01-01T00:00:10Z","duration":0,"level":"CRITICAL","data":{"series":[{"name":"m","columns":["time","v"],"values":[["1970-01-01T00:00:10Z",2]]}]},"previousLevel":"OK","recoverable":true}`
	if len(a.Logs) != 1 || len(a.Logs[0].Lines) != 1 || a.Logs[0].Lines[0] != line {
		t.Errorf("logs: %+v", a.Logs)
	}
	if len(a.WriteErrors) != 1 {
		t.Errorf("the bad line was not refused: %q", a.WriteErrors)
	}
	if a.HTTPOuts["o"] == "" || a.Dot == "" || a.Formatted == "" {
		t.Errorf("incomplete: %+v", a)
	}
}
