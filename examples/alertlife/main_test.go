package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/alerta/alertatest"
)

const want = `raise major     -> stored     open, major (before: indeterminate), 0 duplicates
raise major     -> duplicate  open, major (before: indeterminate), 1 duplicates
raise critical  -> correlated open, critical (before: major), 0 duplicates
ack             -> ack, critical (before: major), 0 duplicates
shelve          -> shelved, critical (before: major), 0 duplicates
unshelve        -> ack, critical (before: major), 0 duplicates
close           -> closed, normal (before: critical), 0 duplicates
close           -> closed, normal (before: critical), 0 duplicates
raise, silenced -> suppressed
raise again     -> open, critical (before: normal), 0 duplicates
housekeeping    -> 2 expired
an hour later   -> expired, critical (before: normal), 0 duplicates
history:
  new       major    open     node-1 does not answer
  severity  critical open     node-1 does not answer
  ack       critical ack      looking into it
  shelve    critical shelved  waiting for a part
  unshelve  critical ack      unshelve operator action
  close     normal   closed   part replaced
  note      normal   closed   see the maintenance log
  severity  critical open     node-1 does not answer
  expired   critical expired
retire the cluster: 2 of 2 would be deleted, 2 left
retire the cluster: 2 of 2 deleted, 0 left
`

func TestTheWholeLife(t *testing.T) {
	var out, errs bytes.Buffer
	require.Equal(t, 0, run(context.Background(), nil, &out, &errs), errs.String())
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}

func TestOnAServerWithAKey(t *testing.T) {
	srv := alertatest.New(alertatest.Config{AuthRequired: true})
	defer srv.Close()
	srv.AddKey("robot", "some-key", "")
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("some-key\n"), 0o600))
	var out, errs bytes.Buffer
	require.Equal(t, 0, run(context.Background(), []string{"-url", srv.URL, "-key-file", file, "-cluster", "mine"}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "retire the cluster: 2 of 2 deleted, 0 left")
	require.Empty(t, srv.Alerts())

	errs.Reset()
	require.Equal(t, 1, run(context.Background(), []string{"-url", srv.URL}, &out, &errs))
	require.Contains(t, errs.String(), "401")
	require.Equal(t, 1, run(context.Background(), []string{"-key-file", "/no/such/file"}, &out, &errs))
	require.Equal(t, 2, run(context.Background(), []string{"-nope"}, &out, &errs))
	require.Equal(t, 2, run(context.Background(), []string{"extra"}, &out, &errs))
	isa := alertatest.New(alertatest.Config{AlarmModel: alertatest.ModelISA})
	defer isa.Close()
	require.Equal(t, 1, run(context.Background(), []string{"-url", isa.URL}, &out, &errs))
}
