// Dashboard makes a dashboard of each rule in a folder and an overview of all, and provisions a Grafana with them: what is there already is
// left, what differs is shown and changed, what is gone from the folder is deleted, and nothing else is touched.
//
//	go run ./examples/dashboard             # on a Grafana inside this process
//	go run ./examples/dashboard -print disk # the JSON of one dashboard, to be imported by hand
//	GRAFANA_TOKEN=... go run ./examples/dashboard -url https://grafana.example.org -influx http://influx:8086 -dry-run
package main

import (
	"context"
	"embed"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/grafana/dashboards"
	"github.com/tickwright/tickwright/grafana/grafanatest"
	"github.com/tickwright/tickwright/tickscript/graph"
)

//go:embed rules
var rules embed.FS

func main() {
	print := flag.String("print", "", "only print the dashboard of this `rule`, or of the overview")
	url := flag.String("url", "", "provision the Grafana at this `URL`, with the token in GRAFANA_TOKEN, and not one inside this process")
	influx := flag.String("influx", "http://127.0.0.1:8086", "the `URL` at which Grafana finds InfluxDB")
	dry := flag.Bool("dry-run", false, "only print what would be done")
	flag.Parse()
	if err := start(*print, *url, *influx, *dry, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "dashboard:", err)
		os.Exit(1)
	}
}

func start(print, url, influx string, dry bool, out io.Writer) error {
	sub, err := fs.Sub(rules, "rules")
	if err != nil {
		return err
	}
	if print != "" {
		return show(sub, print, out)
	}
	credential := grafana.WithToken(os.Getenv("GRAFANA_TOKEN"))
	if url == "" {
		srv := grafanatest.New(grafanatest.Config{})
		defer srv.Close()
		url, credential = srv.URL, grafana.WithBasic(grafanatest.AdminUser, grafanatest.AdminPassword)
	}
	c, err := grafana.New(url, credential)
	if err != nil {
		return err
	}
	set, err := desired(sub, influx, out)
	if err != nil {
		return err
	}
	return provision(context.Background(), c, set, dry, out)
}

// ruleSet reads a folder of scripts: a rule is called as its file is.
func ruleSet(fsys fs.FS) ([]dashboards.Rule, error) {
	names, err := fs.Glob(fsys, "*.tick")
	if err != nil {
		return nil, err
	}
	var out []dashboards.Rule
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		out = append(out, dashboards.Rule{Name: strings.TrimSuffix(path.Base(name), ".tick"), Script: string(src)})
	}
	return out, nil
}

// folderUID begins with the mark, so that the folder goes when nothing is left for it; a dashboard cannot have the same.
const folderUID = dashboards.Mark + "-folder"

// options are the same for all dashboards.
var options = dashboards.Options{
	Name: "rules", Title: "All rules", DataSource: "tickwright-influx",
	Options: graph.Options{DBRPs: []graph.DBRP{{Database: "telegraf", RetentionPolicy: "autogen"}}},
}

// desired is the state to be: a data source, a folder, and what the rules look like.
func desired(fsys fs.FS, influx string, out io.Writer) (grafana.Set, error) {
	set := grafana.Set{
		DataSources: []grafana.DataSource{grafana.InfluxQL{Name: "Telegraf", UID: options.DataSource, URL: influx, Database: "telegraf"}.DataSource()},
		Folders:     []grafana.FolderRequest{{UID: folderUID, Title: "Rules"}},
	}
	list, err := ruleSet(fsys)
	if err != nil {
		return set, err
	}
	all, err := dashboards.Set(list, options)
	if err != nil {
		return set, err
	}
	for _, d := range all {
		for _, p := range d.Pictures {
			fmt.Fprintf(out, "%-10s %s\n", *d.Title, p.Title)
			for _, s := range p.Series {
				for _, l := range s.Lines() {
					side := "above"
					if l.Below {
						side = "below"
					}
					fmt.Fprintf(out, "           %s %s %v (%s)\n", l.Level, side, l.Value, s.Unit)
				}
			}
		}
		raw, err := d.JSON()
		if err != nil {
			return set, err
		}
		set.Dashboards = append(set.Dashboards, grafana.SetDashboard{JSON: raw, FolderUID: folderUID})
	}
	return set, nil
}

// provision plans, shows the plan, applies it, and looks again.
func provision(ctx context.Context, c *grafana.Client, set grafana.Set, dry bool, out io.Writer) error {
	o := grafana.PlanOptions{Owner: dashboards.Mark}
	plan, err := c.Plan(ctx, set, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s", plan)
	if dry {
		return nil
	}
	if _, err := c.Apply(ctx, plan, grafana.ApplyOptions{}); err != nil {
		return err
	}
	if plan, err = c.Plan(ctx, set, o); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nand now: %s", plan)
	return nil
}

// show prints one dashboard.
func show(fsys fs.FS, name string, out io.Writer) error {
	list, err := ruleSet(fsys)
	if err != nil {
		return err
	}
	all, err := dashboards.Set(list, options)
	if err != nil {
		return err
	}
	for _, d := range all {
		if strings.EqualFold(*d.Title, name) {
			raw, err := d.JSON()
			if err != nil {
				return err
			}
			_, err = out.Write(raw)
			return err
		}
	}
	return fmt.Errorf("there is no rule %q", name)
}
