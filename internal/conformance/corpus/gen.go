package corpus

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

var telegraf = judge.DBRP{DB: "telegraf", RP: "autogen"}

// start is the first second of the generated data: 2024-03-05T23:50:00Z, so that it crosses a day.
const start = 1709682600

// series writes points in Telegraf's manner, with its flaws: jitter, gaps, duplicates, late arrivals.
type series struct {
	rng *rand.Rand
	out bytes.Buffer
	// late are lines held back to be written some points later.
	late []held
	n    int
}

type held struct {
	due  int
	line string
}

func newSeries(seed uint64) *series { return &series{rng: rand.New(rand.NewPCG(seed, 1))} }

// emit writes the line for the time t, or holds it back; now and then it writes a second one for the same time.
func (s *series) emit(t int64, line func(value float64) string, value float64) {
	text := fmt.Sprintf("%s %d\n", line(value), t)
	switch r := s.rng.Float64(); {
	case r < 0.01:
		s.late = append(s.late, held{s.n + 1 + s.rng.IntN(400), text})
	case r < 0.02:
		s.out.WriteString(text)
		fmt.Fprintf(&s.out, "%s %d\n", line(value+s.rng.NormFloat64()), t)
	default:
		s.out.WriteString(text)
	}
	s.n++
	kept := s.late[:0]
	for _, h := range s.late {
		if h.due <= s.n {
			s.out.WriteString(h.line)
		} else {
			kept = append(kept, h)
		}
	}
	s.late = kept
}

// bytes ends the series, writing what is still held back.
func (s *series) bytes() []byte {
	for _, h := range s.late {
		s.out.WriteString(h.line)
	}
	s.late = nil
	return s.out.Bytes()
}

// jitter is a time in nanoseconds near the second sec: every second series reports on the dot.
func (s *series) jitter(sec int64, host int) int64 {
	ns := sec * 1e9
	if host%2 == 1 {
		ns += s.rng.Int64N(3e9) - 1e9
	}
	return ns
}

// host is one machine of the generated infrastructure.
type host struct {
	name, cluster, datacenter string
	// silent is the part of the time in which it does not report, gone the step after which it never does.
	silentFrom, silentTo, gone int
	level                      float64
}

// hosts makes n machines in four clusters; some lack the datacenter tag.
func hosts(rng *rand.Rand, n, steps int) []host {
	list := make([]host, n)
	for i := range list {
		h := host{
			name: fmt.Sprintf("node-%02d", i), cluster: fmt.Sprintf("cluster-%d", i%4),
			datacenter: []string{"fra", "ber", ""}[i%3], gone: steps, level: 55 + 40*rng.Float64(),
		}
		if i%5 == 0 {
			h.silentFrom = rng.IntN(steps / 2)
			h.silentTo = h.silentFrom + 20 + rng.IntN(60)
		}
		if i%7 == 6 {
			h.gone = steps/2 + rng.IntN(steps/4)
		}
		list[i] = h
	}
	return list
}

func (h host) reports(step int) bool {
	return step < h.gone && (step < h.silentFrom || step >= h.silentTo)
}

// diskLines are used_percent values of n hosts at a step of 10 s: about n*steps points.
func diskLines(n, steps int) []byte {
	s := newSeries(1)
	list := hosts(s.rng, n, steps)
	for step := range steps {
		for i := range list {
			h := &list[i]
			h.level = math.Min(99.9, math.Max(20, h.level+s.rng.NormFloat64()*1.5))
			if !h.reports(step) {
				continue
			}
			tags := fmt.Sprintf("disk,cluster=%s", h.cluster)
			if h.datacenter != "" {
				tags += ",datacenter=" + h.datacenter
			}
			tags += fmt.Sprintf(",device=sda%d,fstype=ext4,host=%s,path=/", i%3, h.name)
			s.emit(s.jitter(start+int64(step)*10, i), func(v float64) string {
				switch s.rng.IntN(300) {
				case 0:
					// Telegraf restarts with another plugin version: the field is missing.
					return fmt.Sprintf("%s total=%di,used=%di", tags, 500107862016, int64(v*5e9))
				case 1:
					// A hand-written exec script writes an integer.
					return fmt.Sprintf("%s used_percent=%di", tags, int64(v))
				default:
					return fmt.Sprintf("%s free=%di,inodes_free=%di,total=%di,used=%di,used_percent=%v", tags,
						int64((100-v)*5e9), 31e6-i, 500107862016, int64(v*5e9), v)
				}
			}, h.level)
		}
	}
	return s.bytes()
}

