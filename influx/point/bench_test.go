package point_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/tickwright/tickwright/influx/point"
)

// telegraf returns n lines as Telegraf's disk input writes them, of the given number of series.
func telegraf(n, series int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "disk,cluster=c%d,datacenter=dc1,device=sda1,fstype=ext4,host=node-%d,mode=rw,path=/ "+
			"free=%di,inodes_free=1000i,inodes_total=2000i,inodes_used=1000i,total=200000i,used=%di,used_percent=%.4f %d\n",
			i%series%3, i%series, 100000+i, 100000-i, float64(i%1000)/10, 1577836800000000000+int64(i)*1e9)
	}
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	const n = 10000
	for _, series := range []int{100, n} {
		for _, reuse := range []bool{false, true} {
			b.Run(fmt.Sprintf("series=%d/reuse=%v", series, reuse), func(b *testing.B) {
				data := telegraf(n, series)
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					for _, err := range point.NewReader(bytes.NewReader(data), point.Options{ReuseFields: reuse}).All() {
						if err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "points/s")
			})
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	points, err := point.Parse(telegraf(1000, 100), point.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var e point.Encoder
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = buf[:0]
		for i := range points {
			if buf, err = e.Append(buf, &points[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.SetBytes(int64(len(buf)))
	b.ReportMetric(float64(len(points)*b.N)/b.Elapsed().Seconds(), "points/s")
}
