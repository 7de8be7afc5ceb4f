package corpus

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// brpl makes a batch recording: one entry per query node, one batch per line.
func brpl(entries ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, entry := range entries {
		w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Deflate, Modified: time.Unix(start, 0).UTC()})
		if err == nil {
			_, err = w.Write([]byte(entry))
		}
		if err != nil {
			panic(err) // a bytes.Buffer does not fail
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func batch(name, about, script string, recording []byte) judge.Case {
	return judge.Case{Name: name, About: about, Script: script, Type: "batch", DBRPs: []judge.DBRP{testDB}, Recording: recording}
}

const query = "batch|query('SELECT mean(v) AS v FROM \"db\".\"rp\".\"m\"').period(10s).every(10s).groupBy('host')"

// batches are replays of batch recordings.
func batches() []judge.Case {
	one := `{"name":"m","tmax":"2024-03-05T23:50:10Z","group":"host=a","tags":{"host":"a"},"points":[{"fields":{"v":10},"time":"2024-03-05T23:50:00Z","tags":{"host":"a"}},{"fields":{"v":95.5,"s":"x"},"time":"2024-03-05T23:50:05Z","tags":{"host":"a"}}]}
{"name":"m","tmax":"2024-03-05T23:50:10Z","group":"host=b","tags":{"host":"b"},"points":[{"fields":{"v":1},"time":"2024-03-05T23:50:01Z"}]}
{"name":"m","tmax":"2024-03-05T23:50:20Z","group":"host=a","tags":{"host":"a"},"points":[{"fields":{"v":50},"time":"2024-03-05T23:50:11Z","tags":{"host":"a","extra":"e"}}]}
{"name":"m","tmax":"2024-03-05T23:50:20Z","group":"host=b","tags":{"host":"b"},"points":[]}
{"name":"m","tmax":"2024-03-05T23:50:30Z","group":"host=a","tags":{"host":"a"},"points":[{"fields":{"v":5},"time":"2024-03-05T23:50:21Z","tags":{"host":"a"}}]}
{"name":"m","tmax":"2024-03-05T23:50:30Z","group":"host=b","tags":{"host":"b"},"points":[{"fields":{"v":99},"time":"2024-03-05T23:50:22Z"},{"fields":{"v":98,"n":3},"time":"2024-03-05T23:50:28Z"}]}
`
	two := `{"name":"n","tmax":"2024-03-05T23:50:10Z","group":"host=a","tags":{"host":"a"},"points":[{"fields":{"v":1000},"time":"2024-03-05T23:50:00Z","tags":{"host":"a"}}]}
{"name":"n","tmax":"2024-03-05T23:50:20Z","group":"host=a","tags":{"host":"a"},"points":[{"fields":{"v":2000},"time":"2024-03-05T23:50:11Z","tags":{"host":"a"}}]}
{"name":"n","tmax":"2024-03-05T23:50:30Z","group":"host=b","tags":{"host":"b"},"points":[{"fields":{"v":3000},"time":"2024-03-05T23:50:22Z","tags":{"host":"b"}}]}
`
	var cases []judge.Case
	for _, f := range []string{"mean", "max", "count", "sum", "first", "last", "stddev"} {
		cases = append(cases, batch("batch-"+f, "I002 D023 D024: "+f+" over recorded batches", query+"|"+f+"('v').as('x')"+probe, brpl(one)))
	}
	return append(cases,
		batch("batch-raw", "D022 D023 D024 R019: batches as recorded; empty ones are skipped", query+probe, brpl(one)),
		batch("batch-alert", "A014 A015: levels of a batch", query+"|alert().warn(lambda: \"v\" > 40.0).crit(lambda: \"v\" > 90.0).log('/out.log')\n", brpl(one)),
		batch("batch-where-eval", "N020 N105", query+"|where(lambda: \"v\" > 4.0)|eval(lambda: \"v\" / 2.0).as('half').keep()"+probe, brpl(one)),
		batch("batch-groupby", "N012 N013", query+"|groupBy('extra')"+probe, brpl(one)),
		unordered(batch("batch-union", "N140 D025 R019: two query nodes, each with an edge of its own", "var a = "+query+"\nvar b = "+query+"\na|union(b)"+probe, brpl(one, strings.ReplaceAll(two, "0Z\",\"group", "5Z\",\"group")))),
		unordered(batch("batch-join", "N160", "var a = "+query+"\nvar b = "+query+"\na|join(b).as('a', 'b').tolerance(10s).fill(0.0)"+probe, brpl(one, two))),
		batch("batch-movingaverage", "I004 I037", query+"|movingAverage('v', 2).as('x')"+probe, brpl(one)),
		batch("batch-top", "I032 I014", query+"|top(1, 'v').as('x')"+probe, brpl(one)),
		batch("batch-no-every", "N036 E021: at start", "batch|query('SELECT v FROM db.rp.m').period(1s)|alert()\n", brpl(one)),
		batch("batch-not-select", "N031", "batch|query('SHOW DATABASES').period(1s).every(1s)|alert()\n", brpl(one)),
		batch("batch-two-statements", "N031", "batch|query('SELECT v FROM db.rp.m; SELECT w FROM db.rp.m').period(1s).every(1s)|alert()\n", brpl(one)),
		batch("batch-foreign-dbrp", "N043", "batch|query('SELECT v FROM other.rp.m').period(1s).every(1s)|alert()\n", brpl(one)),
		judge.Case{Name: "stream-replay-end", About: "R016 S013 D020: at the end of a recording only join and union flush", Type: "stream", DBRPs: []judge.DBRP{testDB}, Unordered: true,
			Recording: srpl(), Script: "var a = stream|from().measurement('a').groupBy('host')\nvar b = stream|from().measurement('b').groupBy('host')\na|join(b).as('a', 'b').fill('null')|alert().details('').crit(lambda: TRUE).log('/join.log')\na|union(b)|alert().details('').crit(lambda: TRUE).log('/union.log')\na|window().period(2s).every(2s)|alert().details('').crit(lambda: TRUE).log('/window.log')\na|count('v')|alert().details('').crit(lambda: TRUE).log('/count.log')\n"},
	)
}
