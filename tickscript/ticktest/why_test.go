package ticktest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

const windowed = `script
  stream
    |from().measurement('cpu').groupBy('host')
    |window().period(10s).every(10s)
    |mean('v').as('stat')
    |alert().id('{{ index .Tags "host" }}').crit(lambda: "stat" > 90).stateChangesOnly()
`

// TestWhy is the whole text of an explanation.
func TestWhy(t *testing.T) {
	r := Run(t, Case{
		Script: `
			stream
				|from().measurement('cpu').groupBy('host')
				|window().period(10s).every(10s)
				|mean('v').as('stat')
				|alert().id('{{ index .Tags "host" }}').crit(lambda: "stat" > 90).stateChangesOnly()`,
		Data:   "cpu,host=a v @5s: 95x2 80x2 95\ncpu,host=b v @5s: 1x5",
		Events: "10s crit a\n20s ok a",
	})
	w, err := r.Why(10*time.Second, "host=a")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(strings.TrimSpace(`
at 10s, group host=a:
  from1, script:3:6: |from().measurement('cpu').groupBy('host')
    it saw 10s tag.host=a v=80
    passed on
    window2, script:4:6: |window().period(10s).every(10s)
      it saw 10s tag.host=a v=80
      passed on
      mean3, script:5:6: |mean('v').as('stat')
        it saw a batch of 2 points at 10s
          0s tag.host=a v=95
          5s tag.host=a v=95
        passed on
        alert4, script:6:6: |alert().id('{{ index .Tags "host" }}').crit(lambda: "stat" > 90).stateChangesOnly()
          it saw 10s tag.host=a stat=95
          crit: "stat" > 90 is true, because "stat" = 95
          the level was OK and is CRITICAL: an event
  from1, script:3:6: |from().measurement('cpu').groupBy('host')
    it saw 20s tag.host=a v=95
    passed on
    window2, script:4:6: |window().period(10s).every(10s)
      it saw 20s tag.host=a v=95
      passed on
      mean3, script:5:6: |mean('v').as('stat')
        it saw a batch of 2 points at 20s
          10s tag.host=a v=80
          15s tag.host=a v=80
        passed on
        alert4, script:6:6: |alert().id('{{ index .Tags "host" }}').crit(lambda: "stat" > 90).stateChangesOnly()
          it saw 20s tag.host=a stat=80
          crit: "stat" > 90 is false, because "stat" = 80
          the level was CRITICAL and is OK: an event`), w.String()))

	w, err = r.Why(25*time.Second, "host=a")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(strings.TrimSpace(`
at 25s, group host=a:
  no message has that time
  alert4, script:6:6: |alert().id('{{ index .Tags "host" }}').crit(lambda: "stat" > 90).stateChangesOnly()
    decided nothing then
    before, at 20s: the level was CRITICAL and is OK: an event
    after, nothing reaches it`), w.String()))

	w, err = r.Why(20*time.Second, "")
	require.NoError(t, err)
	require.Contains(t, w.String(), "group host=b")
	require.Contains(t, w.String(), "these are 2 groups; name one for less")

	w, err = r.Why(0, "host=c")
	require.NoError(t, err)
	require.Contains(t, w.String(), "no message of the group reached any node")
	_, err = r.Why(0, "c")
	require.ErrorContains(t, err, `group "c": tags such as host=a,cluster=b are wanted`)
}

// TestOutcomeExplains: a test that fails is explained where it differs.
func TestOutcomeExplains(t *testing.T) {
	f, err := Parse("x.ticktest", windowed+"test a\n  data\n    cpu,host=a v @5s: 95x2 80x3\n  events\n    10s crit a\n    15s ok a\n")
	require.NoError(t, err)
	o := f.Tests[0].Run(context.Background())
	require.Len(t, o.Findings, 1)
	whys, err := o.Explain(context.Background(), 5)
	require.NoError(t, err)
	require.Len(t, whys, 2)
	require.Contains(t, whys[0].String(), "at 20s, group host=a:")
	require.Contains(t, whys[1].String(), "kept: the group's window, with this one as the last of its points, is emitted when a point of 20s or later arrives")
	whys, err = o.Explain(context.Background(), 1)
	require.NoError(t, err)
	require.Len(t, whys, 1)
}

func ExampleResult_Why() {
	// In a test, t is its *testing.T.
	t := new(recorder)
	result := Run(t, Case{
		Script: `
			stream
				|from().measurement('disk').groupBy('host')
				|alert().crit(lambda: "used_percent" > 90 AND "writes" > 0).stateChangesOnly()`,
		Data:   "disk,host=a used_percent @10s: 95\ndisk,host=a writes @10s: 0",
		Events: "none",
	})
	why, err := result.Why(0, "host=a")
	if err != nil {
		panic(err)
	}
	fmt.Println(why)
	// Output:
	// at 0s, group host=a:
	//   from1, script:3:6: |from().measurement('disk').groupBy('host')
	//     it saw 0s tag.host=a used_percent=95 writes=0
	//     passed on
	//     alert2, script:4:6: |alert().crit(lambda: "used_percent" > 90 AND "writes" > 0).stateChangesOnly()
	//       it saw 0s tag.host=a used_percent=95 writes=0
	//       crit: "used_percent" > 90 AND "writes" > 0 is false, because "used_percent" = 95, "used_percent" > 90 is true, "writes" = 0, "writes" > 0 is false
	//       the level is OK, as it was: no event
}
