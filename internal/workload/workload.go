// Package workload writes the points that speed is measured on: disk usage of
// many hosts, in line protocol as Telegraf writes it, the same for the same
// seed.
package workload

import (
	"math/rand/v2"
	"strconv"
)

// Disk describes a workload: Hosts hosts that each report their disk every two
// seconds, Steps times.
type Disk struct {
	Hosts, Steps int
	Seed         uint64
	// Hot is the share of hosts, in percent, whose usage moves around the
	// thresholds 80 and 90; the others stay below 80.
	Hot int
	// From is the number of the first step: texts of one workload that follow each
	// other.
	From int
}

// Start is the time of the first step, in ns.
const Start = 1_700_000_000_000_000_000

// Step is the time between two reports of a host, in ns.
const Step = 2_000_000_000

// Points is the number of points.
func (d Disk) Points() int { return d.Hosts * d.Steps }

// Text returns the points in line protocol with ns timestamps, ordered by time.
func (d Disk) Text() []byte {
	r := rand.New(rand.NewPCG(d.Seed, 1))
	heads := make([]string, d.Hosts)
	base := make([]float64, d.Hosts)
	for h := range heads {
		heads[h] = "disk,cluster=cluster-" + strconv.Itoa(h%5) + ",datacenter=dc-" + strconv.Itoa(h%3) +
			",device=sda1,fstype=ext4,host=host-" + pad(h) + ",path=/var/lib used_percent="
		base[h] = 20 + 40*r.Float64()
		if h*100 < d.Hot*d.Hosts {
			base[h] = 70 + 20*r.Float64()
		}
	}
	b := make([]byte, 0, d.Points()*196)
	for s := range d.Steps {
		for h := range heads {
			b = append(b, heads[h]...)
			b = strconv.AppendFloat(b, base[h]+10*r.Float64(), 'f', 6, 64)
			b = append(b, ",free="...)
			b = strconv.AppendInt(b, 1e9+r.Int64N(1e11), 10)
			b = append(b, "i,total=107374182400i,inodes_free="...)
			b = strconv.AppendInt(b, 1e6+r.Int64N(9e6), 10)
			b = append(b, "i "...)
			b = strconv.AppendInt(b, Start+int64(d.From+s)*Step, 10)
			b = append(b, '\n')
		}
	}
	return b
}

func pad(h int) string {
	s := strconv.Itoa(h)
	for len(s) < 6 {
		s = "0" + s
	}
	return s
}
