package alertasuite

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tickwright/tickwright/alerta"
)

// operation is one kind of thing a Driver does; op names the choice it made, result what came of it.
type operation struct {
	name   string
	weight int
	run    func(ctx context.Context, d *Driver) (op, result string, err error)
}

var operations = []operation{
	{"send", 45, opSend},
	{"action", 18, opAction},
	{"verb", 8, opVerb},
	{"status", 4, opStatus},
	{"tags", 4, opTags},
	{"attributes", 4, opAttributes},
	{"note", 3, opNote},
	{"delete", 2, opDelete},
	{"blackout", 2, opBlackout},
	{"bulk", 3, opBulk},
	{"search", 10, opSearch},
	{"aggregate", 4, opAggregate},
	{"reconcile", 1, opReconcile},
	{"retire", 1, opRetire},
}

var (
	resources = []string{"node1", "node2", "pod-a"}
	events    = []string{"Down", "Up", "Slow", "Full"}
)

func opSend(ctx context.Context, d *Driver) (string, string, error) {
	r := alerta.AlertRequest{
		Resource: pick(d, resources...), Event: pick(d, events...), Environment: pick(d, "Production", "Production", "Development"),
		Severity: pick(d, d.severities()...), Service: []string{pick(d, "web", "db")}, Text: pick(d, "", "no answer", "disk 90% full", "x\ty\nz"), Origin: pick(d, "a/1", "b/2"),
	}
	if d.chance(5) {
		r.Environment = "Moon"
	}
	if d.chance(5) {
		r.Service = nil
	}
	if d.chance(20) {
		r.Service = []string{"web", "shop"}
	}
	if d.chance(25) {
		r.Correlate = []string{pick(d, events...)}
	}
	if d.chance(40) {
		r.Value = pick(d, "1", "2", "90%")
	}
	if d.chance(40) {
		r.Tags = []string{pick(d, "cluster=blue", "cluster=green"), pick(d, "zone=1", "zone=2")}
	}
	if d.chance(40) {
		r.Attributes = alerta.Attributes{pick(d, "region", "rack"): pick(d, "eu", "us"), "n": pick(d, 1, 2)}
	}
	if d.chance(30) {
		r.Group = pick(d, "Node", "Pod")
	}
	if d.chance(30) {
		r.Timeout = pick(d, time.Hour, 2*time.Hour, alerta.Never)
	}
	if d.chance(20) {
		r.RawData = pick[any](d, "text", map[string]any{"a": 1, "b": []any{"é", nil, true}}, 7)
	}
	if d.chance(6) {
		r.Status = pick(d, "ack", "shelved", "closed", "assign", "blackout")
		if d.kind == ISA {
			r.Status = pick(d, "ACKED", "SHLVD", "RTNUN", "DSUPR", "OOSRV")
		}
	}
	switch {
	case d.chance(10): // before everything that has happened
		r.CreateTime = d.start.Add(-time.Hour + time.Duration(d.n)*time.Millisecond)
	case d.chance(5): // after everything that will happen
		r.CreateTime = d.start.Add(100*time.Hour + time.Duration(d.n)*time.Millisecond)
	}
	rec, err := d.c.Send(ctx, r)
	d.touched = r.Key()
	op := fmt.Sprintf("%+v", struct {
		Key                      alerta.AlertKey
		Severity, Status         string
		Correlate, Service, Tags []string
		Value, Text              string
		Attributes               alerta.Attributes
		Timeout                  time.Duration
		Raw                      any
		Created                  time.Duration
	}{r.Key(), r.Severity, r.Status, r.Correlate, r.Service, r.Tags, r.Value, r.Text, r.Attributes, r.Timeout, r.RawData, since(d.start, r.CreateTime)})
	result := string(rec.Outcome)
	if rec.Alert != nil {
		result += "\n" + Portrait(*rec.Alert)
	}
	return op, result, err
}

func since(start, t time.Time) time.Duration {
	if t.IsZero() {
		return 0
	}
	return t.Sub(start).Truncate(time.Hour)
}

