package kapacitortest

import (
	"fmt"
	"runtime"
)

// counters are what /debug/vars shows beside the tasks.
type counters struct {
	requests, pings, writes, bytes, written, refused int64
	ingress                                          map[ingress]int64
}

// ingress is where points come from.
type ingress struct{ db, rp, measurement string }

func (c *counters) init() { c.ingress = map[ingress]int64{} }

func (c *counters) received(db, rp, measurement string) { c.ingress[ingress{db, rp, measurement}]++ }

// debugVars shows the counters in the server's form, with stable keys in place of random ones.
func debugVars(q *request) (*reply, error) {
	s := q.s
	host := obj{"cluster_id": s.clusterID, "server_id": s.serverID, "host": s.conf.Hostname}
	stats := obj{}
	add := func(key, name string, tags, values obj) {
		for k, v := range host {
			tags[k] = v
		}
		stats[key] = obj{"name": name, "tags": tags, "values": values}
	}
	c := &s.counters
	add("httpd", "httpd", obj{}, obj{
		"req": c.requests, "ping_req": c.pings, "write_req": c.writes, "write_req_bytes": c.bytes, "points_written_ok": c.written, "points_written_fail": c.refused,
	})
	for in, n := range c.ingress {
		add(fmt.Sprintf("ingress/%s/%s/%s", in.db, in.rp, in.measurement), "ingress",
			obj{"task_master": s.main.name, "database": in.db, "retention_policy": in.rp, "measurement": in.measurement}, obj{"points_received": n})
	}
	enabled := 0
	for _, t := range s.tasks {
		if t.enabled {
			enabled++
		}
	}
	for id, x := range s.main.executing {
		for _, st := range x.run.Stats() {
			if n := x.find(st.Node); n != nil {
				values := own(st)
				values["avg_exec_time_ns"] = "0s"
				add("nodes/"+id+"/"+n.Name, "nodes", obj{"task": id, "node": n.Name, "kind": n.Kind(), "type": x.typ.String()}, values)
			}
		}
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	return ok(obj{
		"cluster_id": s.clusterID, "server_id": s.serverID, "host": s.conf.Hostname, "kapacitor": stats, "cmdline": []string{"kapacitortest"}, "memstats": mem,
		"num_enabled_tasks": enabled, "num_subscriptions": 0, "num_tasks": len(s.tasks), "platform": "OSS", "product": "kapacitor", "version": Version,
	})
}
