package randscript

import (
	"fmt"
	"slices"
)

func init() {
	Register(
		Step{Node: "httpOut", Weight: 4, Write: func(r *Rand, in Shape) (string, Shape) {
			in.Hintless = false
			if r.IntN(15) == 0 {
				return "|httpOut('unused$N').endpoint('$OUT')", in
			}
			return "|httpOut('$OUT')", in
		}},
		Step{Node: "httpPost", Weight: 4, Write: httpPost},
		Step{Node: "influxDBOut", Weight: 3, Last: true, Write: influxDBOut},
		Step{Node: "kapacitorLoopback", Weight: 4, Last: true, Write: loopback},
	)
}

func httpPost(r *Rand, in Shape) (string, Shape) {
	if in.Nulls {
		return "", in
	}
	in.Hintless = false
	text := "|httpPost('" + r.Pick("$POST/$POSTED", "$POST/$POSTED", "$POST/$POSTED?n={{ .Name }}", "http://127.0.0.1:1/") + "')"
	if r.IntN(6) == 0 {
		text = "|httpPost().endpoint('" + r.Pick("plain", "templated") + "')"
	}
	text += r.Maybe(30, ".header('X-A', 'b')") + r.Maybe(20, ".captureResponse()") + r.Maybe(20, ".timeout(20s)")
	if r.IntN(3) == 0 {
		f := r.Pick("i", "n", "code")
		in.Fields = append(append([]string(nil), in.Fields...), f)
		text += ".codeField('" + f + "')"
	}
	return text, in
}

// influxDBOut writes to a database of its own, so that writes are told apart.
func influxDBOut(r *Rand, in Shape) (string, Shape) {
	if in.Nulls || in.ByName || slices.Contains(in.Tags, "idTag") {
		return "", in // line protocol has no line breaks in tags
	}
	text := "|influxDBOut().database('$DB')" + r.Maybe(70, ".retentionPolicy('"+r.Pick("rp", "auto gen")+"')") + r.Maybe(30, ".measurement('"+r.Pick("m", "m n")+"')")
	text += r.Maybe(30, ".precision('"+r.Pick("s", "ms", "ns", "u", "n")+"')") + r.Maybe(20, ".writeConsistency('any')") + r.Maybe(40, fmt.Sprintf(".buffer(%d)", 1+r.IntN(30)))
	return text + ".flushInterval(50ms)" + r.Maybe(30, ".tag('host', 'fixed')") + r.Maybe(20, ".tag('more', 'a b')") + r.Maybe(20, ".create()") + r.Maybe(10, ".cluster('localhost')"), in
}

func loopback(r *Rand, in Shape) (string, Shape) {
	if in.Nulls || in.Several || in.Replayed {
		return "", in // what a replay writes back stays with the replay
	}
	return "|kapacitorLoopback().database('loop').retentionPolicy('rp').measurement('$BACK')" + ".tag('from', '$BACK')" + r.Maybe(30, ".tag('host', 'h')"), in
}
