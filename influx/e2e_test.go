package influx_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/influx"
	"github.com/tickwright/tickwright/influx/influxtest"
	"github.com/tickwright/tickwright/influx/point"
	"github.com/tickwright/tickwright/internal/api"
)

func numbered(i int) point.Point {
	return point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(int64(i))}}, time.Unix(int64(i), 0))
}

// quick makes a Writer that repeats without long waits.
func quick(o influx.WriterOptions) influx.WriterOptions {
	o.RetryFirst, o.RetryLongest = time.Millisecond, 5*time.Millisecond
	return o
}

// TestWriterLosesNothing: after each kind of failure every accepted point is stored, and is there once. These are the
// ways in which the official client's asynchronous API was seen to lose points.
func TestWriterLosesNothing(t *testing.T) {
	for name, fault := range map[string]influxtest.Fault{
		"503":                 {Times: 3, Status: 503},
		"429 and Retry-After": {Times: 1, Status: 429, RetryAfter: "1"},
		"500":                 {Times: 3, Status: 500, Message: "timeout"},
		"reset":               {Times: 3, Reset: true},
		"stored, answer lost": {Times: 3, Store: true, Reset: true},
		"stored, 503":         {Times: 3, Store: true, Status: 503},
		"a proxy's page":      {Times: 3, Status: 502, Message: "<html>"},
	} {
		fault.Path = "/write"
		for _, version := range []string{"1.8.10", "2.7.12"} {
			t.Run(name+"/"+version, func(t *testing.T) {
				t.Parallel()
				srv := influxtest.Start(t, influxtest.Options{Version: version})
				srv.CreateBucket("db/rp")
				srv.Inject(fault)
				w, err := srv.Client("db/rp").Writer(quick(influx.WriterOptions{BatchPoints: 10}))
				require.NoError(t, err)
				var wg sync.WaitGroup
				for g := range 4 {
					wg.Go(func() {
						for i := range 25 {
							if err := w.Write(t.Context(), numbered(g*25+i)); err != nil {
								t.Error(err)
							}
						}
					})
				}
				wg.Wait()
				require.NoError(t, w.Flush(t.Context()))
				require.Len(t, srv.Points("db/rp"), 100)
				require.NoError(t, w.Close(t.Context()))
				require.Equal(t, influx.WriterStats{Accepted: 100, Stored: 100, Retries: w.Stats().Retries}, w.Stats())
				require.Positive(t, w.Stats().Retries)
			})
		}
	}
}

// Points that cannot be encoded are refused one after the other, and block nothing.
func TestManyBadPoints(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{})
	srv.CreateBucket("db/rp")
	w, err := srv.Client("db/rp").Writer(quick(influx.WriterOptions{}))
	require.NoError(t, err)
	for range 10 {
		require.Error(t, w.Write(t.Context(), point.Point{Measurement: "m"}))
	}
	require.NoError(t, w.Write(t.Context(), numbered(1)))
	require.NoError(t, w.Close(t.Context()))
	require.Len(t, srv.Points("db/rp"), 1)
}

// A page with status 200 in place of the server's 204 is no acknowledgement.
func TestAPageIsNoAcknowledgement(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<html>please log in</html>"))
	}))
	defer srv.Close()
	c, err := influx.New(srv.URL, influx.WithBucket("db"))
	require.NoError(t, err)
	var failed *influx.WriteError
	require.ErrorAs(t, c.Write(t.Context(), numbered(1)), &failed)
	require.Len(t, failed.Failed, 1)
}

func TestWriteSplitsWhatIsTooLarge(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{MaxBody: 300})
	srv.CreateBucket("db/rp")
	var points []point.Point
	for i := range 100 {
		points = append(points, numbered(i))
	}
	points[50].Fields = point.Fields{{Key: "s", Value: point.String(strings.Repeat("x", 400))}}
	err := srv.Client("db/rp").Write(t.Context(), points...)
	var failed *influx.WriteError
	require.ErrorAs(t, err, &failed)
	require.Len(t, failed.Failed, 1)
	require.Contains(t, failed.Failed[0].Line, "xxx")
	require.Len(t, srv.Points("db/rp"), 99)
}

func TestAuthentication(t *testing.T) {
	one := influxtest.Start(t, influxtest.Options{User: "u", Password: "secret-password"})
	two := influxtest.Start(t, influxtest.Options{Version: "2.7.12", Token: "secret-token"})
	one.CreateBucket("db/rp")
	two.CreateBucket("db/rp")
	for _, tt := range []struct {
		name string
		url  string
		opts []influx.Option
		ok   bool
	}{
		{"password", one.URL, []influx.Option{influx.WithPassword("u", "secret-password")}, true},
		{"password as a 1.8 token", one.URL, []influx.Option{influx.WithToken("u:secret-password")}, true},
		{"password in the URL", strings.Replace(one.URL, "http://", "http://u:secret-password@", 1), nil, true},
		{"wrong password", one.URL, []influx.Option{influx.WithPassword("u", "secret-wrong")}, false},
		{"none", one.URL, nil, false},
		{"token", two.URL, []influx.Option{influx.WithToken("secret-token"), influx.WithOrg(two.Org)}, true},
		{"wrong token", two.URL, []influx.Option{influx.WithToken("secret-wrong")}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := influx.New(tt.url, append(tt.opts, influx.WithBucket("db/rp"))...)
			require.NoError(t, err)
			err = c.Write(t.Context(), numbered(1))
			_, qerr := api.Collect(c.Measurements(t.Context()))
			if tt.ok {
				require.NoError(t, err)
				require.NoError(t, qerr)
			} else {
				require.ErrorIs(t, err, influx.ErrUnauthorized)
				require.ErrorIs(t, qerr, influx.ErrUnauthorized)
			}
			for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
				require.NotContains(t, fmt.Sprintf(verb+verb+verb, c, err, qerr), "secret")
			}
		})
	}
}

