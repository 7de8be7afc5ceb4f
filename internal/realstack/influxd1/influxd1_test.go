package influxd1_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/influxd1"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

func TestWriteAndQuery(t *testing.T) {
	s := influxd1.Shared(t)
	_, err := s.Query(t.Context(), "", "CREATE DATABASE start_test")
	require.NoError(t, err)
	require.NoError(t, s.Write(t.Context(), "start_test", "autogen", "m,host=a v=1.5 1000000000\n"))
	out, err := s.Query(t.Context(), "start_test", "SELECT v FROM m")
	require.NoError(t, err)
	require.Contains(t, out, `[["1970-01-01T00:00:01Z",1.5]]`)
}

func TestServerSaysItsVersion(t *testing.T) {
	resp, err := http.Get(influxd1.Shared(t).URL + "/ping")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, influxd1.Version, resp.Header.Get("X-Influxdb-Version"))
}

func TestAuthentication(t *testing.T) {
	s := influxd1.SharedAuth(t)
	resp, err := http.Get(s.URL + "/query?q=SHOW+DATABASES")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, 401, resp.StatusCode)
	_, err = s.Query(t.Context(), "", "SHOW USERS")
	require.NoError(t, err)
}