// componentLines are the health of Kubernetes components, written by different collectors in different types.
func componentLines(clusters, steps int) []byte {
	s := newSeries(2)
	names := []string{"scheduler", "controller-manager", "etcd-0", "etcd-1", "etcd-2", "api server"}
	down := make([]int, clusters*len(names))
	for step := range steps {
		for i := range down {
			cluster, name := i/len(names), names[i%len(names)]
			if cluster == clusters-1 && step > steps/2 {
				continue // this cluster is scaled away
			}
			switch {
			case down[i] > 0:
				down[i]--
			case s.rng.IntN(60) == 0:
				down[i] = 1 + s.rng.IntN(25)
			}
			healthy := 1.0
			if down[i] > 0 {
				healthy = 0
			}
			tags := fmt.Sprintf("kube_components,cluster=cluster-%d", cluster)
			if cluster%2 == 0 {
				tags += ",datacenter=fra"
			}
			tags += ",name=" + escapeTag(name)
			s.emit(s.jitter(start+int64(step)*10, i), func(v float64) string {
				up := v > 0.5
				switch cluster % 4 {
				case 0:
					return fmt.Sprintf("%s healthy=%t", tags, up)
				case 1:
					n := 0
					if up {
						n = 1
					}
					if s.rng.IntN(200) == 0 {
						n = 2 // bool(2) is an error: the level counts as not matched
					}
					return fmt.Sprintf("%s healthy=%di", tags, n)
				case 2:
					return fmt.Sprintf("%s healthy=\"%t\",message=\"<ok> & \\\"fine\\\"\"", tags, up)
				default:
					n := 0.0
					if up {
						n = 1
					}
					return fmt.Sprintf("%s healthy=%v,latency=%v", tags, n, s.rng.Float64())
				}
			}, healthy)
		}
	}
	return s.bytes()
}

func escapeTag(s string) string {
	var b bytes.Buffer
	for _, r := range s {
		if r == ' ' || r == ',' || r == '=' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// cpuLines are usage values of two CPUs and the total per host.
func cpuLines(n, steps int) []byte {
	s := newSeries(3)
	list := hosts(s.rng, n, steps)
	for step := range steps {
		for i := range list {
			h := &list[i]
			h.level = math.Min(99.5, math.Max(1, h.level+s.rng.NormFloat64()*6))
			if !h.reports(step) {
				continue
			}
			for _, cpu := range []string{"cpu-total", "cpu0", "cpu1"} {
				tags := fmt.Sprintf("cpu,cluster=%s,cpu=%s,host=%s", h.cluster, cpu, h.name)
				s.emit(s.jitter(start+int64(step)*10, i), func(v float64) string {
					return fmt.Sprintf("%s usage_idle=%v,usage_system=%v,usage_user=%v", tags, 100-v, v/3, v*2/3)
				}, h.level)
			}
		}
	}
	return s.bytes()
}

// memLines are memory values with integer and float fields.
func memLines(n, steps int) []byte {
	s := newSeries(4)
	list := hosts(s.rng, n, steps)
	for step := range steps {
		for i := range list {
			h := &list[i]
			h.level = math.Min(98, math.Max(10, h.level+s.rng.NormFloat64()*2))
			if !h.reports(step) {
				continue
			}
			tags := fmt.Sprintf("mem,cluster=%s,host=%s", h.cluster, h.name)
			s.emit(s.jitter(start+int64(step)*10, i), func(v float64) string {
				return fmt.Sprintf("%s available_percent=%v,total=%di,used=%di,used_percent=%v",
					tags, 100-v, 16<<30, int64(v/100*(16<<30)), v)
			}, h.level)
		}
	}
	return s.bytes()
}
