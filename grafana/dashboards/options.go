package dashboards

import (
	"github.com/tickwright/tickwright/grafana"
	"github.com/tickwright/tickwright/tickscript/graph"
)

// Language is how a data source is asked.
type Language uint8

// The languages.
const (
	InfluxQL Language = iota
	Flux
)

// String returns "InfluxQL" or "Flux".
func (l Language) String() string {
	if l == Flux {
		return "Flux"
	}
	return "InfluxQL"
}

// Mark is the tag of every dashboard that is made here. Provisioning deletes
// only what carries it.
const Mark = "tickwright"

// Options say how dashboards are made. The zero Options are of use for a script
// that names its databases.
type Options struct {
	// Name is the rule's: the task's id. It is the dashboard's title and what its
	// uid is made of. Default "task".
	Name string
	// Title is the dashboard's title when it is not Name.
	Title string
	// DataSource is the uid of the data source, which has to be of the Language.
	// Empty makes a variable of the dashboard by which one is chosen.
	DataSource string
	Language   Language
	// Bucket names the bucket of a database and retention policy in Flux; nil is
	// "database/policy", as servers map them.
	Bucket func(graph.DBRP) string
	// Tags are those of the dashboard, beside Mark.
	Tags []string
	// From and To are the range of time that is shown first: "now-1h" and "now"
	// unless set. Refresh is how often it is asked anew: "10s" unless set, "" with
	// NoRefresh.
	From, To, Refresh string
	NoRefresh         bool
	// Annotations are the tags of the annotations that are shown; one is enough.
	// Unless set, the tag that grafana.Annotator puts on those of the rule's events:
	// "rule:" and the name.
	Annotations []string

	// Options of the script: its variables, its databases, its type and the user
	// defined functions it may call. Template accepts variables without a value;
	// what depends on them gets a reason in place of a line or a query.
	graph.Options
}

// ruleTag is the tag of the annotations of a task's events.
func ruleTag(name string) string { return grafana.AnnotationTag(grafana.TagRule, name) }

func (o Options) withDefaults() Options {
	if o.Name == "" {
		o.Name = "task"
	}
	if o.Title == "" {
		o.Title = o.Name
	}
	if o.From == "" {
		o.From = "now-1h"
	}
	if o.To == "" {
		o.To = "now"
	}
	if o.Refresh == "" && !o.NoRefresh {
		o.Refresh = "10s"
	}
	if o.Annotations == nil {
		o.Annotations = []string{ruleTag(o.Name)}
	}
	return o
}
