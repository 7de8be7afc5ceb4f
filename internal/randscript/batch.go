package randscript

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// queries are the statements of batch sources: which, says the measurement.
func query(r *Rand, measurement, grouping string) (string, Shape) {
	s := Shape{Batch: true, Replayed: true, Fields: []string{"v", "i", "s", "b", "w"}, Tags: []string{"host", "zone"}}
	stmt := r.Pick("SELECT v, i, s, b, w FROM %s", "SELECT * FROM %s WHERE v > 0", "SELECT mean(v) AS v FROM %s WHERE \"host\" = 'x' OR i > 1", "SELECT v AS v FROM %s ORDER BY time DESC LIMIT 10")
	stmt = fmt.Sprintf(stmt, `"db"."rp"."`+measurement+`"`)
	text := "batch|query('" + strings.ReplaceAll(stmt, "'", `\'`) + "')" + r.Maybe(6, ".queryStr('SELECT v FROM \"db\".\"rp\".\""+measurement+"\"')")
	text += ".period(" + r.Pick("10s", "1m", "1s") + ")" + r.Pick(".every(10s)", ".every(1s)", ".every(1m)", ".every(10s).align()", ".cron('*/5 * * * * * *')", ".cron('0 0 * * *')")
	text += r.Maybe(20, ".offset("+r.Pick("1s", "1h")+")") + r.Maybe(10, ".cluster('localhost')")
	text += r.Maybe(20, ".fill("+r.Pick("'null'", "'none'", "'previous'", "'linear'", "0", "1.5")+")") + r.Maybe(15, ".alignGroup()")
	for _, t := range s.Tags {
		if strings.Contains(grouping, "'"+t+"'") || strings.Contains(grouping, "*") {
			s.Group = append(s.Group, t)
		}
	}
	if strings.HasPrefix(grouping, ".groupBy(") && !strings.Contains(grouping, "*") && r.IntN(3) == 0 {
		grouping = strings.Replace(grouping, ".groupBy(", ".groupBy("+r.Pick("time(5s)", "10s", "time(1m, 3s)")+", ", 1)
	}
	s.ByName = strings.Contains(grouping, "groupByMeasurement")
	return text + grouping + r.Maybe(6, ".quiet()"), s
}

// flux is a batch source of the other language.
func flux(r *Rand, measurement string) (string, Shape) {
	s := Shape{Batch: true, Replayed: true, Fields: []string{"v", "i", "s", "b", "w"}, Tags: []string{"host", "zone"}, Group: []string{"host"}}
	text := "batch|queryFlux('from(bucket: \"b\") |> range(start: -1m) // " + measurement + "')" + r.Maybe(20, ".queryStr('from(bucket: \"c\")')")
	text += r.Pick(".every(10s)", ".every(1m).align()", ".cron('0 * * * *')") + r.Maybe(30, ".period(1m)") + r.Maybe(30, ".offset(5s)")
	return text + r.Maybe(30, ".org('o')") + r.Maybe(30, ".orgID('1')") + r.Maybe(20, ".cluster('localhost')") + r.Maybe(20, ".quiet()"), s
}

// Batch makes a pipeline of one or two chains that begin with queries.
func Batch(r *Rand, o Options) *Pipeline {
	for {
		g := grouping(r)
		if r.IntN(3) > 0 {
			text, shape := query(r, r.Pick(measurements...), g)
			if r.IntN(8) == 0 {
				text, shape = flux(r, "a")
			}
			rest, shape := o.chain(r, shape, o.length(r))
			return &Pipeline{Chains: [][]string{o.ending(r, append([]string{text}, rest...), shape)}, Several: shape.Several, Queries: 1}
		}
		p := &Pipeline{Several: true}
		var shapes []Shape
		for i := range 2 {
			text, shape := query(r, measurements[i], g)
			shape.InOrder, shape.GroupOrder = true, true
			rest, out := o.chain(r, shape, 2)
			p.Chains = append(p.Chains, append([]string{text}, rest...))
			shapes = append(shapes, out)
			p.Queries++
		}
		text, out := meet(r, shapes, "")
		if text == "" {
			continue
		}
		rest, out := o.chain(r, out, o.length(r)-2)
		p.Tail = o.ending(r, append([]string{text}, rest...), out)
		return p
	}
}

