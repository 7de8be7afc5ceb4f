package conformance

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/conformance/compare"
	"github.com/tickwright/tickwright/internal/conformance/corpus"
)

// knownFile lists the aspects in which tickwright is known to differ: case (* for any), aspect and, after #, why.
const knownFile = "compare/known.txt"

// TestEngine compares tickwright with what the real server answered to every case. An aspect that differs fails,
// unless known.txt names it.
func TestEngine(t *testing.T) {
	store := corpus.Store{Dir: corpus.Dir}
	names, err := store.Names()
	require.NoError(t, err)
	known := readKnown(t)
	agree := map[string]int{}
	total := map[string]int{}
	var differ, healed []string
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			c, want, err := store.Get(name)
			require.NoError(t, err)
			got, err := compare.Engine(t.Context(), c)
			require.NoError(t, err)
			bad := map[string]bool{}
			for _, d := range compare.Answers(c, want, got) {
				key := name + " " + d.Aspect
				if !bad[d.Aspect] {
					differ = append(differ, key)
				}
				bad[d.Aspect] = true
				if !known[key] && !known["* "+d.Aspect] {
					t.Errorf("%s differs: %.3000s", d.Aspect, d.Text)
				}
			}
			for _, aspect := range compare.Aspects {
				total[aspect]++
				if !bad[aspect] {
					agree[aspect]++
				}
				if key := name + " " + aspect; known[key] && !bad[aspect] {
					healed = append(healed, key)
				}
			}
		})
	}
	for _, aspect := range compare.Aspects {
		t.Logf("%-12s %d of %d agree", aspect, agree[aspect], total[aspect])
	}
	for _, key := range healed {
		t.Logf("agrees now, take it out of %s: %s", knownFile, key)
	}
	if file := os.Getenv("TICKWRIGHT_DIFFERENCES"); file != "" {
		sort.Strings(differ)
		require.NoError(t, os.WriteFile(file, []byte(strings.Join(differ, "\n")+"\n"), 0o644))
	}
}

// readKnown reads known.txt. Every line gives its reason.
func readKnown(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	f, err := os.Open(knownFile)
	if errors.Is(err, os.ErrNotExist) {
		return known
	}
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, why, ok := strings.Cut(line, "#")
		require.True(t, ok && strings.TrimSpace(why) != "", "%s: no reason: %s", knownFile, line)
		name, aspect, _ := strings.Cut(strings.TrimSpace(key), " ")
		require.False(t, name == "*" && slices.Contains(compare.Must, aspect), "%s: a verdict is never waived for all cases: %s", knownFile, line)
		require.True(t, slices.Contains(compare.Aspects, aspect), fmt.Sprintf("%s: no such aspect: %s", knownFile, line))
		known[name+" "+aspect] = true
	}
	require.NoError(t, lines.Err())
	return known
}
