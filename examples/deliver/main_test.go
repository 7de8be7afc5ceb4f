package main

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta/alertatest"
)

const delivered = `delivered: disk:host=a is WARNING: stored
delivered: disk:host=b is CRITICAL: stored
delivered: disk:host=a is CRITICAL: correlated
delivered: disk:host=b is OK: correlated
not delivered: disk:host=c is CRITICAL: refused by policy: true
in Alerta: disk:host=a, open, disk:host=a is CRITICAL at 97%
in Alerta: disk:host=b, closed, disk:host=b is OK at 20%
`

func TestEventsArriveInOrder(t *testing.T) {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), srv.URL, &out))
	if d := cmp.Diff(delivered, out.String()); d != "" {
		t.Error(d)
	}
	alerts := srv.Alerts()
	require.Len(t, alerts, 2)
	require.Equal(t, []string{"env=Production", "host=a"}, alerts[0].Tags)
	require.Equal(t, "disk", alerts[0].Resource)
	require.Equal(t, "critical", alerts[0].Severity)
	require.Contains(t, alerts[0].RawData, `"series"`)
}

func TestAnOutageDelaysButLosesNothing(t *testing.T) {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	srv.Fail(alertatest.Fault{Method: http.MethodPost, Path: "/alert", Status: 503, Times: 2})
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), srv.URL, &out))
	if d := cmp.Diff(strings.Repeat("later: disk:host=a is WARNING: 503\n", 2)+delivered, out.String()); d != "" {
		t.Error(d)
	}
}

func TestWhatCannotBeDeliveredIsHandedBack(t *testing.T) {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	srv.Fail(alertatest.Fault{Method: http.MethodPost, Path: "/alert", Status: 503})
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), srv.URL, &out))
	require.Equal(t, 5, strings.Count(out.String(), "not delivered: "), out.String())
	require.Empty(t, srv.Alerts())
}
