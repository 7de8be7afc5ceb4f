// Package workload writes the points that speed is measured on: disk usage of
// many hosts, in line protocol as Telegraf writes it, the same for the same
// seed.
package workload

import (
	"io"
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
	g := newGenerator(d)
	b := make([]byte, 0, d.Points()*196)
	for !g.done() {
		b = g.line(b)
	}
	return b
}

// Reader returns the same as Text, made while it is read: it needs a few bytes a
// host.
func (d Disk) Reader() io.Reader { return &reader{g: newGenerator(d)} }

type reader struct {
	g    *generator
	rest []byte
	line []byte
}

func (r *reader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(r.rest) == 0 {
			if r.g.done() {
				break
			}
			r.line = r.g.line(r.line[:0])
			r.rest = r.line
		}
		k := copy(p[n:], r.rest)
		n, r.rest = n+k, r.rest[k:]
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// generator makes one line after the other.
type generator struct {
	Disk
	r          *rand.Rand
	base       []float64
	step, host int
}

func newGenerator(d Disk) *generator {
	g := &generator{Disk: d, r: rand.New(rand.NewPCG(d.Seed, 1)), base: make([]float64, d.Hosts)}
	for h := range g.base {
		g.base[h] = 20 + 40*g.r.Float64()
		if h*100 < d.Hot*d.Hosts {
			g.base[h] = 70 + 20*g.r.Float64()
		}
	}
	return g
}

func (g *generator) done() bool { return g.step >= g.Steps || g.Hosts == 0 }

// line appends the next line.
func (g *generator) line(b []byte) []byte {
	h := g.host
	b = append(b, "disk,cluster=cluster-"...)
	b = strconv.AppendInt(b, int64(h%5), 10)
	b = append(b, ",datacenter=dc-"...)
	b = strconv.AppendInt(b, int64(h%3), 10)
	b = append(b, ",device=sda1,fstype=ext4,host=host-"...)
	for n := 100_000; n > h && n > 1; n /= 10 {
		b = append(b, '0')
	}
	b = strconv.AppendInt(b, int64(h), 10)
	b = append(b, ",path=/var/lib used_percent="...)
	b = strconv.AppendFloat(b, g.base[h]+10*g.r.Float64(), 'f', 6, 64)
	b = append(b, ",free="...)
	b = strconv.AppendInt(b, 1e9+g.r.Int64N(1e11), 10)
	b = append(b, "i,total=107374182400i,inodes_free="...)
	b = strconv.AppendInt(b, 1e6+g.r.Int64N(9e6), 10)
	b = append(b, "i "...)
	b = strconv.AppendInt(b, Start+int64(g.From+g.step)*Step, 10)
	if g.host++; g.host == g.Hosts {
		g.host, g.step = 0, g.step+1
	}
	return append(b, '\n')
}
