package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProvision(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, start("", "", "http://127.0.0.1:8086", false, &out))
	text := out.String()
	require.Contains(t, text, "disk       disk: mean(used_percent)\n           WARNING above 80 (percent)\n           CRITICAL above 90 (percent)\n")
	require.Contains(t, text, "memory     mem: mean(available_percent)\n           CRITICAL below 5 (percent)\n           WARNING below 15 (percent)\n")
	require.Contains(t, text, "6 to create, 0 to change, 0 to delete, 0 unchanged")
	require.Contains(t, text, "and now: 0 to create, 0 to change, 0 to delete, 6 unchanged")
}

func TestDryRun(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, start("", "", "http://127.0.0.1:8086", true, &out))
	require.NotContains(t, out.String(), "and now")
}

func TestPrint(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, start("disk", "", "", false, &out))
	var d struct {
		UID    string
		Panels []struct{ Targets []struct{ Query string } }
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &d))
	require.Equal(t, "tickwright-disk", d.UID)
	require.Contains(t, d.Panels[0].Targets[0].Query, `mean("used_percent")`)
	require.ErrorContains(t, start("none", "", "", false, &out), "none")
}