// recorded is a batch as it stands in a recording.
type recorded struct {
	Name   string            `json:"name,omitempty"`
	TMax   time.Time         `json:"tmax"`
	Group  string            `json:"group,omitempty"`
	ByName bool              `json:"byname,omitempty"`
	Tags   map[string]string `json:"tags,omitempty"`
	Points []row             `json:"points"`
}

type row struct {
	Fields map[string]any    `json:"fields"`
	Time   time.Time         `json:"time"`
	Tags   map[string]string `json:"tags"`
}

// Batches is one entry of a batch recording, as a query that is grouped like the pipeline's n-th has it: a batch a
// line, of several groups at each time.
func (p *Pipeline) Batches(r *Rand, n, ticks int) string {
	src := p.Chains[n][0]
	var group []string
	for _, tag := range []string{"host", "zone"} {
		if strings.Contains(src, "'"+tag+"'") && strings.Contains(src, ".groupBy(") || strings.Contains(src, ".groupBy(*)") || strings.Contains(src, "queryFlux") && tag == "host" {
			group = append(group, tag)
		}
	}
	strict := len(p.Chains) > 1
	b := recorded{Name: "m", ByName: strings.Contains(src, "groupByMeasurement")}
	for _, m := range measurements {
		if strings.Contains(src, `"rp"."`+m+`"`) {
			b.Name = m
		}
	}
	var out strings.Builder
	at := time.Unix(1700000000, 0).UTC()
	if len(p.Tail) > 0 && strings.HasPrefix(p.Tail[0], "|union(") {
		// Which of two batches of one time and group is the first is chance.
		at = at.Add(time.Duration(n) * 137 * time.Millisecond)
	}
	for range ticks {
		stop := at.Add(10 * time.Second)
		for _, host := range []string{"x", "y", ""} {
			for _, zone := range []string{"k", "l"} {
				tags := map[string]string{}
				for _, g := range group {
					tags[g] = map[string]string{"host": host, "zone": zone}[g]
				}
				if zone == "l" && !slices.Contains(group, "zone") || host != "x" && !slices.Contains(group, "host") || r.IntN(5) == 0 {
					continue
				}
				b.Tags, b.TMax, b.Points = tags, stop, nil
				for range r.IntN(6) {
					b.Points = append(b.Points, batchRow(r, at, tags))
				}
				if !strict && r.IntN(3) > 0 {
					slices.SortStableFunc(b.Points, func(x, y row) int { return x.Time.Compare(y.Time) })
				}
				text, err := json.Marshal(b)
				if err != nil {
					panic(err) // what is in it can be marshalled
				}
				out.Write(append(text, '\n'))
			}
		}
		at = stop
		if strict {
			at = at.Add(time.Duration(1+r.IntN(5)) * time.Second) // whole seconds: the times of two queries stay apart
		} else if r.IntN(8) == 0 {
			at = at.Add(time.Minute)
		}
	}
	return out.String()
}

func batchRow(r *Rand, from time.Time, tags map[string]string) row {
	x := row{Fields: map[string]any{}, Time: from.Add(time.Duration(r.IntN(10)) * time.Second), Tags: maps.Clone(tags)}
	if _, ok := tags["zone"]; !ok && r.IntN(2) == 0 {
		x.Tags["zone"] = r.Pick("k", "l")
	}
	if r.IntN(100) < 93 {
		x.Fields["v"] = float64(r.IntN(41)-4)/4 + 0.125
	}
	if r.IntN(100) < 80 {
		x.Fields["i"] = float64(r.IntN(9) - 2) // InfluxDB's JSON has no ints
	}
	if r.IntN(100) < 60 {
		x.Fields["s"] = r.Pick("p", "q", "<r>", "")
	}
	if r.IntN(100) < 60 {
		x.Fields["b"] = r.IntN(2) == 0
	}
	if r.IntN(100) < 30 || len(x.Fields) == 0 {
		x.Fields["w"] = r.NormFloat64() * 1e3
	}
	if r.IntN(40) == 0 {
		x.Fields["v"] = r.Pick("text", "12")
	}
	return x
}
