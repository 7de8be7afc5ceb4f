// Package corpus holds the cases that tickwright and a real kapacitord both have to answer.
//
// The cases are Go values here. Recorded, with what the real daemon answered, they lie in
// tickscript/engine/testdata/conformance, from where the root module's tests run without a daemon.
package corpus

import (
	"fmt"
	"strings"

	"github.com/tickwright/tickwright/internal/conformance/judge"
)

// All returns every case; their names are unique.
func All() []judge.Case {
	var all []judge.Case
	for _, part := range [][]judge.Case{
		rules(), windows(), influxql(), alerts(), templates(), sources(), fields(), expressions(), functions(),
		multi(), outputs(), handlers(), definitions(), batches(), crashes(),
		functionsMore(), multiMore(), crashesMore(), groups(), found(),
	} {
		all = append(all, part...)
	}
	return all
}

// probe shows everything that reaches it: each point, or each batch with its time, becomes one event.
const probe = `
  |alert()
    .id('{{ .Name }}:{{ .Group }}')
    .message('{{ .Time }}')
    .details('')
    .crit(lambda: TRUE)
    .all()
    .log('/out.log')
`

var testDB = judge.DBRP{DB: "db", RP: "rp"}

// stream is a stream case on db.rp. about starts with the ids of the semantics it shows.
func stream(name, about, script string, data ...judge.Data) judge.Case {
	c := judge.Case{
		Name: name, About: about, Script: strings.TrimLeft(script, "\n"), Type: "stream",
		DBRPs: []judge.DBRP{testDB}, Data: data,
	}
	seen := map[judge.DBRP]bool{testDB: true}
	for _, d := range data {
		if !seen[d.DBRP] {
			seen[d.DBRP] = true
			c.DBRPs = append(c.DBRPs, d.DBRP)
		}
	}
	return c
}

// unordered marks a case whose order across groups is not determined.
func unordered(c judge.Case) judge.Case {
	c.Unordered = true
	return c
}

// outs adds httpOut endpoints to read.
func outs(c judge.Case, names ...string) judge.Case {
	c.HTTPOuts = append(c.HTTPOuts, names...)
	return c
}

// vars sets the values of the script's vars: name, type and value in turn.
func vars(c judge.Case, values ...any) judge.Case {
	c.Vars = map[string]judge.Var{}
	for i := 0; i+2 < len(values); i += 3 {
		c.Vars[values[i].(string)] = judge.Var{Type: values[i+1].(string), Value: values[i+2]}
	}
	return c
}

// lines is line protocol with timestamps in seconds for db.rp; blank lines and indentation are for the reader.
func lines(text string) judge.Data { return linesIn("s", text) }

// linesIn is lines with another precision.
func linesIn(precision, text string) judge.Data {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return judge.Data{DBRP: testDB, Precision: precision, Lines: []byte(b.String())}
}

// every writes one line per value, step seconds apart from start; format gets the value and the time.
func every(start, step int64, format string, values ...any) judge.Data {
	var b strings.Builder
	for i, v := range values {
		fmt.Fprintf(&b, format+"\n", v, start+int64(i)*step)
	}
	return judge.Data{DBRP: testDB, Precision: "s", Lines: []byte(b.String())}
}

// floats makes arguments for every.
func floats(values ...float64) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = fmt.Sprint(v)
		if v == float64(int64(v)) {
			out[i] = fmt.Sprintf("%.1f", v)
		}
	}
	return out
}
