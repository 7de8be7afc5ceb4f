package vet

import "github.com/tickwright/tickwright/tickscript/diag"

var logLevel = Check{
	Code: "log-level", Severity: diag.Warning, Name: "level that a log node does not know",
	Doc: "A log node knows exactly INFO, ERROR and DEBUG. Everything else, WARN and lower case among it, logs as INFO.",
	run: func(p *pass) {
		for _, n := range p.of("log") {
			switch l := n.Str("level", "INFO"); l {
			case "INFO", "ERROR", "DEBUG":
			default:
				p.report(at(n, "level"), "the level '"+l+"' logs as INFO", "write 'INFO', 'ERROR' or 'DEBUG'")
			}
		}
	},
}
