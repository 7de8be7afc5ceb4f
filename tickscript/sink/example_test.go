package sink_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/tickwright/tickwright/tickscript/alert"
	"github.com/tickwright/tickwright/tickscript/engine"
	"github.com/tickwright/tickwright/tickscript/sink"
)

// Judging a rule sends nothing. What its handlers would send is given to a queue
// here, and that to a server.
func ExampleQueue() {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		text := string(body)
		fmt.Println(r.URL.Path, r.Header.Get("Authorization"), text[strings.Index(text, `"severity"`):])
		w.WriteHeader(http.StatusCreated)
	}))
	defer srv.Close()
	cfg := alert.DefaultConfig()
	cfg.Alerta = alert.AlertaConfig{Enabled: true, URL: srv.URL + "/api", Token: "key", TokenPrefix: "Key"}

	prog, err := engine.Compile(`stream|from().measurement('disk').groupBy('host')
  |alert().crit(lambda: "used" > 90.0).message('{{ .ID }} is {{ .Level }}').alerta()`, engine.Options{Handlers: cfg})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	q := sink.NewQueue(&sink.Mux{HTTP: &sink.HTTP{}}, sink.QueueOptions{
		OnFailed: func(d *alert.Delivery, err error) { fmt.Println("not delivered:", d.Event.ID, err) },
	})
	run := prog.NewRun(engine.RunOptions{OnPayload: func(d *alert.Delivery) {
		if d.Payload == nil {
			fmt.Println(d.Err)
			return
		}
		_ = q.Put(ctx, d)
	}})
	lines := "disk,host=a used=95 1000000000\ndisk,host=a used=20 2000000000\n"
	if err := run.ReadFrom(ctx, strings.NewReader(lines), engine.ReadOptions{DB: "telegraf", RP: "autogen"}); err != nil {
		fmt.Println(err)
	}
	fmt.Println("left:", len(q.Close(ctx)))
	// Output:
	// /api/alert Key key "severity":"critical","tags":["host=a"],"text":"disk:host=a is CRITICAL","timeout":86400,"value":""}
	//
	// /api/alert Key key "severity":"ok","tags":["host=a"],"text":"disk:host=a is OK","timeout":86400,"value":""}
	//
	// left: 0
}
