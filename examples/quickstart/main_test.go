package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tickwright/tickwright/tickscript/alert"
)

func TestStory(t *testing.T) {
	s, err := judge(rule, metrics)
	require.NoError(t, err)
	require.Len(t, s.tracks, 9)
	db := s.byHost["db-1"]
	levels := []alert.Level{}
	for _, e := range db.events {
		if n := len(levels); n == 0 || levels[n-1] != e.Level {
			levels = append(levels, e.Level)
		}
	}
	require.Equal(t, alert.Warning, levels[0], "the disk fills up")
	require.Contains(t, levels, alert.Critical)
	require.Equal(t, alert.OK, levels[len(levels)-1], "and recovers")
	require.Empty(t, s.byHost["worker-1"].events, "scaling down raises nothing")
	dead := s.byHost["log-2"]
	require.Equal(t, alert.Critical, dead.events[len(dead.events)-1].Level, "the dead host's alert never recovers")
	var text bytes.Buffer
	s.print(&text)
	require.Contains(t, text.String(), "db-1")
	require.Contains(t, text.String(), "log-2    logs was silent from here on, its alert still CRITICAL")
}

func TestPictureIsXML(t *testing.T) {
	s, err := judge(rule, metrics)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, s.draw(&b))
	dec := xml.NewDecoder(&b)
	rects := 0
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "rect" {
			rects++
		}
	}
	require.Greater(t, rects, 9)
}

// TestDataIsGenerated: the bundled data is what the generator writes.
func TestDataIsGenerated(t *testing.T) {
	out := filepath.Join(t.TempDir(), "disk.lp")
	cmd := exec.Command("go", "run", "./gen", out)
	b, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", b)
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	require.True(t, bytes.Equal(metrics, got), "run go generate ./examples/quickstart")
}
