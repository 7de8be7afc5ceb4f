package corpus

import "github.com/tickwright/tickwright/internal/conformance/judge"

// Files that more than one case writes, in the corpus folder.
const (
	diskFile       = "data/disk.lp.gz"
	componentsFile = "data/kube_components.lp.gz"
	cpuFile        = "data/cpu.lp.gz"
	memFile        = "data/mem.lp.gz"
)

const diskHead = `// Parameters
var warn = 80
var crit = 90

var period = 10s
var every = 10s

// Dataframe
var data = stream
  |from()
    .database('telegraf')
    .retentionPolicy('autogen')
    .measurement('disk')
    .groupBy('host', 'cluster', 'datacenter')
  |window()
    .period(period)
    .every(every)
  |mean('used_percent')
    .as('stat')

// Thresholds
var alert = data
  |alert()
    .id('{{ index .Tags "host"}}/disk_used')
    .message('{{ .ID }}:{{ index .Fields "stat" }}')
    .warn(lambda: "stat" > warn)
    .crit(lambda: "stat" > crit)

// Alert
alert
`

const diskAlerta = `  .alerta()
    .resource('{{ index .Tags "host" }}')
    .environment('{{ index .Tags "cluster" }}')
    .message('Disk usage is {{ .Level }}')
    .group('{{ index .Tags "datacenter" }}')
    .value('{{ index .Fields "stat" }}')
`

const componentsRule = `
var period = 10s
var every = 10s

var data = stream
  |from()
    .database('telegraf')
    .retentionPolicy('autogen')
    .measurement('kube_components')
    .groupBy('cluster', 'datacenter', 'name')
  |window()
    .period(period)
    .every(every)

var alert = data
  |alert()
    .id('kubernetes/{{ index .Tags "name"}}')
    .message('{{ .ID }}:{{ index .Fields "healthy" }}')
    .crit(lambda: bool("healthy") != TRUE)

alert
  .alerta()
    .resource('{{ index .Tags "cluster" }}/kubernetes')
    .environment('{{ index .Tags "cluster" }}')
    .message('Kubernetes component {{ index .Tags "name" }} is {{ .Level }}')
    .group('{{ index .Tags "datacenter" }}')
    .value('{{ index .Fields "healthy" }}')
`

// telegrafCase is a case on telegraf.autogen with generated data that other cases share.
func telegrafCase(name, about, script, file string, data []byte) judge.Case {
	c := stream(name, about, script, judge.Data{DBRP: telegraf, Precision: "n", Lines: data, File: file})
	c.DBRPs = []judge.DBRP{telegraf}
	return c
}

// rules are the rules that the project was founded on, and the common ones for cpu, disk and memory.
func rules() []judge.Case {
	disk, components := diskLines(58, 400), componentLines(9, 420)
	cpu, mem := cpuLines(14, 240), memLines(24, 260)
	return []judge.Case{
		telegrafCase("rule-disk-log", "the disk rule, events by .log()", diskHead+"    .log('/tmp/disk_alert_log.txt')\n", diskFile, disk),
		telegrafCase("rule-disk-alerta", "the disk rule, H050-H057: payloads for Alerta", diskHead+diskAlerta, diskFile, disk),
		telegrafCase("rule-disk-both", "the disk rule with both handlers and httpOut",
			"var data = stream|from().measurement('disk').groupBy('host', 'cluster', 'datacenter')|window().period(10s).every(10s)|mean('used_percent').as('stat')|httpOut('stat')\n"+
				"data|alert().id('{{ index .Tags \"host\"}}/disk_used').warn(lambda: \"stat\" > 80).crit(lambda: \"stat\" > 90).stateChangesOnly().log('/tmp/changes.log')"+
				".alerta().resource('{{ index .Tags \"host\" }}').environment('{{ index .Tags \"cluster\" }}')\n", diskFile, disk),
		telegrafCase("rule-components-alerta", "the components rule: payloads for Alerta of a batch alert", componentsRule, componentsFile, components),
		telegrafCase("rule-components-log", "the components rule, events by .log()", componentsRule+"\nalert.log('/tmp/components.log')\n", componentsFile, components),
		telegrafCase("rule-cpu-sigma", "cpu: where, eval with sigma and keep, three levels with OR", `
var info = 70
var warn = 85
var crit = 92
var infoSig = 2.5
var warnSig = 3
var critSig = 3.5

stream
  |from()
    .database('telegraf')
    .retentionPolicy('autogen')
    .measurement('cpu')
    .where(lambda: "cpu" == 'cpu-total')
    .groupBy('host')
  |eval(lambda: 100.0 - "usage_idle")
    .as('used')
    .keep('used')
  |window()
    .period(30s)
    .every(10s)
  |mean('used')
    .as('stat')
  |eval(lambda: sigma("stat"))
    .as('sigma')
    .keep()
  |alert()
    .id('{{ index .Tags "host"}}/cpu_used')
    .message('{{ .ID }}:{{ index .Fields "stat" }}')
    .info(lambda: "stat" > info OR "sigma" > infoSig)
    .warn(lambda: "stat" > warn OR "sigma" > warnSig)
    .crit(lambda: "stat" > crit OR "sigma" > critSig)
    .stateChangesOnly(2m)
    .log('/tmp/cpu_alert_log.txt')
`, cpuFile, cpu),
		telegrafCase("rule-mem-sigma", "mem: sigma next to thresholds", `
var data = stream
  |from()
    .database('telegraf')
    .retentionPolicy('autogen')
    .measurement('mem')
    .groupBy('host')
  |window()
    .period(10s)
    .every(10s)
  |mean('used_percent')
    .as('stat')

data
  |eval(lambda: sigma("stat"))
    .as('sigma')
    .keep()
  |alert()
    .id('{{ index .Tags "host"}}/mem_used')
    .message('{{ .ID }}:{{ index .Fields "stat" }}')
    .info(lambda: "stat" > 70 OR "sigma" > 2.5)
    .warn(lambda: "stat" > 85 OR "sigma" > 3.0)
    .crit(lambda: "stat" > 92 OR "sigma" > 3.5)
    .log('/tmp/mem_alert_log.txt')
`, memFile, mem),
		telegrafCase("rule-mem-percentile", "mem: sliding aligned windows, percentile, integers", `
var data = stream
  |from()
    .measurement('mem')
    .groupBy('cluster')
  |window()
    .period(1m)
    .every(20s)
    .align()

data
  |percentile('used', 95.0)
    .as('p95')
  |eval(lambda: float("p95") / float("total") * 100.0)
    .as('percent')
    .keep('percent', 'p95')
  |alert()
    .id('{{ index .Tags "cluster" }}')
    .message('{{ .ID }} {{ .Level }} {{ index .Fields "p95" }}')
    .warn(lambda: "percent" > 80.0)
    .warnReset(lambda: "percent" < 70.0)
    .crit(lambda: "percent" > 95.0)
    .critReset(lambda: "percent" < 90.0)
    .log('/tmp/mem_percentile.log')

data
  |count('used')
  |httpOut('counts')
`, memFile, mem),
	}
}
