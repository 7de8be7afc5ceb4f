package alertatest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/tickwright/tickwright/alerta"
	"github.com/tickwright/tickwright/alerta/alertatest"
)

// An alert that nobody refreshes expires; the clock is moved on instead of waiting.
func ExampleServer_Advance() {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	ctx := context.Background()
	c, err := alerta.New(srv.URL)
	if err != nil {
		log.Fatal(err)
	}
	rec, err := c.Raise(ctx, alerta.AlertRequest{Resource: "node-7", Event: "NodeDown", Environment: "Production", Severity: "major", Service: []string{"nodes"}, Timeout: time.Hour})
	if err != nil {
		log.Fatal(err)
	}
	srv.Advance(61 * time.Minute)
	rep, err := c.Housekeeping(ctx, 0, 0)
	if err != nil {
		log.Fatal(err)
	}
	a, err := c.GetAlert(ctx, rec.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(rep.Expired), a.Status)
	// Output: 1 expired
}

// A fault makes the next request fail.
func ExampleServer_Fail() {
	srv := alertatest.New(alertatest.Config{})
	defer srv.Close()
	c, err := alerta.New(srv.URL, alerta.WithRetries(1, 0, 0))
	if err != nil {
		log.Fatal(err)
	}
	srv.Fail(alertatest.Fault{Path: "/alerts", Status: 503, Message: "be right back", Times: 1})
	for range 2 {
		_, err := c.CountAlerts(context.Background(), alerta.Query{})
		var e *alerta.Error
		if errors.As(err, &e) {
			fmt.Println(e.Status, e.Message)
			continue
		}
		fmt.Println("counted")
	}
	// Output:
	// 503 be right back
	// counted
}