func TestTLS(t *testing.T) {
	inner := influxtest.Start(t, influxtest.Options{})
	inner.CreateBucket("db/rp")
	srv := httptest.NewTLSServer(inner)
	defer srv.Close()
	c, err := influx.New(srv.URL, influx.WithBucket("db/rp"), influx.WithRetry(1, 1, 1))
	require.NoError(t, err)
	require.ErrorIs(t, c.Write(t.Context(), numbered(1)), influx.ErrTransport, "the certificate is not known")
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	c, err = influx.New(srv.URL, influx.WithBucket("db/rp"), influx.WithTLS(&tls.Config{RootCAs: roots}))
	require.NoError(t, err)
	require.NoError(t, c.Write(t.Context(), numbered(1)))
	require.Len(t, inner.Points("db/rp"), 1)
}

func TestOptions(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{BasePath: "/metrics"})
	srv.CreateBucket("db/rp")
	var seen []string
	c := srv.Client("db/rp", influx.WithoutGzip(), influx.WithUserAgent("ours/1"), influx.WithTimeout(time.Second),
		influx.WithDebug(func(method, url string, status int, _ time.Duration, err error) {
			seen = append(seen, fmt.Sprintf("%s %s %d %v", method, url[strings.Index(url, "/metrics"):], status, err))
		}))
	require.NoError(t, c.Write(t.Context(), numbered(1)))
	require.Len(t, seen, 1)
	require.Contains(t, seen[0], "POST /metrics/api/v2/write?bucket=db%2Frp")
	last := srv.Requests()[0]
	require.Equal(t, "ours/1", last.Header.Get("User-Agent"))
	require.Empty(t, last.Header.Get("Content-Encoding"))

	for _, bad := range []string{"", "ftp://x", "127.0.0.1:8086"} {
		_, err := influx.New(bad)
		require.Error(t, err)
	}
	_, err := influx.New(srv.URL, influx.WithVersion("3.0.1"))
	require.ErrorContains(t, err, "1.x or 2.x")
	none, err := influx.New(srv.URL)
	require.NoError(t, err)
	require.ErrorIs(t, none.Write(t.Context(), numbered(1)), influx.ErrInvalidRequest)
	_, err = none.Writer(influx.WriterOptions{})
	require.ErrorIs(t, err, influx.ErrInvalidRequest)
	_, err = none.Delete(t.Context(), influx.Deletion{Everything: true})
	require.ErrorIs(t, err, influx.ErrInvalidRequest)
	require.NoError(t, none.Write(t.Context()))
}

func TestFluxAnswers(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{Version: "2.7.12"})
	c := srv.Client("b")
	_, err := api.Collect(c.Flux(t.Context(), "buckets()", nil))
	require.ErrorContains(t, err, "does not know Flux")
	var asked string
	srv.HandleFlux(func(q string) (string, error) {
		asked = q
		return "#datatype,string,long,dateTime:RFC3339,double,string\n#group,false,false,false,false,true\n#default,_result,,,,\n" +
			",result,table,_time,_value,host\n,,0,2024-05-01T12:00:00Z,1.5,a\n,,0,2024-05-01T12:00:01Z,,a\n", nil
	})
	recs, err := api.Collect(c.Flux(t.Context(), "x", influx.Params{"n": 1}))
	require.NoError(t, err)
	require.Equal(t, "\nparams = {n: 1}\nx", asked)
	require.Len(t, recs, 2)
	require.Equal(t, point.Float(1.5), recs[0].Value())
	require.Equal(t, "a", recs[0].Text("host"))
	require.Equal(t, time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC), recs[0].Time())
	require.True(t, recs[1].Value().IsZero())
	for rec := range c.Flux(t.Context(), "x", nil) {
		require.Equal(t, 0, rec.Table)
		break
	}
	// An error in the middle of the answer comes as a table of its own.
	srv.HandleFlux(func(string) (string, error) {
		return "#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,out of memory,897\n", nil
	})
	_, err = api.Collect(c.Flux(t.Context(), "x", nil))
	require.ErrorContains(t, err, "out of memory")
	srv.HandleFlux(func(string) (string, error) { return "", errors.New("undefined identifier") })
	_, err = api.Collect(c.Flux(t.Context(), "x", nil))
	require.ErrorIs(t, err, influx.ErrBadRequest)
	_, err = api.Collect(c.Flux(t.Context(), "x", influx.Params{"bad name": 1}))
	require.ErrorIs(t, err, influx.ErrInvalidRequest)
}

// A page of time with more points than are held at once is read in smaller ones.
func TestPointsOfADenseMoment(t *testing.T) {
	srv := influxtest.Start(t, influxtest.Options{})
	srv.CreateBucket("db/rp")
	c := srv.Client("db/rp")
	var points []point.Point
	for i := range 300 {
		points = append(points, point.New("m", point.Tags{}, point.Fields{{Key: "v", Value: point.Int(int64(i))}}, time.Unix(1000, int64(i)*1000)))
	}
	require.NoError(t, c.Write(t.Context(), points...))
	n := 0
	for p, err := range c.Points(t.Context(), influx.Selection{Measurement: "m", Start: time.Unix(0, 0), End: time.Unix(1e6, 0)}) {
		require.NoError(t, err)
		require.True(t, p.Equal(points[n]))
		n++
	}
	require.Equal(t, 300, n)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := api.Collect(c.Points(ctx, influx.Selection{Measurement: "m", Start: time.Unix(0, 0)}))
	require.ErrorIs(t, err, context.Canceled)
}
