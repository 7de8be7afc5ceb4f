package randscript

import (
	"fmt"
	"strings"
)

// Points are random lines, timestamps in milliseconds, of three measurements. Strict points have times that
// increase from line to line; others come late, twice and in bursts.
func Points(r *Rand, n int, strict bool) []string {
	var out []string
	now := int64(1700000000000)
	for range n {
		t := now
		switch x := r.IntN(100); {
		case strict:
			now += 1 + int64(r.IntN(2500))
			t = now
			if r.IntN(60) == 0 {
				now += 40000
			}
		case x < 60:
			now += 1000 * int64(r.IntN(4))
			t = now
		case x < 62:
			now += 1000 * int64(r.IntN(60))
			t = now
		case x < 68:
			t -= 1000 * int64(r.IntN(25))
		}
		out = append(out, r.Pick(measurements...)+tags(r)+" "+fields(r)+fmt.Sprintf(" %d", t))
	}
	return out
}

func tags(r *Rand) string {
	return r.Pick("", ",host=x", ",host=x", ",host=x", ",host=y", ",host=y", ",host=z\\ z") + r.Pick("", ",zone=k", ",zone=k", ",zone=l")
}

func fields(r *Rand) string {
	fs := []string{"k=1i"}
	add := func(percent int, text string) {
		if r.IntN(100) < percent {
			fs = append(fs, text)
		}
	}
	v := fmt.Sprintf("v=%g", float64(r.IntN(41)-4)/4)
	if r.IntN(40) == 0 {
		v = r.Pick("v=3i", "v=true", `v="t"`)
	}
	add(93, v)
	i := fmt.Sprintf("i=%di", r.IntN(9)-2)
	if r.IntN(60) == 0 {
		i = "i=1.5"
	}
	add(90, i)
	add(70, "s="+r.Pick(`"p"`, `"q"`, `"<r> & t"`, `""`))
	add(70, "b="+r.Pick("true", "false"))
	add(40, "t="+r.Pick(`"12"`, `"1.5"`, `"true"`, `"5m"`, `" pad "`, `"pqp"`, `"é"`))
	add(30, fmt.Sprintf("w=%g", r.NormFloat64()*1e3))
	r.Shuffle(len(fs), func(i, j int) { fs[i], fs[j] = fs[j], fs[i] })
	return strings.Join(fs, ",")
}
