package fault_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tickwright/tickwright/internal/fault"
)

// TestFaults: what a caller sees of each fault, and whether the server did what was asked.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault  fault.Fault
		want   []string // answer, or "cut", for each of three requests
		served int
	}{
		"none":           {fault.Fault{Path: "/other", Reset: true}, []string{"200 done", "200 done", "200 done"}, 3},
		"another method": {fault.Fault{Method: "POST", Reset: true}, []string{"200 done", "200 done", "200 done"}, 3},
		"reset":          {fault.Fault{Path: "/x", Reset: true}, []string{"cut", "cut", "cut"}, 0},
		"skip and times": {fault.Fault{Skip: 1, Times: 1, Reset: true}, []string{"200 done", "cut", "200 done"}, 2},
		"status":         {fault.Fault{Times: 1, Status: 503, Header: map[string]string{"Retry-After": "7"}}, []string{"503 7 Service Unavailable", "200 done", "200 done"}, 2},
		"message":        {fault.Fault{Times: 1, Status: 400, Message: "no"}, []string{"400 no", "200 done", "200 done"}, 2},
		"answer": {fault.Fault{Times: 1, Answer: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "mine") }},
			[]string{"200 mine", "200 done", "200 done"}, 2},
		"lost answer": {fault.Fault{Times: 2, After: true}, []string{"cut", "cut", "200 done"}, 3},
		"delay":       {fault.Fault{Delay: time.Millisecond}, []string{"200 done", "200 done", "200 done"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			var list fault.List
			list.Add(c.fault)
			served := 0
			serve := func(w http.ResponseWriter, _ *http.Request) {
				served++
				fmt.Fprint(w, "done")
			}
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				s := fault.Server{Serve: serve, Refuse: func(w http.ResponseWriter, status int, message string) {
					w.WriteHeader(status)
					fmt.Fprint(w, message)
				}}
				if !list.Inject(s, w, r, r.URL.Path) {
					serve(w, r)
				}
			}))
			defer srv.Close()
			for i, want := range c.want {
				require.Equal(t, want, get(srv, "/x/y"), "request %d", i)
			}
			require.Equal(t, c.served, served)
			list.Clear()
			require.Equal(t, "200 done", get(srv, "/x/y"))
		})
	}
}

func get(srv *httptest.Server, path string) string {
	// On a connection that was used before, the client would repeat the request by itself.
	req, _ := http.NewRequest(http.MethodGet, srv.URL+path, nil) // the URL is good
	req.Close = true
	resp, err := srv.Client().Do(req)
	if err != nil {
		return "cut"
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	after := resp.Header.Get("Retry-After")
	if after != "" {
		after += " "
	}
	return fmt.Sprintf("%d %s%s", resp.StatusCode, after, b)
}

// TestDelayEnds: a delay ends with its caller, and with the server.
func TestDelayEnds(t *testing.T) {
	var list fault.List
	list.Add(fault.Fault{Delay: time.Hour})
	closing := make(chan struct{})
	close(closing)
	r := httptest.NewRequest(http.MethodGet, "/x", nil)
	require.False(t, list.Inject(fault.Server{Closing: closing}, httptest.NewRecorder(), r, "/x"))
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("gone"))
	require.False(t, list.Inject(fault.Server{}, httptest.NewRecorder(), r.WithContext(ctx), "/x"))
}
