package kube

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzReadState reads whatever stands in the file, and goes on from it if it is accepted.
func FuzzReadState(f *testing.F) {
	for _, text := range []string{`{"format":1}`, `{"format":1,"things":{"a":{"kind":"Pod","name":"x","uid":"a","pod":{}}},"queue":[{"task":"left","uid":"a"}]}`} {
		f.Add([]byte(text))
	}
	s := found(&testing.T{})
	s.scale("ReplicaSet/web-1", 1)
	s.remove("web-1-b")
	var b bytes.Buffer
	_, err := s.c.State().WriteTo(&b)
	require.NoError(f, err)
	st, err := ReadState(bytes.NewReader(b.Bytes()))
	require.NoError(f, err)
	require.NotEmpty(f, st.Things)
	f.Fuzz(func(t *testing.T, text []byte) {
		st, err := ReadState(bytes.NewReader([]byte(gz(t, string(text)))))
		if err != nil {
			return
		}
		c := NewClassifier(ClassifierOptions{}, st)
		for _, k := range AllKinds() {
			c.Observe(Observation{At: epoch, What: RelistBegin, Kind: k})
			c.Observe(Observation{At: epoch, What: RelistEnd, Kind: k, Version: "1"})
		}
		c.Advance(epoch.Add(24 * time.Hour))
	})
}

// FuzzClassifier lets anything happen in any order: nothing may panic, counts may not go wrong, and every pod that leaves is
// told exactly once.
func FuzzClassifier(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
	f.Add([]byte("the quick brown fox jumps over the lazy dog, and back again, and once more"))
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 400 {
			return
		}
		s := newSim(t)
		s.list()
		gone := 0
		name := func(kind string, b byte) string { return fmt.Sprintf("%s%d", kind, b%4) }
		has := func(key string) bool {
			for _, o := range s.things {
				if string(o.Kind)+"/"+o.Name == key {
					return true
				}
			}
			return false
		}
		for i := 0; i+1 < len(script); i += 2 {
			op, b := script[i], script[i+1]
			n := name("x", b)
			switch op % 14 {
			case 0:
				if !has("Node/" + n) {
					s.node(n)
				}
			case 1:
				if has("Node/" + n) {
					s.drop("Node/" + n)
				}
			case 2:
				if !has("ReplicaSet/" + n) {
					s.workload(ReplicaSet, n, "", int32(b>>4), fmt.Sprint(b>>2))
				} else {
					s.scale("ReplicaSet/"+n, int32(b>>4))
				}
			case 3:
				if has("ReplicaSet/" + n) {
					s.drop("ReplicaSet/" + n)
				}
			case 4, 5, 6:
				owner := ""
				if has("ReplicaSet/" + n) {
					owner = "ReplicaSet/" + n
				}
				p := fmt.Sprintf("p%d", i)
				s.pod(p, owner, n, "h")
			case 7, 8:
				for _, o := range s.things {
					if o.Kind == Pod && o.Name[len(o.Name)-1]%4 == b%4 {
						s.drop("Pod/" + o.Name)
						gone++
						break
					}
				}
			case 9:
				if has("Node/" + n) {
					s.notReady(n, "Unknown")
				}
			case 10:
				s.muted = !s.muted
				if !s.muted {
					s.list()
				}
			case 11:
				s.wait(time.Duration(b) * time.Second)
			case 12:
				if s.c.ready() {
					s.restart()
				}
			case 13:
				s.silence()
				s.list()
			}
		}
		s.muted = false
		s.list()
		s.wait(time.Hour)
		told := map[string]int{}
		for _, e := range s.events {
			if e.Subject.Kind == Pod && e.Change == Gone {
				told[e.Subject.UID]++
			}
		}
		for uid, n := range told {
			require.Equal(t, 1, n, "%s is told once", uid)
		}
		require.LessOrEqual(t, len(told), gone)
		for uid, g := range s.c.st.Groups {
			require.GreaterOrEqual(t, g.Live, int32(0), "group %s", uid)
		}
		living := 0
		for _, o := range s.things {
			if o.Kind == Pod {
				living++
			}
		}
		counted := 0
		for _, th := range s.c.st.Things {
			if th.Kind == Pod {
				counted++
			}
		}
		require.Equal(t, living, counted, "no pod is forgotten and none is remembered in vain")
	})
}
