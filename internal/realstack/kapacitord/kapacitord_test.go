package kapacitord_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/kapacitord"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

func TestServerSaysItsVersion(t *testing.T) {
	s := kapacitord.Shared(t)
	resp, err := http.Get(s.URL + "/kapacitor/v1/ping")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, 204, resp.StatusCode)
	require.Equal(t, kapacitord.Version, resp.Header.Get("X-Kapacitor-Version"))
}

func TestCommandLineTalksToTheServer(t *testing.T) {
	s := kapacitord.Shared(t)
	cli, err := kapacitord.EnsureCLI(context.Background())
	require.NoError(t, err)
	cmd := exec.Command(cli.Path, "list", "tasks")
	cmd.Env = append(os.Environ(), "KAPACITOR_URL="+s.URL)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "ID")
}

func TestStopAndStartAgain(t *testing.T) {
	for range 3 {
		s := kapacitord.Run(t, kapacitord.Options{})
		dir := s.Dir
		s.Stop()
		s.Stop()
		require.False(t, s.Alive())
		_, err := os.Stat(dir)
		require.ErrorIs(t, err, os.ErrNotExist)
	}
}

func TestBadConfigurationIsInTheError(t *testing.T) {
	kapacitord.Require(t)
	_, err := kapacitord.Start(context.Background(), kapacitord.Options{Config: "[alerta]\n  enabled = true\n"})
	require.ErrorContains(t, err, "must specify url")
}