func opAction(ctx context.Context, d *Driver) (string, string, error) {
	a, ok := d.any()
	if !ok {
		return "on nothing", "", nil
	}
	name, ch := pick(d, "ack", "unack", "shelve", "unshelve", "close", "open", "expired", "timeout", "assign", "custom", "note"), d.change()
	return fmt.Sprintf("%s %s %+v", name, a.Key(), ch), "", d.c.Action(ctx, a.ID, name, ch)
}

func opVerb(ctx context.Context, d *Driver) (string, string, error) {
	a, ok := d.any()
	if !ok {
		return "on nothing", "", nil
	}
	ch := d.change()
	verbs := map[string]func(context.Context, string, alerta.Change) error{"ack": d.c.Ack, "unack": d.c.Unack, "shelve": d.c.Shelve, "unshelve": d.c.Unshelve,
		"close": d.c.Close, "reopen": d.c.Reopen, "expire": d.c.Expire,
		"clear": func(ctx context.Context, _ string, ch alerta.Change) error {
			_, err := d.c.Clear(ctx, a, ch.Text)
			return err
		}}
	name := pick(d, sortedKeys(verbs)...)
	return name + " " + a.Key().String(), "", verbs[name](ctx, a.ID, ch)
}

func opStatus(ctx context.Context, d *Driver) (string, string, error) {
	a, ok := d.any()
	if !ok {
		return "on nothing", "", nil
	}
	status, ch := pick(d, "open", "ack", "closed", "shelved", "expired", "odd"), d.change()
	return status + " " + a.Key().String(), "", d.c.SetStatus(ctx, a.ID, status, ch)
}

func opTags(ctx context.Context, d *Driver) (string, string, error) {
	a, ok := d.any()
	if !ok {
		return "on nothing", "", nil
	}
	tags := []string{pick(d, "cluster=blue", "x", "y z"), pick(d, "zone=1", "x")}
	if d.chance(50) {
		return fmt.Sprint("add ", tags, a.Key()), "", d.c.TagAlert(ctx, a.ID, tags...)
	}
	return fmt.Sprint("remove ", tags, a.Key()), "", d.c.UntagAlert(ctx, a.ID, tags...)
}

func opAttributes(ctx context.Context, d *Driver) (string, string, error) {
	a, ok := d.any()
	if !ok {
		return "on nothing", "", nil
	}
	set := alerta.Attributes{pick(d, "region", "owner", "n"): pick[any](d, "eu", "ann", 3, nil), pick(d, "ip", "n"): nil}
	return fmt.Sprint(set, a.Key()), "", d.c.SetAttributes(ctx, a.ID, set)
}

func opNote(ctx context.Context, d *Driver) (string, string, error) {
	a, ok := d.any()
	if !ok {
		return "on nothing", "", nil
	}
	notes, err := d.c.ListNotes(ctx, a.ID)
	if err != nil {
		return "list", "", err
	}
	if len(notes) > 0 && d.chance(50) {
		return "dismiss " + a.Key().String(), fmt.Sprint(len(notes)), d.c.DeleteNote(ctx, a.ID, notes[0].ID)
	}
	n, err := d.c.AddNote(ctx, a.ID, "noted")
	return "add " + a.Key().String(), fmt.Sprint(len(notes), n.Text, n.Attributes), err
}

func opDelete(ctx context.Context, d *Driver) (string, string, error) {
	a, ok := d.any()
	if !ok {
		return "nothing", "", nil
	}
	return a.Key().String(), "", d.c.DeleteAlert(ctx, a.ID)
}

