package syntax

import "testing"

// diskRule is a rule of usual size.
const diskRule = `// Disk space of every host
dbrp "telegraf"."autogen"

// percentage at which the disk is nearly full
var warn = 80.0
var crit = 90.0
var period = 5m
var every = 1m
var groups = ['host', 'path']
var db string

var data = stream
    |from()
        .database('telegraf')
        .measurement('disk')
        .groupBy(groups)
        .where(lambda: "fstype" != 'tmpfs' AND ("path" == '/' OR "path" =~ /^\/var/))
    |window()
        .period(period)
        .every(every)
        .align()
    |mean('used_percent')
        .as('stat')

data
    |eval(lambda: sigma("stat"), lambda: float("stat") / 100.0)
        .as('sigma', 'ratio')
        .keep()
    |alert()
        .id('{{ .Name }}/{{ index .Tags "host" }}')
        .message('{{ .ID }} is {{ .Level }}: {{ index .Fields "stat" | printf "%0.2f" }}')
        .warn(lambda: "stat" > warn)
        .crit(lambda: "stat" > crit OR
            "sigma" > 3.0)
        .stateChangesOnly(10m)
        .log('/tmp/disk.log')
`

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(diskRule)))
	for b.Loop() {
		if _, errs := Parse(diskRule); errs != nil {
			b.Fatal(errs)
		}
	}
}

func BenchmarkPrint(b *testing.B) {
	f, _ := Parse(diskRule)
	b.ReportAllocs()
	for b.Loop() {
		Print(f)
	}
}
