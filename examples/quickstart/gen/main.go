// Command gen writes the quickstart's hour of disk metrics, always the same:
// three clusters of three hosts, a report every ten seconds. On one host the
// disk fills up and is cleaned; one cluster is scaled down half-way; one host
// dies with a full disk.
package main

import (
	"bufio"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"time"
)

// host is one machine of the story.
type host struct {
	name, cluster, datacenter string
	base                      float64
	// until is when the host stops reporting.
	until time.Duration
	// shape adds to the usage at a time after the start.
	shape func(at time.Duration) float64
}

func hosts() []host {
	flat := func(time.Duration) float64 { return 0 }
	ramp := func(from, to time.Duration, by float64) func(time.Duration) float64 {
		return func(at time.Duration) float64 {
			switch {
			case at < from:
				return 0
			case at > to:
				return by
			}
			return by * float64(at-from) / float64(to-from)
		}
	}
	fill := func(at time.Duration) float64 {
		if at > 38*time.Minute { // cleaned
			return 0
		}
		return ramp(10*time.Minute, 35*time.Minute, 37)(at)
	}
	hour := time.Hour + 1
	return []host{
		{"web-1", "shop", "fra", 41, hour, flat},
		{"web-2", "shop", "fra", 44, hour, flat},
		{"db-1", "shop", "fra", 58, hour, fill},
		{"worker-1", "batch", "fra", 35, 30 * time.Minute, flat},
		{"worker-2", "batch", "fra", 37, 30 * time.Minute, flat},
		{"worker-3", "batch", "fra", 33, 30*time.Minute + 20*time.Second, flat},
		{"log-1", "logs", "ams", 62, hour, func(at time.Duration) float64 { return 6 * math.Sin(at.Minutes()/9) }},
		{"log-2", "logs", "ams", 66, 47 * time.Minute, ramp(20*time.Minute, 46*time.Minute, 30)},
		{"log-3", "logs", "ams", 60, hour, flat},
	}
}

func main() {
	out := "disk.lp"
	if len(os.Args) > 1 {
		out = os.Args[1]
	}
	f, err := os.Create(out)
	if err != nil {
		log.Fatal(err)
	}
	w := bufio.NewWriter(f)
	r := rand.New(rand.NewPCG(2017, 11))
	start := time.Date(2024, 5, 14, 9, 0, 0, 0, time.UTC)
	const size = 107374182400
	for at := time.Duration(0); at <= time.Hour; at += 10 * time.Second {
		for _, h := range hosts() {
			if at > h.until {
				continue
			}
			used := h.base + h.shape(at) + 1.2*r.Float64()
			fmt.Fprintf(w, "disk,cluster=%s,datacenter=%s,device=sda1,fstype=ext4,host=%s,path=/ used_percent=%.4f,used=%di,total=%di %d\n",
				h.cluster, h.datacenter, h.name, used, int64(used*size/100), int64(size), start.Add(at).UnixNano())
		}
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
}