func opBlackout(ctx context.Context, d *Driver) (string, string, error) {
	for b, err := range d.c.AllBlackouts(ctx, alerta.BlackoutFilter{}) {
		if err != nil {
			return "list", "", err
		}
		return "end " + b.Resource + b.Event, fmt.Sprint(b.Priority, b.Status, b.Service, b.Tags), d.c.DeleteBlackout(ctx, b.ID)
	}
	r := alerta.BlackoutRequest{Environment: pick(d, "Production", "Development"), Duration: 10 * time.Hour}
	switch d.rng.IntN(5) {
	case 0:
		r.Resource = pick(d, resources...)
	case 1:
		r.Event = pick(d, events...)
	case 2:
		r.Service = []string{"web"}
	case 3:
		r.Tags = []string{"cluster=blue"}
	case 4:
		r.Group, r.Origin = "Node", "a/1"
	}
	b, err := d.c.CreateBlackout(ctx, r)
	return fmt.Sprintf("begin %+v", r), fmt.Sprint(b.Priority, b.Status, b.Duration), err
}

func opBulk(ctx context.Context, d *Driver) (string, string, error) {
	q := alerta.Where(alerta.Equal(alerta.Resource, pick(d, resources...)), alerta.Equal(alerta.Event, pick(d, events...)))
	v, _ := q.Values()
	var ids []string
	var err error
	kind := pick(d, "tag", "untag", "attributes", "status", "delete")
	switch kind {
	case "tag":
		ids, err = d.c.BulkTag(ctx, q, "bulk", "zone=1")
	case "untag":
		ids, err = d.c.BulkUntag(ctx, q, "bulk", "zone=1")
	case "attributes":
		ids, err = d.c.BulkSetAttributes(ctx, q, alerta.Attributes{"owner": "bulk"})
	case "status":
		ids, err = d.c.BulkSetStatus(ctx, q, pick(d, "open", "ack"), d.change())
	case "delete":
		ids, err = d.c.BulkDelete(ctx, q)
	}
	return fmt.Sprint(kind, v), fmt.Sprint(len(ids)), err
}

func opSearch(ctx context.Context, d *Driver) (string, string, error) {
	sev := d.severities()
	all := []alerta.Condition{
		alerta.Equal(alerta.Environment, "Production"), alerta.NotEqual(alerta.Severity, sev[0], sev[1]), alerta.Equal(alerta.Status, "open", "UNACK", "ack"),
		alerta.NotEqual(alerta.Status, "closed"), alerta.Contains(alerta.Text, "FULL"), alerta.NotContains(alerta.Text, "an_wer"), alerta.Matches(alerta.Value, "^[0-9]$"),
		alerta.NotMatches(alerta.Resource, "^node"), alerta.HasAttribute("region", "eu"), alerta.HasTag("cluster=blue"), alerta.AnyService("db", "shop"), alerta.HasService("web"),
		alerta.CorrelatesWith("Up"), alerta.Duplicates(1), alerta.Repeated(true), alerta.Equal(alerta.Group, "Misc"), alerta.Equal(alerta.PreviousSeverity, sev[2]),
		alerta.Equal(alerta.TrendIndication, "moreSevere"), alerta.Contains(alerta.Origin, "a/"),
		alerta.Lucene("full OR answer"), alerta.Lucene("NOT (full OR answer)"), alerta.Lucene("full NOT 90"), alerta.Lucene("event:Down AND resource:node"), alerta.Lucene("_.region:e"),
		alerta.Lucene("_exists_:rack"), alerta.Lucene("duplicate_count:>0"), alerta.Lucene("duplicate_count:[1 TO 3]"), alerta.Lucene("timeout:{3600 TO *}"), alerta.Lucene(`event:/^(up|down)$/`),
		alerta.Lucene("value:9*"), alerta.Lucene("event:(Up OR Slow) -x"), alerta.Lucene("severity:>c"), alerta.Lucene(`text:"no answer"`), alerta.Lucene("tags:x service:db"),
	}
	conds := []alerta.Condition{pick(d, all...)}
	if d.chance(40) {
		conds = append(conds, pick(d, all...))
	}
	sort := []alerta.Field{pick(d, alerta.Severity, alerta.Resource, alerta.Descending(alerta.Event), alerta.Value, alerta.DuplicateCount, alerta.Descending(alerta.Timeout), alerta.Repeat,
		alerta.Status, alerta.AttributeKey("region"), alerta.PreviousSeverity), alerta.Resource, alerta.Event, alerta.Environment}
	q := alerta.Where(conds...).SortBy(sort...)
	v, err := q.Values()
	op := fmt.Sprint(v, sort)
	if err != nil {
		return op, "", nil // two conditions on one field
	}
	p, err := d.c.ListAlerts(ctx, q, alerta.Page{Size: pick(d, 3, 100)}, alerta.Show{})
	var keys []string
	for _, a := range p.Alerts {
		keys = append(keys, a.Key().String())
	}
	return op, fmt.Sprint(p.Total, p.Pages, p.More, p.SeverityCounts, p.StatusCounts, keys), err
}

