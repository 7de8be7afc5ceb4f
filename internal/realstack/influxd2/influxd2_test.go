package influxd2_test

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/realstack"
	"github.com/tickwright/tickwright/internal/realstack/influxd2"
)

func TestMain(m *testing.M) { os.Exit(realstack.Main(m)) }

func post(t *testing.T, path, kind, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, influxd2.Shared(t).URL+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Token "+influxd2.Token)
	req.Header.Set("Content-Type", kind)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(data)
}

func TestWriteAndFlux(t *testing.T) {
	status, out := post(t, "/api/v2/write?org=tickwright&bucket=metrics&precision=s", "text/plain", "m,host=a v=2 1000\nm,host=a v=4 1001\n")
	require.Equal(t, 204, status, out)
	status, out = post(t, "/api/v2/query?org=tickwright", "application/vnd.flux",
		`from(bucket:"metrics")|>range(start:0)|>filter(fn:(r)=>r._measurement=="m")|>aggregateWindow(every:1m,fn:mean,createEmpty:false)`)
	require.Equal(t, 200, status, out)
	require.Contains(t, out, ",3,")
}

func TestServerIsSetUp(t *testing.T) {
	s := influxd2.Shared(t)
	require.Len(t, s.OrgID, 16)
	require.Len(t, s.BucketID, 16)
	resp, err := http.Get(s.URL + "/ping")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Contains(t, resp.Header.Get("X-Influxdb-Version"), influxd2.Version)
}
