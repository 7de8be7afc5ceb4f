package main

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/grafanatest"
)

const want = `disk:host=a is WARNING: opened
disk:host=a is WARNING: unchanged
disk:host=b is CRITICAL: opened
disk:host=b is CRITICAL: unchanged
disk:host=c is CRITICAL: opened
disk:host=c is CRITICAL: unchanged
disk:host=a is CRITICAL: changed
disk:host=a is CRITICAL: unchanged
disk:host=b is OK: closed
disk:host=b is OK: unchanged
disk:host=a is OK: closed
disk:host=a is OK: unchanged
node c is drained: marked
22:13:20 +1m0s CRITICAL: disk:host=a is CRITICAL / OK: disk:host=a is OK
22:13:30 +20s CRITICAL: disk:host=b is CRITICAL / OK: disk:host=b is OK
22:13:35 +1m15s CRITICAL: disk:host=c is CRITICAL / node c is gone
22:14:50 +0s  node c is gone: drained
`

func TestOneRegionForEachAlert(t *testing.T) {
	srv := grafanatest.New(grafanatest.Config{})
	defer srv.Close()
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword), &out))
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}