func opAggregate(ctx context.Context, d *Driver) (string, string, error) {
	q := alerta.Where(alerta.Equal(alerta.Resource, pick(d, resources...)))
	lines := func(n int, line func(int) string) string {
		var out []string
		for i := range n {
			out = append(out, line(i))
		}
		slices.Sort(out)
		return strings.Join(out, "\n")
	}
	switch what := d.rng.IntN(7); what {
	case 0, 1, 2:
		by := []alerta.Ranking{alerta.ByCount, alerta.ByFlapping, alerta.ByStanding}[what]
		top, err := d.c.TopN(ctx, by, q, alerta.Event, 50)
		return string(by), lines(len(top), func(i int) string {
			return fmt.Sprint(top[i].Key, top[i].Count, top[i].DuplicateCount, top[i].Environments, top[i].Services, len(top[i].Resources))
		}), err
	case 3:
		l, err := d.c.ListEnvironments(ctx, q)
		return "environments", lines(len(l), func(i int) string { return fmt.Sprint(l[i]) }), err
	case 4:
		l, err := d.c.ListServices(ctx, q)
		return "services", lines(len(l), func(i int) string { return fmt.Sprint(l[i]) }), err
	case 5:
		l, err := d.c.ListTags(ctx, q)
		return "tags", lines(len(l), func(i int) string { return fmt.Sprint(l[i]) }), err
	}
	l, err := d.c.ListHistory(ctx, q, alerta.Page{Size: 1000})
	return "history", lines(len(l), func(i int) string {
		return fmt.Sprint(l[i].Resource, l[i].Environment, l[i].Event, l[i].Type, l[i].Severity, l[i].Status, l[i].Value, l[i].Timeout, l[i].Group, l[i].Origin)
	}), err
}

func opReconcile(ctx context.Context, d *Driver) (string, string, error) {
	want := alerta.Desired{Origin: pick(d, "a/1", "b/2"), Environment: "Production"}
	for _, e := range events {
		if d.chance(40) {
			want.Alerts = append(want.Alerts, alerta.AlertRequest{Resource: pick(d, resources...), Event: e, Environment: "Production",
				Severity: d.severities()[len(d.severities())/4+1], Service: []string{"web"}})
		}
	}
	rep, err := d.c.Reconcile(ctx, want)
	slices.SortFunc(rep.Closed, func(a, b alerta.AlertKey) int { return strings.Compare(a.String(), b.String()) })
	if err != nil {
		return want.Origin, "", fmt.Errorf("failed") // which of several comes first is open
	}
	return want.Origin, fmt.Sprintf("%+v", rep), nil
}

func opRetire(ctx context.Context, d *Driver) (string, string, error) {
	r := pick(d, resources...)
	rep, err := d.c.Retire(ctx, alerta.Where(alerta.Equal(alerta.Resource, r), alerta.HasTag("cluster=blue")), alerta.RetireOptions{DryRun: d.chance(50), Mode: pick(d, alerta.RetireClose, alerta.RetireDelete)})
	result := fmt.Sprint(rep.Matched, len(rep.Done), len(rep.Already), len(rep.Failed))
	if err != nil {
		return r, "", fmt.Errorf("failed %s", result)
	}
	return r, result, nil
}
