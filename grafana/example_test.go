package grafana_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/grafanatest"
	"github.com/tickwright/tickwright/tickscript/alert"
)

// inProcess is a client of a server in this process.
func inProcess() (*grafana.Client, func()) {
	srv := grafanatest.New(grafanatest.Config{})
	c, err := grafana.New(srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword))
	if err != nil {
		log.Fatal(err)
	}
	return c, srv.Close
}

func ExampleClient_SaveDashboard() {
	c, stop := inProcess()
	defer stop()
	ctx := context.Background()
	save := func(version int) {
		r, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte(fmt.Sprintf(`{"uid":"disks","title":"Disks","panels":[],"version":%d}`, version))})
		fmt.Println("version", r.Version, "somebody was faster:", errors.Is(err, grafana.ErrVersionMismatch))
	}
	save(0)
	save(1)
	save(1)
	// Output:
	// version 1 somebody was faster: false
	// version 2 somebody was faster: false
	// version 0 somebody was faster: true
}

func ExampleClient_EditDashboard() {
	c, stop := inProcess()
	defer stop()
	ctx := context.Background()
	if _, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte(`{"uid":"disks","title":"Disks"}`)}); err != nil {
		log.Fatal(err)
	}
	r, err := c.EditDashboard(ctx, "disks", "say what it is about", func(old json.RawMessage) (json.RawMessage, error) {
		var d map[string]any
		if err := json.Unmarshal(old, &d); err != nil {
			return nil, err
		}
		d["description"] = "used space by host"
		return json.Marshal(d)
	})
	fmt.Println(r.Version, err)
	// Output: 2 <nil>
}

func ExampleClient_SearchAll() {
	c, stop := inProcess()
	defer stop()
	ctx := context.Background()
	for _, title := range []string{"Disks", "Memory", "Network"} {
		d := fmt.Sprintf(`{"uid":%q,"title":%q,"tags":["rules"]}`, strings.ToLower(title), title)
		if _, err := c.SaveDashboard(ctx, grafana.SaveRequest{JSON: []byte(d)}); err != nil {
			log.Fatal(err)
		}
	}
	for hit, err := range c.SearchAll(ctx, grafana.SearchQuery{Tags: []string{"rules"}, Text: "e"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(hit.UID, hit.Title)
	}
	// Output:
	// memory Memory
	// network Network
}

func ExampleInfluxQL() {
	c, stop := inProcess()
	defer stop()
	d, err := c.CreateDataSource(context.Background(), grafana.InfluxQL{
		Name: "metrics", UID: "metrics", URL: "http://127.0.0.1:8086", Database: "telegraf", User: "grafana", Password: "s3cret", Interval: 10 * time.Second,
	}.DataSource())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.UID, d.Type, d.JSONData["timeInterval"], d.SecretsSet, d.Secrets)
	// Output: metrics influxdb 10s map[password:true] map[]
}

func ExampleAnnotator() {
	c, stop := inProcess()
	defer stop()
	ctx := context.Background()
	a := grafana.NewAnnotator(c, grafana.AnnotatorOptions{})
	at := time.Date(2026, 5, 6, 7, 8, 0, 0, time.UTC)
	for _, e := range []*alert.Event{
		{ID: "disk", Message: "disk is full", Level: alert.Critical, Time: at},
		{ID: "disk", Message: "disk is full", Level: alert.Critical, Time: at}, // it may come twice
		{ID: "disk", Message: "disk is fine", Level: alert.OK, Time: at.Add(time.Minute), Duration: time.Minute},
	} {
		done, err := a.Event(ctx, e)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(done.Change)
	}
	list, err := c.ListAnnotations(ctx, grafana.AnnotationQuery{Tags: []string{"alert:closed"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %q\n", list[0].TimeEnd.Sub(list[0].Time.Time), list[0].Text)
	// Output:
	// opened
	// unchanged
	// closed
	// 1m0s "CRITICAL: disk is full\nOK: disk is fine"
}
