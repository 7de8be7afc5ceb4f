package proc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// FreePort asks the kernel for a port on 127.0.0.1 that nobody listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("ask for a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// FreePorts asks for n different free ports at once.
func FreePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("ask for a free port: %w", err)
		}
		defer l.Close()
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}

// Answers returns a readiness check: GET url answers with the wanted status.
func Answers(url string, want int) func(ctx context.Context) error {
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 300))
		if resp.StatusCode != want {
			return fmt.Errorf("GET %s: %s, want %d: %s", url, resp.Status, want, body)
		}
		return nil
	}
}

// Again calls start up to three times as long as the process ends before it is ready: somebody else may have
// taken a port between the moment when it was found free and the moment when the server wanted it.
func Again(ctx context.Context, start func() (*Process, error)) (*Process, error) {
	for attempt := 1; ; attempt++ {
		p, err := start()
		if err == nil || attempt == 3 || !errors.Is(err, ErrExited) || ctx.Err() != nil {
			return p, err
		}
	}
}
