package corpus

import (
	"testing"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

func TestSortTagsKeepsEveryOtherByte(t *testing.T) {
	for _, test := range []struct{ body, want string }{
		{`{"rawData":{"name":"m","tags":{"b":"1","a":"2"}},"tags":["b=1","a=\u003c"],"v":1.50}` + "\n", `{"rawData":{"name":"m","tags":{"b":"1","a":"2"}},"tags":["a=\u003c","b=1"],"v":1.50}` + "\n"},
		{`{"tags":[]}`, `{"tags":[]}`},
		{`no JSON`, `no JSON`},
		{`{"tags":"text"}`, `{"tags":"text"}`},
	} {
		if got := sortTags(test.body); got != test.want {
			t.Errorf("sortTags(%s)\n got %s\nwant %s", test.body, got, test.want)
		}
	}
}

func TestSortLists(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`with args (a: int), available signatures are [ (string), (float),(boolean)].`, `with args (a: int), available signatures are [ (boolean), (float),(string)].`},
		{`argument "g" is missing, values in scope are [ "x","f"]`, `argument "g" is missing, values in scope are [ "f","x"]`},
		{`name "q" is undefined. Names in scope: time,stream`, `name "q" is undefined. Names in scope: stream,time`},
		{`plain`, `plain`},
	} {
		if got := sortLists(test.text); got != test.want {
			t.Errorf("sortLists(%s)\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestStoreGivesBackWhatItGot(t *testing.T) {
	store := Store{Dir: t.TempDir()}
	for _, c := range All() {
		if c.Name != "window-tumbling" && c.Name != "batch-raw" && c.Name != "rule-disk-log" && c.Name != "expr-task-vars" {
			continue
		}
		answer := judge.Answer{Version: "x", Logs: []judge.LogFile{{Path: "/p", Lines: []string{`{"a":"<b>"}`}}}}
		if err := store.Put(c, answer); err != nil {
			t.Fatal(err)
		}
		got, gotAnswer, err := store.Get(c.Name)
		if err != nil {
			t.Fatal(err)
		}
		if got.Script != c.Script || string(got.Recording) != string(c.Recording) || gotAnswer.Logs[0].Lines[0] != answer.Logs[0].Lines[0] {
			t.Errorf("%s came back otherwise", c.Name)
		}
		for i := range c.Data {
			if string(got.Data[i].Lines) != string(c.Data[i].Lines) {
				t.Errorf("%s: data %d came back otherwise", c.Name, i)
			}
		}
	}
}

func TestGeneratedDataIsTheSameEachTime(t *testing.T) {
	for name, make := range map[string]func() []byte{
		"disk":       func() []byte { return diskLines(5, 20) },
		"components": func() []byte { return componentLines(2, 20) },
		"cpu":        func() []byte { return cpuLines(5, 20) },
		"mem":        func() []byte { return memLines(5, 20) },
	} {
		if first, second := make(), make(); string(first) != string(second) {
			t.Errorf("%s: the same seed makes other data", name)
		}
	}
	keep := func(string) bool { return true }
	one, _ := Random(8, 5, keep)
	other, _ := Random(8, 5, keep)
	if one.Script != other.Script || string(one.Data[0].Lines) != string(other.Data[0].Lines) {
		t.Error("the same seed makes another case")
	}
}
