package grafanatest_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/grafanatest"
)

func Example() {
	srv := grafanatest.New(grafanatest.Config{})
	defer srv.Close()
	ctx := context.Background()
	c, err := grafana.New(srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword))
	if err != nil {
		log.Fatal(err)
	}
	f, err := c.CreateFolder(ctx, grafana.FolderRequest{UID: "rules", Title: "Rules"})
	fmt.Println(f.Title, f.Version, err)
	srv.Fail(grafanatest.Fault{Path: "/api/folders/rules", Status: 500, Times: 1})
	_, err = c.GetFolder(ctx, "rules")
	fmt.Println(errors.Is(err, grafana.ErrServer))
	_, err = c.GetFolder(ctx, "none")
	fmt.Println(errors.Is(err, grafana.ErrNotFound))
	// Output:
	// Rules 1 <nil>
	// true
	// true
}
